import type { BrowserRequest, HttpResponse } from './browser-request.ts'
import { makeCall } from './call.ts'
import { findCorsCheckFailures } from './cors-check.ts'
import { behaviorOf, type Engine } from './engine.ts'
import type { FailureCode } from './failure-code.ts'
import { firstHop, routeHop } from './main-fetch.ts'
import { readableOfBasic, readableOfCors } from './readable-headers.ts'
import { holdRedirect } from './redirect.ts'
import { readAs } from './response-headers.ts'

/** How much of a response a browser lets a page see. */
export interface ResponseVerdict {
  readonly result: 'readable' | 'networkError' | 'opaque' | 'opaqueRedirect'
  /** The reason for a network error; otherwise `null`. */
  readonly code: FailureCode | null
  /** Names of the headers that the page can read, in lower case. */
  readonly readableHeaders: readonly string[]
}

/**
 * Judges the response to a request, assuming that any preflight it needs has passed. Redirects are not followed: in redirect
 * mode `follow`, a redirect is judged like any other response.
 *
 * @param engine - The engine to model. By default, the standard is followed.
 * @example
 * ```ts
 * checkResponse({ pageOrigin: 'https://app.example', url: 'https://api.example/' }, { status: 200, headers: [] })
 * // { result: 'networkError', code: 'allow-origin-missing', readableHeaders: [] }
 * ```
 * @see https://fetch.spec.whatwg.org/#concept-cors-check
 */
export function checkResponse(request: BrowserRequest, given: HttpResponse, engine?: Engine): ResponseVerdict {
  const behavior = behaviorOf(engine)
  const response = readAs(given, behavior)
  const hidden = { code: null, readableHeaders: [] }
  const call = makeCall(request, behavior)
  if (call.kind === 'failure') return { ...hidden, result: 'networkError', code: call.reason }
  const { outcome, reasons } = routeHop(firstHop(call, behavior), behavior)
  if (outcome === 'networkError') return { ...hidden, result: 'networkError', code: reasons[0] as FailureCode }
  if (outcome === 'noCors' || outcome === 'bypass') return { ...hidden, result: 'opaque' }
  const isOwn = outcome === 'sameOrigin'
  const withCredentials = request.credentials === 'include'
  const [code] = isOwn ? [] : findCorsCheckFailures(response, request.pageOrigin, withCredentials)
  if (code !== undefined) return { ...hidden, result: 'networkError', code }
  const held = holdRedirect(call, response, behavior)
  if (held === 'opaqueRedirect') return { ...hidden, result: held }
  if (held !== undefined) return { ...hidden, result: 'networkError', code: held }
  const readableHeaders = isOwn ? readableOfBasic(response) : readableOfCors(response, request, behavior)
  return { result: 'readable', code: null, readableHeaders }
}
