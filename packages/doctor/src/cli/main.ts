#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { EXIT } from './exit-code.ts'
import { run } from './run.ts'
import { openTerminal } from './terminal.ts'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const interruption = new AbortController()

process.on('SIGINT', () => {
  // Whoever asks twice does not want to wait.
  if (interruption.signal.aborted) process.exit(EXIT.interrupted)
  interruption.abort(new Error('interrupted'))
})

process.exitCode = await run({
  words: process.argv.slice(2),
  terminal: openTerminal(process.stdout, process.stderr, process.env),
  version: manifest.version,
  signal: interruption.signal,
})
