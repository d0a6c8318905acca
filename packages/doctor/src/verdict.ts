import {
  type BrowserRequest,
  classify,
  type Engine,
  type Journey,
  NetworkFailure,
  simulateFetch,
  type WireRequest,
} from '@crossorigin/browser-model'
import type { Verdict } from './diagnosis.ts'
import type { Exchange, FailureKind } from './network/exchange.ts'
import type { ObservedHop } from './observation.ts'
import { isPreflight } from './walk.ts'

/** How a fetch goes for one engine, and what is to be thought of it. */
export interface Judged {
  readonly journey: Journey
  readonly verdict: Verdict
}

/** What a failure of each kind says of the request. Those that may be ours rather than the server's leave it open. */
const VERDICTS: Readonly<Record<FailureKind, Exclude<Verdict, 'allowed'>>> = {
  dns: 'unknown',
  refused: 'unknown',
  unreachable: 'unknown',
  reset: 'blocked',
  timeout: 'unknown',
  empty: 'blocked',
  'not-http': 'blocked',
  malformed: 'unknown',
  'too-large': 'blocked',
  'tls-expired': 'unknown',
  'tls-self-signed': 'unknown',
  'tls-wrong-host': 'unknown',
  'tls-untrusted': 'unknown',
  'tls-client-certificate': 'unknown',
  'tls-protocol': 'unknown',
  'http-on-https-port': 'unknown',
  aborted: 'unknown',
}

/**
 * Lets the browser model of an engine decide, on the responses recorded by the walk. What another engine would
 * have sent in addition is not sent: its verdict is then unknown.
 */
export async function judgeFor(engine: Engine, request: BrowserRequest, hops: readonly ObservedHop[]): Promise<Judged> {
  let index = 0
  let failure: Exchange | 'not-sent' | undefined
  let isAssumed = false
  const journey = await simulateFetch(
    request,
    async (wire) => {
      const hop = hops[index]
      if (!isPreflight(wire)) index++
      const found = isPreflight(wire) ? findPreflight(hop, wire) : (hop?.actual ?? hop?.substitute)
      if (found?.purpose === 'substitute') isAssumed = true
      if (found?.outcome.kind === 'answer') return found.outcome
      failure = found ?? 'not-sent'
      throw new NetworkFailure()
    },
    { engine: sends(engine, request) ? engine : undefined, now: () => 0 },
  )
  // What a GET was answered with says nothing certain of the request that it was sent in place of.
  const isUndecided = isAssumed || failure === 'not-sent' || (failure !== undefined && !isDecided(failure, hops))
  if (isUndecided) return { journey, verdict: 'unknown' }
  return { journey, verdict: journey.result === 'networkError' ? 'blocked' : 'allowed' }
}

/** What only this engine refuses to send says nothing about the server, and is a note of its own. */
function sends(engine: Engine, request: BrowserRequest): boolean {
  return !['throws', 'networkError'].includes(classify(request, engine).outcome)
}

/** The preflight that the walk has sent, where this engine sends the same. */
function findPreflight(hop: ObservedHop | undefined, wire: WireRequest): Exchange | undefined {
  const sent = hop?.preflight
  return sent !== undefined && isSame(sent, wire) ? sent : undefined
}

function isSame({ request }: Exchange, { url, headers }: WireRequest): boolean {
  const lines = new Set(request.headers.map((line) => line.join(': ')))
  return request.url === url && headers.every((line) => lines.has(line.join(': ')))
}

/** Whether a failure says something of the server: it does where the server has answered anything at all. */
function isDecided({ outcome }: Exchange, hops: readonly ObservedHop[]): boolean {
  if (outcome.kind === 'answer' || VERDICTS[outcome.failure] === 'blocked') return true
  // A browser may read what could not be read here.
  if (outcome.failure === 'malformed') return false
  return hops.some(({ actual, substitute }) => [actual, substitute].some((other) => other?.outcome.kind === 'answer'))
}
