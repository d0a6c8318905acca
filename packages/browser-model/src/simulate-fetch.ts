import { ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN } from '@crossorigin/grammar'
import type { HeaderLine } from './author-headers.ts'
import type { BrowserRequest, HttpResponse, WireRequest } from './browser-request.ts'
import { makeCall } from './call.ts'
import { findCorsCheckFailures } from './cors-check.ts'
import { behaviourOf, type Engine, type EngineBehaviour } from './engine.ts'
import { type Route, routeHop } from './main-fetch.ts'
import { judgePreflight, type PreflightJudgement } from './preflight-answer.ts'
import { createPreflightCache, type PreflightCache } from './preflight-cache.ts'
import { readableOfBasic, readableOfCors } from './readable-headers.ts'
import { findLocation, followRedirect, type TravelledHop } from './redirect.ts'
import { readOriginHeader } from './request-origin.ts'

/** Sends a request and returns its response; where it rejects, the network has failed. */
export type Exchange = (wire: WireRequest) => Promise<HttpResponse>

/** One thing that happened on the way, with its evidence. */
export type JourneyStep =
  | { readonly kind: 'route'; readonly url: string; readonly route: Route }
  | { readonly kind: 'cached-preflight'; readonly url: string }
  | {
      readonly kind: 'preflight'
      readonly request: WireRequest
      readonly response: HttpResponse
      readonly judgement: PreflightJudgement
    }
  | { readonly kind: 'request'; readonly request: WireRequest; readonly response: HttpResponse }

/** What was sent to one URL of a chain of redirects. */
export interface JourneyHop {
  readonly method: string
  /** The value of `Origin`; `null` where there is none. */
  readonly origin: string | null
  /** Whether a preflight was sent. */
  readonly preflight: boolean
  /** The value of `Access-Control-Request-Headers`; `null` where there is none. */
  readonly acrh: string | null
}

/** A whole fetch. */
export interface Journey {
  readonly result: 'readable' | 'networkError' | 'opaque' | 'opaqueRedirect'
  /** Why it ended in a network error; `null` where it did not. */
  readonly code: string | null
  /** Names of the headers that script may read, in lower case. */
  readonly readableHeaders: readonly string[]
  /** Everything that was sent, hop by hop. */
  readonly hops: readonly JourneyHop[]
  /** The hop at which it failed; `null` where it did not. */
  readonly failedHop: number | null
  readonly steps: readonly JourneyStep[]
  /** The last response; `null` where there was none, or script may not see it. */
  readonly response: HttpResponse | null
}

/** How a fetch is simulated. */
export interface SimulationOptions {
  /** Where preflights are remembered. Without one, every fetch begins with an empty memory. */
  readonly cache?: PreflightCache | undefined
  /**
   * Tells the time, in milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: (() => number) | undefined
  /** The engine whose departures from the standard are to be followed; none by default. */
  readonly engine?: Engine | undefined
}

/**
 * Plays a browser's part in a fetch: decides, sends a preflight or remembers one, sends the request, follows redirects, and
 * says what script may read.
 *
 * @example
 * ```ts
 * const journey = await simulateFetch({ pageOrigin: 'https://app.example', url: 'https://api.example/' }, send)
 * if (journey.result === 'networkError') console.log(journey.code)
 * ```
 * @see https://fetch.spec.whatwg.org/#concept-fetch
 */
export async function simulateFetch(
  request: BrowserRequest,
  exchange: Exchange,
  options: SimulationOptions = {},
): Promise<Journey> {
  const { now, engine, cache = createPreflightCache({ now, engine }) } = options
  const traveller: Traveller = { exchange, cache, behaviour: behaviourOf(engine), hops: [], steps: [] }
  const call = makeCall(request)
  if (call.kind === 'failure') return end(traveller, { code: call.reason, failedHop: 0 })
  let hop: TravelledHop = {
    ...call,
    keepsBody: true,
    hasStream: request.streamBody === true,
    wasCors: false,
    origin: request.pageOrigin,
    redirects: 0,
  }
  while (true) {
    const next: TravelledHop | Journey = await travel(hop, traveller)
    if ('result' in next) return next
    hop = next
  }
}

/** What is carried along from hop to hop. */
interface Traveller {
  readonly exchange: Exchange
  readonly cache: PreflightCache
  readonly behaviour: EngineBehaviour
  readonly hops: JourneyHop[]
  readonly steps: JourneyStep[]
}

function end({ hops, steps }: Traveller, outcome: Partial<Journey>): Journey {
  const result = outcome.code === undefined ? 'readable' : 'networkError'
  return { result, code: null, readableHeaders: [], failedHop: null, response: null, ...outcome, hops, steps }
}

