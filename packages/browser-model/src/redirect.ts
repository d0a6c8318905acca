import { isNonWildcardRequestHeaderName } from '@crossorigin/grammar'
import type { HttpResponse } from './browser-request.ts'
import { behaviorOf, type Engine, type EngineBehavior } from './engine.ts'
import type { Hop } from './main-fetch.ts'
import { linesOf } from './response-headers.ts'
import { isSameOrigin, isWebUrl, originOf, type ParsedUrl, parseUrl } from './target.ts'

/** Why a redirect is not followed. */
export type RedirectFailureCode =
  | 'redirect-mode-error'
  | 'redirect-bad-location'
  | 'redirect-scheme'
  | 'redirect-count'
  | 'redirect-credentials'
  | 'redirect-stream-body'

const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const MOST_REDIRECTS = 20

/**
 * Returns where a response redirects to: an empty list if it does not, and several locations if its `Location` lines contradict
 * each other, which is an error.
 *
 * Compatibility: all engines percent-encode bytes beyond ASCII, so this function also does it without an engine.
 *
 * @param engine - The engine that reads the lines. Without one, every line counts, even if it is empty or repeated.
 * @see https://fetch.spec.whatwg.org/#concept-response-location-url
 */
export function findLocations(response: HttpResponse, engine?: Engine): readonly string[] {
  return readLocations(response, behaviorOf(engine))
}

/** Returns where a response redirects to, or `undefined` if it does not. Contradicting locations are joined. */
export function findLocation(response: HttpResponse, engine?: Engine): string | undefined {
  const locations = findLocations(response, engine)
  return locations.length === 0 ? undefined : locations.join(', ')
}

function readLocations(response: HttpResponse, behavior: EngineBehavior): readonly string[] {
  if (!REDIRECT_STATUSES.has(response.status)) return []
  const values = linesOf(response, 'Location')
    .filter((value) => value !== '' || !behavior.skipsEmptyLocation)
    .map(escapeBytes)
  return behavior.mergesEqualLocations ? [...new Set(values)] : values
}

function escapeBytes(value: string): string {
  return value.replace(/[\x80-\xff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}

/**
 * Returns how redirect mode `error` or `manual` ends a fetch at a redirect: with a network error or an opaque redirect. Returns
 * `undefined` in mode `follow`, and if the response is not a redirect.
 *
 * @see https://fetch.spec.whatwg.org/#concept-http-fetch
 */
export function holdRedirect(
  { url, request }: Pick<Hop, 'url' | 'request'>,
  response: HttpResponse,
  behavior: EngineBehavior,
): 'opaqueRedirect' | RedirectFailureCode | undefined {
  const { redirect = 'follow' } = request
  if (redirect === 'follow' || !REDIRECT_STATUSES.has(response.status)) return undefined
  const [location, ...others] = readLocations(response, behavior)
  if (redirect === 'error') {
    return location === undefined && behavior.errorModeNeedsLocation ? undefined : 'redirect-mode-error'
  }
  if (location === undefined || !behavior.manualModeReadsLocation) return 'opaqueRedirect'
  const isValid = others.length === 0 && resolveLocation(location, url) !== undefined
  return isValid ? 'opaqueRedirect' : 'redirect-bad-location'
}

/**
 * Follows a redirect. Returns the next hop, or why there is none, or `undefined` if the response is not a redirect.
 *
 * @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
 */
export function followRedirect(
  hop: Hop,
  response: HttpResponse,
  behavior: EngineBehavior,
): Hop | RedirectFailureCode | undefined {
  const [location, ...others] = readLocations(response, behavior)
  if (location === undefined) return undefined
  const url = others.length > 0 ? undefined : resolveLocation(location, hop.url)
  if (url === undefined) return 'redirect-bad-location'
  if (!isWebUrl(url)) return 'redirect-scheme'
  if (hop.redirects === MOST_REDIRECTS) return 'redirect-count'
  const hasCredentials = url.username !== '' || url.password !== ''
  const isForeign = (hop.request.mode ?? 'cors') === 'cors' && !isSameOrigin(url, hop.request.pageOrigin)
  if (hasCredentials && (isForeign || hop.tainting === 'cors')) return 'redirect-credentials'
  if (hop.body?.kind === 'stream' && response.status !== 303) return 'redirect-stream-body'

  const becomesGet =
    response.status === 303 ? !['GET', 'HEAD'].includes(hop.method) : hop.method === 'POST' && response.status < 307
  const crosses = originOf(url) !== originOf(hop.url)
  const isTainted = crosses && !isSameOrigin(hop.url, hop.request.pageOrigin)
  const stays = (name: string): boolean =>
    !(crosses && isNonWildcardRequestHeaderName(name)) && !(becomesGet && isOfBody(name))
  return {
    ...hop,
    url,
    method: becomesGet ? 'GET' : hop.method,
    lines: hop.lines.filter(([name]) => stays(name)),
    body: becomesGet ? undefined : hop.body,
    origin: isTainted ? 'null' : hop.origin,
    redirects: hop.redirects + 1,
    unsafeNamesAfterRedirect: hop.unsafeNamesAtStart.filter(stays),
  }
}

/** A location without a fragment inherits the fragment of the redirecting URL. */
function resolveLocation(location: string, { href, hash }: ParsedUrl): ParsedUrl | undefined {
  return parseUrl(location.includes('#') ? location : `${location}${hash}`, href)
}

/** @see https://fetch.spec.whatwg.org/#request-body-header-name */
function isOfBody(name: string): boolean {
  return ['content-encoding', 'content-language', 'content-location', 'content-type'].includes(name.toLowerCase())
}
