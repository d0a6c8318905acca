import type { HttpResponse, WireRequest } from './browser-request.ts'
import type { CorsCheckCode } from './cors-check.ts'
import type { FailureCode } from './failure-code.ts'
import type { Route } from './main-fetch.ts'
import type { PreflightJudgment } from './preflight-judgment.ts'

/** The second argument of an exchange. */
export interface ExchangeContext {
  readonly kind: 'preflight' | 'request'
  /** The number of redirects before the request. */
  readonly hop: number
  /** Whether an earlier step failed, so that a browser would not send the request. Only with `onBlocked: 'continue'`. */
  readonly isBlocked: boolean
}

/**
 * Sends a request and returns its response; `null` if there is none.
 *
 * @throws `NetworkFailure` if there is no response. `simulateFetch` rethrows any other error.
 */
export type Exchange = (wire: WireRequest, context: ExchangeContext) => Promise<HttpResponse | null>

const BRAND = Symbol.for('@crossorigin/browser-model.NetworkFailure')

/**
 * Throw this in an exchange if there is no response: the host was not found, the connection was refused or closed, or the data
 * was not HTTP. The page sees a network error. `instanceof` also works across two installed copies of the package.
 *
 * @example
 * ```ts
 * const exchange: Exchange = async (wire) => {
 *   const response = await send(wire).catch((error) => {
 *     throw new NetworkFailure('no response', { cause: error })
 *   })
 *   return { status: response.status, headers: response.headerLines }
 * }
 * ```
 */
export class NetworkFailure extends Error {
  override readonly name = 'NetworkFailure'

  constructor(message = 'no response', options?: ErrorOptions) {
    super(message, options)
    Object.defineProperty(this, BRAND, { value: true })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }
}

/** One step of a fetch, with its evidence. `hop` is the number of redirects before it. */
export type JourneyStep =
  | { readonly kind: 'route'; readonly hop: number; readonly url: string; readonly route: Route }
  | { readonly kind: 'cached-preflight'; readonly hop: number; readonly url: string }
  | {
      readonly kind: 'preflight'
      readonly hop: number
      readonly request: WireRequest
      /** `null` if the network failed. */
      readonly response: HttpResponse | null
      readonly judgment: PreflightJudgment | null
    }
  | {
      readonly kind: 'request'
      readonly hop: number
      readonly request: WireRequest
      /** `null` if the network failed. */
      readonly response: HttpResponse | null
      /** Every reason why it fails the CORS check; empty if there is no check. */
      readonly failures: readonly CorsCheckCode[]
    }

/** The request to one URL in a chain of redirects. */
export interface JourneyHop {
  readonly method: string
  /** The value of `Origin`; `null` if there is none. */
  readonly origin: string | null
  /** Whether a preflight was sent. */
  readonly preflight: boolean
  /** The value of `Access-Control-Request-Headers`; `null` if there is none. */
  readonly requestHeaders: string | null
}

/** A complete fetch. */
export interface Journey {
  readonly result: 'readable' | 'networkError' | 'opaque' | 'opaqueRedirect'
  /** The first failing step of a network error; otherwise `null`. */
  readonly code: FailureCode | null
  /** Names of the headers that the page can read, in lower case. */
  readonly readableHeaders: readonly string[]
  /** Everything that was sent, hop by hop. */
  readonly hops: readonly JourneyHop[]
  /** The hop of the first failing step; `null` if none failed. */
  readonly failedHop: number | null
  readonly steps: readonly JourneyStep[]
  /** The last response; `null` if there was none, or if the page does not get it. */
  readonly response: HttpResponse | null
}
