import {
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_MAX_AGE,
  isNonWildcardRequestHeaderName,
  isSafelistedMethod,
} from '@crossorigin/grammar'
import type { HttpResponse } from './browser-request.ts'
import { type CorsCheckCode, findCorsCheckFailures } from './cors-check.ts'
import { behaviorOf, type Engine, type EngineBehavior } from './engine.ts'
import { extractTokens, getHeader, readAs } from './response-headers.ts'

/** Why a preflight fails: the step at which its response fails. */
export type PreflightCode =
  | CorsCheckCode
  | 'status-not-ok'
  | 'allow-methods-malformed'
  | 'allow-headers-malformed'
  | 'method-not-allowed'
  | 'authorization-not-listed'
  | 'header-not-allowed'

/** What a preflight asks for. */
export interface PreflightQuestion {
  readonly origin: string
  readonly withCredentials: boolean
  readonly method: string
  /** Lower case. */
  readonly unsafeNames: readonly string[]
  /** Whether a listener or a stream forces the preflight. */
  readonly isForced: boolean
  /**
   * Whether the response need not allow the origin. In Firefox this is so if a redirect leads back to the page's own origin.
   *
   * @defaultValue `false`
   */
  readonly isOwnOrigin?: boolean
}

/** One failing step of a preflight. */
export interface PreflightFailure {
  readonly code: PreflightCode
  /** What the response should have listed, such as `method:PUT` or `header:x-a`. */
  readonly missing: readonly string[]
}

/** How a browser judges the response to a preflight. */
export interface PreflightJudgment {
  /** The first failing step, at which a browser stops; `null` if it passes. */
  readonly code: PreflightCode | null
  readonly missing: readonly string[]
  /** Every failing step, in the order of the standard. */
  readonly failures: readonly PreflightFailure[]
  /** Seconds for which the result is cached; 0 if it is not. */
  readonly maxAge: number
  /** The methods to cache. */
  readonly methods: readonly string[]
  /** The header names to cache, in lower case. */
  readonly headerNames: readonly string[]
}

const DEFAULT_MAX_AGE = 5

/**
 * Judges the response to a preflight. Runs every step, including those after the one at which a browser stops.
 *
 * @param engine - The engine to model. By default, the standard is followed.
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
 */
export function judgePreflight(question: PreflightQuestion, given: HttpResponse, engine?: Engine): PreflightJudgment {
  const behavior = behaviorOf(engine)
  const response = readAs(given, behavior)
  const methods = extractTokens(response, ACCESS_CONTROL_ALLOW_METHODS)
  const names = extractTokens(response, ACCESS_CONTROL_ALLOW_HEADERS)
  const isExcused = methods === null && question.isForced
  const listedMethods = isExcused ? [question.method] : (methods ?? [])
  const headerNames = (names ?? []).map((name) => name.toLowerCase())
  const consideredMethods = isExcused && !behavior.flagExcusesMissingMethods ? [] : listedMethods

  const { origin, withCredentials, isOwnOrigin = false } = question
  const codes: PreflightCode[] = isOwnOrigin ? [] : [...findCorsCheckFailures(response, origin, withCredentials)]
  if (response.status < 200 || response.status > 299) codes.push('status-not-ok')
  if (methods === undefined) codes.push('allow-methods-malformed')
  if (names === undefined) codes.push('allow-headers-malformed')
  const refusals = [
    methods === undefined ? undefined : findRefusedMethod(question, consideredMethods),
    names === undefined ? undefined : findRefusedHeaders(question, headerNames, behavior),
  ].filter((refusal) => refusal !== undefined)
  const failures = [...codes.map((code) => ({ code, missing: [] })), ...refusals]
  const { code, missing } = failures[0] ?? { code: null, missing: [] }
  if (codes.length > 0 || (code !== null && !behavior.cachesInsufficientResults)) {
    return { code, missing, failures, maxAge: 0, methods: [], headerNames: [] }
  }
  return { code, missing, failures, maxAge: readMaxAge(response, behavior), methods: listedMethods, headerNames }
}

function findRefusedMethod(
  { method, withCredentials }: PreflightQuestion,
  methods: readonly string[],
): PreflightFailure | undefined {
  if (methods.includes(method) || isSafelistedMethod(method)) return undefined
  if (!withCredentials && methods.includes('*')) return undefined
  return { code: 'method-not-allowed', missing: [`method:${method}`] }
}

function findRefusedHeaders(
  { unsafeNames, withCredentials }: PreflightQuestion,
  headerNames: readonly string[],
  { wildcardCoversAuthorization }: EngineBehavior,
): PreflightFailure | undefined {
  const hasWildcard = !withCredentials && headerNames.includes('*')
  const missing = unsafeNames.filter((name) => {
    if (headerNames.includes(name)) return false
    return !hasWildcard || (isNonWildcardRequestHeaderName(name) && !wildcardCoversAuthorization)
  })
  if (missing.length === 0) return undefined
  const code = missing.some(isNonWildcardRequestHeaderName) ? 'authorization-not-listed' : 'header-not-allowed'
  return { code, missing: missing.map((name) => `header:${name}`) }
}

/** The largest 64-bit integer. Larger numbers of seconds are invalid. */
const LARGEST_INTEGER = 2n ** 63n - 1n

function readMaxAge(response: HttpResponse, { maxAgeSyntax, invalidMaxAge, maxAgeCap }: EngineBehavior): number {
  const value = getHeader(response, ACCESS_CONTROL_MAX_AGE) ?? ''
  if (value === '') return DEFAULT_MAX_AGE
  if (maxAgeSyntax === 'digits') return /^[0-9]+$/.test(value) ? Math.min(Number(value), maxAgeCap) : invalidMaxAge
  const [, sign, digits] = /^([+-]?)([0-9]+)$/.exec(value) ?? []
  if (digits === undefined || BigInt(digits) > LARGEST_INTEGER) return invalidMaxAge
  return sign === '-' ? 0 : Math.min(Number(digits), maxAgeCap)
}
