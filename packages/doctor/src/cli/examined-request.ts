import type { DiagnosisInput, DiagnosisOptions } from '../diagnosis.ts'
import type { HeaderLine } from '../network/exchange.ts'
import { findHeaderSecrets, findUrlSecrets, type Range } from '../report/harmless.ts'
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
  const isUnchecked = source.insecure === true && options.insecure !== true
  return {
    input: isUnchecked ? withoutCredentials(input) : input,
    options: {
      ...options,
      cookie: isUnchecked ? undefined : (options.cookie ?? source.cookie),
      insecure: options.insecure === true || source.insecure === true,
      resolve: { ...source.resolve, ...options.resolve },
    },
    notes: isUnchecked ? [...source.notes, UNCHECKED] : source.notes,
  }
}

const UNCHECKED =
  'The command has -k, so certificates are not checked. Over such connections no cookie and no body is sent, and "x" in place of ' +
  'values of headers and of the URL that may be secrets. To send them anyway, add --insecure.'

/** Security: -k often stays in copied commands. An attacker on the network then receives what is sent. */
function withoutCredentials(input: DiagnosisInput): DiagnosisInput {
  const headers = input.headers?.map(([name, value]): HeaderLine => [name, mask(value, findHeaderSecrets(name, value))])
  const url = mask(input.url, findUrlSecrets(input.url))
  return { ...input, url, headers, ...(input.body === undefined ? {} : { body: '' }) }
}

function mask(text: string, secrets: readonly Range[]): string {
  return secrets.reduceRight((rest, [start, end]) => `${rest.slice(0, start)}x${rest.slice(end)}`, text)
}
