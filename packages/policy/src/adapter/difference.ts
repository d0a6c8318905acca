import {
  CORS_RESPONSE_HEADER_NAMES,
  isNonWildcardRequestHeaderName,
  isSafelistedMethod,
  parseTokenList,
} from '@crossorigin/grammar'
import type { CorsPolicy, CorsRequest, Decision } from '@crossorigin/policy'
import type { HeaderReader } from './policy-header.ts'
import { warnOnce } from './process-warning.ts'
import { toError } from './thrown-value.ts'

/**
 * What a browser would decide differently.
 *
 * - `origin`: whether the origin can read the response, or send the request that a preflight asks about.
 * - `credentials`: the same for a request with credentials.
 * - `status`: whether a preflight's status is ok.
 * - `method`, `headers`: whether the preflight allows the method, and every header, that it asks about.
 * - `vary`: the response depends on `Origin` under the policy, but `Origin` is not in its `Vary`.
 */
export type DifferenceAspect = 'origin' | 'credentials' | 'status' | 'method' | 'headers' | 'vary'

/** A response that a browser, or a cache, would treat differently under a policy with `mode: 'report'`. */
export interface Difference<Req> {
  readonly request: Req
  /** The aspects that would be different; at least one. */
  readonly aspects: readonly DifferenceAspect[]
  /** What the policy would have done. */
  readonly decision: Decision
  /** What was sent instead. */
  readonly response: {
    readonly status: number
    /** The CORS headers and `Vary`, names in lower case. */
    readonly headers: Readonly<Record<string, string>>
  }
}

/** Called when a response begins, with the status and the headers that are sent. Does not throw. */
export type ResponseObserver = (status: number, read: HeaderReader) => void

/** What a policy with `mode: 'report'` needs from the adapter for one request. */
interface ReportedRequest<Req> {
  readonly request: Req
  /** What the policy needs to know about the request. */
  readonly asked: CorsRequest
  /** Returns the policy. Can throw. */
  choosePolicy(): CorsPolicy | undefined | PromiseLike<CorsPolicy | undefined>
  readonly onDifference: ((difference: Difference<Req>) => void) | undefined
  onError(error: Error): unknown
}

/**
 * Consults a policy that only reports. Returns a function to call when the response begins, which compares what is sent with what
 * the policy would have done. Nothing waits for the policy, and no failure here reaches the application.
 */
export function createObserver<Req>(report: ReportedRequest<Req>): ResponseObserver {
  const { request, asked, onDifference } = report
  const decided = askPolicy(report).catch(async (thrown: unknown) => {
    await report.onError(toError(thrown))
    return undefined
  })
  decided.catch(warnOfCallback)
  return (status, read) => {
    const sent = { status, headers: readAll(read) }
    decided
      .then((decision) => {
        if (!decision) return undefined
        const aspects = findDifferences(asked, decision, sent)
        return aspects.length === 0 ? undefined : onDifference?.({ request, aspects, decision, response: sent })
      })
      .catch(warnOfCallback)
  }
}

/** Rejects on any failure. */
async function askPolicy<Req>({ asked, choosePolicy }: ReportedRequest<Req>): Promise<Decision | undefined> {
  const policy = await choosePolicy()
  return policy?.decide(asked)
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
 * Looks at a response as a browser does. If the origin is not allowed, nothing else matters.
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
