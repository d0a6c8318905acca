import { type CorsConfig, createOptionsError } from '@crossorigin/node'
import { isCorsPolicy } from '@crossorigin/policy'
import type { FastifyPluginAsync } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { registerScope } from './application.ts'
import type { PolicyRegistration } from './registration.ts'

/** The plugin's options: a configuration, or a policy or a selector with options of the adapter. */
export type FastifyCorsOptions = CorsConfig | PolicyRegistration

/** Options that Fastify reads for plugins with routes and their own scope. */
const SCOPE_OPTIONS: readonly string[] = ['prefix', 'logLevel', 'logSerializers']

// Compatibility: an error that a plugin throws while Fastify calls it is caught only if the plugin is asynchronous.
const plugin: FastifyPluginAsync<FastifyCorsOptions> = async (instance, options) => {
  checkRegistration(options)
  registerScope(instance, options)
}

/** Fastify calls a function that is registered as options with the instance, and passes on what it returns. */
function checkRegistration(options: unknown): void {
  if (typeof options !== 'object' || options === null || isCorsPolicy(options) || 'then' in options) {
    throw createOptionsError('Pass a policy or a selector as an option: app.register(cors, { policy }).')
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
 * It applies to the scope in which it is registered, including unknown paths under its prefix. It responds to preflights before
 * routing, and before authentication that is registered later. It adds no routes. A preflight is handled by the policy of the
 * requested route and method. `config.cors` gives a route its own policy.
 *
 * @throws `CorsConfigError` if the configuration, or that of a route, has errors: from `register`, or from the call that
 * adds the route. `TypeError` with the code `ERR_CORS_OPTIONS` for invalid options, and if the scope already has a policy.
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
