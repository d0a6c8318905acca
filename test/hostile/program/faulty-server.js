// A server whose policies are all faulty except one, in a process without error handlers: a rejection
// that no one handles, or an exception that no one catches, ends it.
import { createServer } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { cors as expressCors } from '@crossorigin/express'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors as fetchCors } from '@crossorigin/fetch'
import { cors as honoCors } from '@crossorigin/fetch/hono'
import { cors as koaCors } from '@crossorigin/koa'
import { createPolicy, cors as nodeCors } from '@crossorigin/node'
import { createAdaptorServer } from '@hono/node-server'
import express5 from 'express'
import express4 from 'express4'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'

const ALLOWED = 'https://example.com'

/** @returns {never} */
function fail() {
  throw new Error('a function of the application failed')
}

/** @type {Record<string, (...parameters: never[]) => unknown>} */
const PREDICATES = {
  throws: fail,
  rejects: async () => fail(),
  'throws-symbol': () => {
    throw Object.assign(new Error(), { message: Symbol('message') })
  },
  'rejects-symbol': async () => Promise.reject(Object.assign(new Error(), { message: Symbol('message') })),
  'rejects-nothing': () => Promise.reject(),
  'rejects-late': () => new Promise((_resolve, reject) => setTimeout(reject, 20, new Error('late'))),
  'rejects-twice': () =>
    new Promise((_resolve, reject) => {
      reject(new Error('once'))
      reject(new Error('twice'))
    }),
  text: () => ALLOWED,
  'late-text': async () => ALLOWED,
  // biome-ignore lint/suspicious/noThenProperty: what an origin function may return is what is tested.
  thenable: () => ({ then: fail }),
  getter: () => Object.defineProperty({}, 'then', { get: fail }),
  callback: (/** @type {never} */ _origin, /** @type {(error: null, answer: boolean) => void} */ callback) =>
    callback(null, true),
}

/** @type {Record<string, import('@crossorigin/node').CorsConfig>} */
const CONFIGS = {
  fine: { origin: ALLOWED },
  never: { origin: () => new Promise(() => {}) },
  observed: { origin: ALLOWED, onDecision: fail },
  'observed-later': { origin: ALLOWED, onDecision: async () => fail() },
  ...Object.fromEntries(
    Object.entries(PREDICATES).map(([name, predicate]) => [name, { origin: /** @type {never} */ (predicate) }]),
  ),
}

const POLICIES = new Map(Object.entries(CONFIGS).map(([name, config]) => [`/${name}`, createPolicy(config)]))

/** @type {Record<string, () => unknown>} */
const SELECTOR_FAULTS = {
  '/selector-throws': fail,
  '/selector-rejects': async () => fail(),
  '/selector-text': () => ALLOWED,
  '/selector-later-text': async () => ALLOWED,
}

/** @param {{ url?: string | undefined }} request */
function select({ url = '' }) {
  const fault = SELECTOR_FAULTS[url]
  return fault === undefined ? POLICIES.get(url) : /** @type {never} */ (fault())
}

/** Handlers that fail, by path, without a policy. */
const HANDLERS = ['/handler-throws', '/handler-fails-later', '/handler-fails-after-writing']

/** @param {typeof express5} createApp */
function listenWithExpress(createApp) {
  const app = createApp()
  app.use(expressCors(select, { onError: async () => fail() }))
  app.get('/handler-throws', fail)
  app.get('/handler-fails-later', (_req, _res, next) => void setImmediate(() => next(new Error('later'))))
  app.get('/handler-fails-after-writing', (_req, res, next) => {
    res.write('begun')
    setImmediate(() => next(new Error('after writing')))
  })
  app.use((_req, res) => void res.send('ok'))
  return listenWith(createServer(app))
}

/** @param {import('node:net').Server} server */
function listenWith(server) {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(/** @type {import('node:net').AddressInfo} */ (server.address()).port))
  })
}

function createListener() {
  const withCors = nodeCors(select, { onError: async () => fail() })
  return withCors((_req, res) => {
    res.end('ok')
  })
}

/** @param {object} options */
async function listenWithFastify(options) {
  const app = Fastify(options)
  await app.register(fastifyCors, { policy: select })
  app.get('/handler-throws', fail)
  app.get('/handler-fails-later', async () => setImmediate(() => {}) && fail())
  app.get('/handler-fails-after-writing', (_request, reply) => {
    reply.hijack().raw.write('begun')
    reply.raw.destroy()
    fail()
  })
  app.get('/*', () => 'ok')
  await app.listen({ port: 0, host: '127.0.0.1' })
  return /** @type {import('node:net').AddressInfo} */ (app.server.address()).port
}

function listenWithKoa() {
  const app = new Koa()
  app.silent = true
  app.use(koaCors(select, { onError: async () => fail() }))
  app.use(async (ctx) => {
    if (ctx.path === '/handler-throws') fail()
    if (ctx.path === '/handler-fails-later') await new Promise((_resolve, reject) => setImmediate(reject, 'later'))
    if (ctx.path === '/handler-fails-after-writing') {
      ctx.res.write('begun')
      ctx.res.destroy()
      fail()
    }
    ctx.body = 'ok'
  })
  return listenWith(createServer(app.callback()))
}

/**
 * Failures in a handler that takes a `Request`.
 *
 * @param {string} path
 */
async function respondTo(path) {
  if (path === '/handler-throws') fail()
  if (path === '/handler-fails-later') await new Promise((_resolve, reject) => setImmediate(reject, new Error('later')))
  if (path !== '/handler-fails-after-writing') return new Response('ok')
  let isBegun = false
  return new Response(
    new ReadableStream({
      pull(controller) {
        if (isBegun) fail()
        isBegun = true
        controller.enqueue(new TextEncoder().encode('begun'))
      },
    }),
  )
}

/** @param {{ url: string }} request */
const pathOf = ({ url }) => new URL(url).pathname

function listenWithFetch() {
  const withCors = fetchCors((request) => select({ url: pathOf(request) }), { onError: async () => fail() })
  return listenWith(
    createAdaptorServer({ fetch: withCors((/** @type {Request} */ request) => respondTo(pathOf(request))) }),
  )
}

function listenWithHono() {
  const app = new Hono()
  app.use(honoCors(({ req }) => select({ url: pathOf(req.raw) }), { onError: async () => fail() }))
  app.get('*', ({ req }) => respondTo(req.path))
  app.onError((_error, c) => c.body(null, 500))
  return listenWith(createAdaptorServer({ fetch: app.fetch }))
}

/** @type {Record<string, () => Promise<unknown>>} */
const SERVERS = {
  node: () => listenWith(createServer(createListener())),
  'node over HTTP/2': () => listenWith(createHttp2Server(/** @type {never} */ (createListener()))),
  express4: () => listenWithExpress(express4),
  express5: () => listenWithExpress(express5),
  fastify: () => listenWithFastify({}),
  koa: () => listenWithKoa(),
  fetch: () => listenWithFetch(),
  hono: () => listenWithHono(),
  'fastify over HTTP/2': () => listenWithFastify({ http2: true }),
}

const [, , name = 'node'] = process.argv
const port = await SERVERS[name]?.()
const faulty = [...Object.keys(PREDICATES).map((path) => `/${path}`), ...Object.keys(SELECTOR_FAULTS)]
console.log(JSON.stringify({ faulty, handlers: name.startsWith('node') ? [] : HANDLERS }))
console.log(`listening on http://localhost:${port}`)
