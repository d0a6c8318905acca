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
import { isPreflight, type WalkContext } from './walk.ts'

/** How a fetch goes for one engine, and what is to be thought of it. */
export interface Judged {
  readonly journey: Journey
  readonly verdict: Verdict
}

/** Failures that may be ours rather than the server's: the network, a name, a certificate, a wait. */
const UNDECIDED: ReadonlySet<FailureKind> = new Set([
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'malformed',
  'tls-expired',
  'tls-self-signed',
  'tls-wrong-host',
  'tls-untrusted',
  'tls-client-certificate',
  'tls-protocol',
  'http-on-https-port',
  'aborted',
])

/**
 * Lets the browser model of an engine decide, on the answers that the walk has brought home. What this engine asks and the
 * walk did not is asked now.
 */
export async function judgeFor(
  engine: Engine,
  request: BrowserRequest,
  hops: readonly ObservedHop[],
  context: WalkContext,
): Promise<Judged> {
  let index = 0
  let failure: Exchange | 'not-sent' | undefined
  let isAssumed = false
  const journey = await simulateFetch(
    request,
    async (wire) => {
      const hop = hops[index]
      if (!isPreflight(wire)) index++
      const found = isPreflight(wire) ? await findPreflight(hop, wire, context) : (hop?.actual ?? hop?.substitute)
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
async function findPreflight(
  hop: ObservedHop | undefined,
  wire: WireRequest,
  { send }: WalkContext,
): Promise<Exchange> {
  const sent = hop?.preflight
  return sent !== undefined && isSame(sent, wire) ? sent : send('preflight', wire)
}

function isSame({ request }: Exchange, { url, headers }: WireRequest): boolean {
  const lines = new Set(request.headers.map((line) => line.join(': ')))
  return request.url === url && headers.every((line) => lines.has(line.join(': ')))
}

/** Whether a failure says something of the server: it does where the server has answered anything at all. */
function isDecided({ outcome }: Exchange, hops: readonly ObservedHop[]): boolean {
  if (outcome.kind === 'answer' || !UNDECIDED.has(outcome.failure)) return true
  // A browser may read what could not be read here.
  if (outcome.failure === 'malformed') return false
  return hops.some(({ actual, substitute }) => [actual, substitute].some((other) => other?.outcome.kind === 'answer'))
}
