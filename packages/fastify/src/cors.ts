import { type CorsConfig, type CorsPolicy, type PolicySelector, readVaryOption } from '@crossorigin/node'
import { isCorsPolicy } from '@crossorigin/policy'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { registerScope } from './application.ts'

/** A policy that was built beforehand, or a function that selects one. */
export interface PolicyRegistration {
  readonly policy: CorsPolicy | PolicySelector<FastifyRequest>
  /**
   * The request headers that a selector reads, such as `['Host']`. They join `Vary` on every response.
   *
   * @defaultValue `[]`
   */
  readonly vary?: readonly string[] | undefined
}

/** What the plugin can be registered with: a configuration, or a policy. */
export type FastifyCorsOptions = CorsConfig | CorsPolicy | PolicyRegistration

/** What Fastify itself reads from the options of a plugin. */
const FASTIFY_OPTIONS: ReadonlySet<string> = new Set(['prefix', 'logLevel', 'logSerializers'])

// Compatibility: an error that a plugin throws while Fastify calls it is caught only where the plugin is asynchronous.
const plugin: FastifyPluginAsync<FastifyCorsOptions> = async (instance, options) => {
  if (isCorsPolicy(options)) return registerScope(instance, options)
  const own = Object.fromEntries(Object.entries(options).filter(([name]) => !FASTIFY_OPTIONS.has(name)))
  if (own['policy'] === undefined) return registerScope(instance, own as unknown as CorsConfig)
  const { policy, ...rest } = own as unknown as PolicyRegistration
  readVaryOption(rest, ['policy', 'vary'])
  registerScope(instance, policy, rest.vary)
}

/**
 * The CORS plugin for Fastify 5: `await app.register(cors, config)`.
 *
 * It governs the scope in which it is registered, with the unknown paths under its prefix, and answers preflights before
 * routing and before authentication that is registered later. It adds no routes. A preflight is governed by the policy of
 * the route and the method that it asks about; `config.cors` gives a route its own.
 *
 * @throws `CorsConfigError` where the configuration, or that of a route, has errors: from `register`, or from the call that
 * adds the route.
 * @example
 * ```ts
 * await app.register(cors, { origin: 'https://app.example.com', credentials: true })
 * app.get('/public', { config: { cors: { origin: '*' } } }, handler)
 * ```
 */
export const cors: FastifyPluginAsync<FastifyCorsOptions> = fastifyPlugin(plugin, {
  fastify: '>=5',
  name: '@crossorigin/fastify',
})
