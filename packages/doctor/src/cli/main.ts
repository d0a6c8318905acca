#!/usr/bin/env node
import { VERSION } from '../version.ts'
import { EXIT } from './command.ts'
import { run } from './run.ts'
import { openTerminal } from './terminal.ts'

const interruption = new AbortController()

process.on('SIGINT', () => {
  // A user who interrupts twice does not want to wait.
  if (interruption.signal.aborted) process.exit(EXIT.interrupted)
  interruption.abort(new Error('interrupted'))
})

process.exitCode = await run({
  words: process.argv.slice(2),
  terminal: openTerminal(process.stdout, process.stderr, process.env),
  version: VERSION,
  signal: interruption.signal,
})
