import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { cors } from '@crossorigin/express'
import type express from 'express'
import type { Request, RequestHandler, Response } from 'express'
import type { Application } from './adapter.ts'
import { FOREIGN_ROUTES } from './foreign-routes.ts'
import { listenOnLoopback, type ServerCreation } from './node-application.ts'
import type { Setup } from './scenario.ts'

/** Express 4 or 5. */
export type Express = typeof express

/** The routes of the scenario table, written for Express. */
const ROUTES: Readonly<Record<string, RequestHandler>> = {
  '/ok': (_req, res) => void res.send('ok'),
  '/throw': () => {
    throw new Error('thrown by a handler')
  },
  '/fail': (_req, _res, next) => setImmediate(() => next(new Error('passed on by a handler'))),
  '/write-and-throw': (_req, res, next) => {
    res.write('begun')
    // Express destroys the connection, and drops data that is not sent yet.
    setImmediate(() => next(new Error('passed on by a handler that has begun')))
  },
  '/redirect': (_req, res) => void res.status(302).set('Location', '/ok').end(),
  '/not-modified': (_req, res) => void res.status(304).end(),
  '/private': (_req, res) => void res.status(401).end(),
  '/json': (_req, res) => void res.send('ok'),
  '/stream': (_req, res) => {
    res.write('one ')
    res.write('two ')
    res.end('three')
  },
  '/flush': (_req, res) => {
    res.set('Vary', 'Accept-Encoding')
    res.flushHeaders()
    res.end('flushed')
  },
  '/write-head/object': (_req, res) => void res.writeHead(200, { 'X-Custom': 'written' }).end(),
  '/write-head/object-vary': (_req, res) =>
    void res.writeHead(200, { vary: 'Accept-Encoding', 'X-Custom': 'written' }).end(),
  '/write-head/array': (_req, res) => void res.writeHead(200, ['X-Custom', 'written']).end(),
  '/write-head/array-vary': (_req, res) =>
    void res.writeHead(200, ['VARY', 'Accept-Encoding', 'X-Custom', 'written']).end(),
  '/write-head/message-vary': (_req, res) =>
    void res.writeHead(200, 'Fine', { Vary: 'Accept-Encoding', 'X-Custom': 'written' }).end(),
  '/write-head/own-origin': (_req, res) =>
    void res.writeHead(200, { 'access-control-allow-origin': 'https://own.example' }).end(),
  '/own-origin': (_req, res) => void res.set('Access-Control-Allow-Origin', 'https://own.example').end(),
  '/late-vary': (_req, res) => void res.set('Vary', 'Accept-Encoding').end(),
  '/late-vary/several': (_req, res) => void res.set('Vary', ['Accept-Encoding', 'Accept-Language']).end(),
  '/late-vary/any': (_req, res) => void res.set('Vary', '*').end(),
  '/late-vary/as-asked': (req, res) => void res.set('Vary', String(req.headers['x-vary'])).end(),
  '/late-vary/removed': (_req, res) => {
    res.removeHeader('Vary')
    res.end()
  },
}

/** Mounts `cors()` of `@crossorigin/express` before the routes. */
export function createExpressApplication(
  createApp: Express,
  setup: Setup,
  onReached: () => void,
  createServerOf: ServerCreation = createServer,
): Application {
  const { layers, earlyVary, earlyHeaders = {}, hasEarlyAuthentication = false } = setup
  const app = createApp()
  if (earlyVary !== undefined) app.use(setEarlyVary(earlyVary))
  app.use((_req, res, next) => {
    res.set(earlyHeaders)
    next()
  })
  if (hasEarlyAuthentication) app.use((_req, res) => void res.status(401).end())
  for (const { source, vary, mode } of layers) app.use(cors<IncomingMessage, ServerResponse>(source, { vary, mode }))
  app.use((_req: Request, _res: Response, next) => {
    onReached()
    next()
  })
  app.use(createApp.json({ limit: 16 }))
  for (const [path, route] of Object.entries(FOREIGN_ROUTES)) app.all(path, route)
  for (const [path, route] of Object.entries(ROUTES)) app.route(path).get(route).post(route).put(route)
  app.options('/own-options', (_req, res) => void res.set('Allow', 'OPTIONS').send('own'))

  const server = createServerOf(app)
  return {
    listen: () => listenOnLoopback(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function setEarlyVary(value: string | readonly string[]): RequestHandler {
  return (_req, res, next) => {
    res.setHeader('Vary', value)
    next()
  }
}
