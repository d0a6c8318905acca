/** What a policy needs to know of a request. */
export interface CorsRequest {
  readonly method: string
  /** The value of `Origin` as received; `undefined` where the request has none. */
  readonly origin?: string | undefined
  /** The value of `Access-Control-Request-Method`. */
  readonly requestMethod?: string | undefined
  /** The value of `Access-Control-Request-Headers`, several lines joined by commas. */
  readonly requestHeaders?: string | undefined
  /** The value of `Sec-Fetch-Site`. It bears on the decision only under `onDenied: 'reject'`. */
  readonly fetchSite?: string | undefined
  /** The framework's own request, which `onDecision` is called with. */
  readonly request?: ObservedRequest | undefined
}

/** What the requests of all frameworks have. Cast it to that of yours for more. */
export interface ObservedRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
}

/** Why an origin is allowed. */
export type AllowedReason = 'origin/any' | 'origin/listed' | 'origin/pattern' | 'origin/regexp' | 'origin/predicate'

/** Why an origin is not allowed. */
export type RefusedReason =
  | 'origin/malformed'
  | 'origin/null'
  | 'origin/insecure'
  | 'origin/not-listed'
  | 'origin/predicate-refused'

/** Why a request is decided as it is. `origin/absent` is neither a grant nor a refusal: nobody asked. */
export type Reason = AllowedReason | RefusedReason | 'origin/absent'

/**
 * What to do with a request.
 *
 * - `preflight`: answer it with `status` and `headers`, without a body; the application does not see it.
 * - `actual`: put `headers` on the response and let the application go on.
 * - `reject`: answer it with 403, without a body; the application does not see it.
 */
export type Decision = PreflightDecision | ActualDecision | RejectDecision

/** The answer to a preflight request. */
export interface PreflightDecision {
  readonly kind: 'preflight'
  /** Whether the origin is allowed. Whether the method and the headers are is for the browser to say. */
  readonly allowed: boolean
  readonly status: 200 | 204 | 403
  /** Names and values in turn, without `Vary`. */
  readonly headers: readonly string[]
  /** Names, or `*`, to be merged into `Vary`. */
  readonly vary: string | undefined
  readonly reason: Reason
}

/** What an actual request's response is to carry. */
export interface ActualDecision {
  readonly kind: 'actual'
  /** Whether the origin is allowed; `false` where there is none, except under `origin: '*'`. */
  readonly allowed: boolean
  /** Names and values in turn, without `Vary`. */
  readonly headers: readonly string[]
  /** Names, or `*`, to be merged into `Vary`. */
  readonly vary: string | undefined
  readonly reason: Reason
}

/** The answer to an actual request under `onDenied: 'reject'`. */
export interface RejectDecision {
  readonly kind: 'reject'
  readonly allowed: false
  readonly status: 403
  /** Names and values in turn, without `Vary`. */
  readonly headers: readonly string[]
  /** Names, or `*`, to be merged into `Vary`. */
  readonly vary: string | undefined
  readonly reason: Reason
}

/** Decides about requests; with a promise only where a predicate gave one. */
export type Decide = (request: CorsRequest) => Decision | PromiseLike<Decision>

/** One rule that a request was held against. */
export interface Verdict {
  readonly code: Reason | 'method/allowed' | 'method/not-allowed' | 'header/allowed' | 'header/not-allowed'
  readonly allowed: boolean
  /** The origin, method or header name that was judged; empty where there was none. */
  readonly subject: string
  /** The verdict in words. */
  readonly message: string
}

/** A decision with every rule that was looked at: the origin's, and for a preflight the method's and each header's. */
export type Explanation = Decision & { readonly verdicts: readonly Verdict[] }

/** What `onDecision` is told. */
export interface DecisionEvent {
  readonly decision: Decision
  readonly reason: Reason
  /** The value of `Origin` as received. Escape it before it goes into a log. */
  readonly origin: string | undefined
  /** The value of `Sec-Fetch-Site` as received. */
  readonly fetchSite: string | undefined
  /** The framework's own request: that of `node:http`, Express or Fastify. `undefined` if the policy was asked without one. */
  readonly request: ObservedRequest | undefined
  /** The verdict on the method that a preflight asks for, computed when read; `undefined` for other requests. */
  readonly method: Verdict | undefined
  /** The verdicts on the headers that a preflight asks for, computed when read; empty for other requests. */
  readonly headers: readonly Verdict[]
}
