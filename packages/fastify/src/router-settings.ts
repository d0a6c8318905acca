import type { FastifyInstance } from 'fastify'
import type { ConstraintStrategy } from './constraints.ts'

/** What an application's router was made with. */
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
 * Compatibility: Fastify keeps the options under a symbol, in 5.0 as in 6.0. `initialConfig` is a copy that does not tell which
 * of two spellings of an option counts, and has copies of the strategies in place of those that are called: without the
 * symbol, strategies and `rewriteUrl` are taken for unknown.
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
      // Performance: a query string is parsed for every method that is looked up, and nobody reads it.
      querystringParser: () => ({}),
    },
    strategies: symbol === undefined ? [] : Object.values((constraints ?? {}) as Record<string, ConstraintStrategy>),
    rewriteUrl: symbol === undefined ? () => undefined : (rewriteUrl as RouterSettings['rewriteUrl']),
  }
}
