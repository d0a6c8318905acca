import { diagnose } from '../diagnose.ts'
import type { Diagnosis, DiagnosisOptions } from '../diagnosis.ts'
import type { Finding } from '../finding.ts'
import { FINDINGS, isFindingCode } from '../findings/findings.ts'
import { isChromiumCorsError } from '../messages/messages.ts'
import { type Exchange, isProbe, isRedirect } from '../network/exchange.ts'
import type { Outcome, ReportedCase } from '../report/report.ts'
import type { Expectation } from './expectation-file.ts'

/** Examines what is expected, one after the other, and says what became of it. */
export async function* check(
  expectations: readonly Expectation[],
  options: DiagnosisOptions,
): AsyncGenerator<ReportedCase> {
  for (const expectation of expectations) {
    const diagnosis = await diagnose(expectation.input, options)
    options.signal?.throwIfAborted()
    const { expect, code, line, column } = expectation
    yield { diagnosis, expectation: { expect, code, line, column, ...compare(expectation, diagnosis) } }
  }
}

/** What became of an expectation. */
export interface Comparison {
  readonly outcome: Outcome
  /** The requests that decide, with their responses: `OPTIONS -> 204, PUT -> 200`. */
  readonly seen: string
  readonly sentence: string
}

/**
 * Compares a diagnosis with what was expected of it.
 *
 * Security: `blocked` is met only if a server that is there denied the request. A browser also blocks a request that got no
 * response, an error page or a redirect to a login page, but that says nothing about the policy.
 */
export function compare(expectation: Pick<Expectation, 'expect' | 'code'>, diagnosis: Diagnosis): Comparison {
  const seen = describeExchanges(diagnosis.exchanges)
  const { outcome, text } =
    expectation.expect === 'allowed' ? allow(expectation, diagnosis) : block(expectation, diagnosis)
  return { outcome, seen, sentence: `${text}: ${seen}.` }
}

interface Judged {
  readonly outcome: Outcome
  readonly text: string
}

function allow({ code }: Pick<Expectation, 'code'>, diagnosis: Diagnosis): Judged {
  const { verdict } = diagnosis
  if (verdict === 'unknown') return untested('allowed', diagnosis)
  if (verdict === 'blocked') return { outcome: 'unmet', text: 'Expected allowed, found blocked' }
  if (code !== undefined && !hasFinding(code, diagnosis)) return withoutFinding(code)
  return { outcome: 'met', text: 'Allowed, as expected' }
}

function block({ code }: Pick<Expectation, 'code'>, diagnosis: Diagnosis): Judged {
  const { verdict, verdicts } = diagnosis
  if (verdict === 'allowed') return { outcome: 'unmet', text: 'Expected blocked, found allowed' }
  const allowing = Object.entries(verdicts).flatMap(([engine, one]) => (one === 'allowed' ? [engine] : []))
  if (allowing.length > 0)
    return { outcome: 'unmet', text: `Expected blocked, found allowed in ${allowing.join(', ')}` }
  const denial = verdict === 'blocked' ? findDenial(diagnosis) : undefined
  if (code !== undefined && isError(code, diagnosis) && (denial !== undefined || isCauseItself(code)))
    return { outcome: 'met', text: `Blocked by ${code}, as expected` }
  if (denial === undefined) return untested('blocked', diagnosis)
  if (code === undefined) return { outcome: 'met', text: `Blocked by ${denial.code}, as expected` }
  if (!hasFinding(code, diagnosis)) return withoutFinding(code)
  return { outcome: 'met', text: `Blocked by ${denial.code}, and with ${code}, as expected` }
}

function hasFinding(code: string, { findings }: Diagnosis): boolean {
  return findings.some((finding) => finding.code === code)
}

/** A note or a warning blocks nothing: it does not show that the server is there. */
function isError(code: string, { findings }: Diagnosis): boolean {
  return findings.some((finding) => finding.code === code && finding.level === 'error')
}

/** These say themselves that something other than a policy responded, or that nothing did. */
const OWN_CAUSES: readonly string[] = ['network', 'look-alike', 'redirect', 'status']

/**
 * Tells whether a code is met without a denial by the policy.
 *
 * Security: a missing header is also missing from the page of a gateway. Naming its code must not make a check weaker.
 */
function isCauseItself(code: string): boolean {
  return isFindingCode(code) && OWN_CAUSES.includes(FINDINGS[code].cause)
}

function withoutFinding(code: string): Judged {
  return { outcome: 'unmet', text: `Expected the finding ${code}, which is not there` }
}

function untested(expect: Expectation['expect'], { verdict, steps }: Diagnosis): Judged {
  const isSilent = verdict === 'blocked'
  const why =
    steps.find(({ name, status }) => name === 'actual' && status === 'skip') ??
    steps.find(({ status }) => status === 'error')
  const reason = isSilent
    ? ' (no response from the URL itself that its CORS policy was applied to)'
    : why === undefined
      ? ''
      : ` (${why.summary})`
  return { outcome: 'untested', text: `Expected ${expect}, could not be tested${reason}` }
}

/**
 * Finds what shows that the CORS policy of the URL denied the request: a fault of the last response that a browser gets, since it
 * stops there.
 */
function findDenial({ findings, exchanges }: Diagnosis): Finding | undefined {
  const sent = exchanges.filter(({ purpose }) => !isProbe(purpose))
  const last = sent.at(-1)
  const isElsewhere = sent.slice(0, -1).some(({ outcome }) => outcome.kind === 'answer' && isRedirect(outcome.status))
  if (last === undefined || isElsewhere || !isOfPolicy(last) || isProbeLost(exchanges)) return undefined
  if (findings.some(({ code }) => code === 'lookalike/proxy-or-portal')) return undefined
  return findings.find(
    ({ code, level, evidence }) =>
      level === 'error' &&
      isChromiumCorsError(code) &&
      evidence.some(({ exchange, side }) => side !== 'request' && exchange === last.number),
  )
}

/** These come from gateways, proxies and limits, or say that there is nothing at the URL. */
const FOREIGN_STATUSES: ReadonlySet<number> = new Set([404, 407, 408, 410, 421, 425, 426, 429, 431, 451])

/** Redirects, failures of a server and some other statuses are the responses of something other than the resource. */
function isOfPolicy({ outcome }: Exchange): boolean {
  if (outcome.kind === 'failure') return false
  const { status } = outcome
  return (status >= 200 && status <= 299) || (status >= 400 && status <= 499 && !FOREIGN_STATUSES.has(status))
}

/** A preflight may come from a portal or a gateway in front of a server that is not there. */
function isProbeLost(exchanges: readonly Exchange[]): boolean {
  const probe = exchanges.find(({ purpose }) => purpose === 'substitute')
  return probe !== undefined && (probe.outcome.kind === 'failure' || probe.outcome.status >= 500)
}

function describeExchanges(exchanges: readonly Exchange[]): string {
  const decisive = exchanges.filter(({ purpose }) => !isProbe(purpose))
  if (decisive.length === 0) return 'nothing was sent'
  return decisive
    .map(({ request, outcome }) =>
      outcome.kind === 'answer'
        ? `${request.method} -> ${outcome.status}`
        : `${request.method} -> no response (${outcome.failure})`,
    )
    .join(', ')
}
