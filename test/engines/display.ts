import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { findProgram } from './live-browser.ts'

/** A virtual display. */
export interface Display {
  /** The value of the environment variable `DISPLAY`. */
  readonly name: string
  close(): void
}

/** Starts Xvfb, which chooses a free number and reports it. */
export async function startDisplay(): Promise<Display> {
  const path = findProgram('Xvfb', 'xvfb')
  const child = spawn(path, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const [line] = (await once(createInterface({ input: child.stdio[3] as Readable }), 'line')) as [string]
  return { name: `:${line.trim()}`, close: () => void child.kill() }
}
