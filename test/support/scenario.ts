import type { CorsConfig, CorsPolicy } from '@crossorigin/policy'
import type { Adapter } from './adapter.ts'
import type { RawRequest } from './raw-client.ts'

/** What the request of every framework has, for selectors. */
export interface SelectedRequest {
  readonly url?: string | undefined
  readonly headers: { readonly [name: string]: string | string[] | undefined }
}

/** Selects a policy, whatever the framework. */
export type Selector = (request: SelectedRequest) => CorsPolicy | undefined | PromiseLike<CorsPolicy | undefined>

/** One use of `cors()`. */
export interface CorsLayer {
  readonly source: CorsConfig | CorsPolicy | Selector
  /** The option `vary`: what request headers a selector reads. */
  readonly vary?: readonly string[]
  /** The option `mode`, of which a report is tested by itself. */
  readonly mode?: 'enforce' | 'yield'
}

/** An application to be started: what stands in front of its routes, which are the same everywhere. */
export interface Setup {
  /** From the outside in. */
  readonly layers: readonly CorsLayer[]
  /** The value of `Vary` that something sets before the first layer. */
  readonly earlyVary?: string | readonly string[]
  /** Headers that something sets before the first layer. */
  readonly earlyHeaders?: Readonly<Record<string, string>>
  /** Whether authentication that lets nobody in stands before the first layer. */
  readonly hasEarlyAuthentication?: boolean
}

/** What is to come back. */
export interface Expected {
  readonly status: number
  /** Whether the request gets past CORS, to the application. */
  readonly reachesApplication: boolean
  /** Every `Access-Control-*`, `Cors-Reason` and `Vary`, names in lower case: whatever is not named must not be there. */
  readonly cors: Readonly<Record<string, string>>
  /** The value of `Content-Length`; `null` where there must be none. Not looked at where it is left out. */
  readonly contentLength?: string | null
  /** Other headers that must be there. */
  readonly others?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request and what is to come back. */
export type Exchange = readonly [request: RawRequest, expected: Expected]

/** One row of the table: exchanges with one application, in order, with the same outcome on every adapter. */
export interface Scenario {
  /** A sentence about what is to happen, once in the whole table. */
  readonly title: string
  readonly setup: Setup
  readonly exchanges: readonly Exchange[]
  /** Says where the row makes sense, if not everywhere. */
  readonly appliesTo?: (adapter: Adapter) => boolean
}
