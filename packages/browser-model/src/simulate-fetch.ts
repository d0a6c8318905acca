import { ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN } from '@crossorigin/grammar'
import type { HeaderLine } from './author-headers.ts'
import type { BrowserRequest, HttpResponse, WireRequest } from './browser-request.ts'
import { makeCall } from './call.ts'
import { findCorsCheckFailures } from './cors-check.ts'
import { behaviorOf, type Engine, type EngineBehavior } from './engine.ts'
import type { FailureCode } from './failure-code.ts'
import {
  type Exchange,
  type ExchangeContext,
  type Journey,
  type JourneyHop,
  type JourneyStep,
  NetworkFailure,
} from './journey.ts'
import { firstHop, type Hop, type Route, routeHop } from './main-fetch.ts'
import { type CacheKey, createPreflightCache, type PreflightCache } from './preflight-cache.ts'
import {
  judgePreflight,
  type PreflightCode,
  type PreflightJudgment,
  type PreflightQuestion,
} from './preflight-judgment.ts'
import { readableOfBasic, readableOfCors } from './readable-headers.ts'
import { followRedirect, holdRedirect } from './redirect.ts'
import { readOriginHeader } from './request-origin.ts'
import { readAs } from './response-headers.ts'

/** Options of {@link simulateFetch}. */
export interface SimulationOptions {
  /** The cache for preflight results. Without one, every fetch starts with an empty cache. */
  readonly cache?: PreflightCache | undefined
  /**
   * Returns the current time in milliseconds.
   *
   * @defaultValue `Date.now`
   */
  readonly now?: (() => number) | undefined
  /** The engine to model. By default, the standard is followed. */
  readonly engine?: Engine | undefined
  /**
   * What happens after a preflight or a response that blocks the fetch. With `'continue'`, the fetch goes on as if it had been
   * allowed, to find later failures. The outcome is still that of the first failing step, and nothing is cached. A request that
   * cannot be sent, a redirect that cannot be followed and a missing response always end the fetch.
   *
   * @defaultValue `'stop'`, as browsers do
   */
  readonly onBlocked?: 'stop' | 'continue' | undefined
}

/**
 * Simulates a browser's fetch: it decides whether a preflight is needed, sends it or finds it in the cache, sends the request,
 * follows redirects, and returns what the page can read.
 *
 * @throws Any error that the exchange throws, except `NetworkFailure`.
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
  const { now, engine, cache = createPreflightCache({ now, engine }), onBlocked = 'stop' } = options
  const behavior = behaviorOf(engine)
  const state: FetchState = { exchange, cache, engine, behavior, onBlocked, hops: [], steps: [], failure: undefined }
  const call = makeCall(request, behavior)
  if (call.kind === 'failure') {
    state.failure = { code: call.reason, failedHop: 0 }
    return end(state, {})
  }
  let hop = firstHop(call, behavior)
  while (true) {
    const next = await sendHop(hop, state)
    if ('result' in next) return next
    hop = next
  }
}

/** The step that blocks a fetch. */
interface Failure {
  readonly code: FailureCode
  readonly failedHop: number
}

/** The state of the whole fetch. */
interface FetchState {
  readonly exchange: Exchange
  readonly cache: PreflightCache
  readonly engine: Engine | undefined
  readonly behavior: EngineBehavior
  readonly onBlocked: 'stop' | 'continue'
  readonly hops: JourneyHop[]
  readonly steps: JourneyStep[]
  /** The first failure. */
  failure: Failure | undefined
}

/** Ends a fetch. If a step has blocked it, the outcome is a network error. */
function end({ hops, steps, failure }: FetchState, outcome: Partial<Journey>): Journey {
  const nothing = { code: null, readableHeaders: [], failedHop: null, response: null }
  return failure === undefined
    ? { ...nothing, result: 'readable', ...outcome, hops, steps }
    : { ...nothing, ...failure, result: 'networkError', hops, steps }
}

