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

/** What a walk needs. */
export interface WalkContext {
  /** Sends a request of the page, with the headers that a browser adds. */
  readonly send: (purpose: Purpose, wire: WireRequest) => Promise<Exchange>
  /** Whether requests that may change something are really sent. */
  readonly sendsUnsafe: boolean
  /** Whose judgement is followed. */
  readonly engine: Engine
}

type Draft = { -readonly [Key in keyof ObservedHop]: ObservedHop[Key] }

/**
 * Walks the way of a request, URL by URL. Where a browser would stop for want of a grant, the walk goes on as if it had been
 * given, so that what is wrong further on is seen too. What may change something on the server goes out only where a browser
 * would send it, and only if that was asked for.
 */
export async function walk(request: BrowserRequest, context: WalkContext): Promise<readonly ObservedHop[]> {
  const hops: Draft[] = []
  const withCredentials = request.credentials === 'include'
  let wouldHaveStopped = false
  let isCors = false

  /** What a response fails by. Within the page's own origin nothing is checked; once away from it, everything is. */
  function check(exchange: Exchange, origin: string | null): ObservedHop['failures'] {
    isCors ||= (request.mode ?? 'cors') === 'cors' && new URL(exchange.request.url).origin !== request.pageOrigin
    return isCors ? failuresOf(exchange, origin, withCredentials) : []
  }

  async function askPreflight(wire: WireRequest): Promise<HttpResponse> {
    const question = questionOf(request, wire)
    const preflight = await context.send('preflight', wire)
    const judgement = judge(question, preflight, context.engine)
    if (judgement === undefined || judgement.code !== null) wouldHaveStopped = true
    hops.push({ ...newHop(hops.length, wire), method: question.method, origin: question.origin, preflight, judgement })
    return grantPreflight(question)
  }

  async function sendActual(wire: WireRequest): Promise<HttpResponse> {
    const hop = takeHop(hops, wire)
    if (!isSafe(wire.method) && (!context.sendsUnsafe || wouldHaveStopped)) {
      hop.skipped = wouldHaveStopped ? 'preflight-failed' : 'unsafe-method'
      hop.substitute = await context.send('substitute', substituteFor(wire))
      hop.failures = check(hop.substitute, hop.origin)
      throw new NetworkFailure()
    }
    hop.actual = await context.send('actual', wire)
    hop.failures = check(hop.actual, hop.origin)
    if (hop.actual.outcome.kind === 'failure') throw new NetworkFailure()
    if (hop.failures.length > 0) wouldHaveStopped = true
    return grantAccess(hop.actual.outcome, hop.origin)
  }

  const journey = await simulateFetch(request, (wire) => (isPreflight(wire) ? askPreflight(wire) : sendActual(wire)), {
    engine: context.engine,
    now: () => 0,
  })
  return finish(hops, journey)
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

/** Returns the hop that a preflight has begun, or begins one. */
function takeHop(hops: Draft[], wire: WireRequest): Draft {
  const last = hops.at(-1)
  if (last?.preflight !== undefined && last.actual === undefined && last.skipped === undefined) return last
  const hop = newHop(hops.length, wire)
  hops.push(hop)
  return hop
}

type Question = Parameters<typeof judgePreflight>[0]

function questionOf(request: BrowserRequest, { headers }: WireRequest): Question {
  return {
    origin: findValue(headers, 'origin') ?? 'null',
    withCredentials: request.credentials === 'include',
    method: findValue(headers, 'access-control-request-method') ?? '',
    unsafeNames: findValue(headers, 'access-control-request-headers')?.split(',') ?? [],
    isForced: request.uploadListener === true || request.body?.kind === 'stream',
  }
}

function judge(question: Question, { outcome }: Exchange, engine: Engine): PreflightJudgment | undefined {
  return outcome.kind === 'answer' ? judgePreflight(question, outcome, engine) : undefined
}

function failuresOf({ outcome }: Exchange, origin: string | null, withCredentials: boolean): ObservedHop['failures'] {
  return outcome.kind === 'answer' ? findCorsCheckFailures(outcome, origin ?? 'null', withCredentials) : []
}

/** What the preflight should have been answered with. */
function grantPreflight({ origin, method, unsafeNames }: Question): HttpResponse {
  return {
    status: 204,
    headers: [
      ['Access-Control-Allow-Origin', origin],
      ['Access-Control-Allow-Credentials', 'true'],
      ['Access-Control-Allow-Methods', method],
      ['Access-Control-Allow-Headers', unsafeNames.join(',')],
    ],
  }
}

/** The response as it would be if it let the page read it. */
function grantAccess({ status, headers }: HttpResponse, origin: string | null): HttpResponse {
  const others = headers.filter(([name]) => !/^access-control-allow-(?:origin|credentials)$/i.test(name))
  return {
    status,
    headers: [...others, ['Access-Control-Allow-Origin', origin ?? '*'], ['Access-Control-Allow-Credentials', 'true']],
  }
}

/** A GET without a body, to see at least how the server answers this origin at this URL. */
function substituteFor({ url, headers }: WireRequest): WireRequest {
  return { method: 'GET', url, headers: headers.filter(([name]) => !/^content-/i.test(name)) }
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
