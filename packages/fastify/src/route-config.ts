import type { CorsConfig, CorsPolicy } from '@crossorigin/policy'

/** A route's own, whole policy, or `false` for no CORS at all. */
export type RouteCors = CorsConfig | CorsPolicy | false

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * This route's own policy, in place of that of its scope, for its preflights too. `false`: no CORS here.
     *
     * @example
     * ```ts
     * app.get('/public', { config: { cors: { origin: '*' } } }, handler)
     * app.get('/internal', { config: { cors: false } }, handler)
     * ```
     */
    cors?: RouteCors | undefined
  }
}
