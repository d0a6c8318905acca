import { cors as ourCors } from '@crossorigin/fetch/hono'
import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { configOf } from '../policy.js'
import { OWN_HEADERS } from './contestant.js'
import { honoOptionsOf } from './fetch.js'
import { fetchContestant } from './fetch-contestant.js'

/**
 * Hono without CORS, with this project, and with its own. Its requests and responses are those of Fetch.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export function honoContestants(policy) {
  return [
    fetchContestant('none', 'none', createHandler()),
    fetchContestant('own', '@crossorigin/fetch/hono', createHandler(ourCors(configOf(policy)))),
    fetchContestant('peer', 'hono/cors', createHandler(cors(honoOptionsOf(policy)))),
  ]
}

/** @param {import('hono').MiddlewareHandler[]} middleware */
function createHandler(...middleware) {
  const app = new Hono()
  for (const handler of middleware) app.use(handler)
  app.get('/', (context) => context.text('hello', 200, OWN_HEADERS))
  app.options('/', (context) => context.body(null, 204))
  return (/** @type {Request} */ request) => app.fetch(request)
}
