import type { BrowserRequest } from './browser-request.ts'
import { isSameOrigin, type ParsedUrl } from './target.ts'

/** How the network sees a request that its `Origin` depends on. */
export interface OriginContext {
  readonly url: ParsedUrl
  readonly method: string
  /** Whether the response is tainted as a CORS response. */
  readonly isCors: boolean
  /** The serialized origin of the request, `null` once a redirect has tainted it. */
  readonly origin: string
}

/** Policies that hide the origin from a target that is not encrypted, where the page is. */
const STRICT_POLICIES: ReadonlySet<string> = new Set([
  'no-referrer-when-downgrade',
  'strict-origin',
  'strict-origin-when-cross-origin',
])

/**
 * Returns the value of `Origin`, or `null` where the request has none.
 *
 * @see https://fetch.spec.whatwg.org/#append-a-request-origin-header
 */
export function readOriginHeader(request: BrowserRequest, context: OriginContext): string | null {
  if (context.isCors || request.mode === 'websocket') return context.origin
  if (context.method === 'GET' || context.method === 'HEAD') return null
  const isCorsMode = (request.mode ?? 'cors') === 'cors'
  return !isCorsMode && hidesOrigin(request, context) ? 'null' : context.origin
}

function hidesOrigin(
  { referrerPolicy = 'strict-origin-when-cross-origin' }: BrowserRequest,
  context: OriginContext,
): boolean {
  const { url, origin } = context
  if (referrerPolicy === 'no-referrer') return true
  if (referrerPolicy === 'same-origin') return !isSameOrigin(url, origin)
  return STRICT_POLICIES.has(referrerPolicy) && origin.startsWith('https:') && url.protocol !== 'https:'
}
