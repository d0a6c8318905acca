import { type Origin, parseOrigin } from '@crossorigin/grammar'
import type { NormalizedConfig, OriginPredicate } from '../config.ts'
import type { AllowedReason, DeniedReason } from '../decision/decision.ts'
import type { OriginList } from './origin-option.ts'
import { compilePatterns, isInsecure } from './origin-pattern.ts'
import { compileRegExp } from './regexp/matcher.ts'
import { storeTexts } from './text-set.ts'

/** Why an origin is allowed, or why it is not. */
export type OriginReason = AllowedReason | DeniedReason

/** Checks the value of `Origin`. Returns a promise only if the origin function does. */
export type OriginMatcher = (origin: string) => OriginReason | PromiseLike<OriginReason>

/**
 * Compiles the `origin` option, except `'*'`.
 *
 * Security: an origin that is not in the list of exact origins is strictly parsed before patterns, regular expressions or an origin
 * function are called with it, so that they need not handle malformed values.
 */
export function compileOrigin(origin: OriginPredicate | OriginList, config: NormalizedConfig): OriginMatcher {
  const deniesInsecure = config.credentials && !config.dangerouslyAllowInsecureOrigins
  return typeof origin === 'function' ? compileFunction(origin, deniesInsecure) : compileList(origin, deniesInsecure)
}

function compileList(list: OriginList, deniesInsecure: boolean): (origin: string) => OriginReason {
  const exact = storeTexts(list.exact)
  const matchesPattern = list.patterns.length === 0 ? undefined : compilePatterns(list.patterns)
  const expressions = list.expressions.map(compileRegExp)

  return (origin) => {
    if (Array.isArray(exact) ? exact.includes(origin) : exact.has(origin)) return 'origin/listed'
    if (OPAQUE_ORIGINS.includes(origin)) return 'origin/null'
    const parts = parseOrigin(origin)
    if (parts === undefined) return 'origin/malformed'
    if (matchesPattern?.(origin, parts)) return 'origin/pattern'
    if (expressions.length === 0) return 'origin/not-listed'
    if (deniesInsecure && isInsecure(parts)) return 'origin/insecure'
    return expressions.some((matches) => matches(origin)) ? 'origin/regexp' : 'origin/not-listed'
  }
}

/** Compatibility: older WebViews send `file://` for local files instead of `null`. */
const OPAQUE_ORIGINS: readonly string[] = ['null', 'file://']

function compileFunction(allows: OriginPredicate, deniesInsecure: boolean): OriginMatcher {
  return (origin) => {
    if (OPAQUE_ORIGINS.includes(origin)) return 'origin/null'
    const parts = parseOrigin(origin)
    if (parts === undefined) return 'origin/malformed'
    if (deniesInsecure && isInsecure(parts)) return 'origin/insecure'
    return callFunction(allows, origin, parts)
  }
}

function callFunction(
  allows: OriginPredicate,
  origin: string,
  parts: Origin,
): OriginReason | PromiseLike<OriginReason> {
  const result: unknown = allows(origin, parts)
  return isPromiseLike(result) ? readLater(result) : readResult(result)
}

/** Security: `await` of a native promise ignores a replaced `then` property. */
async function readLater(result: PromiseLike<unknown>): Promise<OriginReason> {
  return readResult(await result)
}

/** Tells whether a value is a promise of any implementation. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}

function readResult(result: unknown): OriginReason {
  if (result === true) return 'origin/predicate'
  if (result === false) return 'origin/predicate-refused'
  throw new TypeError(
    `The origin function returned ${describeResult(result)}. It must return true or false, or a promise of one. Callbacks in the ` +
      'style of the "cors" package ((origin, callback) => ...) are not supported: return the result.',
  )
}

function describeResult(result: unknown): string {
  if (result === undefined) return 'nothing'
  return Array.isArray(result) ? 'an array: use list.includes(origin)' : `a value of type ${typeof result}`
}
