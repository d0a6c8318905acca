import { isNonWildcardRequestHeaderName } from '@crossorigin/grammar'
import type { HttpResponse } from './browser-request.ts'
import type { Hop } from './main-fetch.ts'
import { linesOf } from './response-headers.ts'
import { isSameOrigin, isWebUrl, originOf, parseUrl } from './target.ts'

const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 20

/** A hop with what has been gathered on the way to it. */
export interface TravelledHop extends Hop {
  /** The serialized origin of the request, `null` once it is tainted. */
  readonly origin: string
  /** How many redirects led here. */
  readonly redirects: number
  /** Whether no redirect has dropped the body. */
  readonly keepsBody: boolean
}

/**
 * Returns where a response redirects to: nowhere where it does not, and more than one place where its lines contradict each
 * other, which is an error.
 *
 * Compatibility: engines pass over an empty value, take a line that is repeated for one, and escape bytes beyond ASCII as
 * they are.
 *
 * @see https://fetch.spec.whatwg.org/#concept-response-location-url
 */
export function findLocations(response: HttpResponse): readonly string[] {
  if (!REDIRECT_STATUSES.has(response.status)) return []
  const values = linesOf(response, 'Location').filter((value) => value !== '')
  return [...new Set(values.map(escapeBytes))]
}

function escapeBytes(value: string): string {
  return value.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Returns where a response redirects to, contradictions joined; `undefined` where it does not. */
export function findLocation(response: HttpResponse): string | undefined {
  const locations = findLocations(response)
  return locations.length === 0 ? undefined : locations.join(', ')
}

/**
 * Follows a redirect: returns the next hop, or why there is none.
 *
 * @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
 */
export function followRedirect(hop: TravelledHop, response: HttpResponse, location: string): TravelledHop | string {
  const url = findLocations(response).length > 1 ? undefined : parseUrl(location, hop.url.href)
  if (url === undefined) return 'redirect-bad-location'
  if (!isWebUrl(url)) return 'redirect-scheme'
  if (hop.redirects === MOST_REDIRECTS) return 'redirect-count'
  const hasCredentials = url.username !== '' || url.password !== ''
  const isForeign = (hop.request.mode ?? 'cors') === 'cors' && !isSameOrigin(url, hop.request.pageOrigin)
  if (hasCredentials && (isForeign || hop.wasCors)) return 'redirect-credentials'
  if (hop.hasStream && response.status !== 303) return 'redirect-stream-body'

  const becomesGet =
    response.status === 303 ? !['GET', 'HEAD'].includes(hop.method) : hop.method === 'POST' && response.status < 307
  const crosses = originOf(url) !== originOf(hop.url)
  const isTainted = crosses && !isSameOrigin(hop.url, hop.request.pageOrigin)
  return {
    ...hop,
    url,
    method: becomesGet ? 'GET' : hop.method,
    lines: hop.lines.filter(
      ([name]) => !(crosses && isNonWildcardRequestHeaderName(name)) && !(becomesGet && isOfBody(name)),
    ),
    keepsBody: hop.keepsBody && !becomesGet,
    // Only a 303 is followed with a stream, and it drops the body.
    hasStream: false,
    origin: isTainted ? 'null' : hop.origin,
    redirects: hop.redirects + 1,
  }
}

/** @see https://fetch.spec.whatwg.org/#request-body-header-name */
function isOfBody(name: string): boolean {
  return ['content-encoding', 'content-language', 'content-location', 'content-type'].includes(name.toLowerCase())
}
