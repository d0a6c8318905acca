import {
  CORS_RESPONSE_HEADER_NAMES,
  isNonWildcardRequestHeaderName,
  isSafelistedMethod,
  parseTokenList,
} from '@crossorigin/grammar'
import type { CorsPolicy, CorsRequest, Decision } from '@crossorigin/policy'
import type { AdapterOptions } from './adapter-options.ts'
import type { CorsMiddleware } from './middleware.ts'
import { type CorsRequestSource, type NodeResponse, readCorsRequest } from './node-exchange.ts'
import type { PolicySelector } from './policy-source.ts'
import { warnOnce } from './process-warning.ts'
import { observeResponse } from './response.ts'
import type { HeaderReader } from './response-state.ts'
import { toError } from './thrown-value.ts'

/**
 * What a browser would decide differently.
 *
 * - `origin`: whether the origin may read the response, or send the request that a preflight asks about.
 * - `credentials`: the same for a request with credentials.
 * - `status`: whether a preflight's status is ok.
 * - `method`, `headers`: whether the preflight allows the method, and every header, that it asks about.
 * - `vary`: the response depends on `Origin` under the policy, and its `Vary` does not say so.
 */
export type DifferenceAspect = 'origin' | 'credentials' | 'status' | 'method' | 'headers' | 'vary'

/** A response that a browser, or a cache, would treat differently under a policy with `mode: 'report'`. */
export interface Difference<Req> {
  readonly request: Req
  /** What would be different, at least one aspect. */
  readonly aspects: readonly DifferenceAspect[]
  /** What the policy would have done. */
  readonly decision: Decision
  /** What went out instead. */
  readonly response: {
    readonly status: number
    /** The CORS headers and `Vary`, names in lower case. */
    readonly headers: Readonly<Record<string, string>>
  }
}

/** Builds a middleware that only looks: it compares what goes out with what a policy would have done. */
export function createReporter<Req extends CorsRequestSource, Res>(
  chosen: CorsPolicy | PolicySelector<Req>,
  { onDifference, onError }: AdapterOptions<Req, Res>,
  responseOf: ((res: Res) => NodeResponse) | undefined,
): CorsMiddleware<Req, Res> {
  return function corsReporter(req, res, next) {
    const response = responseOf === undefined ? (res as NodeResponse) : responseOf(res)
    if (response.headersSent) return next()
    const request = readCorsRequest(req)
    const decided = askPolicy(chosen, req, request).catch(async (thrown: unknown) => {
      await onError?.(toError(thrown), req, res)
    })
    decided.catch(warnOfCallback)
    observeResponse(response, (status, read) => {
      const sent = { status, headers: readAll(read) }
      decided
        .then((decision) => {
          if (!decision) return undefined
          const aspects = findDifferences(request, decision, sent)
          return aspects.length === 0 ? undefined : onDifference?.({ request: req, aspects, decision, response: sent })
        })
        .catch(warnOfCallback)
    })
    return next()
  }
}

/** Whatever fails here rejects: a policy that only reports throws nothing at the application. */
async function askPolicy<Req>(
  chosen: CorsPolicy | PolicySelector<Req>,
  req: Req,
  request: CorsRequest,
): Promise<Decision | undefined> {
  const policy = await (typeof chosen === 'function' ? chosen(req) : chosen)
  return policy?.decide(request)
}

function warnOfCallback(thrown: unknown): void {
  const { message } = toError(thrown, 'The callback')
  warnOnce('CORS_REPORT_THREW', 'CORS_REPORT_THREW', `onDifference or onError threw, and was ignored: ${message}`)
}

const HEADER_NAMES: readonly string[] = [...CORS_RESPONSE_HEADER_NAMES, 'vary']

function readAll(read: HeaderReader): Readonly<Record<string, string>> {
  const present = HEADER_NAMES.map((name) => [name, read(name)] as const).filter(([, value]) => value !== undefined)
  return Object.fromEntries(present) as Record<string, string>
}

/** How a browser sees a response. */
type View = Readonly<Record<DifferenceAspect, boolean>>

const ASPECTS: readonly DifferenceAspect[] = ['credentials', 'status', 'method', 'headers']

function findDifferences(
  request: CorsRequest,
  decision: Decision,
  sent: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
): DifferenceAspect[] {
  const isPreflight = decision.kind === 'preflight'
  const ours = viewResponse(request, isPreflight, isPreflight ? decision.status : sent.status, readDecision(decision))
  const theirs = viewResponse(request, isPreflight, sent.status, sent.headers)
  const vary: DifferenceAspect[] = ours.vary && !theirs.vary ? ['vary'] : []
  if (ours.origin !== theirs.origin) return ['origin', ...vary]
  return [...ASPECTS.filter((aspect) => ours[aspect] !== theirs[aspect]), ...vary]
}

function readDecision({ headers, vary }: Decision): Readonly<Record<string, string>> {
  const read: Record<string, string> = vary === undefined ? {} : { vary }
  for (let index = 0; index < headers.length; index += 2) {
    read[(headers[index] as string).toLowerCase()] = headers[index + 1] as string
  }
  return read
}

/**
 * Looks at a response as a browser does. Once the origin is not allowed, nothing else matters.
 *
 * @see https://fetch.spec.whatwg.org/#concept-cors-check
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
 */
function viewResponse(
  { origin, requestMethod = '', requestHeaders = '' }: CorsRequest,
  isPreflight: boolean,
  status: number,
  headers: Readonly<Record<string, string>>,
): View {
  const allowOrigin = headers['access-control-allow-origin']
  const isAllowed = origin !== undefined && (allowOrigin === '*' || allowOrigin === origin)
  const hasCredentials = isAllowed && allowOrigin === origin && headers['access-control-allow-credentials'] === 'true'
  const methods = parseTokenList(headers['access-control-allow-methods'] ?? '')
  const names = parseTokenList((headers['access-control-allow-headers'] ?? '').toLowerCase())
  const asked = parseTokenList(requestHeaders.toLowerCase()) ?? []
  const isStar = (list: readonly string[] | undefined): boolean => !hasCredentials && list?.includes('*') === true
  return {
    origin: isAllowed,
    credentials: hasCredentials,
    status: isAllowed && isPreflight && status >= 200 && status < 300,
    method:
      isAllowed &&
      isPreflight &&
      (isSafelistedMethod(requestMethod) || isStar(methods) || methods?.includes(requestMethod) === true),
    headers:
      isAllowed &&
      isPreflight &&
      asked.every((name) => names?.includes(name) || (isStar(names) && !isNonWildcardRequestHeaderName(name))),
    vary: (parseTokenList(headers['vary']?.toLowerCase() ?? '') ?? []).some(
      (name) => name === 'origin' || name === '*',
    ),
  }
}
