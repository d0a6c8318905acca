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

/** Debian's folder for servers, which is not in every user's path. */
const PATH = `${process.env['PATH']}:/usr/sbin`

/**
 * Starts a system program that listens on `cache.socket` in its own folder, for the duration of the test.
 *
 * Unlike a port, a socket in a folder cannot be taken by another process, and no other machine can reach it.
 *
 * @param config - The files written to the folder first, by name.
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

  // Its own process group, so that child processes are ended with it.
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
