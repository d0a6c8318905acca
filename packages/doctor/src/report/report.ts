import type { Diagnosis, DiagnosisInput, Step, Verdict } from '../diagnosis.ts'
import type { Finding } from '../finding.ts'
import type { Exchange } from '../network/exchange.ts'

/** A finding of a diagnosis, or a weakness that an audit has found. */
export interface ExaminedFinding extends Omit<Finding, 'code' | 'step'> {
  readonly code: string
  readonly step: string
}

/** A step of a diagnosis, or what an audit has looked for. */
export interface ExaminedStep extends Pick<Step, 'status' | 'summary'> {
  readonly name: string
  readonly findings: readonly ExaminedFinding[]
}

/** What has been examined: a diagnosis is such a thing, and an audit can be told as one. */
export interface Examined {
  readonly request: DiagnosisInput
  /** An audit gives none. */
  readonly verdict: Verdict | 'audited'
  readonly verdicts?: Diagnosis['verdicts'] | undefined
  readonly readableHeaders?: readonly string[] | undefined
  readonly steps: readonly ExaminedStep[]
  /** The most important first. */
  readonly findings: readonly ExaminedFinding[]
  readonly exchanges: readonly Exchange[]
}

/** What engines are called where people read. */
export const ENGINE_NAMES = { chromium: 'Chrome', firefox: 'Firefox', webkit: 'Safari' } as const

/** The outcome of an expectation: `untested` if there is no verdict to compare it with. */
export type Outcome = 'met' | 'unmet' | 'untested'

/** What was expected, and where that is written. */
export interface ReportedExpectation {
  readonly expect: 'allowed' | 'blocked'
  /** The code of a finding that was expected too. */
  readonly code?: string | undefined
  /** From 1. */
  readonly line: number
  readonly column: number
  readonly outcome: Outcome
  /** The requests that a browser sends, with what came back: `OPTIONS -> 204, PUT -> 200`. */
  readonly seen: string
  /** In a sentence, with what was seen: `Expected allowed, found blocked: GET -> 200.` */
  readonly sentence: string
}

/** One request that was examined. */
export interface ReportedCase {
  readonly diagnosis: Examined
  readonly expectation?: ReportedExpectation | undefined
}

/** What all machine-readable formats are made from. */
export interface Report {
  /** Of the doctor. */
  readonly version: string
  readonly exitCode: number
  /** The file of the expectations, as it was given. */
  readonly file?: string | undefined
  readonly cases: readonly ReportedCase[]
}

/** Something to be told: a finding, or an expectation that stands alone. */
export interface Problem {
  readonly code: string
  readonly level: Finding['level']
  readonly title: string
  /** With the remedy. */
  readonly text: string
  /** Absent if an expectation was not met and nothing was found. */
  readonly finding?: ExaminedFinding | undefined
  readonly reported: ReportedCase
}

/** Lists what to report of a case. What blocks is not a problem if blocked was expected. */
export function listProblems(reported: ReportedCase): readonly Problem[] {
  const { diagnosis, expectation } = reported
  if (expectation?.outcome === 'met' && expectation.expect === 'blocked') return []
  const findings = diagnosis.findings.map((finding): Problem => {
    const { code, level, title } = finding
    return { code, level, title, text: tellFinding(finding), finding, reported }
  })
  if (expectation === undefined || expectation.outcome === 'met') return findings
  const isUnmet = expectation.outcome === 'unmet'
  const sentence = `${nameRequest(diagnosis.request)}: ${expectation.sentence}`
  const [first, ...others] = findings
  // What blocks says why: one problem, told once.
  if (isUnmet && first?.level === 'error') return [{ ...first, text: `${sentence} ${first.text}` }, ...others]
  const alone: Problem = {
    code: `expectation/${expectation.outcome}`,
    level: isUnmet ? 'error' : 'warning',
    title: isUnmet ? 'Expectation not met' : 'Expectation not tested',
    text: sentence,
    reported,
  }
  return [alone, ...findings]
}

/** Names a request in a line. */
export function nameRequest({ method = 'GET', url, origin }: DiagnosisInput): string {
  return `${method} ${url} from ${origin}`
}

function tellFinding({ title, explanation, fix }: ExaminedFinding): string {
  return [title, explanation, fix]
    .filter((sentence) => sentence !== '')
    .map(endSentence)
    .join(' ')
}

/** Ends a sentence with a period, unless it has an end of its own. */
export function endSentence(text: string): string {
  return /[.!?:]$/.test(text) ? text : `${text}.`
}
