import { type Origin, parseOrigin } from '@crossorigin/grammar'
import type { NormalizedConfig, OriginPredicate } from './config.ts'
import type { AllowedReason, RefusedReason } from './decision.ts'
import { compilePatterns } from './origin-pattern.ts'
import { isInsecure } from './origin-risk.ts'
import type { OriginList } from './origin-rules.ts'
import { compileRegExp } from './regexp/matcher.ts'
import { storeTexts } from './text-set.ts'

/** The outcome for an origin that a request named. */
export type OriginReason = AllowedReason | RefusedReason

/** Judges the value of `Origin`. The answer is a promise only where a predicate gave one. */
export type OriginMatcher = (origin: string) => OriginReason | PromiseLike<OriginReason>

/**
 * Compiles everything but `'*'` into a matcher.
 *
 * Security: what is not one of the exact origins is parsed strictly before a pattern, a regular expression or a
 * predicate sees it, so that none of them has to be proof against garbage.
 */
export function compileOrigin(origin: OriginPredicate | OriginList, config: NormalizedConfig): OriginMatcher {
  const refusesInsecure = config.credentials && !config.dangerouslyAllowInsecureOrigins
  return typeof origin === 'function' ? compilePredicate(origin, refusesInsecure) : compileList(origin, refusesInsecure)
}

function compileList(list: OriginList, refusesInsecure: boolean): (origin: string) => OriginReason {
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
    if (refusesInsecure && isInsecure(parts)) return 'origin/insecure'
    return expressions.some((matches) => matches(origin)) ? 'origin/regexp' : 'origin/not-listed'
  }
}

/** Compatibility: older WebViews send `file://` for local files, in place of `null`. */
const OPAQUE_ORIGINS: readonly string[] = ['null', 'file://']

function compilePredicate(predicate: OriginPredicate, refusesInsecure: boolean): OriginMatcher {
  return (origin) => {
    if (OPAQUE_ORIGINS.includes(origin)) return 'origin/null'
    const parts = parseOrigin(origin)
    if (parts === undefined) return 'origin/malformed'
    if (refusesInsecure && isInsecure(parts)) return 'origin/insecure'
    return askPredicate(predicate, origin, parts)
  }
}

function askPredicate(
  predicate: OriginPredicate,
  origin: string,
  parts: Origin,
): OriginReason | PromiseLike<OriginReason> {
  const answer: unknown = predicate(origin, parts)
  return isPromiseLike(answer) ? readLater(answer) : readAnswer(answer)
}

/** Security: `await` asks a promise of Node itself, and not a `then` that somebody has put in its place. */
async function readLater(answer: PromiseLike<unknown>): Promise<OriginReason> {
  return readAnswer(await answer)
}

/** Tells whether a value is a promise, of whatever make. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function'
}

function readAnswer(answer: unknown): OriginReason {
  if (answer === true) return 'origin/predicate'
  if (answer === false) return 'origin/predicate-refused'
  throw new TypeError(
    `The origin predicate answered ${answer === undefined ? 'nothing' : `with a value of type ${typeof answer}`}. ` +
      'It must return true or false, or a promise of one. Callbacks in the style of the "cors" package ' +
      '((origin, callback) => ...) are not taken: return the answer.',
  )
}
