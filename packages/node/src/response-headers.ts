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
 * Shows a decision before the response begins, for code that reads the headers of a response. An origin, or exposed headers,
 * that other code has set stay until then.
 *
 * Performance: looking for a header costs nothing as long as the response has none.
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
    // Once set, it cannot be told apart from the same value set by other code, with which a policy that yields goes out.
    if (name === ACCESS_CONTROL_EXPOSE_HEADERS && (mode === 'yield' || res.getHeader(name) !== undefined)) continue
    res.setHeader(name, headers[index + 1] as string)
  }
  state.shown = headers
}

/** Removes the headers that an outer policy has shown, unless other code has replaced them since. */
export function withdrawHeaders(res: NodeResponse, state: ResponseState): void {
  const { shown } = state
  for (let index = 0; index < shown.length; index += 2) {
    const name = shown[index] as string
    const present = res.getHeader(name)
    if (present === shown[index + 1]) res.removeHeader(name)
    // Other code has appended to it.
    else if (Array.isArray(present))
      res.setHeader(
        name,
        present.filter((value) => value !== shown[index + 1]),
      )
  }
  state.shown = NO_HEADERS
}

/** The headers of a response as Node stores them, by their names in lower case. */
export type StoredHeaders = Readonly<Record<string, readonly [name: string, value: HeaderValue] | undefined>>

/**
 * Tells whether the headers of a response are those of its policy, as they are unless other code has touched them, or they
 * were not shown.
 *
 * @param stored - Where Node stores the headers, if that is known.
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
 * Makes the headers of a response that begins those of its policy. Doing it twice changes nothing.
 *
 * @param given - What `writeHead` was called with: headers in any of its forms, or nothing.
 * @returns What to call Node's `writeHead` with. What was given is not changed in place.
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

/** Node reads the headers of whatever has properties. */
function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/**
 * Performance: names and values in one flat array are the cheapest way out that Node has. The headers of the response do not
 * show them afterwards, which those who extend `ServerResponse` rely on.
 */
export function takesList(res: NodeResponse, writeHead: unknown): res is ServerResponse {
  return (
    writeHead === ServerResponse.prototype.writeHead &&
    Object.getPrototypeOf(res) === ServerResponse.prototype &&
    res.getHeaderNames().length === 0
  )
}

/** Sets what the policy wants, and removes what it does not want. */
function settleDecision(res: NodeResponse, decision: AppliedDecision, given: WriteHeadHeaders | undefined): void {
  let hasConflict = false
  for (const { name, lowerCased } of POLICY_HEADERS) {
    const present = readHeader(res, given, lowerCased)
    const wanted = wantedValue(decision, name, present, res.req?.method)
    if (present === wanted || (Array.isArray(present) && present.length === 1 && present[0] === wanted)) continue
    // What comes after the first conflict has the same cause.
    if (!hasConflict) hasConflict = warnOfOverride(name, present, wanted, decision)
    writeHeader(res, given, name, wanted)
  }
  const reason = wantedReason(decision)
  if (reason !== undefined) writeHeader(res, given, ...reason)
}

/** Merges names into `Vary`. Nothing that the application has put there is lost. */
function settleVary(res: NodeResponse, names: string, given: WriteHeadHeaders | undefined): void {
  const present = readHeader(res, given, 'vary') as string | readonly string[] | undefined
  if (present === names) return
  const merged = mergeVary(present, names)
  if (merged !== present) writeHeader(res, given, 'Vary', merged)
}

/** What `writeHead` is given goes before what the response has. */
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

/** Reads the headers of a response as they go out: those in `given`, which `settleHeaders` returned, and the others. */
export function createHeaderReader(res: NodeResponse, given: unknown): HeaderReader {
  const headers = isObject(given) ? groupHeaders(given) : undefined
  return (lowerCased) => {
    const value = readHeader(res, headers, lowerCased)
    return value === undefined ? undefined : [value].flat().join(', ')
  }
}
