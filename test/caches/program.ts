import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

const PATIENCE = 20_000
const INTERVAL = 50

/** Where Debian puts servers, which is not everybody's path. */
const PATH = `${process.env['PATH']}:/usr/sbin`

/**
 * Starts a program of the system's that listens on `cache.socket` in a folder of its own, until the test is over.
 *
 * A socket in a folder cannot be taken by anybody else, as a port can, and no other machine reaches it.
 *
 * @param config - What is written to the file of this name in the folder beforehand.
 * @returns The path of the socket.
 */
export async function startProgram(
  name: string,
  file: string,
  config: string,
  parametersFor: (directory: string) => readonly string[],
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'caches-'))
  writeFileSync(join(directory, file), config)
  mkdirSync(join(directory, 'temp'))
  const socket = join(directory, 'cache.socket')

  // A group of its own, so that what the program starts is ended with it.
  const child = spawn(name, parametersFor(directory), {
    cwd: directory,
    detached: true,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close').catch(() => undefined)
  const kill = (signal: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, signal)
  }
  const killAtExit = (): void => kill('SIGKILL')
  process.once('exit', killAtExit)
  onTestFinished(async () => {
    kill('SIGTERM')
    const timer = setTimeout(() => kill('SIGKILL'), PATIENCE)
    await closed.finally(() => clearTimeout(timer))
    process.removeListener('exit', killAtExit)
    rmSync(directory, { recursive: true, force: true })
  })

  let output = ''
  let failure: string | undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  child.once('error', (error: NodeJS.ErrnoException) => {
    failure =
      error.code === 'ENOENT'
        ? `${name} is not installed: sudo apt-get install --no-install-recommends nginx varnish`
        : error.message
  })
  child.once('exit', (code) => {
    failure ??= `${name} ended with ${code}:\n${output}`
  })
  for (let waited = 0; waited < PATIENCE; waited += INTERVAL) {
    if (failure !== undefined) throw new Error(failure)
    if (await accepts(socket)) return socket
    await sleep(INTERVAL)
  }
  throw new Error(`${name} does not listen after ${PATIENCE} ms:\n${output}`)
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path })
    socket.once('connect', () => socket.destroy())
    socket.once('error', () => resolve(false))
    socket.once('close', (hadError) => resolve(!hadError))
  })
}
