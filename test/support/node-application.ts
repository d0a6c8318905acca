import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type Http2SecureServer, type Http2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { cors, type RequestListener } from '@crossorigin/node'
import type { Application } from './adapter.ts'
import { FOREIGN_ROUTES } from './foreign-routes.ts'
import { closeServer, openServer } from './listen.ts'
import type { CorsLayer, Setup } from './scenario.ts'

type Listener = RequestListener<IncomingMessage, ServerResponse>

/** The routes of the scenario table, written for plain Node. */
const ROUTES: Readonly<Record<string, Listener>> = {
  ...FOREIGN_ROUTES,
  '/ok': (_req, res) => res.end('ok'),
  '/throw': () => {
    throw new Error('thrown by a handler')
  },
  '/fail': async () => {
    throw new Error('rejected by a handler')
  },
  '/write-and-throw': (_req, res) => {
    res.write('begun')
    throw new Error('thrown by a handler that has begun')
  },
  '/redirect': (_req, res) => res.writeHead(302, { Location: '/ok' }).end(),
  '/not-modified': (_req, res) => {
    res.statusCode = 304
    res.end()
  },
  '/private': (_req, res) => {
    res.statusCode = 401
    res.end()
  },
  '/stream': (_req, res) => {
    res.write('one ')
    res.write('two ')
    res.end('three')
  },
  '/flush': (_req, res) => {
    res.setHeader('Vary', 'Accept-Encoding')
    res.flushHeaders()
    res.end('flushed')
  },
  '/write-head/object': (_req, res) => {
    res.writeHead(200, { 'X-Custom': 'written' })
    res.end()
  },
  '/write-head/object-vary': (_req, res) => {
    res.writeHead(200, { vary: 'Accept-Encoding', 'X-Custom': 'written' })
    res.end()
  },
  '/write-head/array': (_req, res) => {
    res.writeHead(200, ['X-Custom', 'written'])
    res.end()
  },
  '/write-head/array-vary': (_req, res) => {
    res.writeHead(200, ['VARY', 'Accept-Encoding', 'X-Custom', 'written'])
    res.end()
  },
  '/write-head/message-vary': (_req, res) => {
    res.writeHead(200, 'Fine', { Vary: 'Accept-Encoding', 'X-Custom': 'written' })
    res.end()
  },
  '/write-head/own-origin': (_req, res) => {
    res.writeHead(200, { 'access-control-allow-origin': 'https://own.example' })
    res.end()
  },
  '/own-options': (req, res) => {
    res.setHeader('Allow', 'OPTIONS')
    res.end(req.method === 'OPTIONS' ? 'own' : undefined)
  },
  '/own-origin': (_req, res) => {
    res.setHeader('Access-Control-Allow-Origin', 'https://own.example')
    res.end()
  },
  '/late-vary': (_req, res) => {
    res.setHeader('Vary', 'Accept-Encoding')
    res.end()
  },
  '/late-vary/several': (_req, res) => {
    res.setHeader('Vary', ['Accept-Encoding', 'Accept-Language'])
    res.end()
  },
  '/late-vary/any': (_req, res) => {
    res.setHeader('Vary', '*')
    res.end()
  },
  '/late-vary/as-asked': (req, res) => {
    res.setHeader('Vary', String(req.headers['x-vary']))
    res.end()
  },
  '/late-vary/removed': (_req, res) => {
    res.removeHeader('Vary')
    res.end()
  },
}

/** Creates a server of `node:http` or `node:https`. */
export type ServerCreation = (listener: Listener) => Server

/** Puts `cors()` of `@crossorigin/node` around the routes, on `node:http` or `node:https`. */
export function createNodeApplication(
  setup: Setup,
  onReached: () => void,
  createServerOf: ServerCreation = createServer,
): Application {
  const server = createServerOf(createListener(setup, onReached))
  return {
    listen: () => listenOnLoopback(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Creates a server of `node:http2`. */
export type Http2ServerCreation = (listener: never) => Http2Server | Http2SecureServer

/** The same on `node:http2`, with TLS or without. */
export function createHttp2Application(
  setup: Setup,
  onReached: () => void,
  createServerOf: Http2ServerCreation = createHttp2Server,
): Application {
  const server = createServerOf(createListener(setup, onReached) as never)
  return { listen: () => openServer(server), close: () => closeServer(server) }
}

/** Lets a server listen on a free port of the loopback interface, and returns the port. */
export async function listenOnLoopback(server: Server | Http2Server | Http2SecureServer): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

function createListener(
  { layers, earlyVary, earlyHeaders = {}, hasEarlyAuthentication = false }: Setup,
  onReached: () => void,
): Listener {
  const routes: Listener = async (req, res) => {
    onReached()
    const route = ROUTES[req.url ?? '']
    res.statusCode = route === undefined ? 404 : 200
    try {
      await (route ?? endEmpty)(req, res)
    } catch {
      res.statusCode = 500
      res.end()
    }
  }
  const listener = layers.reduceRight(addLayer, routes)
  return (req, res) => {
    if (earlyVary !== undefined) res.setHeader('Vary', earlyVary)
    for (const [name, value] of Object.entries(earlyHeaders)) res.setHeader(name, value)
    if (!hasEarlyAuthentication) return listener(req, res)
    res.statusCode = 401
    return res.end()
  }
}

/** Wrapping one in the other directly throws; applications have a listener in between. */
function addLayer(listener: Listener, { source, vary, mode }: CorsLayer): Listener {
  return cors<IncomingMessage, ServerResponse>(source, { vary, mode })((req, res) => listener(req, res))
}

function endEmpty(_req: IncomingMessage, res: ServerResponse): void {
  res.end()
}
