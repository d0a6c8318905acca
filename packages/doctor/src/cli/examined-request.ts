import type { DiagnosisInput, DiagnosisOptions } from '../diagnosis.ts'
import type { Arguments } from './arguments.ts'
import { readDiagnosisOptions } from './option-value.ts'
import { readPastedRequest } from './pasted-request.ts'
import { readRequestArguments } from './request-arguments.ts'

/** What is to be examined, and how. */
export interface ExaminedRequest {
  readonly input: DiagnosisInput
  readonly options: DiagnosisOptions
  /** How what was pasted was understood. Not safe to print. */
  readonly notes: readonly string[]
}

/** Brings together what was typed and what was pasted; what was typed decides. */
export async function readExaminedRequest(parsed: Arguments): Promise<ExaminedRequest> {
  const source = await readPastedRequest(parsed.values)
  const options = readDiagnosisOptions(parsed.values)
  const input = readRequestArguments(parsed, source?.input)
  if (source === undefined) return { input, options, notes: [] }
  return {
    input,
    options: {
      ...options,
      cookie: options.cookie ?? source.cookie,
      insecure: options.insecure === true || source.insecure === true,
      resolve: { ...source.resolve, ...options.resolve },
    },
    notes: source.notes,
  }
}
