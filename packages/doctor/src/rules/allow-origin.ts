import type { CorsCheckCode } from '@crossorigin/browser-model'
import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { Answered } from '../observation.ts'
import { compareOrigins, describeInvalid, recognizeMistake } from './origin-comparison.ts'
import { readHeader, showHeader, showStatus, valuesOf } from './seen-header.ts'

/** How a response fails the CORS check. */
export type CorsFault =
  | 'missing'
  | 'mismatch'
  | 'multiple'
  | 'invalid'
  | 'wildcard-with-credentials'
  | 'credentials-missing'
  | 'credentials-not-true'

/** Puts a reason why a response fails the CORS check into a sighting of the code that it has at this place. */
export function describeCorsFault(
  code: CorsCheckCode,
  { exchange, origin }: { readonly exchange: Answered; readonly origin: string },
  codes: Readonly<Record<CorsFault, FindingCode>>,
): Sighting {
  const fault = nameFault(code, exchange)
  return {
    code: codes[fault],
    ...EXPLANATIONS[fault](exchange, origin),
  }
}

function nameFault(code: CorsCheckCode, { outcome }: Answered): CorsFault {
  const value = readHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN) ?? ''
  switch (code) {
    case 'allow-origin-missing':
      return 'missing'
    case 'allow-origin-wildcard-with-credentials':
      return 'wildcard-with-credentials'
    case 'allow-credentials-missing':
      return 'credentials-missing'
    case 'allow-credentials-not-true':
      return 'credentials-not-true'
    case 'allow-origin-multiple':
      return valuesOf(outcome, ACCESS_CONTROL_ALLOW_ORIGIN).length === 1 && recognizeMistake(value) !== undefined
        ? 'invalid'
        : 'multiple'
    case 'allow-origin-mismatch':
      return value === 'null' || URL.canParse(value) ? 'mismatch' : 'invalid'
  }
}

type Explain = (exchange: Answered, origin: string) => Omit<Sighting, 'code'>

const EXPLANATIONS: Readonly<Record<CorsFault, Explain>> = {
  missing: (exchange) => ({
    details: { status: String(exchange.outcome.status), contrast: '' },
    evidence: [showStatus(exchange)],
  }),
  mismatch: (exchange, origin) => {
    const { text, at, length } = compareOrigins(allowOriginOf(exchange), origin)
    return {
      details: detailsOf(exchange, text),
      evidence: showHeader(exchange, ACCESS_CONTROL_ALLOW_ORIGIN, () => ({ at, length })),
    }
  },
  multiple: (exchange) => ({
    details: detailsOf(exchange, describeSeveral(valuesOf(exchange.outcome, ACCESS_CONTROL_ALLOW_ORIGIN))),
    evidence: showHeader(exchange, ACCESS_CONTROL_ALLOW_ORIGIN, findSecondMember),
  }),
  invalid: (exchange) => ({
    details: detailsOf(exchange, describeInvalid(allowOriginOf(exchange))),
    evidence: showHeader(exchange, ACCESS_CONTROL_ALLOW_ORIGIN, (value) => ({ at: 0, length: value.length })),
  }),
  'wildcard-with-credentials': (exchange) => ({
    details: { status: String(exchange.outcome.status) },
    evidence: showHeader(exchange, ACCESS_CONTROL_ALLOW_ORIGIN, () => ({ at: 0, length: 1 })),
  }),
  'credentials-missing': (exchange) => ({
    details: { value: '', problem: 'It is not there.', status: String(exchange.outcome.status) },
    evidence: [showStatus(exchange)],
  }),
  'credentials-not-true': (exchange) => {
    const values = valuesOf(exchange.outcome, ACCESS_CONTROL_ALLOW_CREDENTIALS)
    const value = values.join(', ')
    const times = `It comes ${values.length} times: more than one layer adds it.`
    const problem = values.length > 1 ? times : `It says '${value}'.`
    return {
      details: { value, problem, status: String(exchange.outcome.status) },
      evidence: showHeader(exchange, ACCESS_CONTROL_ALLOW_CREDENTIALS, ({ length }) => ({ at: 0, length })),
    }
  },
}

function allowOriginOf({ outcome }: Answered): string {
  return readHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN) ?? ''
}

function detailsOf(exchange: Answered, difference: string): Readonly<Record<string, string>> {
  return { value: allowOriginOf(exchange), difference, status: String(exchange.outcome.status) }
}

function describeSeveral(values: readonly string[]): string {
  if (values.length === 1) return `One line holds '${values[0]}': the list from a configuration, sent as it is.`
  const distinct = new Set(values)
  if (distinct.size === 1)
    return `'${values[0]}' comes ${values.length} times: two layers, such as a proxy and the application, each add it.`
  if (distinct.has('*'))
    return 'One layer says * and another names an origin: a proxy, perhaps, and the application behind it.'
  return `There are ${values.length} lines, and they disagree: ${[...distinct].join(' and ')}.`
}

/** Points at what comes after the first member of a list. */
function findSecondMember(value: string): { at: number; length: number } | undefined {
  const separator = value.search(/[\s,]/)
  return separator === -1 ? undefined : { at: separator, length: value.length - separator }
}
