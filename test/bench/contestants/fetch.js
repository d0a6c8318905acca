import { cors } from '@crossorigin/fetch'
import { cors as elysiaCors } from '@elysiajs/cors'
import { Elysia } from 'elysia'
import { H3, handleCors } from 'h3'
import { Hono } from 'hono'
import { cors as honoCors } from 'hono/cors'
import { AutoRouter, cors as ittyCors } from 'itty-router'
import { ALLOWED_HEADERS_LINE, configOf, MAX_AGE, METHODS_LINE } from '../policy.js'
import { OWN_HEADERS } from './contestant.js'
import { fetchContestant } from './fetch-handler.js'
import { honoOptions } from './hono.js'

/** @typedef {import('../policy.js').BenchPolicy} BenchPolicy */

const METHODS = METHODS_LINE.split(', ')
const ALLOWED_HEADERS = ALLOWED_HEADERS_LINE.split(', ')

/** @type {(request: Request) => Response} */
function sendHello({ method }) {
  return method === 'OPTIONS' ? new Response(null, { status: 204 }) : new Response('hello', { headers: OWN_HEADERS })
}

/**
 * A plain handler: by hand, with this project, and with `hono/cors` around it.
 *
 * @param {BenchPolicy} policy
 */
export function fetchContestants(policy) {
  const app = new Hono()
  app.use(honoCors(honoOptions(policy)))
  app.all('*', (context) => sendHello(context.req.raw))
  return [
    fetchContestant('none', 'none', sendHello),
    fetchContestant('floor', 'by hand', createFloor(policy.origins)),
    fetchContestant('own', '@crossorigin/fetch', cors(configOf(policy))(sendHello)),
    fetchContestant('peer', 'hono/cors', app.fetch),
  ]
}

/**
 * The least work that puts this policy's headers on a response, removes those of others, and keeps their `Vary`.
 *
 * @param {readonly string[]} origins
 */
function createFloor(origins) {
  const removed = ['Methods', 'Headers'].map((name) => `Access-Control-Allow-${name}`)
  return (/** @type {Request} */ request) => {
    const origin = request.headers.get('origin')
    const isAllowed = origin !== null && origins.includes(origin)
    if (request.method === 'OPTIONS' && origin !== null && request.headers.has('access-control-request-method')) {
      const response = new Response(null, { status: isAllowed ? 204 : 403 })
      response.headers.set('Vary', 'Origin')
      if (isAllowed) {
        grant(response.headers, origin)
        response.headers.set('Access-Control-Allow-Methods', METHODS_LINE)
        response.headers.set('Access-Control-Allow-Headers', ALLOWED_HEADERS_LINE)
        response.headers.set('Access-Control-Max-Age', String(MAX_AGE))
      } else {
        response.headers.set('Content-Length', '0')
      }
      return response
    }
    const response = sendHello(request)
    const vary = response.headers.get('vary')
    response.headers.set('Vary', vary === null ? 'Origin' : `${vary}, Origin`)
    for (const name of removed) response.headers.delete(name)
    if (isAllowed) grant(response.headers, origin)
    return response
  }
}

/** @param {Headers} headers @param {string} origin */
function grant(headers, origin) {
  headers.set('Access-Control-Allow-Origin', origin)
  headers.set('Access-Control-Allow-Credentials', 'true')
}

/**
 * Elysia without CORS, with this project around it, and with its own plugin.
 *
 * @param {BenchPolicy} policy
 */
export function elysiaContestants(policy) {
  const plugin = elysiaCors({
    origin: [...policy.origins],
    methods: METHODS,
    allowedHeaders: ALLOWED_HEADERS,
    exposeHeaders: [],
    credentials: true,
    maxAge: MAX_AGE,
  })
  const routes = () => new Elysia().all('/', ({ request }) => sendHello(request))
  const ours = routes()
  const plain = routes()
  const theirs = new Elysia().use(plugin).all('/', ({ request }) => sendHello(request))
  return [
    fetchContestant('none', 'none', plain.handle),
    fetchContestant(
      'own',
      '@crossorigin/fetch',
      cors(configOf(policy))((request) => ours.handle(/** @type {Request} */ (request))),
    ),
    fetchContestant('peer', '@elysiajs/cors', theirs.handle),
  ]
}

/**
 * h3 without CORS, with this project around it, and with its own.
 *
 * @param {BenchPolicy} policy
 */
export function h3Contestants(policy) {
  const options = {
    origin: [...policy.origins],
    methods: METHODS,
    allowHeaders: ALLOWED_HEADERS,
    exposeHeaders: [],
    credentials: true,
    maxAge: String(MAX_AGE),
  }
  const create = () => new H3().all('/', ({ req }) => sendHello(/** @type {Request} */ (req)))
  const ours = create()
  const theirs = new H3().use((event) => handleCors(event, options) || undefined)
  theirs.all('/', ({ req }) => sendHello(/** @type {Request} */ (req)))
  return [
    fetchContestant('none', 'none', create().fetch),
    fetchContestant(
      'own',
      '@crossorigin/fetch',
      cors(configOf(policy))((request) => ours.fetch(/** @type {Request} */ (request))),
    ),
    fetchContestant('peer', 'h3', theirs.fetch),
  ]
}

/**
 * itty-router without CORS, with this project around it, and with its own.
 *
 * @param {BenchPolicy} policy
 */
export function ittyContestants(policy) {
  const { preflight, corsify } = ittyCors({
    origin: [...policy.origins],
    allowMethods: METHODS,
    allowHeaders: ALLOWED_HEADERS,
    credentials: true,
    maxAge: MAX_AGE,
  })
  const create = (options = {}) => AutoRouter(options).all('/', (request) => sendHello(/** @type {any} */ (request)))
  const ours = create()
  return [
    fetchContestant('none', 'none', create().fetch),
    fetchContestant(
      'own',
      '@crossorigin/fetch',
      cors(configOf(policy))((request) => ours.fetch(/** @type {any} */ (request))),
    ),
    fetchContestant('peer', 'itty-router', create({ before: [preflight], finally: [corsify] }).fetch),
  ]
}
