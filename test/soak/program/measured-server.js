// A server that measures itself on request: the delay of its event loop, and its memory use. It replies to
// each message of its parent with what was measured since the last one.
import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { cors as expressCors } from '@crossorigin/express'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors as fetchCors } from '@crossorigin/fetch'
import { cors as honoCors } from '@crossorigin/fetch/hono'
import { cors as koaCors } from '@crossorigin/koa'
import { cors as nodeCors } from '@crossorigin/node'
import { createAdaptorServer } from '@hono/node-server'
import express5 from 'express'
import express4 from 'express4'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'

/** @type {import('@crossorigin/node').CorsConfig} */
const CONFIG = {
  origin: ['https://example.com', 'https://*.example.com', /^https:\/\/[a-z]{1,8}\.example\.net$/],
  methods: '*',
  allowedHeaders: '*',
  credentials: true,
  onDecision: () => {},
}

/** @typedef {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => unknown} Listener */

/** @type {Set<unknown>} */
const kept = new Set()

/**
 * The CORS middleware of a server: none, ours, or one of two defects that the measurements must detect.
 *
 * @type {Record<string, ((listener: Listener) => Listener) | undefined>}
 */
const NODE_VARIANTS = {
  none: undefined,
  cors: nodeCors(CONFIG),
  leaky: (listener) => (req, res) => {
    kept.add({ origin: req.headers.origin, time: performance.now(), copy: new Array(50).fill(req.url) })
    return listener(req, res)
  },
  quadratic: (listener) => (req, res) => {
    const asked = `${req.headers.origin},${req.headers['access-control-request-headers']}`.slice(0, 3000)
    for (let end = asked.length; end > 0; end--) asked.slice(0, end).split(',')
    return listener(req, res)
  },
}

/** @type {Listener} */
const answerOk = (req, res) => {
  req.resume()
  res.end('ok')
}

/**
 * @param {typeof express5} createApp
 * @param {string} variant
 */
function createExpress(createApp, variant) {
  const app = createApp()
  if (variant === 'cors') app.use(expressCors(CONFIG))
  app.use((_req, res) => void res.end('ok'))
  return createServer(app)
}

/**
 * @param {string} variant
 * @param {object} options
 */
async function createFastify(variant, options) {
  const app = Fastify(options)
  if (variant === 'cors') await app.register(fastifyCors, CONFIG)
  app.all('/ok', () => 'ok')
  await app.ready()
  return app.server
}

/** @param {string} variant */
function createKoa(variant) {
  const app = new Koa()
  // Errors of hostile requests are not printed.
  app.silent = true
  if (variant === 'cors') app.use(koaCors(CONFIG))
  app.use((ctx) => {
    ctx.body = 'ok'
  })
  return createServer(app.callback())
}

/** @param {string} variant */
function createFetch(variant) {
  const respond = () => new Response('ok')
  return serveFetch(variant === 'cors' ? fetchCors(CONFIG)(respond) : respond)
}

/** @param {string} variant */
function createHono(variant) {
  const app = new Hono()
  if (variant === 'cors') app.use(honoCors(CONFIG))
  app.all('*', (c) => c.text('ok'))
  return serveFetch(app.fetch)
}

/** @param {(request: Request) => Response | Promise<Response>} handler */
function serveFetch(handler) {
  // The server prints every connection broken by hostile bytes.
  console.error = () => {}
  return /** @type {import('node:http').Server} */ (createAdaptorServer({ fetch: handler }))
}

/** @param {string} variant */
function createListener(variant) {
  return NODE_VARIANTS[variant]?.(answerOk) ?? answerOk
}

/** @type {Record<string, (variant: string) => Promise<import('node:net').Server>>} */
const SERVERS = {
  node: async (variant) => createServer(createListener(variant)),
  'node over HTTP/2': async (variant) => createHttp2Server(/** @type {never} */ (createListener(variant))),
  express4: async (variant) => createExpress(express4, variant),
  express5: async (variant) => createExpress(express5, variant),
  fastify: (variant) => createFastify(variant, {}),
  koa: async (variant) => createKoa(variant),
  fetch: async (variant) => createFetch(variant),
  hono: async (variant) => createHono(variant),
  'fastify over HTTP/2': (variant) => createFastify(variant, { http2: true }),
}

const [, , name = 'node', variant = 'cors'] = process.argv
const server = /** @type {import('node:net').Server} */ (await SERVERS[name]?.(variant))

const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()

process.on('message', () => {
  const mean = delay.mean / 1e6
  for (let count = 0; count < 3; count++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  const sockets = process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length
  process.send?.({ delay: mean, memory: heapUsed + external, sockets })
  delay.reset()
})

server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: /** @type {import('node:net').AddressInfo} */ (server.address()).port })
})
