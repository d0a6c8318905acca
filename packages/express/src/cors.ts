import type { IncomingMessage, ServerResponse } from 'node:http'
import { type CorsMiddleware, type CorsOptions, createCorsMiddleware, type PolicySource } from '@crossorigin/node'

/**
 * Builds a CORS middleware for Express 4 and 5, and for whatever calls middleware as connect does.
 *
 * Mount it first, before authentication and routes. It answers preflights, for every path; nothing has to be registered
 * for OPTIONS. Every other request goes on with its headers set, errors included. Where a predicate or a selector fails,
 * the error goes to `next`.
 *
 * @throws `CorsConfigError` where the source is a configuration with errors; `TypeError` where the options are wrong.
 * @example
 * ```ts
 * app.use(cors({ origin: 'https://app.example.com', methods: ['PUT', 'PATCH', 'DELETE'], credentials: true }))
 * ```
 */
export function cors<Req extends IncomingMessage = IncomingMessage, Res extends ServerResponse = ServerResponse>(
  source: PolicySource<Req>,
  options: CorsOptions<Req, Res> = {},
): CorsMiddleware<Req, Res> {
  return createCorsMiddleware(source, options)
}
