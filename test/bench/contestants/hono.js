import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { carryThrough } from '../exchange.js'
import { ALLOWED_HEADERS_LINE, MAX_AGE, METHODS_LINE } from '../policy.js'
import { OWN_HEADERS } from './contestant.js'

/**
 * Hono without CORS, and with its own. Its requests and responses are those of Fetch.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 * @returns {import('./contestant.js').Contestant[]}
 */
export function honoContestants({ origins }) {
  const options = {
    origin: [...origins],
    allowMethods: METHODS_LINE.split(', '),
    allowHeaders: ALLOWED_HEADERS_LINE.split(', '),
    credentials: true,
    maxAge: MAX_AGE,
  }
  return [honoContestant('none', 'none', createApp()), honoContestant('peer', 'hono/cors', createApp(cors(options)))]
}

/**
 * @param {import('./contestant.js').Contestant['role']} role
 * @param {string} name
 * @param {Hono} app
 * @returns {import('./contestant.js').Contestant}
 */
function honoContestant(role, name, app) {
  const open = (/** @type {import('../request.js').BenchRequest} */ request) => createFetch(app, request)
  return { role, name, listener: undefined, open, prepare: (request) => carryThrough(open(request)) }
}

/** @param {import('hono').MiddlewareHandler[]} middleware */
function createApp(...middleware) {
  const app = new Hono()
  for (const handler of middleware) app.use(handler)
  app.get('/', (context) => context.text('hello', 200, OWN_HEADERS))
  app.options('/', (context) => context.body(null, 204))
  return app
}

/**
 * @param {Hono} app
 * @param {import('../request.js').BenchRequest} request
 * @returns {import('../exchange.js').Exchange}
 */
function createFetch(app, { method, headers, origins }) {
  let turn = 0
  function arrive() {
    const origin = origins[turn]
    turn = turn + 1 < origins.length ? turn + 1 : 0
    const fields = origin === undefined ? headers : { ...headers, origin }
    return new Request('http://api.example.com/', { method, headers: fields })
  }
  // What `fetch` returns, or resolves to, is the response.
  return { arrive, handle: (request) => app.fetch(request), hasResponded: () => true }
}
