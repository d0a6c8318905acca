import type { BrowserRequest, HttpResponse } from './browser-request.ts'
import { classify } from './classify.ts'
import { findCorsCheckFailures } from './cors-check.ts'
import { readableOfBasic, readableOfCors } from './readable-headers.ts'
import { findLocation } from './redirect.ts'

/** What a browser lets script see of a response. */
export interface ResponseVerdict {
  readonly result: 'readable' | 'networkError' | 'opaque' | 'opaqueRedirect'
  /** Why it is a network error; `null` where it is none. */
  readonly code: string | null
  /** Names of the headers that script may read, in lower case. */
  readonly readableHeaders: readonly string[]
}

/**
 * Judges the response to a request, as if its preflight, if it needs one, had passed.
 *
 * @see https://fetch.spec.whatwg.org/#concept-cors-check
 */
export function checkResponse(request: BrowserRequest, response: HttpResponse): ResponseVerdict {
  const { outcome, reasons } = classify(request)
  const hidden = { code: null, readableHeaders: [] }
  if (outcome === 'throws' || outcome === 'networkError') {
    return { ...hidden, result: 'networkError', code: reasons[0] as string }
  }
  if (outcome === 'noCors' || outcome === 'bypass') return { ...hidden, result: 'opaque' }
  const withCredentials = request.credentials === 'include'
  const failures = outcome === 'sameOrigin' ? [] : findCorsCheckFailures(response, request.pageOrigin, withCredentials)
  const [code = null] = failures
  if (code !== null) return { ...hidden, result: 'networkError', code }
  if (request.redirect === 'manual' && findLocation(response) !== undefined)
    return { ...hidden, result: 'opaqueRedirect' }
  const readableHeaders =
    outcome === 'sameOrigin' ? readableOfBasic(response) : readableOfCors(response, withCredentials)
  return { result: 'readable', code: null, readableHeaders }
}
