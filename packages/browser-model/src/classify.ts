import { normalizeMethod } from '@crossorigin/grammar'
import type { BrowserRequest } from './browser-request.ts'
import { makeCall } from './call.ts'
import { behaviorOf, type Engine } from './engine.ts'
import { firstHop, type Route, routeHop } from './main-fetch.ts'
import { readOriginHeader } from './request-origin.ts'

/** How a browser treats a request, and why. */
export interface Classification {
  /**
   * - `sameOrigin`, `bypass`, `noCors`: sent, but not as a CORS request.
   * - `simple`, `preflight`: a CORS request without or with a preflight.
   * - `networkError`: fails before anything is sent.
   * - `throws`: the call itself throws.
   */
  readonly outcome: Route['outcome'] | 'throws'
  /** The reasons for the outcome: `method:PUT`, `header:x-a`, `mixed-content`, ... */
  readonly reasons: readonly string[]
  /** The method as it is sent. */
  readonly method: string
  /** The value of `Origin`; `null` if there is none. */
  readonly origin: string | null
  /** The value of `Access-Control-Request-Method`; `null` if there is no preflight. */
  readonly requestMethod: string | null
  /** The value of `Access-Control-Request-Headers`; `null` if there is none. */
  readonly requestHeaders: string | null
  /** Names of headers that were silently dropped. */
  readonly dropped?: readonly string[]
  /** The name of the exception. */
  readonly throws?: string
}

/**
 * Returns how a browser treats a request: whether it is sent, whether it needs a preflight, and why.
 *
 * @param engine - The engine to model. By default, the standard is followed.
 * @example
 * ```ts
 * classify({ pageOrigin: 'https://app.example', url: 'https://api.example/', method: 'PUT' })
 * // { outcome: 'preflight', reasons: ['method:PUT'], method: 'PUT', requestMethod: 'PUT', requestHeaders: null, ... }
 * ```
 * @see https://fetch.spec.whatwg.org/#concept-main-fetch
 */
export function classify(request: BrowserRequest, engine?: Engine): Classification {
  const behavior = behaviorOf(engine)
  const call = makeCall(request, behavior)
  if (call.kind === 'failure') {
    const method = normalizeMethod(request.method ?? 'GET')
    const { reason, throws } = call
    return {
      outcome: 'throws',
      reasons: [reason],
      method,
      origin: null,
      requestMethod: null,
      requestHeaders: null,
      throws,
    }
  }
  const { method, dropped } = call
  const hop = firstHop(call, behavior)
  const { outcome, reasons, unsafeNames } = routeHop(hop, behavior)
  const needsPreflight = outcome === 'preflight'
  const isCors = needsPreflight || outcome === 'simple'
  return {
    outcome,
    reasons,
    method,
    origin: outcome === 'networkError' ? null : readOriginHeader(request, { ...hop, isCors, behavior }),
    requestMethod: needsPreflight ? method : null,
    requestHeaders: needsPreflight && unsafeNames.length > 0 ? unsafeNames.join(',') : null,
    ...(dropped.length > 0 && { dropped }),
  }
}
