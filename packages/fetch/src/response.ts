import { mergeVary } from '@crossorigin/policy'
import {
  type AppliedDecision,
  POLICY_HEADERS,
  type PolicyHeader,
  wantedReason,
  wantedValue,
  warnOfOverride,
  yieldsTo,
} from '@crossorigin/policy/adapter'
import type { ExchangeState } from './exchange-state.ts'
import type { FetchHeaders, FetchResponse } from './fetch-exchange.ts'

/** The parts of the runtime used here. They are declared because this package does not depend on an environment's types. */
declare const Response: new (body: unknown, init: object) => FetchResponse

/** The record of a response that has the headers of a policy. */
interface Mark {
  readonly state: ExchangeState
  /** The decision whose headers it has. */
  decision: AppliedDecision | undefined
  /** Headers of other code that were replaced, as alternating names and values. */
  readonly previous: string[]
}

/**
 * Distinguishes a response that a handler returns repeatedly from one that an outer `cors()` sees after an inner one.
 *
 * Performance: a property costs almost nothing. An entry in a `WeakMap` costs 350 ns on Node.
 */
const MARK: unique symbol = Symbol.for('@crossorigin/fetch.response/1') as never

type Marked = FetchResponse & { [MARK]?: Mark }

/** Creates the response to a preflight or a rejected request. */
export function createResponse(status: number, headers: readonly string[], vary: string | undefined): FetchResponse {
  const response = new Response(null, { status })
  // Performance: faster on every runtime than headers that are passed to the constructor.
  for (let index = 0; index < headers.length; index += 2) {
    response.headers.set(headers[index] as string, headers[index + 1] as string)
  }
  if (vary !== undefined) response.headers.set('Vary', vary)
  // Compatibility: servers on Node send an empty body in chunks.
  if (status !== 204) response.headers.set('Content-Length', '0')
  return response
}

/**
 * Replaces the CORS headers of a response with those of its policy. Idempotent.
 *
 * @param method - The method of the request.
 * @returns The same response, or a copy if its headers cannot be changed or it was already returned for another request.
 */
export function settleResponse(response: FetchResponse, state: ExchangeState, method: string): FetchResponse {
  const mark = (response as Marked)[MARK]
  const own = mark === undefined || mark.state === state ? response : copyShared(response as Shared, mark)
  if (state.decision === undefined && state.vary === undefined) return own
  try {
    return settleHeaders(own, state, method)
  } catch {
    const copy = copyResponse(own)
    return copy === undefined ? own : settleHeaders(copy, state, method)
  }
}

/**
 * Copies a response whose headers cannot be changed: those of `fetch()`, `Response.redirect()` and caches.
 *
 * Compatibility: with the whole response as its second argument, the constructor keeps `webSocket` on workerd.
 *
 * @returns `undefined` for responses that pages cannot read: network errors, upgrades, and bodies that have been read.
 */
function copyResponse(
  response: FetchResponse & { readonly body?: unknown; readonly url?: string },
): Marked | undefined {
  // Compatibility: some servers have their own `Response`, which accepts any status.
  if (response.status < 200) return undefined
  let copy: FetchResponse
  try {
    copy = new Response(response.body, response)
  } catch {
    return undefined
  }
  // Compatibility: Deno's `fetch()` has decoded the body, but copies still have its Content-Encoding and Content-Length.
  if ('Deno' in globalThis && response.url) {
    copy.headers.delete('Content-Encoding')
    copy.headers.delete('Content-Length')
  }
  return copy
}

/** The parts of a response that are needed to copy it with its body. */
type Shared = FetchResponse & { readonly statusText: string; clone(): { readonly body: unknown } }

/**
 * Copies a response that was returned for another request, and may not have been sent yet, in its original state.
 *
 * Compatibility: once Bun has sent a response without a body, only the object `headers` still knows its headers.
 */
function copyShared(response: Shared, { state, decision, previous }: Mark): FetchResponse {
  const { status, statusText } = response
  let copy: FetchResponse = response
  try {
    copy = new Response(response.clone().body, { status, statusText, headers: response.headers })
  } catch {
    // The body has been sent, along with the headers.
  }
  const { headers } = copy
  withdrawHeaders(headers, decision)
  if (state.vary !== undefined) headers.delete('Vary')
  // The header that was replaced first is the original one.
  for (let index = previous.length - 2; index >= 0; index -= 2) {
    headers.set(previous[index] as string, previous[index + 1] as string)
  }
  if (copy === response) delete (response as Marked)[MARK]
  return copy
}

function withdrawHeaders(headers: FetchHeaders, decision: AppliedDecision | undefined): void {
  const own = decision?.headers ?? []
  for (let index = 0; index < own.length; index += 2) {
    const name = own[index] as string
    if (headers.get(name) === own[index + 1]) headers.delete(name)
  }
}

/** Changes the headers of a response to those of its policy. */
function settleHeaders(response: Marked, state: ExchangeState, method: string): FetchResponse {
  const { decision, mode, vary } = state
  const { headers } = response
  const mark: Mark = response[MARK] ?? { state, decision: undefined, previous: [] }
  if (decision !== undefined) {
    if (mode === 'yield' && yieldsTo(decision, headers.get('access-control-allow-origin') ?? undefined)) {
      withdrawHeaders(headers, mark.decision)
      mark.decision = undefined
    } else {
      settleDecision(headers, decision, method, mark.previous)
      mark.decision = decision
    }
  }
  if (vary !== undefined) {
    const present = headers.get('vary')
    if (present === null) headers.set('Vary', vary)
    else if (present !== vary) change(headers, 'Vary', present, mergeVary(present, vary), mark.previous)
  }
  response[MARK] = mark
  return response
}

/** Sets the policy's headers, and removes other CORS headers. */
function settleDecision(headers: FetchHeaders, decision: AppliedDecision, method: string, previous: string[]): void {
  let hasConflict = false
  // Performance: an iterator allocates for each member until the code is optimized.
  for (let place = 0; place < POLICY_HEADERS.length; place++) {
    const { name, lowerCased } = POLICY_HEADERS[place] as PolicyHeader
    const present = headers.get(lowerCased) ?? undefined
    const wanted = wantedValue(decision, name, present, method) as string | undefined
    if (present === wanted) continue
    // Later conflicts have the same cause as the first one.
    if (present !== undefined && !hasConflict) hasConflict = warnOfOverride(name, present, wanted, decision)
    change(headers, name, present, wanted, previous)
  }
  const reason = wantedReason(decision)
  if (reason !== undefined) change(headers, reason[0], headers.get(reason[0]) ?? undefined, reason[1], previous)
}

function change(
  headers: FetchHeaders,
  name: string,
  present: string | undefined,
  wanted: string | undefined,
  previous: string[],
): void {
  if (present === wanted) return
  if (wanted === undefined) headers.delete(name)
  else headers.set(name, wanted)
  if (present !== undefined) previous.push(name, present)
}
