import { classify, type Engine, findLocation, type Journey, type WireRequest } from '@crossorigin/browser-model'
import { findAt, rankFindings, statusOf } from './conclusion.ts'
import { hush } from './console.ts'
import type { Diagnosis, DiagnosisInput, DiagnosisOptions, Step, Verdict } from './diagnosis.ts'
import type { ConsoleSentences, StepName } from './finding.ts'
import { type Exchange, isProbe, type Purpose } from './network/exchange.ts'
import { createNetwork, type Network } from './network/network.ts'
import { spaceOfAddress } from './network/resolver.ts'
import type { Observation } from './observation.ts'
import { checkOptionRanges } from './option-range.ts'
import { NO_PROBES, probe } from './probes.ts'
import { ENGINES, readRequest } from './request-model.ts'
import { checkSendable } from './sendable-value.ts'
import { summarizeStep } from './step-summary.ts'
import { judgeFor } from './verdict.ts'
import { USER_AGENT } from './version.ts'
import { type WalkContext, walk } from './walk.ts'
import { dressRequest } from './wire-headers.ts'

/**
 * Plays the browser's part: sends what a browser would send, decides as it would decide, and says of every step what was
 * seen and what to change.
 *
 * @throws `InputError` for a URL that is not absolute, an origin that no browser sends, and options out of their ranges.
 * @example
 * ```ts
 * const { verdict, findings } = await diagnose({ url: 'http://localhost:3000/', origin: 'https://app.example.com' })
 * for (const { code, explanation, fix } of findings) console.log(code, explanation, fix)
 * ```
 */
export async function diagnose(input: DiagnosisInput, options: DiagnosisOptions = {}): Promise<Diagnosis> {
  const investigation = new Investigation(input, options)
  try {
    return await investigation.run()
  } finally {
    await investigation.close()
  }
}

/** As many as a browser follows. */
const MOST_PAGE_REDIRECTS = 20

/** A diagnosis in the making. */
class Investigation {
  readonly #options: DiagnosisOptions
  readonly #network: Network
  readonly #steps: Step[] = []
  readonly #verdicts = new Map<Engine, Verdict>()
  readonly #silentConsoles = new Set<keyof ConsoleSentences>()
  #seen: Observation

