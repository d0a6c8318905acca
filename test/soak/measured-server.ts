import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Adapter } from '../support/adapter.ts'

/** A server's measurements of itself since the last request for them. */
export interface Measurement {
  /** The delay of the event loop in milliseconds, on average. Node includes the millisecond between two samples. */
  readonly delay: number
  /** The bytes in use after garbage collection. */
  readonly memory: number
  /** How many connections it has. */
  readonly sockets: number
}

/** A server in its own process. */
export interface MeasuredServer {
  readonly port: number
  readonly protocol: Adapter['protocol']
  measure(): Promise<Measurement>
}

/** Every adapter that the program starts. */
export const MEASURED_ADAPTERS = [
  ...['node', 'express4', 'express5', 'fastify', 'koa', 'fetch', 'hono'],
  ...['node over HTTP/2', 'fastify over HTTP/2'],
] as const

const PROGRAM = fileURLToPath(new URL('program/measured-server.js', import.meta.url))

/** Starts a server that is ended with the test. */
export async function startMeasured(adapter: string, variant: string): Promise<MeasuredServer> {
  const env = { ...process.env, NODE_OPTIONS: '', NODE_ENV: 'test' }
  const child = fork(PROGRAM, [adapter, variant], {
    execArgv: ['--expose-gc', '--no-warnings'],
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill()
    await once(child, 'exit')
  })
  const { port } = await receive<{ port: number }>(child)
  return {
    port,
    protocol: adapter.endsWith(' over HTTP/2') ? 'http/2' : 'http/1.1',
    measure() {
      child.send('measure')
      return receive<Measurement>(child)
    },
  }
}

/** A process that has ended early cannot report, which is an error. */
function receive<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error('the server has ended'))
    child.once('exit', giveUp)
    child.once('message', (message) => {
      child.off('exit', giveUp)
      resolve(message as Message)
    })
  })
}