/** Takes a request one hop further: to the next hop, or to its end. */
async function travel(hop: TravelledHop, traveller: Traveller): Promise<TravelledHop | Journey> {
  const { request, method, url } = hop
  const route = routeHop(hop)
  traveller.steps.push({ kind: 'route', url: url.href, route })
  const failedHop = hop.redirects
  if (route.outcome === 'networkError') return end(traveller, { code: route.reasons[0] as string, failedHop })

  const isCors = route.outcome === 'simple' || route.outcome === 'preflight'
  const origin = readOriginHeader(request, { url, method, isCors, origin: hop.origin })
  const question = questionOf(hop, route)
  const isAsked = route.outcome === 'preflight' && !traveller.cache.covers(question)
  const acrh = isAsked && route.unsafeNames.length > 0 ? route.unsafeNames.join(',') : null
  traveller.hops.push({ method, origin, preflight: isAsked, acrh })
  if (isAsked) {
    const code = await askPreflight(hop, { question, acrh }, traveller)
    if (code !== null) return end(traveller, { code: `preflight:${code}`, failedHop })
  } else if (route.outcome === 'preflight') {
    traveller.steps.push({ kind: 'cached-preflight', url: url.href })
  }

  const response = await sendActual(hop, origin, traveller)
  const code = findFailure(response, hop, isCors)
  if (response === undefined || code !== null) {
    if (route.outcome === 'preflight' && traveller.behaviour.failureClearsCache) traveller.cache.clear(question)
    return end(traveller, { code, failedHop, result: 'networkError' })
  }
  return arrive({ ...hop, wasCors: hop.wasCors || isCors }, { route, response }, traveller)
}

function findFailure(
  response: HttpResponse | undefined,
  { origin, request }: TravelledHop,
  isCors: boolean,
): string | null {
  if (response === undefined) return 'network'
  const failures = isCors ? findCorsCheckFailures(response, origin, request.credentials === 'include') : []
  return failures[0] ?? null
}

function questionOf(hop: TravelledHop, route: Route) {
  const { request, url, method, origin } = hop
  return {
    partition: request.topLevelSite ?? request.pageOrigin,
    origin,
    url: url.href.replace(/#.*/s, ''),
    withCredentials: request.credentials === 'include',
    method,
    unsafeNames: route.unsafeNames,
    isForced: request.uploadListener === true || hop.hasStream,
  }
}

type Question = ReturnType<typeof questionOf>

/** Sends a preflight and remembers what it grants. Returns why it lets nothing through; `null` where it does. */
async function askPreflight(
  hop: TravelledHop,
  { question, acrh }: { question: Question; acrh: string | null },
  { exchange, cache, behaviour, steps }: Traveller,
): Promise<string | null> {
  const headers: HeaderLine[] = [
    ['Accept', '*/*'],
    [ACCESS_CONTROL_REQUEST_METHOD, hop.method],
  ]
  if (acrh !== null) headers.push([ACCESS_CONTROL_REQUEST_HEADERS, acrh])
  headers.push([ORIGIN, hop.origin])
  const request: WireRequest = { method: 'OPTIONS', url: question.url, headers }
  const response = await attempt(exchange, request)
  if (response === undefined) return 'network'
  const judgement = judgePreflight(question, response, behaviour)
  steps.push({ kind: 'preflight', request, response, judgement })
  if (judgement.code === null) cache.store({ ...question, ...judgement })
  else cache.clear(question)
  return judgement.code
}

async function sendActual(
  hop: TravelledHop,
  origin: string | null,
  { exchange, steps }: Traveller,
): Promise<HttpResponse | undefined> {
  const { body } = hop.request
  const headers: readonly HeaderLine[] = origin === null ? hop.lines : [...hop.lines, [ORIGIN, origin]]
  const url = hop.url.href.replace(/#.*/s, '')
  const request: WireRequest = { method: hop.method, url, headers, ...(hop.keepsBody && body ? { body } : {}) }
  const response = await attempt(exchange, request)
  if (response !== undefined) steps.push({ kind: 'request', request, response })
  return response
}

/** A network that fails is an outcome, not an error of the model. */
async function attempt(exchange: Exchange, request: WireRequest): Promise<HttpResponse | undefined> {
  try {
    return await exchange(request)
  } catch {
    return undefined
  }
}

/** Makes of an accepted response the end of the journey, or the next hop. */
function arrive(
  hop: TravelledHop,
  { route, response }: { route: Route; response: HttpResponse },
  traveller: Traveller,
): TravelledHop | Journey {
  const location = findLocation(response)
  const mode = hop.request.redirect
  const failedHop = hop.redirects
  if (location !== undefined && mode === 'error') return end(traveller, { code: 'redirect-mode-error', failedHop })
  if (location !== undefined && mode === 'manual') return end(traveller, { result: 'opaqueRedirect' })
  if (location !== undefined) {
    const next = followRedirect(hop, response, location)
    return typeof next === 'string' ? end(traveller, { code: next, failedHop }) : next
  }
  if (route.outcome === 'noCors' || route.outcome === 'bypass') return end(traveller, { result: 'opaque' })
  const readableHeaders = hop.wasCors
    ? readableOfCors(response, hop.request.credentials === 'include')
    : readableOfBasic(response)
  return end(traveller, { readableHeaders, response })
}
