import type { CorsPolicy } from '@crossorigin/policy'
import type { AppliedDecision, ResponseObserver } from '@crossorigin/policy/adapter'
import type { NodeResponse } from './node-exchange.ts'

/** A response's `writeHead`, without the types of its overloads. */
export type WriteHead = (this: unknown, ...parameters: unknown[]) => unknown

/** The state that this package keeps for a response until it begins. */
export interface ResponseState {
  /** The decision of the innermost policy; `undefined` if no policy applies to the response. */
  decision: AppliedDecision | undefined
  /** The mode of the innermost policy. */
  mode: 'enforce' | 'yield'
  /** The innermost policy, if it was passed without a selector or a mode: replacing it with another one causes a warning. */
  policy: CorsPolicy | undefined
  /** Headers of the decision that were set before the response began, as alternating names and values. */
  shown: readonly string[]
  /** Names that must be in `Vary` when the response begins. */
  vary: string | undefined
  /** The observers of `mode: 'report'`. */
  observers: ResponseObserver[] | undefined
  /** The `writeHead` that this package replaced. */
  writeHead: WriteHead
}

/**
 * The key of a response's state, an own property of the response. `@crossorigin/express` defines an accessor with this key on the
 * object that Express's responses inherit from. Shared by all installed copies of this package, so that an inner policy replaces
 * an outer one. The number changes with {@link ResponseState}.
 */
export const STATE: unique symbol = Symbol.for('@crossorigin/node.response/2') as never

/** A response that can have a state. */
export type TrackedResponse = NodeResponse & { [STATE]?: ResponseState | undefined }
