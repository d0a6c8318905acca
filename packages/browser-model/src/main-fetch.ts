import { isSafelistedMethod } from '@crossorigin/grammar'
import type { HeaderLine } from './author-headers.ts'
import type { BrowserRequest } from './browser-request.ts'
import { isBadPort } from './port-blocking.ts'
import { findUnsafeHeaders } from './safelist.ts'
import { hasPort, isMixedContent, isSameOrigin, isWebUrl, type ParsedUrl } from './target.ts'

/** A request at one hop of its way: as it was made, or as a redirect has changed it. */
export interface Hop {
  readonly request: BrowserRequest
  readonly url: ParsedUrl
  readonly method: string
  readonly lines: readonly HeaderLine[]
  /** Whether the body is a stream, and still there. */
  readonly hasStream: boolean
  /** Whether an earlier hop was a CORS request: the rest of the chain then is, wherever it leads. */
  readonly wasCors: boolean
}

/** What main fetch makes of a hop. */
export interface Route {
  readonly outcome: 'sameOrigin' | 'bypass' | 'noCors' | 'simple' | 'preflight' | 'networkError'
  readonly reasons: readonly string[]
  /** The names that a preflight has to ask about. */
  readonly unsafeNames: readonly string[]
}

/** The lines that a browser adds before it decides, where the author has not. */
const DEFAULT_LINES: readonly HeaderLine[] = [
  ['Accept', '*/*'],
  ['Accept-Language', 'en-US,en;q=0.9'],
]

/**
 * Decides whether a hop is a CORS request, and whether it needs a preflight.
 *
 * @see https://fetch.spec.whatwg.org/#concept-main-fetch
 */
export function routeHop(hop: Hop): Route {
  const { request, url } = hop
  const { mode } = request
  if (hasPort(url) && isBadPort(url.port)) return failure('bad-port')
  if (mode === 'navigate') return plain('bypass')
  if (isMixedContent(url, request.pageOrigin)) return failure('mixed-content')
  if (mode === 'websocket') return plain('bypass')
  if (url.protocol === 'data:' || (!hop.wasCors && isSameOrigin(url, request.pageOrigin))) return plain('sameOrigin')
  if (mode === 'same-origin') return failure('mode-same-origin')
  if (mode === 'no-cors')
    return request.redirect === undefined || request.redirect === 'follow'
      ? plain('noCors')
      : failure('no-cors-redirect-mode')
  if (!isWebUrl(url)) return failure('scheme')
  return routeCors(hop)
}

function plain(outcome: Route['outcome']): Route {
  return { outcome, reasons: [], unsafeNames: [] }
}

function failure(reason: string): Route {
  return { outcome: 'networkError', reasons: [reason], unsafeNames: [] }
}

function routeCors({ request, method, lines, hasStream }: Hop): Route {
  const isUnsafeRequest = request.api !== 'element' || request.unsafeRequestFlag === true
  const unsafe = isUnsafeRequest ? findUnsafeHeaders(withDefaults(lines)) : NO_UNSAFE_HEADERS
  const reasons = [
    ...(isUnsafeRequest && !isSafelistedMethod(method) ? [`method:${method}`] : []),
    ...(request.uploadListener === true ? ['use-cors-preflight-flag:upload-listener'] : []),
    ...(hasStream ? ['use-cors-preflight-flag:stream'] : []),
    ...unsafe.causes.map(([name, cause]) => `${cause}:${name}`),
    ...(unsafe.isTooLongTogether ? ['total-size'] : []),
  ]
  return { outcome: reasons.length > 0 ? 'preflight' : 'simple', reasons, unsafeNames: unsafe.names }
}

const NO_UNSAFE_HEADERS = { names: [], causes: [], isTooLongTogether: false } as const

function withDefaults(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  const names = new Set(lines.map(([name]) => name.toLowerCase()))
  return [...lines, ...DEFAULT_LINES.filter(([name]) => !names.has(name.toLowerCase()))]
}
