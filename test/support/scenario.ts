import type { CorsConfig, CorsPolicy } from '@crossorigin/policy'
import type { Adapter } from './adapter.ts'
import type { RawRequest } from './raw-client.ts'

/** The properties of every framework's request, for selectors. */
export interface SelectedRequest {
  readonly url?: string | undefined
  readonly headers: { readonly [name: string]: string | string[] | undefined }
}

/** Selects a policy, on any framework. */
export type Selector = (request: SelectedRequest) => CorsPolicy | undefined | PromiseLike<CorsPolicy | undefined>

/** One use of `cors()`. */
export interface CorsLayer {
  readonly source: CorsConfig | CorsPolicy | Selector
  /** The option `vary`: the request headers that a selector reads. */
  readonly vary?: readonly string[]
  /** The option `mode`, except report mode, which has its own tests. */
  readonly mode?: 'enforce' | 'yield'
}

/** An application to start: the layers in front of its routes, which are the same on every framework. */
export interface Setup {
  /** From the outside in. */
  readonly layers: readonly CorsLayer[]
  /** The value of `Vary` set before the first layer. */
  readonly earlyVary?: string | readonly string[]
  /** Headers set before the first layer. */
  readonly earlyHeaders?: Readonly<Record<string, string>>
  /** Whether authentication that rejects every request comes before the first layer. */
  readonly hasEarlyAuthentication?: boolean
}

/** The expected response. */
export interface Expected {
  readonly status: number
  /** Whether the request passes CORS and reaches the application. */
  readonly reachesApplication: boolean
  /** Every `Access-Control-*`, `Cors-Reason` and `Vary`, names in lower case: any other must be absent. */
  readonly cors: Readonly<Record<string, string>>
  /** The value of `Content-Length`; `null` if there must be none. Not checked if omitted. */
  readonly contentLength?: string | null
  /** Other headers that must be present. */
  readonly others?: Readonly<Record<string, string>>
  readonly body?: string
}

/** A request and the expected response. */
export type Exchange = readonly [request: RawRequest, expected: Expected]

/** One row of the table: exchanges with one application, in order, with the same outcome on every adapter. */
export interface Scenario {
  /** A sentence about the expected behavior, unique in the whole table. */
  readonly title: string
  readonly setup: Setup
  readonly exchanges: readonly Exchange[]
  /** Selects the adapters that the row applies to; all by default. */
  readonly appliesTo?: (adapter: Adapter) => boolean
}