/** Records a step that blocks the fetch, if it is the first one. */
function block(code: FailureCode, hop: Hop, state: FetchState): void {
  if (state.failure !== undefined) return
  state.failure = { code, failedHop: hop.redirects }
  const { failureClearsCache } = state.behavior
  const isCleared = failureClearsCache === 'always' ? hop.tainting === 'cors' : hop.hadPreflight
  if (isCleared && failureClearsCache !== 'never') state.cache.clear(keyOf(hop, state))
}

/** Runs one hop. Returns the next hop, or the journey if the fetch has ended. */
async function sendHop(start: Hop, state: FetchState): Promise<Hop | Journey> {
  const route = routeHop(start, state.behavior)
  state.steps.push({ kind: 'route', hop: start.redirects, url: start.url.href, route })
  const hop = {
    ...start,
    tainting: taintingOf(start, route),
    hadPreflight: start.hadPreflight || needsPreflight(route),
  }
  if (route.outcome === 'networkError') {
    block(route.reasons[0] as FailureCode, hop, state)
    return end(state, {})
  }
  const isCors = hop.tainting === 'cors'
  const origin = readOriginHeader(hop.request, { ...hop, isCors, behavior: state.behavior })
  const preflightCode = await passPreflight(hop, { route, origin }, state)
  if (preflightCode !== null) block(`preflight:${preflightCode}`, hop, state)
  if (isStopped(state)) return end(state, {})

  const response = await sendActual(hop, { origin, isCors }, state)
  return response === null || isStopped(state) ? end(state, {}) : finishHop(hop, response, { route, state })
}

const needsPreflight = ({ outcome }: Route): boolean => outcome === 'preflight'

const isStopped = ({ failure, onBlocked }: FetchState): boolean => failure !== undefined && onBlocked === 'stop'

function taintingOf({ tainting }: Hop, { outcome }: Route): Hop['tainting'] {
  if (outcome === 'noCors') return 'opaque'
  return outcome === 'simple' || outcome === 'preflight' ? 'cors' : tainting
}

function keyOf({ request, url, origin }: Hop, { behavior }: FetchState): CacheKey {
  const { pageOrigin, topLevelOrigin = pageOrigin, topLevelSite = topLevelOrigin } = request
  return {
    partition: behavior.cachePartition === 'site' ? topLevelSite : topLevelOrigin,
    origin: behavior.cacheKeyOrigin === 'sent' ? origin : pageOrigin,
    url: url.href,
  }
}

/** Tells whether a request reads the cache, and whether it writes to it. */
function cacheUseOf({ pageOrigin, cache = 'default' }: BrowserRequest, { behavior, failure }: FetchState) {
  const hasCache = behavior.cachesOpaqueOrigins || pageOrigin !== 'null'
  return {
    reads: hasCache && !behavior.cacheModesPassingBy.includes(cache),
    writes: hasCache && !behavior.cacheModesNotStored.includes(cache) && failure === undefined,
  }
}

/** Sends a preflight if one is needed and not cached. Returns why it fails, or `null` if it does not. */
async function passPreflight(
  hop: Hop,
  { route, origin }: { readonly route: Route; readonly origin: string | null },
  state: FetchState,
): Promise<PreflightCode | 'network' | null> {
  const { cache, behavior, steps } = state
  const { request, method, redirects, url } = hop
  const key = keyOf(hop, state)
  const question = {
    origin: behavior.preflightKeepsPageOrigin ? request.pageOrigin : hop.origin,
    withCredentials: request.credentials === 'include',
    method,
    unsafeNames: route.unsafeNames,
    isForced: route.isForced,
    isOwnOrigin: behavior.ownOriginNeedsNoPermission && url.origin === request.pageOrigin,
  }
  const { reads, writes } = cacheUseOf(request, state)
  const isCached = needsPreflight(route) && reads && cache.covers({ ...question, ...key })
  const isSent = needsPreflight(route) && !isCached
  const requestHeaders = isSent && route.unsafeNames.length > 0 ? route.unsafeNames.join(',') : null
  state.hops.push({ method, origin, preflight: isSent, requestHeaders })
  if (isCached) steps.push({ kind: 'cached-preflight', hop: redirects, url: url.href })
  if (!isSent) return null
  // A cached result that does not cover the request is removed.
  if (behavior.cachesOneResult && reads && writes) cache.clear(key)
  const judgment = await sendPreflight(hop, { question, requestHeaders }, state)
  if (judgment === null) return 'network'
  if (writes && (judgment.code === null || judgment.maxAge > 0)) cache.store({ ...question, ...judgment, ...key })
  return judgment.code
}

