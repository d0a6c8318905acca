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
  /** Whether headers are set at once, for code that reads them before the response begins. */
  readonly isShown: boolean
  /** The request headers that a selector reads, as they join `Vary`. */
  readonly vary: string | undefined
  /** The policy, if it was passed without a selector or a mode: replacing it with another one causes a warning. */
  readonly policy: CorsPolicy | undefined
}

/** The decision for a response whose policy is still to be selected. */
export const UNSELECTED: AppliedDecision = Object.freeze({ ...DENIED, vary: undefined })

/**
 * Keeps a decision with a response, in place of the one of an outer policy, until the response begins. Names in `Vary` are
 * only ever added.
 *
 * @param decision - `undefined` if no policy governs the response.
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
 * Begins to keep the state of a response and to guard its `writeHead`, which every way of beginning a response goes through,
 * `flushHeaders`, `write` and `end` included.
 *
 * Performance: one function guards all responses, and the state is an own property of each. On Express, whose responses take
 * no property cheaply, setting the state calls an accessor, and the guard is inherited.
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

/** Has a function called when a response begins, with what goes out. */
export function observeResponse(res: NodeResponse, observer: ResponseObserver): void {
  const state = (res as TrackedResponse)[STATE] ?? trackResponse(res)
  state.observers ??= []
  state.observers.push(observer)
}

/** Begins a response that has a state, in place of its `writeHead`, once its headers are those of its policy. */
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
 * Makes the headers of a tracked response that begins those of its policy.
 *
 * @param given - The headers that `writeHead` was called with, if any.
 * @returns The headers to call Node's `writeHead` with.
 */
export function settleResponse(res: TrackedResponse, given: unknown): unknown {
  const state = res[STATE] as ResponseState
  try {
    return given || !isSettled(res, state) ? settleHeaders(res, state, given) : given
  } catch (error) {
    // Security: whatever headers could not be read, the response that says so allows no origin.
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
 * Responds to a request that the application does not see. CORS headers that earlier code has set do not go out.
 *
 * Performance: a flat array is a third of the cost of as many calls of `setHeader`.
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
