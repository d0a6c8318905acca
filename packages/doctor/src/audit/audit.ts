import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { diagnoseOrigin, isLoopbackHost, isToken } from '@crossorigin/grammar'
import { nameTyped } from '../check/address-mistake.ts'
import { InputError } from '../input-error.ts'
import type { Exchange, HeaderLine } from '../network/exchange.ts'
import { createNetwork, type Network } from '../network/network.ts'
import { spaceOfAddress } from '../network/resolver.ts'
import { checkOptionRanges } from '../request/option-range.ts'
import { parseUrl } from '../request/parse-url.ts'
import { checkSendable, notAbsolute } from '../request/request-model.ts'
import { USER_AGENT } from '../version.ts'
import { type AuditFinding, judgeProbes, type ProbeResult } from './judgment.ts'
import { type ProbePlan, planProbes } from './probe-plan.ts'

/** What is audited. */
export interface AuditInput {
  /** Absolute. Asked with GET, HEAD and OPTIONS only. */
  readonly url: string
  /** An origin that the server should allow. The origins that are probed are derived from it. */
  readonly origin: string
  /** @defaultValue `'GET'` */
  readonly method?: 'GET' | 'HEAD' | undefined
  /** Sent with every probe, except preflights. */
  readonly headers?: readonly HeaderLine[] | undefined
  /** The value of a `Cookie` line. Every probe is then made twice, without it and with it. */
  readonly cookie?: string | undefined
}

