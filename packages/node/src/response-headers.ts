import { ServerResponse } from 'node:http'
import { ACCESS_CONTROL_EXPOSE_HEADERS } from '@crossorigin/grammar'
import { mergeVary } from '@crossorigin/policy'
import {
  type AppliedDecision,
  type HeaderReader,
  type HeaderValue,
  NO_HEADERS,
  POLICY_HEADERS,
  type PolicyHeader,
  wantedReason,
  wantedValue,
  warnOfOverride,
  yieldsTo,
} from '@crossorigin/policy/adapter'
import type { NodeResponse } from './node-exchange.ts'
import type { ResponseState } from './response-state.ts'
import {
  groupHeaders,
  listHeaders,
  namesPolicyHeader,
  ungroupHeaders,
  type WriteHeadHeaders,
} from './write-head-headers.ts'

/**
 * Sets the headers of a decision before the response begins, for code that reads them. An allowed origin or exposed headers set by
 * other code stay until the response begins.
 *
 * Performance: looking up a header costs nothing while the response has none.
 */
export function showHeaders(res: NodeResponse, state: ResponseState): void {
  const { decision, mode, vary } = state
  const headers = decision?.headers ?? NO_HEADERS
  const isFree = headers.length > 0 && res.getHeader('access-control-allow-origin') === undefined
  const present = vary === undefined ? undefined : (res.getHeader('vary') as string | undefined)
  if (vary !== undefined) res.setHeader('Vary', present === undefined ? vary : mergeVary(present, vary))
  if (!isFree) return
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string
    // Once set, it looks the same as a value set by other code, which a policy with `mode: 'yield'` would keep.
    if (name === ACCESS_CONTROL_EXPOSE_HEADERS && (mode === 'yield' || res.getHeader(name) !== undefined)) continue
    res.setHeader(name, headers[index + 1] as string)
  }
  state.shown = headers
}

/** Removes the headers that an outer policy has set, unless other code has replaced them since. */
export function withdrawHeaders(res: NodeResponse, state: ResponseState): void {
  const { shown } = state
  for (let index = 0; index < shown.length; index += 2) {
    const name = shown[index] as string
    const present = res.getHeader(name)
    if (present === shown[index + 1]) res.removeHeader(name)
    // Other code has appended to the value.
    else if (Array.isArray(present))
      res.setHeader(
        name,
        present.filter((value) => value !== shown[index + 1]),
      )
  }
  state.shown = NO_HEADERS
}

/** The headers of a response as Node stores them, by lower-case name. */
export type StoredHeaders = Readonly<Record<string, readonly [name: string, value: HeaderValue] | undefined>>

/**
 * Tells whether the headers of a response are those of its policy. They are, unless other code has changed them or they have not
 * been set yet.
 *
 * @param stored - The object in which Node stores the headers, if it is known.
 */
export function isSettled(res: NodeResponse, { decision, vary }: ResponseState, stored?: StoredHeaders): boolean {
  const presentVary = stored === undefined ? res.getHeader('vary') : stored['vary']?.[1]
  if (vary !== undefined && presentVary !== vary) return false
  if (decision === undefined) return true
  const { headers } = decision
  let settled = 0
  // Performance: an iterator allocates for each member until the code is optimized.
  for (let place = 0; place < POLICY_HEADERS.length; place++) {
    const { name, lowerCased } = POLICY_HEADERS[place] as PolicyHeader
    const present = stored === undefined ? res.getHeader(lowerCased) : stored[lowerCased]?.[1]
    if (present === undefined) continue
    const index = headers.indexOf(name)
    if (index === -1 || headers[index + 1] !== present) return false
    settled += 2
  }
  return settled === headers.length
}

/**
 * Replaces the CORS headers of a response that is about to begin with those of its policy. Idempotent.
 *
 * @param given - The headers that `writeHead` was called with, in any of its forms, if any.
 * @returns The headers to call Node's `writeHead` with. `given` is not modified.
 */
export function settleHeaders(res: NodeResponse, state: ResponseState, given: unknown): unknown {
  const { decision, vary } = state
  if (decision === undefined && vary === undefined) return given
  const headers = isObject(given) && namesPolicyHeader(given) ? groupHeaders(given) : undefined
  if (isObject(given) && headers === undefined && takesList(res, state.writeHead)) {
    return listHeaders(given, decision?.headers ?? NO_HEADERS, vary)
  }
  if (decision !== undefined) {
    const isYielding =
      state.mode === 'yield' && yieldsTo(decision, readHeader(res, headers, 'access-control-allow-origin'))
    if (isYielding) withdrawHeaders(res, state)
    else settleDecision(res, decision, headers)
  }
  if (vary !== undefined) settleVary(res, vary, headers)
  return headers === undefined ? given : ungroupHeaders(headers)
}

/** Node reads headers from any value that has properties. */
function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/**
 * Performance: a flat array of names and values is Node's cheapest way to send headers. They do not show up in the headers of the
 * response afterwards, which classes that extend `ServerResponse` rely on.
 */
export function takesList(res: NodeResponse, writeHead: unknown): res is ServerResponse {
  return (
    writeHead === ServerResponse.prototype.writeHead &&
    Object.getPrototypeOf(res) === ServerResponse.prototype &&
    res.getHeaderNames().length === 0
  )
}

/** Sets the policy's headers, and removes other CORS headers. */
function settleDecision(res: NodeResponse, decision: AppliedDecision, given: WriteHeadHeaders | undefined): void {
  let hasConflict = false
  for (const { name, lowerCased } of POLICY_HEADERS) {
    const present = readHeader(res, given, lowerCased)
    const wanted = wantedValue(decision, name, present, res.req?.method)
    if (present === wanted || (Array.isArray(present) && present.length === 1 && present[0] === wanted)) continue
    // Later conflicts have the same cause as the first one.
    if (!hasConflict) hasConflict = warnOfOverride(name, present, wanted, decision)
    writeHeader(res, given, name, wanted)
  }
  const reason = wantedReason(decision)
  if (reason !== undefined) writeHeader(res, given, ...reason)
}

/** Merges names into `Vary`. The application's own names are kept. */
function settleVary(res: NodeResponse, names: string, given: WriteHeadHeaders | undefined): void {
  const present = readHeader(res, given, 'vary') as string | readonly string[] | undefined
  if (present === names) return
  const merged = mergeVary(present, names)
  if (merged !== present) writeHeader(res, given, 'Vary', merged)
}

/** Headers passed to `writeHead` take precedence over those of the response. */
function readHeader(res: NodeResponse, given: WriteHeadHeaders | undefined, lowerCased: string): HeaderValue {
  const values = given?.get(lowerCased)?.values
  return values === undefined ? res.getHeader(lowerCased) : ((values.length === 1 ? values[0] : values) as HeaderValue)
}

function writeHeader(res: NodeResponse, given: WriteHeadHeaders | undefined, name: string, value: HeaderValue): void {
  const lowerCased = name.toLowerCase()
  if (value === undefined) {
    given?.delete(lowerCased)
    res.removeHeader(lowerCased)
  } else if (given === undefined) {
    res.setHeader(name, value as string)
  } else {
    given.set(lowerCased, { name, values: [value] })
  }
}

/** Reads the headers of a response as they are sent: those in `given`, which `settleHeaders` returned, and the others. */
export function createHeaderReader(res: NodeResponse, given: unknown): HeaderReader {
  const headers = isObject(given) ? groupHeaders(given) : undefined
  return (lowerCased) => {
    const value = readHeader(res, headers, lowerCased)
    return value === undefined ? undefined : [value].flat().join(', ')
  }
}
