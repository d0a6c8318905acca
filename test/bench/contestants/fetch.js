import { cors } from '@crossorigin/fetch'
import { Context } from 'hono'
import { cors as honoCors } from 'hono/cors'
import { cors as ittyCors } from 'itty-router'
import { ALLOWED_HEADERS_LINE, configOf, MAX_AGE, METHODS_LINE } from '../policy.js'
import { OWN_HEADERS } from './contestant.js'
import { fetchContestant } from './fetch-contestant.js'
import { createFetchFloor } from './fetch-floor.js'

/** @typedef {import('../policy.js').BenchPolicy} BenchPolicy */

const respond = () => new Response('hello', { headers: OWN_HEADERS })

/** What every handler for `Request` does. */
export function sayHello(/** @type {Request} */ { method }) {
  return method === 'OPTIONS' ? new Response(null, { status: 204 }) : respond()
}

/**
 * A handler without a framework, and what can be put around one: this project, the middleware of Hono with a context of its own,
 * and the two functions of itty-router.
 *
 * @param {BenchPolicy} policy
 */
export function fetchContestants(policy) {
  return [
    fetchContestant('none', 'none', sayHello),
    fetchContestant('floor', 'by hand', createFetchFloor(policy.origins)(respond)),
    fetchContestant('own', '@crossorigin/fetch', cors(configOf(policy))(sayHello)),
    fetchContestant('peer', 'hono/cors', wrapHono(honoCors(honoOptionsOf(policy)))),
    fetchContestant('peer', 'itty-router', wrapItty(policy)),
  ]
}

/** @param {BenchPolicy} policy */
export function honoOptionsOf({ origins }) {
  return {
    origin: [...origins],
    allowMethods: METHODS_LINE.split(', '),
    allowHeaders: ALLOWED_HEADERS_LINE.split(', '),
    credentials: true,
    maxAge: MAX_AGE,
  }
}

/** @param {import('hono').MiddlewareHandler} middleware */
function wrapHono(middleware) {
  return async (/** @type {Request} */ request) => {
    const context = new Context(request)
    const response = await middleware(context, async () => {
      context.res = sayHello(request)
    })
    return response ?? context.res
  }
}

/** @param {BenchPolicy} policy */
function wrapItty(policy) {
  const { preflight, corsify } = ittyCors(/** @type {any} */ (honoOptionsOf(policy)))
  return (/** @type {Request} */ request) =>
    preflight(/** @type {any} */ (request)) ?? corsify(sayHello(request), /** @type {any} */ (request))
}
