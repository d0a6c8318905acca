import {
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_EXPOSE_HEADERS,
  ACCESS_CONTROL_MAX_AGE,
  isToken,
  ORIGIN,
} from '@crossorigin/grammar'
import type { Decision } from '@crossorigin/policy'

/** The parts of a decision that a response needs. */
export interface AppliedDecision {
  readonly kind: Decision['kind']
  readonly allowed: boolean
  /** Alternating names and values, without `Vary`. */
  readonly headers: readonly string[]
  /** Names, or `*`, to be merged into `Vary`. */
  readonly vary: string | undefined
  /** `'origin/absent'` if the request had no `Origin`. */
  readonly reason?: Decision['reason']
}

/** The value of a header that has been set: one line or several. */
export type HeaderValue = string | number | readonly string[] | null | undefined

/** Reads a header of a response that is about to begin. The name is in lower case, and several lines are joined. */
export type HeaderReader = (name: string) => string | undefined

export const NO_HEADERS: readonly string[] = Object.freeze([])

/** The decision for a response whose policy has failed or has not decided yet. */
export const DENIED: AppliedDecision = Object.freeze({
  kind: 'actual',
  allowed: false,
  headers: NO_HEADERS,
  vary: ORIGIN,
})

/** A header that only a policy can set. */
export interface PolicyHeader {
  /** The name as it is sent. */
  readonly name: string
  /** Performance: looking up a lower-case name takes half the time. */
  readonly lowerCased: string
}

export const POLICY_HEADERS: readonly PolicyHeader[] = [
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_EXPOSE_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_MAX_AGE,
].map((name) => ({ name, lowerCased: name.toLowerCase() }))

/**
 * Returns the value that one of {@link POLICY_HEADERS} must have when a response begins.
 *
 * @param present - The value that it has.
 * @param method - The method of the request.
 */
export function wantedValue(
  { kind, allowed, headers }: AppliedDecision,
  name: string,
  present: HeaderValue,
  method: string | undefined,
): HeaderValue {
  const own = findValue(headers, name)
  if (present === own) return own
  switch (name) {
    case ACCESS_CONTROL_ALLOW_ORIGIN:
    case ACCESS_CONTROL_ALLOW_CREDENTIALS:
      return own
    case ACCESS_CONTROL_EXPOSE_HEADERS: {
      if (kind !== 'actual' || !allowed || present === undefined) return own
      return mergeExposedHeaders(own, present, headers.includes(ACCESS_CONTROL_ALLOW_CREDENTIALS))
    }
    default:
      // An OPTIONS request that is not a preflight is the application's own.
      return own ?? (kind === 'actual' && method === 'OPTIONS' ? present : undefined)
  }
}

/**
 * Tells whether a policy with `mode: 'yield'` keeps the CORS headers that the application has set.
 *
 * @param present - The `Access-Control-Allow-Origin` that the response has.
 */
export function yieldsTo({ kind, headers }: AppliedDecision, present: HeaderValue): boolean {
  return (
    kind === 'actual' && present !== undefined && String(present) !== findValue(headers, ACCESS_CONTROL_ALLOW_ORIGIN)
  )
}

/** The header that says why an origin is not allowed, with `debug: true`. Other code can set it too. */
const CORS_REASON = 'Cors-Reason'

/** Returns the name and the value of the header that says why an origin is not allowed, if it must be sent. */
export function wantedReason({ headers }: AppliedDecision): readonly [name: string, value: string] | undefined {
  const reason = findValue(headers, CORS_REASON)
  return reason === undefined ? undefined : [CORS_REASON, reason]
}

function findValue(headers: readonly string[], name: string): string | undefined {
  for (let index = 0; index < headers.length; index += 2) {
    if (headers[index] === name) return headers[index + 1]
  }
  return undefined
}

/** More names than anyone would list by hand. */
const MAX_NAMES = 100

/**
 * Joins the header names that a policy exposes with those that an application has exposed itself. Duplicates and malformed names
 * are dropped. There are at most 100 names, unless the policy itself exposes more.
 *
 * @param hasCredentials - Whether browsers treat `*` as a header name, so that it is dropped too.
 * @returns `undefined` if there are none.
 * @see https://fetch.spec.whatwg.org/#http-access-control-expose-headers
 */
function mergeExposedHeaders(
  own: string | undefined,
  present: HeaderValue,
  hasCredentials: boolean,
): string | undefined {
  const names = new Map<string, string>()
  for (const name of own?.split(', ') ?? []) names.set(name.toLowerCase(), name)
  for (const part of String(present).split(',')) {
    const name = part.trim()
    const key = name.toLowerCase()
    if (names.size >= MAX_NAMES) break
    if (isToken(name) && !names.has(key) && !(hasCredentials && name === '*')) names.set(key, name)
  }
  return names.size === 0 ? undefined : [...names.values()].join(', ')
}
