import type { CorsPolicy, Decision } from '@crossorigin/policy'
import type { NodeResponse } from './node-exchange.ts'

/** What a response needs to know of a decision. */
export interface AppliedDecision {
  readonly kind: Decision['kind']
  readonly allowed: boolean
  /** Names and values in turn, without `Vary`. */
  readonly headers: readonly string[]
  /** Names, or `*`, to be merged into `Vary`. */
  readonly vary: string | undefined
  /** `'origin/absent'` if the request had no `Origin`. */
  readonly reason?: Decision['reason']
}

/** Reads a header of a response that begins: names in lower case, several lines joined. */
export type HeaderReader = (name: string) => string | undefined

/** Called when a response begins, with the status and the headers that go out. Must not throw. */
export type ResponseObserver = (status: number, read: HeaderReader) => void

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

export const NO_HEADERS: readonly string[] = Object.freeze([])
