import type { FastifyInstance } from 'fastify'
import type { ConstraintStrategy } from './constraints.ts'

/** The router settings of an application. */
export interface RouterSettings {
  /** The options that decide which paths a route matches. */
  readonly matching: Readonly<Record<string, unknown>>
  /** The constraint strategies among the options. */
  readonly strategies: readonly ConstraintStrategy[]
  readonly rewriteUrl: ((this: FastifyInstance, request: object) => unknown) | undefined
}

/**
 * Reads the settings of an application's router.
 *
 * Compatibility: Fastify 5 and 6 keep their options under a symbol. The public `initialConfig` is a copy: it does not show
 * which spelling of an option wins, and its strategies are copies of the ones that Fastify calls. Without the symbol, the
 * strategies and `rewriteUrl` count as unknown.
 */
export function readRouterSettings(root: FastifyInstance): RouterSettings {
  const symbol = Object.getOwnPropertySymbols(root).find(({ description }) => description === 'fastify.options')
  const { rewriteUrl, ...options } = (symbol === undefined ? {} : Reflect.get(root, symbol)) as Record<string, unknown>
  const { routerOptions, ...others } = { ...root.initialConfig, ...options } as Record<string, unknown>
  const { constraints, ...read } = { ...others, ...(routerOptions as object | undefined) } as Record<string, unknown>
  return {
    matching: {
      caseSensitive: read['caseSensitive'] ?? true,
      ignoreDuplicateSlashes: read['ignoreDuplicateSlashes'] ?? false,
      ignoreTrailingSlash: read['ignoreTrailingSlash'] ?? false,
      maxParamLength: read['maxParamLength'] ?? 100,
      useSemicolonDelimiter: read['useSemicolonDelimiter'] ?? false,
      allowUnsafeRegex: read['allowUnsafeRegex'] ?? false,
      // Performance: the router would parse the query string for every method that is looked up.
      querystringParser: () => ({}),
    },
    strategies: symbol === undefined ? [] : Object.values((constraints ?? {}) as Record<string, ConstraintStrategy>),
    rewriteUrl: symbol === undefined ? () => undefined : (rewriteUrl as RouterSettings['rewriteUrl']),
  }
}