async function sendPreflight(
  hop: Hop,
  { question, requestHeaders }: { readonly question: PreflightQuestion; readonly requestHeaders: string | null },
  { exchange, engine, failure, steps }: FetchState,
): Promise<PreflightJudgment | null> {
  const headers: HeaderLine[] = [
    ['Accept', '*/*'],
    [ACCESS_CONTROL_REQUEST_METHOD, question.method],
  ]
  if (requestHeaders !== null) headers.push([ACCESS_CONTROL_REQUEST_HEADERS, requestHeaders])
  headers.push([ORIGIN, question.origin])
  const request: WireRequest = { method: 'OPTIONS', url: withoutFragment(hop), headers }
  const context = { kind: 'preflight', hop: hop.redirects, isBlocked: failure !== undefined } as const
  const response = await attempt(exchange, request, context)
  const judgment = response === null ? null : judgePreflight(question, response, engine)
  steps.push({ kind: 'preflight', hop: hop.redirects, request, response, judgment })
  return judgment
}

async function sendActual(
  hop: Hop,
  { origin, isCors }: { readonly origin: string | null; readonly isCors: boolean },
  state: FetchState,
): Promise<HttpResponse | null> {
  const { method, lines, body, redirects } = hop
  const headers: readonly HeaderLine[] = origin === null ? lines : [...lines, [ORIGIN, origin]]
  const request: WireRequest = { method, url: withoutFragment(hop), headers, ...(body !== undefined && { body }) }
  const context = { kind: 'request', hop: redirects, isBlocked: state.failure !== undefined } as const
  const received = await attempt(state.exchange, request, context)
  const response = received === null ? null : readAs(received, state.behavior)
  const withCredentials = hop.request.credentials === 'include'
  const failures = response !== null && isCors ? findCorsCheckFailures(response, hop.origin, withCredentials) : []
  state.steps.push({ kind: 'request', hop: redirects, request, response: received, failures })
  const code = response === null ? 'network' : failures[0]
  if (code !== undefined) block(code, hop, state)
  return response
}

function withoutFragment({ url }: Hop): string {
  return url.href.replace(/#.*/s, '')
}

/** A network failure is an outcome. Any other error is the exchange's own, and is rethrown. */
async function attempt(
  exchange: Exchange,
  request: WireRequest,
  context: ExchangeContext,
): Promise<HttpResponse | null> {
  try {
    return await exchange(request, context)
  } catch (error) {
    if (error instanceof NetworkFailure) return null
    throw error
  }
}

/** Follows the response's redirect to the next hop, or ends the fetch. */
function finishHop(
  hop: Hop,
  response: HttpResponse,
  { route, state }: { readonly route: Route; readonly state: FetchState },
): Hop | Journey {
  const held = holdRedirect(hop, response, state.behavior)
  if (held === 'opaqueRedirect') return end(state, { result: held })
  const next = held ?? followRedirect(hop, response, state.behavior)
  if (typeof next === 'object') return next
  if (next !== undefined) block(next, hop, state)
  if (hop.tainting === 'opaque' || route.outcome === 'bypass') return end(state, { result: 'opaque' })
  const readableHeaders =
    hop.tainting === 'cors' ? readableOfCors(response, hop.request, state.behavior) : readableOfBasic(response)
  return end(state, { readableHeaders, response })
}
