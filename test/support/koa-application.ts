import { createServer, type Server } from 'node:http'
import type { Http2Server } from 'node:http2'
import { Readable } from 'node:stream'
import { cors } from '@crossorigin/koa'
import { bodyParser } from '@koa/bodyparser'
import type Koa from 'koa'
import type { Context, Middleware } from 'koa'
import type { Application } from './adapter.ts'
import { FOREIGN_ROUTES } from './foreign-routes.ts'
import { closeServer, openServer } from './listen.ts'
import type { Setup } from './scenario.ts'

/** Koa 2 or 3. */
export type KoaVersion = typeof Koa

type Route = (ctx: Context) => void | Promise<void>

/** The routes of the scenario table, written for Koa. */
const ROUTES: Readonly<Record<string, Route>> = {
  '/ok': (ctx) => {
    ctx.body = 'ok'
  },
  '/throw': (ctx) => ctx.throw(500, 'thrown by a handler', { headers: { 'X-Own': 'own' } }),
  '/fail': () => {
    throw 'a string that a handler has thrown'
  },
  '/write-and-throw': async (ctx) => {
    ctx.status = 200
    ctx.res.write('begun')
    // The connection is destroyed, with data that is not sent yet.
    await new Promise((resolve) => setImmediate(resolve))
    throw new Error('thrown by a handler that has begun')
  },
  '/redirect': (ctx) => ctx.redirect('/ok'),
  '/not-modified': (ctx) => {
    ctx.status = 304
  },
  '/private': (ctx) => {
    ctx.status = 401
  },
  '/json': (ctx) => {
    ctx.body = 'ok'
  },
  '/stream': (ctx) => {
    ctx.body = Readable.from(['one ', 'two ', 'three'])
  },
  '/flush': (ctx) => {
    ctx.status = 200
    ctx.set('Vary', 'Accept-Encoding')
    ctx.flushHeaders()
    ctx.body = 'flushed'
  },
  '/write-head/object': (ctx) => void bypass(ctx).writeHead(200, { 'X-Custom': 'written' }).end(),
  '/write-head/object-vary': (ctx) =>
    void bypass(ctx).writeHead(200, { vary: 'Accept-Encoding', 'X-Custom': 'written' }).end(),
  '/write-head/array': (ctx) => void bypass(ctx).writeHead(200, ['X-Custom', 'written']).end(),
  '/write-head/array-vary': (ctx) =>
    void bypass(ctx).writeHead(200, ['VARY', 'Accept-Encoding', 'X-Custom', 'written']).end(),
  '/write-head/message-vary': (ctx) =>
    void bypass(ctx).writeHead(200, 'Fine', { Vary: 'Accept-Encoding', 'X-Custom': 'written' }).end(),
  '/write-head/own-origin': (ctx) =>
    void bypass(ctx).writeHead(200, { 'access-control-allow-origin': 'https://own.example' }).end(),
  '/own-origin': (ctx) => {
    ctx.body = ''
    ctx.set('Access-Control-Allow-Origin', 'https://own.example')
  },
  '/late-vary': (ctx) => {
    ctx.body = ''
    ctx.set('Vary', 'Accept-Encoding')
  },
  '/late-vary/several': (ctx) => {
    ctx.body = ''
    ctx.set('Vary', ['Accept-Encoding', 'Accept-Language'])
  },
  '/late-vary/any': (ctx) => {
    ctx.body = ''
    ctx.set('Vary', '*')
  },
  '/late-vary/as-asked': (ctx) => {
    ctx.body = ''
    ctx.set('Vary', ctx.get('X-Vary'))
  },
  '/late-vary/removed': (ctx) => {
    ctx.body = ''
    ctx.remove('Vary')
  },
}

/** Keeps Koa from responding, and returns Node's own response. */
function bypass(ctx: Context): Context['res'] {
  ctx.respond = false
  ctx.status = 200
  return ctx.res
}

/** Creates a server of `node:http` or `node:http2`. */
type KoaServerCreation = (listener: never) => Server | Http2Server

/** Uses `cors()` of `@crossorigin/koa` before the routes. */
export function createKoaApplication(
  Version: KoaVersion,
  setup: Setup,
  onReached: () => void,
  createServerOf: KoaServerCreation = createServer as KoaServerCreation,
): Application {
  const { layers, earlyVary, earlyHeaders = {}, hasEarlyAuthentication = false } = setup
  const app = new Version()
  app.on('error', endBrokenResponse)
  app.use((ctx, next) => {
    if (earlyVary !== undefined) ctx.set('Vary', earlyVary as string)
    ctx.set(earlyHeaders)
    if (!hasEarlyAuthentication) return next()
    ctx.status = 401
    return undefined
  })
  for (const { source, vary, mode } of layers) app.use(cors(source, { vary, mode }))
  app.use((_ctx, next) => {
    onReached()
    return next()
  })
  app.use(bodyParser({ jsonLimit: 16 }) as Middleware)
  app.use(route)

  const server = createServerOf(app.callback() as never)
  return { listen: () => openServer(server), close: () => closeServer(server) }
}

/** Koa leaves a response open if it fails after it has begun. */
function endBrokenResponse(_error: Error, ctx: Context): void {
  if (ctx.headerSent) ctx.res.destroy()
}

function route(ctx: Context): void | Promise<void> {
  const foreign = FOREIGN_ROUTES[ctx.path]
  if (foreign !== undefined) return foreign(ctx.req, bypass(ctx))
  if (ctx.method !== 'OPTIONS') return ROUTES[ctx.path]?.(ctx)
  if (ctx.path === '/own-options') {
    ctx.set('Allow', 'OPTIONS')
    ctx.body = 'own'
  }
}
