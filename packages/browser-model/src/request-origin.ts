import type { BrowserRequest } from './browser-request.ts'
import type { EngineBehavior } from './engine.ts'
import { isSameOrigin, type ParsedUrl } from './target.ts'

/** What the `Origin` header of a request depends on. */
export interface OriginContext {
  readonly url: ParsedUrl
  readonly method: string
  /** Whether the response is tainted as a CORS response. */
  readonly isCors: boolean
  /** The serialized origin of the request; `null` after a redirect has tainted it. */
  readonly origin: string
  readonly behavior: EngineBehavior
}

/** Referrer policies that hide the origin of an `https:` page from unencrypted targets. */
const STRICT_POLICIES: ReadonlySet<string> = new Set([
  'no-referrer-when-downgrade',
  'strict-origin',
  'strict-origin-when-cross-origin',
])

/**
 * Returns the value of `Origin`, or `null` if the request has none.
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
  { referrerPolicy = 'strict-origin-when-cross-origin', mode }: BrowserRequest,
  { url, origin, behavior }: OriginContext,
): boolean {
  if (behavior.hidesOriginOfNavigationsOnly && mode !== 'navigate') return false
  if (referrerPolicy === 'no-referrer') return true
  if (referrerPolicy === 'same-origin') return !isSameOrigin(url, origin)
  const isDowngrade = origin.startsWith('https:') && url.protocol !== 'https:'
  return isDowngrade && STRICT_POLICIES.has(referrerPolicy) && !(behavior.navigationKeepsOrigin && mode === 'navigate')
}
