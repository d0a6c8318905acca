import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { type AdapterOptions, createCorsMiddleware, createOptionsError, type PolicySource } from '@crossorigin/node'

/** The parts of Koa's context that `cors()` and selectors use. Write `(ctx: Context) => ...` to get all of its properties. */
export interface KoaContext {
  readonly method: string
  readonly url: string
  readonly path: string
  readonly host: string
  readonly hostname: string
  readonly headers: IncomingHttpHeaders
  /** Node's own response. */
  readonly res: ServerResponse
}

/** A Koa middleware. */
export type KoaMiddleware<Ctx> = (ctx: Ctx, next: () => Promise<unknown>) => Promise<unknown>

/**
 * Builds a CORS middleware for Koa 2 and 3.
 *
 * Use it first, before authentication and routes. It responds to preflights for every path, and ends these responses immediately;
 * you don't need to add OPTIONS routes. For every other request, the policy's headers are set immediately, and corrected when the
 * response begins. This includes errors, for which Koa removes all headers, and `ctx.respond = false`. If an origin function or a
 * selector fails, the middleware rejects with the error, like any Koa middleware.
 *
 * @param source - A configuration, a policy, or a selector, which is called with Koa's context.
 * @param options - `onError` is called with the error, Koa's context and Node's response.
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` for
 * invalid options.
 * @example
 * ```ts
 * app.use(cors({ origin: 'https://app.example.com', methods: ['PUT', 'PATCH', 'DELETE'], credentials: true }))
 * ```
 */
export function cors<Ctx extends KoaContext = KoaContext>(
  source: PolicySource<Ctx>,
  options: AdapterOptions<Ctx, Ctx['res']> = {},
): KoaMiddleware<Ctx> {
  const middleware = createCorsMiddleware(source, options)
  return function corsMiddleware(ctx, next) {
    if (typeof next !== 'function') throwForConnect()
    const done = middleware(ctx, ctx.res, (error) => (error === undefined ? next() : Promise.reject(error)))
    return Promise.resolve(done)
  }
}

/** Express, connect and Node call a function with a request and a response. */
function throwForConnect(): never {
  throw createOptionsError(
    'This is middleware for Koa. Use @crossorigin/express in Express, and @crossorigin/node for a server without a framework.',
  )
}
