import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  type AdapterOptions,
  type CorsMiddleware,
  createCorsMiddleware,
  createOptionsError,
  type PolicySource,
  STATE,
} from '@crossorigin/node'
import { guardPrototype } from './response-prototype.ts'

/**
 * Builds a CORS middleware for Express 4 and 5, and for other connect-style frameworks.
 *
 * Mount it first, before authentication and routes. It responds to preflights for every path; you don't need to add OPTIONS routes.
 * For every other request, the policy's headers are set immediately. When the response begins, they are corrected if other code
 * has changed them. If an origin function or a selector fails, the error goes to `next`.
 *
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` for
 * invalid options.
 * @example
 * ```ts
 * app.use(cors({ origin: 'https://app.example.com', methods: ['PUT', 'PATCH', 'DELETE'], credentials: true }))
 * ```
 */
export function cors<Req extends IncomingMessage = IncomingMessage, Res extends ServerResponse = ServerResponse>(
  source: PolicySource<Req>,
  options: AdapterOptions<Req, Res> = {},
): CorsMiddleware<Req, Res> {
  const middleware = createCorsMiddleware(source, options)
  return function corsMiddleware(req, res, next) {
    if (typeof res === 'function') refuseKoa()
    if (!(STATE in res)) guardPrototype(res)
    return middleware(req, res, next)
  }
}

/** Koa calls a middleware with its context and `next`. */
function refuseKoa(): never {
  throw createOptionsError('This is not middleware for Koa. Use @crossorigin/koa.')
}
