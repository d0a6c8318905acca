import { diagnose } from '../diagnose.ts'
import type { Diagnosis, DiagnosisOptions } from '../diagnosis.ts'
import type { Outcome, ReportedCase } from '../report/report.ts'
import type { Expectation } from './expectation.ts'

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

/** Holds a diagnosis against what was expected of it. */
export function compare(
  { expect, code }: Pick<Expectation, 'expect' | 'code'>,
  { verdict, findings, steps }: Diagnosis,
): { readonly outcome: Outcome; readonly sentence: string } {
  if (verdict === 'unknown') {
    const why = steps.find(({ name, status }) => name === 'actual' && status === 'skip') ?? steps.find(isWorst)
    const reason = why === undefined ? '' : ` (${why.summary})`
    return { outcome: 'untested', sentence: `Expected ${expect}, could not be tested${reason}.` }
  }
  if (verdict !== expect) return { outcome: 'unmet', sentence: `Expected ${expect}, found ${verdict}.` }
  if (code !== undefined && !findings.some((finding) => finding.code === code)) {
    return { outcome: 'unmet', sentence: `Expected the finding ${code}, which is not there.` }
  }
  return { outcome: 'met', sentence: `${expect === 'allowed' ? 'Allowed' : 'Blocked'}, as expected.` }
}

function isWorst({ status }: Diagnosis['steps'][number]): boolean {
  return status === 'error'
}