/** How an audit is made. */
export interface AuditOptions {
  /** Says that the caller may probe a server that is not on this machine. @defaultValue `false` */
  readonly ownsTarget?: boolean | undefined
  /**
   * The domain of origins that an attacker would have. It is only named: nothing is sent there.
   *
   * @defaultValue `'evil.test'`
   */
  readonly attacker?: string | undefined
  /** Requests in a second; 1 to 1000. @defaultValue `5` */
  readonly rate?: number | undefined
  /** Milliseconds for each exchange; 1 to 600,000. @defaultValue `10_000` */
  readonly timeout?: number | undefined
  /** Addresses to use instead of DNS, by host name. */
  readonly resolve?: Readonly<Record<string, string>> | undefined
  /** Whether a certificate that no browser would trust is accepted. @defaultValue `false` */
  readonly insecure?: boolean | undefined
  /** The value of `User-Agent`. @defaultValue `cors-doctor/` and the version */
  readonly userAgent?: string | undefined
  /** Ends the audit early: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Called once with what will be sent, before the first request. */
  readonly onPlan?: ((plan: { readonly probes: number; readonly origins: readonly string[] }) => void) | undefined
  /** Called with every exchange when it is finished. */
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** What an audit found. */
export interface AuditReport {
  readonly request: AuditInput
  /** Whether the server allows the origin that it should allow. If not, there is little to compare with. */
  readonly isOriginAllowed: boolean
  /** The worst first. */
  readonly findings: readonly AuditFinding[]
  /** All of them, in the order of sending. */
  readonly exchanges: readonly Exchange[]
  /** Why the server could not be audited, if it could not. */
  readonly failure: string | undefined
}

/**
 * Probes a server with origins that it should not allow, one after the other. For each that it allows, the findings say what an
 * attacker would need to exploit it.
 *
 * @throws `InputError` for a server elsewhere without `ownsTarget`, a URL that is not absolute, an origin without a host, a
 * method that changes something, and options out of their ranges.
 * @example
 * ```ts
 * const { findings } = await audit({ url: 'http://localhost:3000/', origin: 'https://app.example.com' })
 * for (const { code, severity, needs } of findings) console.log(severity, code, needs)
 * ```
 */
export async function audit(input: AuditInput, options: AuditOptions = {}): Promise<AuditReport> {
  checkInput(input, options)
  checkOptionRanges(options)
  checkSendables(input, options)
  const { attacker = 'evil.test', timeout = 10_000 } = options
  const plans = planProbes({ origin: input.origin, attacker, makeLabel: () => `x${randomBytes(6).toString('hex')}` })
  const asked = input.cookie === undefined ? 2 : 3
  options.onPlan?.({ probes: plans.length * asked, origins: plans.flatMap(({ origins }) => origins) })
  const network = createNetwork({ ...options, timeout })
  try {
    return await probeAll(plans, { input, options, network })
  } finally {
    await network.close()
  }
}

interface Context {
  readonly input: AuditInput
  readonly options: AuditOptions
  readonly network: Network
}

async function probeAll(plans: readonly ProbePlan[], context: Context): Promise<AuditReport> {
  const { input, network } = context
  const results: ProbeResult[] = []
  for (const plan of plans) {
    const result = await probeOnce(plan, context)
    results.push(result)
    const [first] = result.exchanges
    if (results.length === 1 && first?.outcome.kind === 'failure') {
      const failure = first.outcome.message
      return { request: input, isOriginAllowed: false, findings: [], exchanges: network.exchanges, failure }
    }
  }
  const address = network.exchanges.find(({ outcome }) => outcome.kind === 'answer')?.outcome
  const space = address?.kind === 'answer' ? spaceOfAddress(address.connection.address) : 'unknown'
  const { isOriginAllowed, findings } = judgeProbes(results, { origin: input.origin, space })
  return { request: input, isOriginAllowed, findings, exchanges: network.exchanges, failure: undefined }
}

/** Asks for the resource, and by a preflight; with a cookie once more. */
async function probeOnce(plan: ProbePlan, context: Context): Promise<ProbeResult> {
  const { url, method = 'GET', headers = [], cookie } = context.input
  const own: readonly HeaderLine[] = [
    ['Accept', '*/*'],
    ['User-Agent', context.options.userAgent ?? USER_AGENT],
    ...plan.origins.map((origin): HeaderLine => ['Origin', origin]),
  ]
  const exchanges = [await send({ method, url, headers: [...headers, ...own] }, context)]
  if (cookie !== undefined) {
    exchanges.push(await send({ method, url, headers: [...headers, ...own, ['Cookie', cookie]] }, context))
  }
  const asking: readonly HeaderLine[] = [
    ['Access-Control-Request-Method', 'CORS-DOCTOR'],
    ['Access-Control-Request-Headers', 'x-cors-doctor'],
  ]
  const preflight = await send({ method: 'OPTIONS', url, headers: [...own, ...asking] }, context)
  return { plan, exchanges, preflight }
}

async function send(
  request: { readonly method: string; readonly url: string; readonly headers: readonly HeaderLine[] },
  { network, options }: Context,
): Promise<Exchange> {
  if (network.exchanges.length > 0) await pause(1000 / (options.rate ?? 5), undefined, { signal: options.signal })
  const exchange = await network.send({ ...request, purpose: 'audit' })
  options.onExchange?.(exchange)
  return exchange
}

function checkSendables({ headers = [], cookie = '' }: AuditInput, options: AuditOptions): void {
  const { attacker = '', userAgent = '' } = options
  checkSendable('The cookie', cookie)
  checkSendable('The user agent', userAgent)
  checkSendable('The domain of the attacker', attacker)
  for (const [name, value] of headers) {
    checkSendable(`The header ${name}`, value)
    if (!isToken(name))
      throw new InputError('input/invalid-header', 'A header name has an invalid character.', 'Correct it.')
  }
}

function checkInput({ url, origin, method = 'GET' }: AuditInput, { ownsTarget = false }: AuditOptions): void {
  if (!/^https?:\/\//i.test(url) || parseUrl(url) === undefined) throw notAbsolute(url, 'input/missing-scheme')
  const problem = diagnoseOrigin(origin)
  if (problem !== undefined || origin === 'null') {
    const hint = problem?.corrected === undefined ? 'Write it as https://host' : `Write ${problem.corrected}`
    throw new InputError(
      'input/origin-not-serialized',
      `No other origin can be derived from ${nameTyped('the origin', origin)}.`,
      hint,
    )
  }
  // Security: written in JavaScript, it may be one that changes something.
  if (!['GET', 'HEAD'].includes(method)) {
    throw new InputError('audit/unsafe-method', 'Only GET and HEAD are audited.', 'Give GET or HEAD')
  }
  if (!ownsTarget && !isLoopbackHost(new URL(url).hostname)) {
    const hint = 'If you may probe it, pass --i-own-this'
    throw new InputError('audit/not-owned', `${new URL(url).host} is not on this machine.`, hint)
  }
}
