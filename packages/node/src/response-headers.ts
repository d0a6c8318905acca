import { ServerResponse } from 'node:http'
import { mergeVary } from '@crossorigin/policy'
import { completeHeaders } from './given-headers.ts'
import type { NodeResponse } from './node-exchange.ts'
import { createGuards, guardResponse, type ResponseState, stateOf } from './response-state.ts'

const NO_HEADERS: readonly string[] = Object.freeze([])

/**
 * Puts a policy's headers on a response, in place of those of a policy that was applied before.
 *
 * What that policy has set is removed where it still is what it was. Names in `Vary` are only ever added.
 */
export function setCorsHeaders(res: NodeResponse, headers: readonly string[], vary: string | undefined): void {
  const state = renewState(res)
  // Performance: Vary comes first, because as long as a response has no header, looking for one costs nothing.
  if (vary !== undefined) {
    addVary(state, vary)
    writeVary(res, state)
  }
  for (let index = 0; index < headers.length; index += 2) {
    res.setHeader(headers[index] as string, headers[index + 1] as string)
  }
  state.headers = headers
}

/**
 * The same, but the headers join the others when the response begins, unless the application has set its own by then.
 *
 * Performance: for a framework that keeps headers itself and gives them to `writeHead`. As soon as one header is set on the
 * response, Node takes those one by one through `setHeader`, which costs more than all the rest here.
 */
export function deferCorsHeaders(res: NodeResponse, headers: readonly string[], vary: string | undefined): void {
  const state = renewState(res)
  if (vary !== undefined) addVary(state, vary)
  state.headers = headers
  state.isDeferred = true
}

/** Removes what an outer policy has set on a response, where it is still what that policy set. */
export function takeBackHeaders(res: NodeResponse): void {
  const state = stateOf(res)
  if (state === undefined) return
  if (!state.isDeferred) removeHeaders(res, state.headers)
  state.headers = NO_HEADERS
  state.isDeferred = false
}

function removeHeaders(res: NodeResponse, headers: readonly string[]): void {
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] as string
    if (res.getHeader(name) === headers[index + 1]) res.removeHeader(name)
  }
}

/** Adds names to `Vary` and keeps them there, whatever the application does with `Vary` until the response begins. */
export function protectVary(res: NodeResponse, names: string): void {
  const state = stateOf(res) ?? guardResponse(res, GUARDS)
  addVary(state, names)
  writeVary(res, state)
}

function addVary(state: ResponseState, names: string): void {
  if (state.vary === names) return
  const vary = mergeVary(state.vary, names)
  // What was written before does not hold the names that are new.
  if (vary !== state.vary) state.varyWritten = ''
  state.vary = vary
}

function writeVary(res: NodeResponse, state: ResponseState): void {
  const current = res.getHeader('vary') as string | string[] | undefined
  if (current === state.varyWritten && current !== '') return
  state.varyWritten = mergeVary(current, state.vary)
  res.setHeader('Vary', state.varyWritten)
}

function renewState(res: NodeResponse): ResponseState {
  const state = stateOf(res)
  if (state === undefined) return guardResponse(res, GUARDS)
  takeBackHeaders(res)
  return state
}

const GUARDS = createGuards((res, state, statusCode, reason, headers) => {
  try {
    const hasReason = typeof reason === 'string'
    let given = hasReason ? headers : (headers ?? reason)
    if (!res.headersSent) given = completeResponse(res, state, given)
    if (hasReason) return state.writeHead.call(res, statusCode, reason, given)
    return given === undefined ? state.writeHead.call(res, statusCode) : state.writeHead.call(res, statusCode, given)
  } catch (error) {
    // What has failed once would fail again under the answer that says so.
    if (state.isDeferred) takeBackHeaders(res)
    throw error
  }
})

/** Puts on a response what it lacks, and returns what is to be given to `writeHead` in place of what was given. */
function completeResponse(res: NodeResponse, state: ResponseState, given: unknown): unknown {
  const isGiven = typeof given === 'object' && given !== null
  let deferred = state.isDeferred ? findAbsent(res, state.headers) : NO_HEADERS
  if (state.vary !== '') {
    if (isGiven && state.isDeferred && !res.hasHeader('vary')) deferred = [...deferred, 'Vary', state.vary]
    else writeVary(res, state)
  }
  if (isGiven) {
    return completeHeaders(given, {
      absent: deferred,
      vary: state.vary,
      takesList: state.writeHead === ServerResponse.prototype.writeHead,
    })
  }
  for (let index = 0; index < deferred.length; index += 2) {
    res.setHeader(deferred[index] as string, deferred[index + 1] as string)
  }
  return given
}

/** Leaves out what the application has set itself. */
function findAbsent(res: NodeResponse, headers: readonly string[]): readonly string[] {
  // Performance: a framework that keeps headers itself has set none here.
  if (res.getHeaderNames().length === 0) return headers
  const isPresent = (name: string, index: number): boolean => index % 2 === 0 && res.hasHeader(name)
  if (!headers.some(isPresent)) return headers
  return headers.filter((_, index) => !isPresent(headers[index - (index % 2)] as string, 0))
}
