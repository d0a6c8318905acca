import { extractTokens, getHeader } from '@crossorigin/browser-model'
import type { Answer, Exchange } from '../network/exchange.ts'
import type { AddressSpace } from '../observation.ts'
import type { ProbePlan } from './probe-plan.ts'
import { type Severity, WEAKNESSES, type WeaknessCode } from './weakness.ts'

/** A probe, and the responses to it. */
export interface ProbeResult {
  readonly plan: ProbePlan
  /** Requests for the resource: without a cookie, then with it. */
  readonly exchanges: readonly Exchange[]
  readonly preflight: Exchange
}

/** A weakness of a server, as its responses show it. */
export interface AuditFinding {
  readonly code: WeaknessCode
  readonly severity: Severity
  readonly title: string
  readonly explanation: string
  readonly fix: string
  /** What an attacker needs to exploit it. */
  readonly needs: string
  /** The values of `Origin` that show it. They are not safe to print. */
  readonly origins: readonly string[]
  /** Whether a response to one of them allowed credentials. */
  readonly withCredentials: boolean
  /** The kinds of response that show it. */
  readonly on: readonly ('preflight' | 'actual')[]
  /** Numbers of the exchanges that show it. */
  readonly exchanges: readonly number[]
}

/** What a judgment depends on in addition to the responses. */
export interface Circumstances {
  readonly origin: string
  readonly space: AddressSpace
}

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'note']

/** What a response allows the origin of the request. */
interface Grant {
  readonly origin: string
  readonly exchange: Exchange
  readonly withCredentials: boolean
  readonly on: 'preflight' | 'actual'
}

/** Judges the responses to the probes by what an attacker would need. The worst comes first. */
export function judgeProbes(
  results: readonly ProbeResult[],
  circumstances: Circumstances,
): { readonly isOriginAllowed: boolean; readonly findings: readonly AuditFinding[] } {
  const randoms = results.filter(({ plan }) => plan.control === 'random')
  const echoed = randoms.map(grantsOf)
  const reflectsAny = echoed.length > 0 && echoed.every((grants) => grants.length > 0)
  const found: (AuditFinding | undefined)[] = [
    reflectsAny ? describe('audit/reflects-any-origin', echoed.flat(), circumstances) : undefined,
    ...[...byWeakness(results)]
      // What allows everything allows these too: it says nothing of how origins are compared.
      .filter(([code]) => !reflectsAny || code === 'audit/trusts-null')
      .map(([code, grants]) => describe(code, grants, circumstances)),
    findOpenPrivateServer(randoms, circumstances),
    findMissingVary(results),
    findGenerousPreflight(results, circumstances),
    findOpenTimings(results),
  ]
  const findings = found
    .filter((finding) => finding !== undefined)
    .sort((left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity))
  const allowed = results.filter(({ plan }) => plan.control === 'allowed')
  return {
    isOriginAllowed: allowed.some((result) => answersOf(result).some(isGranted(circumstances.origin))),
    findings,
  }
}

function byWeakness(results: readonly ProbeResult[]): ReadonlyMap<WeaknessCode, readonly Grant[]> {
  const found = new Map<WeaknessCode, readonly Grant[]>()
  for (const result of results) {
    const { weakness } = result.plan
    const grants = weakness === undefined ? [] : grantsOf(result)
    if (weakness !== undefined && grants.length > 0) found.set(weakness, [...(found.get(weakness) ?? []), ...grants])
  }
  return found
}

/** Finds the responses that allow exactly the origin of a probe. */
function grantsOf({ plan, exchanges, preflight }: ProbeResult): readonly Grant[] {
  const origin = plan.origins.join(', ')
  if (plan.origins.length === 0) return []
  const ofActual = exchanges.map((exchange) => grantOf(exchange, origin, 'actual'))
  return [...ofActual, grantOf(preflight, origin, 'preflight')].filter((grant) => grant !== undefined)
}

function grantOf(exchange: Exchange, origin: string, on: Grant['on']): Grant | undefined {
  const { outcome } = exchange
  if (outcome.kind === 'failure' || getHeader(outcome, 'Access-Control-Allow-Origin') !== origin) return undefined
  const withCredentials = getHeader(outcome, 'Access-Control-Allow-Credentials') === 'true'
  return { origin, exchange, withCredentials, on }
}

