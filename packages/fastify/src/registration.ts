import type { AdapterOptions, CorsConfig, CorsPolicy, PolicySelector } from '@crossorigin/node'
import { createPolicy, isCorsPolicy } from '@crossorigin/policy'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createScopeHook, NO_CORS, type ScopeHook } from './scope-hook.ts'

/** A configuration, a policy or a selector, with options of the adapter. */
export interface PolicyRegistration extends AdapterOptions<FastifyRequest, FastifyReply> {
  readonly policy: CorsConfig | CorsPolicy | PolicySelector<FastifyRequest>
}

/**
 * A route's own, whole policy, or `false` for no CORS at all.
 *
 * Compatibility: TypeScript explains an error by the type that it saw last. `Readonly` makes that the configuration, which is what a
 * misspelled option belongs to.
 */
export type RouteCors = false | CorsPolicy | PolicyRegistration | Readonly<CorsConfig>

/**
 * Builds the hook for the options that a scope or a route was registered with.
 *
 * @throws `CorsConfigError` if the configuration has errors; `TypeError` with the code `ERR_CORS_OPTIONS` for invalid options.
 */
export function compileRegistration(registration: RouteCors): ScopeHook {
  if (registration === false) return NO_CORS
  if (!isPolicyRegistration(registration)) return compile(registration, {})
  const { policy, ...options } = registration
  return compile(policy, options)
}

/** Returns the identity of a registration: the configuration, or the policy if it has no options. */
export function identifyRegistration(registration: RouteCors): unknown {
  const isBare = isPolicyRegistration(registration) && Object.keys(registration).length === 1
  return isBare ? registration.policy : registration
}

function isPolicyRegistration(registration: RouteCors): registration is PolicyRegistration {
  return (
    typeof registration === 'object' &&
    registration !== null &&
    'policy' in registration &&
    registration.policy !== undefined
  )
}

function compile(
  source: PolicyRegistration['policy'],
  options: AdapterOptions<FastifyRequest, FastifyReply>,
): ScopeHook {
  return createScopeHook(typeof source === 'function' || isCorsPolicy(source) ? source : createPolicy(source), options)
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * This route's own policy, which replaces that of its scope, also for preflights. `false` disables CORS for this route.
     *
     * `app.ready()` rejects with the code `ERR_CORS_OPTIONS` if another route with a different policy could serve the same path and
     * method, and the choice depends on something that preflights do not carry, such as `Accept-Version`.
     *
     * @example
     * ```ts
     * app.get('/public', { config: { cors: { origin: '*' } } }, handler)
     * app.get('/internal', { config: { cors: false } }, handler)
     * app.get('/old', { config: { cors: { policy, mode: 'yield' } } }, handler)
     * ```
     */
    cors?: RouteCors | undefined
  }
}
