import { type CorsPolicy, mergeVary } from '@crossorigin/policy'
import { type AppliedDecision, type ResponseObserver, warnOfNestedPolicy } from '@crossorigin/policy/adapter'
import type { FetchResponse } from './fetch-exchange.ts'

/** The state that this package keeps for a request until the outermost `cors()` has its response. */
export interface ExchangeState {
  /** The decision of the innermost policy; `undefined` if no policy applies to the response. */
  decision: AppliedDecision | undefined
  /** The mode of the innermost policy. */
  mode: 'enforce' | 'yield'
  /** The innermost policy, if it was passed without a selector or a mode: replacing it with another one causes a warning. */
  policy: CorsPolicy | undefined
  /** Names that must be in `Vary`. */
  vary: string | undefined
  /** The observers of `mode: 'report'`. */
  observers: ResponseObserver[] | undefined
}

/** How the decisions of one use of `cors()` are applied. */
export interface AppliedUse {
  readonly mode: 'enforce' | 'yield'
  /** The request headers that a selector reads, as they join `Vary`. */
  readonly vary: string | undefined
  /** The policy, if it was passed without a selector or a mode. */
  readonly policy: CorsPolicy | undefined
}

/**
 * The key of the state of an exchange, which is stored with the request, or with the object that a framework passes on. Shared by
 * all installed copies of this package, so that an inner policy replaces an outer one. The number changes with
 * {@link ExchangeState}.
 */
export const STATE: unique symbol = Symbol.for('@crossorigin/fetch.exchange/1') as never

/** The object that holds the state of an exchange. */
export interface TrackedExchange {
  [STATE]?: ExchangeState | undefined
}

/**
 * Stores a decision with an exchange. It replaces the decision of an outer policy. Names in `Vary` are only added, never removed.
 *
 * @param decision - `undefined` if no policy applies to the response.
 */
export function applyDecision(
  outer: ExchangeState | undefined,
  decision: AppliedDecision | undefined,
  { mode, vary, policy }: AppliedUse,
): ExchangeState {
  const names = decision?.vary ?? vary
  const joined = vary === undefined || names === vary ? names : mergeVary(names, vary)
  if (outer === undefined) return { decision, mode, policy, vary: joined, observers: undefined }
  if (outer.decision !== undefined && outer.policy !== undefined && policy !== undefined) {
    warnOfNestedPolicy(outer.policy, policy)
  }
  outer.decision = decision
  outer.mode = mode
  outer.policy = policy
  if (joined !== undefined) outer.vary = mergeVary(outer.vary, joined)
  return outer
}

/** Registers a function that is called with the response of the outermost use. */
export function addObserver(state: ExchangeState, observer: ResponseObserver): void {
  state.observers ??= []
  state.observers.push(observer)
}

/** Calls the observers of `mode: 'report'` with the response of the outermost use. */
export function notifyObservers(response: FetchResponse, observers: readonly ResponseObserver[]): void {
  const { status, headers } = response
  for (const observe of observers) observe(status, (name) => headers.get(name) ?? undefined)
}
