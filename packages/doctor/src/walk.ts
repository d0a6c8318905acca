import {
  type BrowserRequest,
  type Engine,
  findCorsCheckFailures,
  type HttpResponse,
  type Journey,
  judgePreflight,
  NetworkFailure,
  type PreflightJudgment,
  simulateFetch,
  type WireRequest,
} from '@crossorigin/browser-model'
import { isSafelistedMethod } from '@crossorigin/grammar'
import type { Exchange, HeaderLine, Purpose } from './network/exchange.ts'
import type { ObservedHop } from './observation.ts'
import { isHarmless } from './report/harmless.ts'

/** What a walk needs. */
export interface WalkContext {
  /** Sends a request of the page, with the headers that a browser adds; a probe without cookies. */
  readonly send: (purpose: Purpose, wire: WireRequest) => Promise<Exchange>
  /** Tells whether the redirect of a response may be followed to a URL. */
  readonly mayFollow: (from: Exchange, url: string) => Promise<boolean>
  /** Whether requests that may change something are really sent. */
  readonly sendsUnsafe: boolean
  /** Whose judgment is followed. */
  readonly engine: Engine
}

type Draft = { -readonly [Key in keyof ObservedHop]: ObservedHop[Key] }

/**
 * Walks the way of a request, URL by URL, and sends exactly what a browser sends: nothing after a preflight that failed, nothing
 * after a response that fails the CORS check. A request that is not sent gets a probe in its place. What may change something on
 * the server goes out only if that was asked for.
 */
export async function walk(request: BrowserRequest, context: WalkContext): Promise<readonly ObservedHop[]> {
  const hops: Draft[] = []
  const withCredentials = request.credentials === 'include'
  let isCors = false

  /** What a response fails by. Within the page's own origin nothing is checked; once away from it, everything is. */
  function check(exchange: Exchange, origin: string | null): ObservedHop['failures'] {
    isCors ||= (request.mode ?? 'cors') === 'cors' && new URL(exchange.request.url).origin !== request.pageOrigin
    return isCors ? failuresOf(exchange, origin, withCredentials) : []
  }

  async function skip(hop: Draft, reason: NonNullable<ObservedHop['skipped']>): Promise<void> {
    hop.skipped = reason
    if (reason === 'private-address') return
    hop.substitute = await context.send('substitute', substituteFor(hop, request))
    const failures = check(hop.substitute, hop.origin)
    hop.failures = isOfMissingSecrets(hop.substitute, request) ? [] : failures
  }

  async function checkAddress(hop: Draft): Promise<void> {
    const from = hops.at(-2)?.actual
    if (from === undefined || (await context.mayFollow(from, hop.url))) return
    await skip(hop, 'private-address')
    throw new NetworkFailure()
  }

  async function askPreflight(wire: WireRequest): Promise<HttpResponse> {
    const question = questionOf(request, wire)
    const hop: Draft = { ...newHop(hops.length, wire), method: question.method, origin: question.origin }
    hops.push(hop)
    await checkAddress(hop)
    hop.preflight = await context.send('preflight', wire)
    hop.judgement = judge(question, hop.preflight, context.engine)
    if (hop.judgement?.code !== null) await skip(hop, 'preflight-failed')
    return responseOf(hop.preflight)
  }

  async function sendActual(wire: WireRequest): Promise<HttpResponse> {
    const last = hops.at(-1)
    const isBegun = last?.preflight !== undefined && last.actual === undefined
    const hop = isBegun ? last : newHop(hops.length, wire)
    if (!isBegun) hops.push(hop)
    if (!isBegun) await checkAddress(hop)
    if (!isSafe(wire.method) && !context.sendsUnsafe) {
      await skip(hop, 'unsafe-method')
      throw new NetworkFailure()
    }
    hop.actual = await context.send('actual', wire)
    hop.failures = check(hop.actual, hop.origin)
    return responseOf(hop.actual)
  }

  const journey = await simulateFetch(request, (wire) => (isPreflight(wire) ? askPreflight(wire) : sendActual(wire)), {
    engine: context.engine,
    now: () => 0,
  })
  return finish(hops, journey)
}

function responseOf({ outcome }: Exchange): HttpResponse {
  if (outcome.kind === 'failure') throw new NetworkFailure()
  return outcome
}

/** Tells whether a request is a preflight: script cannot set the header that says so. */
export function isPreflight({ method, headers }: WireRequest): boolean {
  return method === 'OPTIONS' && findValue(headers, 'access-control-request-method') !== undefined
}

/** Tells whether a request changes nothing on a server that keeps to the rules. */
export function isSafe(method: string): boolean {
  return method === 'OPTIONS' || (isSafelistedMethod(method) && method !== 'POST')
}

function findValue(headers: readonly HeaderLine[], name: string): string | undefined {
  return headers.find(([other]) => other.toLowerCase() === name)?.[1]
}

function newHop(index: number, { url, method, headers }: WireRequest): Draft {
  return {
    index,
    url,
    method,
    origin: findValue(headers, 'origin') ?? null,
    isCors: false,
    preflight: undefined,
    judgement: undefined,
    actual: undefined,
    skipped: undefined,
    substitute: undefined,
    failures: [],
  }
}

type Question = Parameters<typeof judgePreflight>[0]

function questionOf(request: BrowserRequest, { headers }: WireRequest): Question {
  return {
    origin: findValue(headers, 'origin') ?? 'null',
    withCredentials: request.credentials === 'include',
    method: findValue(headers, 'access-control-request-method') ?? '',
    unsafeNames: findValue(headers, 'access-control-request-headers')?.split(',') ?? [],
    isForced: request.uploadListener === true || (request.api !== 'xhr' && request.body?.kind === 'stream'),
  }
}

function judge(question: Question, { outcome }: Exchange, engine: Engine): PreflightJudgment | undefined {
  return outcome.kind === 'answer' ? judgePreflight(question, outcome, engine) : undefined
}

function failuresOf({ outcome }: Exchange, origin: string | null, withCredentials: boolean): ObservedHop['failures'] {
  return outcome.kind === 'answer' ? findCorsCheckFailures(outcome, origin ?? 'null', withCredentials) : []
}

/** A GET without keys and body, to see at least how the server responds to this origin at this URL. */
function substituteFor({ url, origin }: Draft, { headers = [] }: BrowserRequest): WireRequest {
  const own = headers.filter((line) => !/^(?:content-|origin$)/i.test(line[0]) && isHarmless(line))
  return { method: 'GET', url, headers: origin === null ? own : [...own, ['Origin', origin]] }
}

/** Without its key, a request may be denied before CORS is reached: that says nothing of the request itself. */
function isOfMissingSecrets({ outcome }: Exchange, { headers = [], credentials }: BrowserRequest): boolean {
  const hasSecrets = credentials === 'include' || !headers.every(isHarmless)
  return hasSecrets && outcome.kind === 'answer' && (outcome.status === 401 || outcome.status === 403)
}

/** Only CORS requests are checked. */
function finish(hops: readonly Draft[], journey: Journey): readonly ObservedHop[] {
  const routes = journey.steps.filter((step) => step.kind === 'route')
  return hops.map((hop, index) => {
    const outcome = routes[index]?.route.outcome
    const isCors = outcome === 'simple' || outcome === 'preflight'
    return { ...hop, isCors, failures: isCors ? hop.failures : [] }
  })
}
