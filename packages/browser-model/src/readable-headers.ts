import {
  ACCESS_CONTROL_EXPOSE_HEADERS,
  isForbiddenResponseHeaderName,
  isSafelistedResponseHeaderName,
  isToken,
} from '@crossorigin/grammar'
import type { BrowserRequest, HttpResponse } from './browser-request.ts'
import type { EngineBehavior } from './engine.ts'
import { extractTokens, getHeader } from './response-headers.ts'

/**
 * Returns the names of the headers of a CORS response that the page can read, in lower case.
 *
 * @see https://fetch.spec.whatwg.org/#concept-filtered-response-cors
 */
export function readableOfCors(
  response: HttpResponse,
  request: BrowserRequest,
  behavior: EngineBehavior,
): readonly string[] {
  // Deviation: read literally, the standard would use a parse failure as the list. Engines and their tests expose nothing.
  const exposed = new Set(
    (extractTokens(response, ACCESS_CONTROL_EXPOSE_HEADERS) ?? []).map((name) => name.toLowerCase()),
  )
  const hasWildcard =
    exposed.has('*') || (behavior.exposesAllBeforeMalformedName && startsWithWildcard(response, request))
  const exposesAll = hasWildcard && request.credentials !== 'include'
  return readableOfBasic(response).filter(
    (name) => exposesAll || exposed.has(name) || isSafelistedResponseHeaderName(name),
  )
}

/** Tells whether `fetch` finds `*` before the first malformed name, at which it stops reading. */
function startsWithWildcard(response: HttpResponse, { api }: BrowserRequest): boolean {
  const names = (getHeader(response, ACCESS_CONTROL_EXPOSE_HEADERS) ?? '').split(',').map((name) => name.trim())
  const malformed = names.findIndex((name) => name !== '' && !isToken(name))
  return api !== 'xhr' && names.slice(0, Math.max(malformed, 0)).includes('*')
}

/**
 * Returns the names of the headers that the page can read in a response from its own origin, in lower case.
 *
 * @see https://fetch.spec.whatwg.org/#concept-filtered-response-basic
 */
export function readableOfBasic(response: HttpResponse): readonly string[] {
  const names = new Set(response.headers.map(([name]) => name.toLowerCase()))
  return [...names].filter((name) => !isForbiddenResponseHeaderName(name)).sort()
}
