import {
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_MAX_AGE,
  isNonWildcardRequestHeaderName,
  isSafelistedMethod,
} from '@crossorigin/grammar'
import type { HttpResponse } from './browser-request.ts'
import { type CorsCheckCode, findCorsCheckFailures } from './cors-check.ts'
import type { EngineBehaviour } from './engine.ts'
import { extractTokens, getHeader } from './response-headers.ts'

/** Why a preflight's answer does not let the request through. */
export type PreflightCode =
  | CorsCheckCode
  | 'status-not-ok'
  | 'acam-malformed'
  | 'acah-malformed'
  | 'method-not-allowed'
  | 'authorization-not-listed'
  | 'header-not-allowed'

/** What a preflight asks about. */
export interface PreflightQuestion {
  readonly origin: string
  readonly withCredentials: boolean
  readonly method: string
  /** Lower case. */
  readonly unsafeNames: readonly string[]
  /** Whether a listener or a stream forces the preflight. */
  readonly isForced: boolean
}

/** One reason why a preflight's answer lets nothing through. */
export interface PreflightFailure {
  readonly code: PreflightCode
  /** `method:PUT` and `header:x-a`: what the answer would have had to list. */
  readonly missing: readonly string[]
}

/** What a browser makes of a preflight's answer. */
export interface PreflightJudgement {
  /** The first failing step, at which a browser stops; `null` where it passes. */
  readonly code: PreflightCode | null
  readonly missing: readonly string[]
  /** Every failing step, in the order of the standard. */
  readonly failures: readonly PreflightFailure[]
  /** Seconds; 0 where nothing is kept. */
  readonly maxAge: number
  /** The methods and header names that it lists, the latter in lower case. */
  readonly methods: readonly string[]
  readonly headerNames: readonly string[]
}

const DEFAULT_MAX_AGE = 5

/**
 * Judges a preflight's answer by every step, also where a browser would have stopped at an earlier one.
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
 */
export function judgePreflight(
  question: PreflightQuestion,
  response: HttpResponse,
  behaviour: EngineBehaviour,
): PreflightJudgement {
  const methods = extractTokens(response, ACCESS_CONTROL_ALLOW_METHODS)
  const names = extractTokens(response, ACCESS_CONTROL_ALLOW_HEADERS)
  const isExcused = methods === null && question.isForced
  const listedMethods = isExcused ? [question.method] : (methods ?? [])
  const headerNames = (names ?? []).map((name) => name.toLowerCase())
  const consideredMethods = isExcused && !behaviour.flagExcusesMissingMethods ? [] : listedMethods

  const codes: PreflightCode[] = [...findCorsCheckFailures(response, question.origin, question.withCredentials)]
  if (response.status < 200 || response.status > 299) codes.push('status-not-ok')
  if (methods === undefined) codes.push('acam-malformed')
  if (names === undefined) codes.push('acah-malformed')
  const refusals = [
    methods === undefined ? undefined : findRefusedMethod(question, consideredMethods),
    names === undefined ? undefined : findRefusedHeaders(question, headerNames, behaviour),
  ]
  const failures = [
    ...codes.map((code) => ({ code, missing: [] })),
    ...refusals.filter((refusal) => refusal !== undefined),
  ]
  const [first] = failures
  if (first !== undefined) return { ...first, failures, maxAge: 0, methods: [], headerNames: [] }
  const maxAge = readMaxAge(response, behaviour)
  return { code: null, missing: [], failures, maxAge, methods: listedMethods, headerNames }
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
  { wildcardCoversAuthorization }: EngineBehaviour,
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

function readMaxAge(response: HttpResponse, behaviour: EngineBehaviour): number {
  const value = getHeader(response, ACCESS_CONTROL_MAX_AGE)
  if (value === null) return DEFAULT_MAX_AGE
  if (/^[0-9]+$/.test(value)) return Math.min(Number(value), behaviour.maxAgeCap)
  return /^-[0-9]+$/.test(value) ? behaviour.negativeMaxAge : behaviour.malformedMaxAge
}
