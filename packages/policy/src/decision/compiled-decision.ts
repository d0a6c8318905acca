import { ORIGIN, SEC_FETCH_SITE } from '@crossorigin/grammar'
import type { NormalizedConfig, OriginPredicate } from '../config.ts'
import { compileOrigin, type OriginReason } from '../origin/origin-matcher.ts'
import type { OriginList } from '../origin/origin-option.ts'
import { compileHeaders } from './cors-headers.ts'
import type { CorsRequest, Decide, Decision } from './decision.ts'

/** Compiles a checked configuration into a function that decides about requests. */
export function compileDecision(origin: '*' | OriginPredicate | OriginList, config: NormalizedConfig): Decide {
  return origin === '*' ? compileForAnyOrigin(config) : compileForOrigins(origin, config)
}

/** With `'*'`, all responses are the same, including those to requests without an origin, so they need no `Vary`. */
function compileForAnyOrigin(config: NormalizedConfig): Decide {
  const compiled = compileHeaders(config)
  const headers = Object.freeze(compiled.actual('*'))
  const allowed = { allowed: true, headers, vary: undefined } as const
  const absent: Decision = Object.freeze({ kind: 'actual', ...allowed, reason: 'origin/absent' })
  const actual: Decision = Object.freeze({ kind: 'actual', ...allowed, reason: 'origin/any' })
  const preflight: Decision = Object.freeze({
    ...allowed,
    kind: 'preflight',
    status: config.preflightStatus,
    headers: Object.freeze(compiled.preflight('*', { method: 'OPTIONS' })),
    reason: 'origin/any',
  })
  return (request) => {
    if (request.origin === undefined) return absent
    return request.method === 'OPTIONS' && request.requestMethod !== undefined ? preflight : actual
  }
}

function compileForOrigins(origin: OriginPredicate | OriginList, config: NormalizedConfig): Decide {
  const match = compileOrigin(origin, config)
  const compiled = compileHeaders(config)
  const { debug, preflightStatus } = config
  const rejects = config.onDenied === 'reject'
  const deniedVary = rejects ? `${ORIGIN}, ${SEC_FETCH_SITE}` : ORIGIN
  const absent: Decision = Object.freeze({
    kind: 'actual',
    allowed: false,
    headers: NO_HEADERS,
    vary: ORIGIN,
    reason: 'origin/absent',
  })

  return (request) => {
    const { origin } = request
    if (origin === undefined) return absent
    const matched = match(origin)
    return typeof matched === 'string'
      ? decideMatched(matched, request)
      : matched.then((reason) => decideMatched(reason, request))
  }

  function decideMatched(reason: OriginReason, request: CorsRequest): Decision {
    const origin = request.origin as string
    const isPreflight = request.method === 'OPTIONS' && request.requestMethod !== undefined
    // Performance: comparing four constants is cheaper than a lookup.
    const isAllowed =
      reason === 'origin/listed' ||
      reason === 'origin/pattern' ||
      reason === 'origin/regexp' ||
      reason === 'origin/predicate'
    if (isAllowed && isPreflight) {
      const headers = compiled.preflight(origin, request)
      const vary = compiled.preflightVary
      return { kind: 'preflight', allowed: true, status: preflightStatus, headers, vary, reason }
    }
    if (isAllowed) return { kind: 'actual', allowed: true, headers: compiled.actual(origin), vary: ORIGIN, reason }
    const headers = debug ? ['Cors-Reason', reason] : NO_HEADERS
    if (isPreflight) return { kind: 'preflight', allowed: false, status: 403, headers, vary: ORIGIN, reason }
    const vary = origin === '' || origin.includes(',') ? VARY_STAR : deniedVary
    return rejects && !OWN_SITES.has(request.fetchSite)
      ? { kind: 'reject', allowed: false, status: 403, headers, vary, reason }
      : { kind: 'actual', allowed: false, headers, vary, reason }
  }
}

const NO_HEADERS: readonly string[] = Object.freeze([])

/** The values of `Sec-Fetch-Site` for same-origin requests and for requests that the user started, for example a bookmark. */
const OWN_SITES: ReadonlySet<string | undefined> = new Set(['same-origin', 'none'])

/**
 * The `Vary` of a response that caches must not reuse.
 *
 * Security: a cache can read a different `Origin` than Node. Node joins several lines with commas. Varnish reads the first line,
 * which can be an allowed origin. nginx treats an empty line as missing. A response stored by such a cache would be sent to others.
 * Browsers send neither.
 */
const VARY_STAR = '*'
