import {
  type BrowserRequest,
  classify,
  type Engine,
  type ExchangeContext,
  type Journey,
  simulateFetch,
  type WireRequest,
} from '@crossorigin/browser-model'
import type { Verdict } from '../diagnosis.ts'
import type { Exchange, FailureKind } from '../network/exchange.ts'
import type { ObservedHop } from '../observation.ts'

/** How a fetch goes for one engine, and what is to be thought of it. */
export interface Judged {
  readonly journey: Journey
  readonly verdict: Verdict
}

/** The exchanges of one URL. */
type Exchanges = Pick<ObservedHop, 'preflight' | 'actual' | 'substitute'>

/** Returns the exchange of a request; `undefined` if it is not sent. */
type Respond = (wire: WireRequest, place: ExchangeContext) => Promise<Exchange | undefined>

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
 * Lets the browser model decide on responses. What an engine would have sent, and was not sent, leaves the verdict
 * open.
 *
 * @param hops - The exchanges so far; `respond` may add some.
 */
export async function judge(
  request: BrowserRequest,
  hops: readonly Exchanges[],
  respond: Respond,
  options: { readonly engine: Engine | undefined; readonly onBlocked?: 'continue' },
): Promise<Judged> {
  let failure: Exchange | 'not-sent' | undefined
  let isAssumed = false
  const journey = await simulateFetch(
    request,
    async (wire, place) => {
      const found = await respond(wire, place)
      const response = found?.outcome.kind === 'answer' ? found.outcome : null
      // What comes after the step that blocks decides nothing.
      if (place.isBlocked) return response
      if (found?.purpose === 'substitute') isAssumed = true
      if (response === null) failure = found ?? 'not-sent'
      return response
    },
    { ...options, now: () => 0 },
  )
  // What a GET was answered with says nothing certain of the request that it was sent in place of.
  const isUndecided = isAssumed || failure === 'not-sent' || (failure !== undefined && !isDecided(failure, hops))
  if (isUndecided) return { journey, verdict: 'unknown' }
  return { journey, verdict: journey.result === 'networkError' ? 'blocked' : 'allowed' }
}

/** Judges for another engine, on the responses that were recorded. */
export function replay(engine: Engine, request: BrowserRequest, hops: readonly ObservedHop[]): Promise<Judged> {
  const respond: Respond = async (wire, { kind, hop: index }) => {
    const hop = hops[index]
    if (kind === 'request') return hop?.actual ?? hop?.substitute
    return hop?.preflight !== undefined && isSame(hop.preflight, wire) ? hop.preflight : undefined
  }
  // What an engine would not send is judged as Chromium would judge it.
  return judge(request, hops, respond, { engine: sends(engine, request) ? engine : 'chromium' })
}

/** Tells whether an engine sends a request. What only one engine refuses to send says nothing about the server. */
export function sends(engine: Engine, request: BrowserRequest): boolean {
  return !['throws', 'networkError'].includes(classify(request, engine).outcome)
}

function isSame({ request }: Exchange, { url, headers }: WireRequest): boolean {
  const lines = new Set(request.headers.map((line) => line.join(': ')))
  return request.url === url && headers.every((line) => lines.has(line.join(': ')))
}

/** Whether a failure says something of the server: it does if the server has responded to anything at all. */
function isDecided({ outcome }: Exchange, hops: readonly Exchanges[]): boolean {
  if (outcome.kind === 'answer' || VERDICTS[outcome.failure] === 'blocked') return true
  // A browser may read what could not be read here.
  if (outcome.failure === 'malformed') return false
  return hops.some(({ actual, substitute }) => [actual, substitute].some((other) => other?.outcome.kind === 'answer'))
}
