import type { BrowserRequest, Engine, ExchangeContext, Journey, WireRequest } from '@crossorigin/browser-model'
import { isSafelistedMethod } from '@crossorigin/grammar'
import { readHeader } from '../header-lines.ts'
import type { Exchange, Purpose } from '../network/exchange.ts'
import type { ObservedHop } from '../observation.ts'
import { isHarmless } from '../report/harmless.ts'
import { type Judged, judge, replay, sends } from './replay.ts'

/** What a walk needs. */
export interface WalkContext {
  /** Sends a request of the page, with the headers that a browser adds; a probe without cookies. */
  readonly send: (purpose: Purpose, wire: WireRequest) => Promise<Exchange>
  /** Tells whether the redirect of a response may be followed to a URL. */
  readonly mayFollow: (from: Exchange, url: string) => Promise<boolean>
  /** Whether requests that may change something are really sent. */
  readonly sendsUnsafe: boolean
  /** The engine to act as. */
  readonly engine: Engine
}

/** What was seen on the way of a request. */
export interface Walk extends Judged {
  readonly hops: readonly ObservedHop[]
}

/** What is sent to a URL, while it is being sent. */
type Draft = {
  -readonly [Key in 'url' | 'method' | 'origin' | 'preflight' | 'actual' | 'skipped' | 'substitute']: ObservedHop[Key]
}

/**
 * Walks the way of a request, URL by URL, and sends exactly what a browser sends: nothing after a preflight that
 * failed, nothing after a response that fails the CORS check. A request that is not sent gets a probe in its place,
 * which ends the way. What may change something on the server goes out only if that was asked for.
 */
export async function walk(request: BrowserRequest, context: WalkContext): Promise<Walk> {
  if (!sends(context.engine, request)) return { ...(await replay(context.engine, request, [])), hops: [] }
  const drafts: Draft[] = []

  async function respond(wire: WireRequest, place: ExchangeContext): Promise<Exchange | undefined> {
    const begun = drafts[place.hop]
    const before = drafts.at(-1)
    // No browser comes to a URL after what has blocked the fetch, and nothing follows from a probe.
    if (before?.substitute !== undefined || (begun === undefined && place.isBlocked)) return undefined
    const hop = begun ?? newDraft(wire)
    if (begun === undefined) {
      drafts.push(hop)
      const mayFollow = before?.actual === undefined || (await context.mayFollow(before.actual, hop.url))
      if (!mayFollow) hop.skipped = 'private-address'
    }
    if (hop.skipped !== undefined) return undefined
    return place.kind === 'preflight' ? sendPreflight(hop, wire) : sendActual(hop, wire, place)
  }

  async function sendPreflight(hop: Draft, wire: WireRequest): Promise<Exchange> {
    hop.preflight = await context.send('preflight', wire)
    return hop.preflight
  }

  async function sendActual(hop: Draft, wire: WireRequest, { isBlocked }: ExchangeContext): Promise<Exchange> {
    // After a redirect, Firefox's preflight has another origin than its request.
    hop.origin = readHeader(wire, 'Origin') ?? null
    if (isBlocked) hop.skipped = 'preflight-failed'
    else if (!isSafe(wire.method) && !context.sendsUnsafe) hop.skipped = 'unsafe-method'
    if (hop.skipped === undefined) {
      hop.actual = await context.send('actual', wire)
      return hop.actual
    }
    hop.substitute = await context.send('substitute', substituteFor(hop, request))
    return hop.substitute
  }

  const judged = await judge(request, drafts, respond, { engine: context.engine, onBlocked: 'continue' })
  return {
    ...judged,
    hops: drafts.map((draft, index) => finish(draft, index, { request, steps: judged.journey.steps })),
  }
}

function newDraft({ url, method, headers }: WireRequest): Draft {
  return {
    url,
    method: readHeader({ headers }, 'Access-Control-Request-Method') ?? method,
    origin: readHeader({ headers }, 'Origin') ?? null,
    preflight: undefined,
    actual: undefined,
    skipped: undefined,
    substitute: undefined,
  }
}

/** Tells whether a request changes nothing on a server that keeps to the rules. */
export function isSafe(method: string): boolean {
  return method === 'OPTIONS' || (isSafelistedMethod(method) && method !== 'POST')
}

/** A GET without keys and body, to see at least how the server responds to this origin at this URL. */
function substituteFor({ url, origin }: Draft, { headers = [] }: BrowserRequest): WireRequest {
  const own = headers.filter((line) => !/^(?:content-|origin$)/i.test(line[0]) && isHarmless(line))
  return { method: 'GET', url, headers: origin === null ? own : [...own, ['Origin', origin]] }
}

/** Adds what the browser model says of a hop. */
function finish(
  draft: Draft,
  index: number,
  { request, steps }: { readonly request: BrowserRequest; readonly steps: Journey['steps'] },
): ObservedHop {
  let isCors = false
  let judgment: ObservedHop['judgment']
  let failures: ObservedHop['failures'] = []
  for (const step of steps.filter(({ hop }) => hop === index)) {
    if (step.kind === 'route') isCors = ['simple', 'preflight'].includes(step.route.outcome)
    if (step.kind === 'preflight') judgment = step.judgment ?? undefined
    if (step.kind === 'request' && !isOfMissingSecrets(draft.substitute, request)) failures = step.failures
  }
  return { ...draft, index, isCors, judgment, failures }
}

/** Without its key, a request may be denied before CORS is reached: that says nothing of the request itself. */
function isOfMissingSecrets(substitute: Exchange | undefined, { headers = [], credentials }: BrowserRequest): boolean {
  if (substitute?.outcome.kind !== 'answer') return false
  const hasSecrets = credentials === 'include' || !headers.every(isHarmless)
  return hasSecrets && (substitute.outcome.status === 401 || substitute.outcome.status === 403)
}
