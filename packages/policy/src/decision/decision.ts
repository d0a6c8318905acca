/** The parts of a request that a policy reads. */
export interface CorsRequest {
  readonly method: string
  /** The value of `Origin` as received; `undefined` if the request has none. */
  readonly origin?: string | undefined
  /** The value of `Access-Control-Request-Method`. */
  readonly requestMethod?: string | undefined
  /** The value of `Access-Control-Request-Headers`; several lines are joined with commas. */
  readonly requestHeaders?: string | undefined
  /** The value of `Sec-Fetch-Site`. It is only used with `onDenied: 'reject'`. */
  readonly fetchSite?: string | undefined
  /** The framework's own request, passed on to `onDecision`. */
  readonly request?: ObservedRequest | undefined
}

/** The properties that the requests of all frameworks have. Cast it to your framework's type for more. */
export interface ObservedRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
}

/** Why an origin is allowed. */
export type AllowedReason = 'origin/any' | 'origin/listed' | 'origin/pattern' | 'origin/regexp' | 'origin/predicate'

/** Why an origin is not allowed. */
export type DeniedReason =
  | 'origin/malformed'
  | 'origin/null'
  | 'origin/insecure'
  | 'origin/not-listed'
  | 'origin/predicate-refused'

/** The reason for a decision. `origin/absent` means that there was nothing to allow or to deny. */
export type Reason = AllowedReason | DeniedReason | 'origin/absent'

/**
 * What to do with a request.
 *
 * - `preflight`: respond with `status` and `headers`, without a body. The application does not see the request.
 * - `actual`: set `headers` on the response and let the application respond.
 * - `reject`: respond with 403, without a body. The application does not see the request.
 */
export type Decision = PreflightDecision | ActualDecision | RejectDecision

/** The response to a preflight. */
export interface PreflightDecision {
  readonly kind: 'preflight'
  /** Whether the origin is allowed. The browser checks the method and the headers. */
  readonly allowed: boolean
  readonly status: 200 | 204 | 403
  /** Alternating names and values, without `Vary`. */
  readonly headers: readonly string[]
  /** Names to merge into `Vary`, or `*`. */
  readonly vary: string | undefined
  readonly reason: Reason
}

/** The headers for the response to an actual request. */
export interface ActualDecision {
  readonly kind: 'actual'
  /** Whether the origin is allowed; `false` if there is none, except with `origin: '*'`. */
  readonly allowed: boolean
  /** Alternating names and values, without `Vary`. */
  readonly headers: readonly string[]
  /** Names to merge into `Vary`, or `*`. */
  readonly vary: string | undefined
  readonly reason: Reason
}

/** The response to an actual request that is rejected because of `onDenied: 'reject'`. */
export interface RejectDecision {
  readonly kind: 'reject'
  readonly allowed: false
  readonly status: 403
  /** Alternating names and values, without `Vary`. */
  readonly headers: readonly string[]
  /** Names to merge into `Vary`, or `*`. */
  readonly vary: string | undefined
  readonly reason: Reason
}

/** Decides about requests. Returns a promise only if an origin function does. */
export type Decide = (request: CorsRequest) => Decision | PromiseLike<Decision>

/** The result of one check. */
export interface Verdict {
  readonly code: Reason | 'method/allowed' | 'method/not-allowed' | 'header/allowed' | 'header/not-allowed'
  readonly allowed: boolean
  /** The checked origin, method or header name; empty if there was none. */
  readonly subject: string
  /** The result as a sentence. */
  readonly message: string
}

/** A decision with the result of each check: of the origin, and for preflights of the method and of each header. */
export type Explanation = Decision & { readonly verdicts: readonly Verdict[] }

/** The argument of `onDecision`. */
export interface DecisionEvent {
  readonly decision: Decision
  readonly reason: Reason
  /** The value of `Origin` as received. Escape it before you log it. */
  readonly origin: string | undefined
  /** The value of `Sec-Fetch-Site` as received. */
  readonly fetchSite: string | undefined
  /** The request object of `node:http`, Express or Fastify. `undefined` if `policy.decide` was called without one. */
  readonly request: ObservedRequest | undefined
  /** The check of the method that a preflight asks for, run when read; `undefined` for other requests. */
  readonly method: Verdict | undefined
  /** The checks of the headers that a preflight asks for, run when read; empty for other requests. */
  readonly headers: readonly Verdict[]
}
