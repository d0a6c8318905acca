import { type CorsPolicy, mergeVary, type PreflightDecision, type RejectDecision } from '@crossorigin/policy'
import {
  type AppliedDecision,
  DENIED,
  NO_HEADERS,
  type ResponseObserver,
  warnOfNestedPolicy,
} from '@crossorigin/policy/adapter'
import type { NodeResponse } from './node-exchange.ts'
import {
  createHeaderReader,
  isSettled,
  settleHeaders,
  showHeaders,
  takesList,
  withdrawHeaders,
} from './response-headers.ts'
import { type ResponseState, STATE, type TrackedResponse, type WriteHead } from './response-state.ts'
import { listHeaders } from './write-head-headers.ts'

/** One use of `cors()`: how its decisions are applied to responses. */
export interface DecisionUse {
  readonly mode: 'enforce' | 'yield'
  /** Whether headers are set immediately, for code that reads them before the response begins. */
  readonly isShown: boolean
  /** The request headers that a selector reads, as they join `Vary`. */
  readonly vary: string | undefined
  /** The policy, if it was passed without a selector or a mode: replacing it with another one causes a warning. */
  readonly policy: CorsPolicy | undefined
}

/** The decision for a response whose policy has not been selected yet. */
export const UNSELECTED: AppliedDecision = Object.freeze({ ...DENIED, vary: undefined })

/**
 * Stores a decision with a response until the response begins. It replaces the decision of an outer policy. Names in `Vary` are only
 * added, never removed.
 *
 * @param decision - `undefined` if no policy applies to the response.
 */
export function applyDecision(
  res: NodeResponse,
  decision: AppliedDecision | undefined,
  { mode, isShown, policy, vary }: DecisionUse,
): void {
  let state = (res as TrackedResponse)[STATE]
  if (state === undefined) {
    if (decision === undefined && vary === undefined) return
    state = trackResponse(res)
  } else if (state.decision !== undefined) {
    withdrawHeaders(res, state)
    if (policy !== undefined && state.policy !== undefined) warnOfNestedPolicy(state.policy, policy)
  }
  state.decision = decision
  state.mode = mode
  state.policy = policy
  const names = decision?.vary ?? vary
  if (names !== undefined) state.vary = state.vary === undefined ? names : mergeVary(state.vary, names)
  if (vary !== undefined && vary !== names) state.vary = mergeVary(state.vary, vary)
  if (isShown) showHeaders(res, state)
}

/**
 * Creates the state of a response and guards its `writeHead`, which every way to begin a response calls, including `flushHeaders`,
 * `write` and `end`.
 *
 * Performance: one function guards all responses, and the state is an own property of each. On Express, where adding a property to
 * a response is expensive, setting the state calls an accessor, and the guard is inherited.
 */
function trackResponse(res: NodeResponse): ResponseState {
  const state: ResponseState = {
    decision: undefined,
    mode: 'enforce',
    policy: undefined,
    shown: NO_HEADERS,
    vary: undefined,
    observers: undefined,
    writeHead: res.writeHead as WriteHead,
  }
  ;(res as TrackedResponse)[STATE] = state
  if (Object.hasOwn(res, STATE)) res.writeHead = beginResponse as never
  return state
}

/** Registers a function that is called with what is sent when a response begins. */
export function observeResponse(res: NodeResponse, observer: ResponseObserver): void {
  const state = (res as TrackedResponse)[STATE] ?? trackResponse(res)
  state.observers ??= []
  state.observers.push(observer)
}

/** Replaces `writeHead` for a response with a state: sets the headers of its policy, and then begins the response. */
function beginResponse(this: TrackedResponse, status: unknown, reason: unknown, headers: unknown): unknown {
  const state = this[STATE] as ResponseState
  const { writeHead } = state
  if (this.headersSent) return writeHead.call(this, status, reason, headers)
  const hasReason = typeof reason === 'string'
  const given = settleResponse(this, hasReason ? headers : (headers ?? reason))
  const result = hasReason
    ? writeHead.call(this, status, reason, given)
    : given === undefined
      ? writeHead.call(this, status)
      : writeHead.call(this, status, given)
  if (state.observers !== undefined) notifyObservers(this, Number(status), given)
  return result
}

/**
 * Replaces the CORS headers of a tracked response that is about to begin with those of its policy.
 *
 * @param given - The headers that `writeHead` was called with, if any.
 * @returns The headers to call Node's `writeHead` with.
 */
export function settleResponse(res: TrackedResponse, given: unknown): unknown {
  const state = res[STATE] as ResponseState
  try {
    return given || !isSettled(res, state) ? settleHeaders(res, state, given) : given
  } catch (error) {
    // Security: if headers cannot be read, the error response allows no origin.
    state.decision = DENIED
    throw error
  }
}

/**
 * Calls the observers of a response that has begun, once.
 *
 * @param given - The headers that Node's `writeHead` was called with, if any.
 */
export function notifyObservers(res: TrackedResponse, status: number, given: unknown): void {
  const state = res[STATE] as ResponseState
  const { observers = [] } = state
  state.observers = undefined
  const read = createHeaderReader(res, given)
  for (const observer of observers) observer(status, read)
}

const NO_LENGTH: Readonly<Record<string, string>> = {}
const LENGTH_0: Readonly<Record<string, string>> = { 'Content-Length': '0' }

/**
 * Responds to a request that does not reach the application. CORS headers that earlier code has set are not sent.
 *
 * Performance: a flat array takes a third of the time of the same number of `setHeader` calls.
 */
export function endResponse(res: NodeResponse, decision: PreflightDecision | RejectDecision, use: DecisionUse): void {
  const { status, headers, vary } = decision
  const length = status === 204 ? NO_LENGTH : LENGTH_0
  if (takesList(res, res.writeHead)) {
    const names = use.vary === undefined ? vary : mergeVary(vary, use.vary)
    res.writeHead(status, listHeaders(length, headers, names) as string[])
  } else {
    applyDecision(res, decision, use)
    for (const [name, value] of Object.entries(length)) res.setHeader(name, value)
    res.statusCode = status
  }
  res.end()
}
