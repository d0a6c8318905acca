import { recordDiagnosis } from './diagnosis-record.ts'
import { writeJson } from './escape.ts'
import type { Report } from './report.ts'

/** The version of the shape of all JSON that the doctor writes; it changes only where a field changes its meaning. */
export const SCHEMA_VERSION = 1

/** Writes a diagnosis as JSON; the results of a file of expectations as one list of them. */
export function formatJson({ version, exitCode, file, cases }: Report): string {
  const head = { schemaVersion: SCHEMA_VERSION, tool: { name: 'cors-doctor', version } }
  const [first] = cases
  if (file === undefined && first !== undefined) {
    return writeJson({ ...head, exitCode, ...recordDiagnosis(first.diagnosis) })
  }
  const results = cases.map(({ diagnosis, expectation }) => ({ ...expectation, ...recordDiagnosis(diagnosis) }))
  return writeJson({ ...head, exitCode, file, results })
}
