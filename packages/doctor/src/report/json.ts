import { writeJson } from './escape.ts'
import type { Examined, ExaminedStep, Report } from './report.ts'

/** The version of the shape of all JSON that cors-doctor writes. It changes only if a field changes its meaning. */
const SCHEMA_VERSION = 1

/** What all JSON of the doctor begins with. */
export function jsonHead(version: string): { readonly schemaVersion: number; readonly tool: object } {
  return { schemaVersion: SCHEMA_VERSION, tool: { name: 'cors-doctor', version } }
}

/** Writes a diagnosis as JSON, and the results of a file of expectations as one list. */
export function formatJson({ version, exitCode, file, cases }: Report): string {
  const head = jsonHead(version)
  const [first] = cases
  if (file === undefined && first !== undefined) {
    return writeJson({ ...head, exitCode, ...recordDiagnosis(first.diagnosis) })
  }
  const results = cases.map(({ diagnosis, expectation }) => ({ ...expectation, ...recordDiagnosis(diagnosis) }))
  return writeJson({ ...head, exitCode, file, results })
}

/** A diagnosis as JSON has it. Fields are only ever added. */
interface DiagnosisRecord extends Omit<Examined, 'steps'> {
  readonly steps: readonly StepRecord[]
}

/** A step names its findings by their codes. The list of all findings has them in full. */
interface StepRecord extends Omit<ExaminedStep, 'findings'> {
  readonly findings: readonly string[]
}

/** Makes the record of what was examined. */
function recordDiagnosis(diagnosis: Examined): DiagnosisRecord {
  const { request, verdict, verdicts, findings, readableHeaders, exchanges } = diagnosis
  const steps = diagnosis.steps.map((step) => ({ ...step, findings: step.findings.map(({ code }) => code) }))
  return { request, verdict, verdicts, steps, findings, readableHeaders, exchanges }
}

/** Returns a diagnosis without times, so that the same responses give the same output. */
export function withoutTiming<Whole extends Examined>(diagnosis: Whole): Whole {
  const exchanges = diagnosis.exchanges.map((exchange) => ({
    ...exchange,
    outcome: { ...exchange.outcome, milliseconds: 0 },
  }))
  const steps = diagnosis.steps.map((step) => ({ ...step, summary: withoutMilliseconds(step.summary) }))
  return { ...diagnosis, exchanges, steps }
}

/** Removes the time from the summary of a step. */
export function withoutMilliseconds(summary: string): string {
  return summary.replace(/, \d+ ms\b/, '')
}
