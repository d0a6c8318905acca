import type { Examined, ExaminedStep } from './report.ts'

/** What was examined, as it stands in JSON. Fields are only ever added. */
export interface DiagnosisRecord extends Omit<Examined, 'steps'> {
  readonly steps: readonly StepRecord[]
}

/** A step names its findings by their codes; they stand whole in the list of all. */
interface StepRecord extends Omit<ExaminedStep, 'findings'> {
  readonly findings: readonly string[]
}

/** Makes the record of what was examined. */
export function recordDiagnosis(diagnosis: Examined): DiagnosisRecord {
  const { request, verdict, verdicts, findings, readableHeaders, exchanges } = diagnosis
  const steps = diagnosis.steps.map((step) => ({ ...step, findings: step.findings.map(({ code }) => code) }))
  return { request, verdict, verdicts, steps, findings, readableHeaders, exchanges }
}
