import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Application } from './adapter.ts'
import type { FetchHandler } from './fetch-application.ts'
import { listenOnLoopback } from './node-application.ts'

/** Serves a handler that takes a `Request` from `node:http`. */
export function serveFetch(handler: FetchHandler): Application {
  const server = createAdaptorServer({ fetch: handler }) as Server
  return {
    listen: () => listenOnLoopback(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
