import { cors } from '@crossorigin/koa'
import koaCors from '@koa/cors'
import Koa from 'koa'
import { ALLOWED_HEADERS_LINE, configOf, MAX_AGE, METHODS_LINE } from '../policy.js'
import { contestant, OWN_HEADERS } from './contestant.js'

/**
 * Koa without CORS, with this project, and with the peer that Koa's users have. The peer allows one origin by name, so a function looks at the list.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export function koaContestants(policy) {
  const allowed = new Set(policy.origins)
  const options = {
    origin: (/** @type {import('koa').Context} */ context) => {
      const origin = context.get('Origin')
      return allowed.has(origin) ? origin : ''
    },
    allowMethods: METHODS_LINE.split(', '),
    allowHeaders: ALLOWED_HEADERS_LINE.split(', '),
    credentials: true,
    maxAge: MAX_AGE,
  }
  return [
    contestant('none', 'none', createCallback()),
    contestant('own', '@crossorigin/koa', createCallback(cors(configOf(policy)))),
    contestant('peer', '@koa/cors', createCallback(koaCors(options))),
  ]
}

/** @param {import('koa').Middleware[]} middleware */
function createCallback(...middleware) {
  const app = new Koa()
  for (const handler of middleware) app.use(handler)
  app.use((context) => {
    if (context.method === 'OPTIONS') context.status = 204
    else {
      context.set(OWN_HEADERS)
      context.body = 'hello'
    }
  })
  return app.callback()
}