function describe(code: WeaknessCode, grants: readonly Grant[], { space }: Circumstances): AuditFinding {
  const { severity } = WEAKNESSES[code]
  // If only the preflight allows the origin, the page still cannot read the response.
  const withCredentials = grants.some((grant) => grant.withCredentials && grant.on === 'actual')
  const isProtectedByNetwork = space === 'local' && severity.withCredentials === 'high'
  const plain = isProtectedByNetwork ? 'medium' : severity.without
  return {
    ...describeAnswers(code, grants, withCredentials ? severity.withCredentials : plain),
    origins: [...new Set(grants.map(({ origin }) => origin))],
    withCredentials,
  }
}

/** A finding that does not depend on which origin asked. */
function describeAnswers(
  code: WeaknessCode,
  shown: readonly { readonly exchange: Exchange; readonly on: Grant['on'] }[],
  severity: Severity = WEAKNESSES[code].severity.without,
): AuditFinding {
  const { severity: _, ...texts } = WEAKNESSES[code]
  const on = [...new Set(shown.map((each) => each.on))].sort()
  const exchanges = shown.map(({ exchange }) => exchange.number)
  return { code, ...texts, severity, origins: [], withCredentials: false, on, exchanges }
}

function findOpenPrivateServer(randoms: readonly ProbeResult[], { space }: Circumstances): AuditFinding | undefined {
  if (space !== 'local' && space !== 'loopback') return undefined
  const open = answered(randoms).filter(({ answer }) => getHeader(answer, 'Access-Control-Allow-Origin') === '*')
  if (open.length === 0) return undefined
  // On the machine itself, it is most likely being developed.
  return describeAnswers('audit/wildcard-on-private-network', open, space === 'local' ? 'medium' : 'low')
}

function findMissingVary(results: readonly ProbeResult[]): AuditFinding | undefined {
  const controls = answered(results.filter(({ plan }) => plan.control !== undefined)).filter(
    ({ on }) => on === 'actual',
  )
  const values = new Set(controls.map(({ answer }) => getHeader(answer, 'Access-Control-Allow-Origin')))
  const silent = controls.filter(({ answer }) => !variesOnOrigin(answer))
  if (values.size < 2 || silent.length === 0) return undefined
  const isStored = silent.some(({ answer }) => !/no-store|private/i.test(getHeader(answer, 'Cache-Control') ?? ''))
  return describeAnswers('audit/reflection-without-vary', silent, isStored ? 'medium' : 'low')
}

function variesOnOrigin(answer: Answer): boolean {
  const members = extractTokens(answer, 'Vary') ?? []
  return members.some((member) => member === '*' || member.toLowerCase() === 'origin')
}

function findGenerousPreflight(results: readonly ProbeResult[], { origin }: Circumstances): AuditFinding | undefined {
  const generous = answered(results.filter(({ plan }) => plan.control !== undefined)).filter(
    ({ on, answer }) => on === 'preflight' && isGranted(origin)(answer) && grantsAnything(answer),
  )
  return generous.length === 0 ? undefined : describeAnswers('audit/preflight-grants-anything', generous)
}

function grantsAnything(answer: Answer): boolean {
  const methods = extractTokens(answer, 'Access-Control-Allow-Methods') ?? []
  const names = (extractTokens(answer, 'Access-Control-Allow-Headers') ?? []).map((name) => name.toLowerCase())
  return [...methods, ...names].some((token) => ['CORS-DOCTOR', 'x-cors-doctor', '*'].includes(token))
}

function findOpenTimings(results: readonly ProbeResult[]): AuditFinding | undefined {
  const open = answered(results.slice(0, 1)).filter(({ answer }) => getHeader(answer, 'Timing-Allow-Origin') === '*')
  return open.length === 0 ? undefined : describeAnswers('audit/timing-for-anyone', open)
}

function isGranted(origin: string): (answer: Answer) => boolean {
  return (answer) => ['*', origin].includes(getHeader(answer, 'Access-Control-Allow-Origin') ?? '')
}

function answersOf(result: ProbeResult): readonly Answer[] {
  return answered([result]).map(({ answer }) => answer)
}

function answered(results: readonly ProbeResult[]) {
  return results.flatMap(({ exchanges, preflight }) =>
    [
      ...exchanges.map((exchange) => ({ exchange, on: 'actual' as const })),
      { exchange: preflight, on: 'preflight' as const },
    ].flatMap(({ exchange, on }) =>
      exchange.outcome.kind === 'answer' ? [{ exchange, on, answer: exchange.outcome }] : [],
    ),
  )
}
