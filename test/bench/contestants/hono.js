import { cors } from '@crossorigin/fetch/hono'
import { Hono } from 'hono'
import { cors as honoCors } from 'hono/cors'
import { ALLOWED_HEADERS_LINE, configOf, MAX_AGE, METHODS_LINE } from '../policy.js'
import { OWN_HEADERS } from './contestant.js'
import { fetchContestant } from './fetch-handler.js'

/** @param {import('../policy.js').BenchPolicy} policy */
export function honoOptions({ origins }) {
  return {
    origin: [...origins],
    allowMethods: METHODS_LINE.split(', '),
    allowHeaders: ALLOWED_HEADERS_LINE.split(', '),
    credentials: true,
    maxAge: MAX_AGE,
  }
}

/**
 * Hono without CORS, with this project, and with its own.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export function honoContestants(policy) {
  return [
    fetchContestant('none', 'none', createApp()),
    fetchContestant('own', '@crossorigin/fetch/hono', createApp(cors(configOf(policy)))),
    fetchContestant('peer', 'hono/cors', createApp(honoCors(honoOptions(policy)))),
  ]
}

/** @param {import('hono').MiddlewareHandler[]} middleware */
function createApp(...middleware) {
  const app = new Hono()
  for (const handler of middleware) app.use(handler)
  app.get('/', (context) => context.text('hello', 200, OWN_HEADERS))
  app.options('/', (context) => context.body(null, 204))
  return app.fetch
}
