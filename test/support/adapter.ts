import type { BegunRequest, RawRequest, RawResponse } from './raw-client.ts'
import type { Setup } from './scenario.ts'

/** One way of putting CORS in front of an application. */
export interface Adapter {
  readonly name: string
  readonly framework: 'node' | 'express' | 'fastify' | 'koa' | 'fetch' | 'hono'
  readonly protocol: 'http/1.1' | 'http/2'
  /** Starts an application on a free port of the loopback interface. */
  start(setup: Setup): Promise<RunningServer>
}

/** An application that is listening. */
export interface RunningServer {
  readonly port: number
  /** Sends one request over its own connection. */
  send(request: RawRequest): Promise<RawResponse>
  /** The same for a client that may disconnect. */
  begin(request: RawRequest): BegunRequest
  /** Returns how many requests have passed CORS so far. */
  countReached(): number
  close(): Promise<void>
}

/** An application that is ready to listen. */
export interface Application {
  /** Returns the port. */
  listen(): Promise<number>
  close(): Promise<void>
}
