import { type CorsConfig, createOptionsError } from '@crossorigin/node'
import { isCorsPolicy } from '@crossorigin/policy'
import type { FastifyPluginAsync } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { registerScope } from './application.ts'
import type { PolicyRegistration } from './registration.ts'

/** What the plugin can be registered with: a configuration, or a policy or a selector with options of the adapter. */
export type FastifyCorsOptions = CorsConfig | PolicyRegistration

/** What Fastify reads from the options of plugins that have routes and a scope of their own. */
const SCOPE_OPTIONS: readonly string[] = ['prefix', 'logLevel', 'logSerializers']

// Compatibility: an error that a plugin throws while Fastify calls it is caught only if the plugin is asynchronous.
const plugin: FastifyPluginAsync<FastifyCorsOptions> = async (instance, options) => {
  checkRegistration(options)
  registerScope(instance, options)
}

/** Fastify calls a function that is registered as options with the instance, and passes on what it returns. */
function checkRegistration(options: unknown): void {
  if (typeof options !== 'object' || options === null || isCorsPolicy(options) || 'then' in options) {
    throw createOptionsError('A policy or a selector is registered by name: app.register(cors, { policy }).')
  }
  for (const name of SCOPE_OPTIONS) {
    if ((options as Record<string, unknown>)[name] === undefined) continue
    throw createOptionsError(
      `${name} has no effect on this plugin, which adds no routes. To govern a part of the application, register the plugin in ` +
        'its scope: app.register(async (scope) => { await scope.register(cors, config) }, { prefix: "/api" }).',
    )
  }
}

/**
 * The CORS plugin for Fastify 5: `await app.register(cors, config)`.
 *
 * It governs the scope in which it is registered, with the unknown paths under its prefix, and responds to preflights before
 * routing, and before authentication that is registered later. It adds no routes. A preflight is governed by the policy of
 * the route and the method that it asks about; `config.cors` gives a route its own.
 *
 * @throws `CorsConfigError` if the configuration, or that of a route, has errors: from `register`, or from the call that
 * adds the route. `TypeError` with the code `ERR_CORS_OPTIONS` for wrong options, and if the scope has a policy already.
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
