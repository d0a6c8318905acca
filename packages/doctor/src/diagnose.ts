import { classify, type Engine, type Journey } from '@crossorigin/browser-model'
import type { Diagnosis, DiagnosisInput, DiagnosisOptions, Step, Verdict } from './diagnosis.ts'
import type { ConsoleSentences, StepName } from './finding.ts'
import { findAt, hush, rankFindings, statusOf } from './findings/conclusion.ts'
import { createNetwork, type Network } from './network/network.ts'
import { spaceOfAddress } from './network/resolver.ts'
import type { Observation } from './observation.ts'
import { openPage, readPolicyOf } from './page/page-policy.ts'
import { checkOptionRanges, singleEngine } from './request/option-range.ts'
import { parseUrl } from './request/parse-url.ts'
import { checkSendable, ENGINES, readRequest } from './request/request-model.ts'
import { NO_PROBES, probe } from './walk/probes.ts'
import { replay } from './walk/replay.ts'
import { createSender, type Sender } from './walk/sender.ts'
import { siteRelation } from './walk/site.ts'
import { summarizeStep } from './walk/step-summary.ts'
import { walk } from './walk/walk.ts'

/**
 * Acts as a browser: sends what a browser would send, decides as it would decide, and says for every step what was
 * found and what to change.
 *
 * @throws `InputError` for a URL that is not absolute, an origin that no browser sends, and options out of their ranges.
 * @example
 * ```ts
 * const { verdict, findings } = await diagnose({ url: 'http://localhost:3000/', origin: 'https://app.example.com' })
 * for (const { code, explanation, fix } of findings) console.log(code, explanation, fix)
 * ```
 */
export async function diagnose(input: DiagnosisInput, options: DiagnosisOptions = {}): Promise<Diagnosis> {
  const { request, url } = readRequest(input)
  checkOptionRanges(options)
  const { timeout = 10_000, engine = 'all' } = options
  const classification = classify(request, singleEngine(engine))
  checkSendables(classification, input, options)
  const network = createNetwork({ ...options, timeout })
  const start: Observation = {
    input,
    request,
    url,
    classification,
    engines: engine === 'all' ? ENGINES : [engine],
    exchanges: network.exchanges,
    hops: [],
    journeys: new Map(),
    probes: NO_PROBES,
    page: undefined,
    pagePolicy: undefined,
    relationTo: (origin) => siteRelation(request.pageOrigin, origin),
    spaces: { page: 'unknown', target: 'unknown' },
  }
  try {
    return await investigate(start, network, options)
  } finally {
    await network.close()
  }
}

async function investigate(start: Observation, network: Network, options: DiagnosisOptions): Promise<Diagnosis> {
  const sender = createSender(start, network, options)
  const steps: Step[] = []
  const silent = new Set<keyof ConsoleSentences>()

  /** Looks for the findings of steps, and reports them. */
  function finish(seen: Observation, ...names: readonly StepName[]): void {
    for (const name of names) {
      const findings = hush(rankFindings(findAt(name, seen)), silent)
      const { text, status } = summarizeStep(name, seen)
      const step: Step = { name, status: statusOf(findings, status), summary: text, findings }
      steps.push(step)
      options.onStep?.(step, { request: seen.input, exchanges: seen.exchanges })
    }
  }

  finish(start, 'input', 'cross-origin')
  const verdicts = new Map<Engine, Verdict>()
  const walked = isSent(start) ? { ...start, ...(await walkAll(start, { network, sender, options, verdicts })) } : start
  const located = { ...walked, spaces: await locate(walked, network) }
  finish(located, 'reachable', 'preflight-needed', 'preflight', 'actual', 'redirects', 'exposure', 'credentials')
  const { repeat = 1 } = options
  const probed = { ...located, probes: await probe(located.hops[0], { repeat, send: sender.send }) }
  finish(probed, 'caching')
  const page = await openPage(start.input.page, sender, network.mayFollow)
  finish({ ...probed, page, pagePolicy: readPolicyOf(page) }, 'page')
  return conclude(probed, steps, verdicts)
}

function isSent({ classification, request }: Observation): boolean {
  return !['throws', 'networkError'].includes(classification.outcome) && request.mode !== 'websocket'
}

interface WalkAllContext {
  readonly network: Network
  readonly sender: Sender
  readonly options: DiagnosisOptions
  readonly verdicts: Map<Engine, Verdict>
}

/** Sends what the first engine sends, and lets the others judge the responses. */
async function walkAll(
  { request, engines }: Observation,
  { network, sender, options, verdicts }: WalkAllContext,
): Promise<Pick<Observation, 'hops' | 'journeys'>> {
  const [engine, ...others] = engines as readonly [Engine, ...Engine[]]
  const { hops, ...judged } = await walk(request, {
    engine,
    sendsUnsafe: options.send === true,
    send: sender.sendAsBrowser,
    mayFollow: network.mayFollow,
  })
  const journeys = new Map<Engine, Journey>([[engine, judged.journey]])
  verdicts.set(engine, judged.verdict)
  for (const other of others) {
    const { journey, verdict } = await replay(other, request, hops)
    journeys.set(other, journey)
    verdicts.set(other, verdict)
  }
  return { hops, journeys }
}

/** Finds out where page and target are; the page only if it matters. */
async function locate({ url, request, exchanges }: Observation, network: Network): Promise<Observation['spaces']> {
  const first = exchanges[0]?.outcome
  const target = first?.kind === 'answer' ? spaceOfAddress(first.connection.address) : 'unknown'
  const isNear = target === 'loopback' || target === 'local'
  const host = parseUrl(request.pageOrigin)?.hostname ?? ''
  const isNeeded = isNear && host !== '' && url !== undefined
  return { page: isNeeded ? await network.spaceOf(host) : 'unknown', target }
}

function conclude(
  { input, exchanges, engines, journeys }: Observation,
  steps: readonly Step[],
  judged: ReadonlyMap<Engine, Verdict>,
): Diagnosis {
  const findings = rankFindings(steps.flatMap((step) => step.findings))
  const isBlocked = findings.some(({ level }) => level === 'error')
  const verdicts = Object.fromEntries(
    engines.map((engine) => [engine, settle(judged.get(engine), isBlocked)]),
  ) as Partial<Record<Engine, Verdict>>
  const verdict = worstOf(Object.values(verdicts))
  const [journey] = journeys.values()
  return {
    request: input,
    verdict,
    verdicts,
    steps,
    findings,
    exchanges,
    readableHeaders: verdict === 'allowed' ? (journey?.readableHeaders ?? []) : [],
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
