import type { CorsPolicy } from '@crossorigin/policy'
import type { AppliedDecision, ResponseObserver } from '@crossorigin/policy/adapter'
import type { NodeResponse } from './node-exchange.ts'

/** `writeHead` of a response, whatever the types of its overloads. */
export type WriteHead = (this: unknown, ...parameters: unknown[]) => unknown

/** What this package keeps of a response until it begins. */
export interface ResponseState {
  /** The decision of the innermost policy; `undefined` if no policy governs the response. */
  decision: AppliedDecision | undefined
  /** The mode of the innermost policy. */
  mode: 'enforce' | 'yield'
  /** The innermost policy, if it was passed without a selector or a mode: replacing it with another one causes a warning. */
  policy: CorsPolicy | undefined
  /** Headers of the decision that were set before the response began, names and values in turn. */
  shown: readonly string[]
  /** Names that must be in `Vary` when the response begins. */
  vary: string | undefined
  /** What `mode: 'report'` looks at. */
  observers: ResponseObserver[] | undefined
  /** What `writeHead` was before this package replaced it. */
  writeHead: WriteHead
}

/**
 * Where a response keeps its state. An own property of the response; `@crossorigin/express` puts an accessor of this name on
 * what Express's responses inherit from. Shared by all installed copies of this package, so that an inner policy replaces an
 * outer one. The number changes with {@link ResponseState}.
 */
export const STATE: unique symbol = Symbol.for('@crossorigin/node.response/2') as never

/** A response that may have a state. */
export type TrackedResponse = NodeResponse & { [STATE]?: ResponseState | undefined }
