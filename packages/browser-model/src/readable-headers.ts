import {
  ACCESS_CONTROL_EXPOSE_HEADERS,
  isForbiddenResponseHeaderName,
  isSafelistedResponseHeaderName,
} from '@crossorigin/grammar'
import type { HttpResponse } from './browser-request.ts'
import { extractTokens } from './response-headers.ts'

/**
 * Returns the names of the headers that script may read of a CORS response, in lower case.
 *
 * @see https://fetch.spec.whatwg.org/#concept-filtered-response-cors
 */
export function readableOfCors(response: HttpResponse, withCredentials: boolean): readonly string[] {
  // Deviation: the standard's wording would store a failure to parse as the list; engines and their tests expose nothing.
  const exposed = new Set(
    (extractTokens(response, ACCESS_CONTROL_EXPOSE_HEADERS) ?? []).map((name) => name.toLowerCase()),
  )
  const exposesAll = exposed.has('*') && !withCredentials
  return readableOfBasic(response).filter(
    (name) => exposesAll || exposed.has(name) || isSafelistedResponseHeaderName(name),
  )
}

/**
 * Returns the names of the headers that script may read of a response of its own origin, in lower case.
 *
 * @see https://fetch.spec.whatwg.org/#concept-filtered-response-basic
 */
export function readableOfBasic(response: HttpResponse): readonly string[] {
  const names = new Set(response.headers.map(([name]) => name.toLowerCase()))
  return [...names].filter((name) => !isForbiddenResponseHeaderName(name)).sort()
}