  constructor(input: DiagnosisInput, options: DiagnosisOptions) {
    const { request, url } = readRequest(input)
    const classification = classify(request)
    checkOptionRanges(options)
    checkSendables(classification, input, options)
    const { timeout = 10_000, engine = 'all' } = options
    this.#options = options
    this.#network = createNetwork({ ...options, timeout })
    this.#seen = {
      input,
      request,
      url,
      classification,
      engines: engine === 'all' ? ENGINES : [engine],
      exchanges: this.#network.exchanges,
      hops: [],
      journeys: new Map(),
      probes: NO_PROBES,
      page: undefined,
      spaces: { page: 'unknown', target: 'unknown' },
    }
  }

  close(): Promise<void> {
    return this.#network.close()
  }

  async run(): Promise<Diagnosis> {
    this.#finish('input')
    this.#finish('cross-origin')
    if (this.#isSent()) await this.#walk()
    await this.#locate()
    this.#finish('reachable')
    this.#finish('preflight-needed')
    this.#finish('preflight')
    this.#finish('actual')
    this.#finish('redirects')
    this.#finish('exposure')
    this.#finish('credentials')
    const { repeat = 1 } = this.#options
    this.#note({
      probes: await probe(this.#seen.hops[0], { repeat, send: (purpose, wire) => this.#send(purpose, wire) }),
    })
    this.#finish('caching')
    await this.#openPage()
    this.#finish('page')
    return this.#conclude()
  }

  #isSent(): boolean {
    const { classification, request } = this.#seen
    return !['throws', 'networkError'].includes(classification.outcome) && request.mode !== 'websocket'
  }

  async #walk(): Promise<void> {
    const { request, engines } = this.#seen
    const context: WalkContext = {
      engine: engines[0] as Engine,
      sendsUnsafe: this.#options.send === true,
      send: (purpose, wire) => this.#sendAsBrowser(purpose, wire),
      mayFollow: (from, url) => this.#network.mayFollow(from, url),
    }
    this.#note({ hops: await walk(request, context) })
    const journeys = new Map<Engine, Journey>()
    for (const engine of engines) {
      const { journey, verdict } = await judgeFor(engine, request, this.#seen.hops)
      journeys.set(engine, journey)
      this.#verdicts.set(engine, verdict)
    }
    // The model takes whatever rejects for a failure of the network.
    this.#options.signal?.throwIfAborted()
    this.#note({ journeys })
  }

  /** Finds out where page and target are; the page only where it matters. */
  async #locate(): Promise<void> {
    const { url, request, exchanges } = this.#seen
    const first = exchanges[0]?.outcome
    const address = first?.kind === 'answer' ? first.connection.address : ''
    const target = address === '' ? 'unknown' : spaceOfAddress(address)
    const isNear = target === 'loopback' || target === 'local'
    const host = URL.canParse(request.pageOrigin) ? new URL(request.pageOrigin).hostname : ''
    const isNeeded = isNear && host !== '' && url !== undefined
    const page = isNeeded ? await this.#network.spaceOf(host) : 'unknown'
    this.#note({ spaces: { page, target } })
  }

  /** Loads the page that was named, as a navigation does. Nothing is asked for a page that is not of the web. */
  async #openPage(): Promise<void> {
    const headers = [
      ['Accept', 'text/html'],
      ['User-Agent', this.#userAgent],
    ] as const
    let url = this.#seen.input.page
    for (let count = 0; count <= MOST_PAGE_REDIRECTS && url !== undefined && /^https?:/i.test(url); count++) {
      const page: Exchange = await this.#send('page', { method: 'GET', url, headers })
      this.#note({ page })
      const location: string | undefined =
        page.outcome.kind === 'answer' ? findLocation(page.outcome, 'chromium') : undefined
      const next: string | undefined =
        location !== undefined && URL.canParse(location, url) ? new URL(location, url).href : undefined
      url = next !== undefined && (await this.#network.mayFollow(page, next)) ? next : undefined
    }
  }

  get #userAgent(): string {
    return this.#options.userAgent ?? USER_AGENT
  }

  #sendAsBrowser(purpose: Purpose, wire: WireRequest): Promise<Exchange> {
    const { request } = this.#seen
    const hasCookie = request.credentials === 'include' && !isProbe(purpose) && this.#isCookieTarget(wire.url)
    const cookie = hasCookie ? this.#options.cookie : undefined
    const mode = request.mode ?? 'cors'
    const headers = dressRequest(wire, { pageOrigin: request.pageOrigin, mode, userAgent: this.#userAgent, cookie })
    return this.#send(purpose, { ...wire, headers })
  }

  /** Security: a cookie was given for the host that is examined, and goes to no other, wherever redirects lead. */
  #isCookieTarget(url: string): boolean {
    const [asked, given] = [new URL(url), this.#seen.url]
    const isDowngrade = given?.protocol === 'https:' && asked.protocol !== 'https:'
    return asked.hostname === given?.hostname && !isDowngrade
  }

  #send(purpose: Purpose, { method, url, headers, body }: WireRequest): Promise<Exchange> {
    return this.#network.send({
      purpose,
      method,
      url,
      headers,
      body: body === undefined ? undefined : this.#seen.input.body,
    })
  }

  #note(facts: Partial<Observation>): void {
    this.#seen = { ...this.#seen, ...facts }
  }

  /** Looks for the findings of a step, and reports it. */
  #finish(name: StepName): void {
    const findings = hush(rankFindings(findAt(name, this.#seen)), this.#silentConsoles)
    const { text, isSkipped } = summarizeStep(name, this.#seen)
    const step: Step = { name, status: statusOf(findings, isSkipped), summary: text, findings }
    this.#steps.push(step)
    this.#options.onStep?.(step, { request: this.#seen.input, exchanges: this.#seen.exchanges })
  }

  #conclude(): Diagnosis {
    const { input, exchanges, engines, journeys } = this.#seen
    const findings = rankFindings(this.#steps.flatMap((step) => step.findings))
    const isBlocked = findings.some(({ level }) => level === 'error')
    const verdicts = Object.fromEntries(
      engines.map((engine) => [engine, settle(this.#verdicts.get(engine), isBlocked)]),
    ) as Partial<Record<Engine, Verdict>>
    const verdict = worstOf(Object.values(verdicts))
    const [journey] = journeys.values()
    return {
      request: input,
      verdict,
      verdicts,
      steps: this.#steps,
      findings,
      exchanges,
      readableHeaders: verdict === 'allowed' ? (journey?.readableHeaders ?? []) : [],
    }
  }
}

/** What makes the call throw is a finding. */
function checkSendables(
  { outcome }: Observation['classification'],
  { headers = [] }: DiagnosisInput,
  { cookie = '', userAgent = '' }: DiagnosisOptions,
): void {
  checkSendable('The cookie', cookie)
  checkSendable('The user agent', userAgent)
  if (outcome === 'throws') return
  for (const [name, value] of headers)
    checkSendable(`The header ${name}`, value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, ''))
}

/** What never went to the network, and what the page itself forbids, is decided by the findings. */
function settle(verdict: Verdict | undefined, isBlocked: boolean): Verdict {
  if (verdict === undefined || verdict === 'allowed') return isBlocked ? 'blocked' : 'allowed'
  return verdict
}

function worstOf(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('blocked')) return 'blocked'
  return verdicts.includes('unknown') ? 'unknown' : 'allowed'
}
