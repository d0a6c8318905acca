import { isSafelistedMethod } from '@crossorigin/grammar'
import type { HeaderLine } from './author-headers.ts'
import type { BrowserBody, BrowserRequest } from './browser-request.ts'
import type { Call } from './call.ts'
import type { EngineBehavior } from './engine.ts'
import { isBadPort } from './port-blocking.ts'
import { findUnsafeHeaders } from './safelist.ts'
import { hasPort, isMixedContent, isSameOrigin, isWebUrl, type ParsedUrl } from './target.ts'

/** A request at one hop: as it was made, or as a redirect has changed it. */
export interface Hop {
  readonly request: BrowserRequest
  readonly url: ParsedUrl
  readonly method: string
  readonly lines: readonly HeaderLine[]
  /** `undefined` if there is no body, or if a redirect has dropped it. */
  readonly body: BrowserBody | undefined
  /**
   * The response tainting so far. It never weakens: a chain that has left the page's origin stays a CORS chain, or opaque, even
   * if it leads back there.
   */
  readonly tainting: 'basic' | 'cors' | 'opaque'
  /** The serialized origin of the request; `null` after a redirect has tainted it. */
  readonly origin: string
  /** The number of redirects before this hop. */
  readonly redirects: number
  /** Whether a listener on the upload object forces a preflight, on every hop. */
  readonly hasForcingListener: boolean
  /** Whether an earlier hop had a preflight, or found its result in the cache. */
  readonly hadPreflight: boolean
  /** Names of the headers set by the page that need a preflight, including those that a redirect has removed. */
  readonly unsafeNamesAtStart: readonly string[]
  /** Those of them that the last redirect would have left. */
  readonly unsafeNamesAfterRedirect: readonly string[]
}

/** Why a request fails before it is sent. */
export type RouteFailureCode = 'bad-port' | 'mixed-content' | 'mode-same-origin' | 'no-cors-redirect-mode' | 'scheme'

/** How main fetch treats a hop. */
export interface Route {
  readonly outcome: 'sameOrigin' | 'bypass' | 'noCors' | 'simple' | 'preflight' | 'networkError'
  readonly reasons: readonly string[]
  /** The header names that a preflight must list. */
  readonly unsafeNames: readonly string[]
  /** Whether an upload listener or a stream forces the preflight. */
  readonly isForced: boolean
}

/** The header lines that a browser adds before it decides, if the page has not set them. */
const DEFAULT_LINES: readonly HeaderLine[] = [
  ['Accept', '*/*'],
  ['Accept-Language', 'en-US,en;q=0.9'],
]

/** Returns the first hop of a request. */
export function firstHop({ request, url, method, lines, body }: Call, behavior: EngineBehavior): Hop {
  const unsafeNames = listUnsafeHeaders(request, lines, behavior).names
  return {
    request,
    url,
    method,
    lines,
    body,
    tainting: 'basic',
    origin: request.pageOrigin,
    redirects: 0,
    hasForcingListener: request.uploadListener === true && (body !== undefined || !behavior.uploadListenerNeedsBody),
    hadPreflight: false,
    unsafeNamesAtStart: unsafeNames,
    unsafeNamesAfterRedirect: unsafeNames,
  }
}

/**
 * Decides whether a hop is a CORS request, and whether it needs a preflight.
 *
 * @see https://fetch.spec.whatwg.org/#concept-main-fetch
 */
export function routeHop(hop: Hop, behavior: EngineBehavior): Route {
  const { request, url } = hop
  const mode = modeOf(request, behavior)
  if (hasPort(url) && isBadPort(url.port)) return failure('bad-port')
  if (mode === 'navigate') return plain('bypass')
  if (isMixedContent(url, request.pageOrigin, behavior)) return failure('mixed-content')
  if (mode === 'websocket') return plain('bypass')
  const isOwn = hop.tainting === 'basic' && isSameOrigin(url, request.pageOrigin)
  if (url.protocol === 'data:' || isOwn) return plain('sameOrigin')
  if (mode === 'same-origin') return failure('mode-same-origin')
  if (mode === 'no-cors')
    return request.redirect === undefined || request.redirect === 'follow'
      ? plain('noCors')
      : failure('no-cors-redirect-mode')
  if (!isWebUrl(url)) return failure('scheme')
  return routeCors(hop, behavior)
}

function modeOf({ mode, initiator }: BrowserRequest, { checksFonts }: EngineBehavior): BrowserRequest['mode'] {
  return initiator === '@font-face' && !checksFonts ? 'no-cors' : mode
}

function plain(outcome: Route['outcome']): Route {
  return { outcome, reasons: [], unsafeNames: [], isForced: false }
}

function failure(reason: RouteFailureCode): Route {
  return { outcome: 'networkError', reasons: [reason], unsafeNames: [], isForced: false }
}

function routeCors(hop: Hop, behavior: EngineBehavior): Route {
  const { request, method, lines, body } = hop
  const unsafe = listUnsafeHeaders(request, lines, behavior)
  const forcing = [
    ...(hop.hasForcingListener ? ['use-cors-preflight-flag:upload-listener'] : []),
    ...(body?.kind === 'stream' ? ['use-cors-preflight-flag:stream'] : []),
  ]
  const reasons = [
    ...(isUnsafeRequest(request) && !isSafelistedMethod(method) ? [`method:${method}`] : []),
    ...forcing,
    ...unsafe.causes.map(([name, cause]) => `${cause}:${name}`),
    ...(unsafe.isTooLongTogether ? ['total-size'] : []),
    ...(isPreflightedAgain(hop, behavior) ? ['earlier-hop'] : []),
  ]
  return {
    outcome: reasons.length > 0 ? 'preflight' : 'simple',
    reasons,
    unsafeNames: namesToList(hop, unsafe.names, behavior),
    isForced: forcing.length > 0,
  }
}

/** Returns the names that the preflight of a hop lists. On the first hop, all three lists are the same. */
function namesToList(
  { unsafeNamesAtStart, unsafeNamesAfterRedirect }: Hop,
  unsafeNames: readonly string[],
  { preflightListsRemovedHeaders }: EngineBehavior,
): readonly string[] {
  if (preflightListsRemovedHeaders === 'all') return unsafeNamesAtStart
  return preflightListsRemovedHeaders === 'earlier' ? unsafeNamesAfterRedirect : unsafeNames
}

/** Firefox and WebKit look at the original request, and at what they decided for earlier hops. */
function isPreflightedAgain(hop: Hop, { preflightsLaterHops }: EngineBehavior): boolean {
  return preflightsLaterHops && hop.redirects > 0 && (hop.hadPreflight || hop.unsafeNamesAtStart.length > 0)
}

/** @see https://fetch.spec.whatwg.org/#unsafe-request-flag */
function isUnsafeRequest({ api, unsafeRequestFlag }: BrowserRequest): boolean {
  return api !== 'element' || unsafeRequestFlag === true
}

function listUnsafeHeaders(
  request: BrowserRequest,
  lines: readonly HeaderLine[],
  behavior: EngineBehavior,
): ReturnType<typeof findUnsafeHeaders> {
  return findUnsafeHeaders(isUnsafeRequest(request) ? withDefaults(lines) : [], behavior)
}

function withDefaults(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  const names = new Set(lines.map(([name]) => name.toLowerCase()))
  return [...lines, ...DEFAULT_LINES.filter(([name]) => !names.has(name.toLowerCase()))]
}
