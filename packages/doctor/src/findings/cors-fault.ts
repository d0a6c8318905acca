import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import { readHeader, valuesOf } from '../header-lines.ts'
import type { Answered } from '../observation.ts'
import { parseUrl } from '../request/parse-url.ts'
import { type Span, showHeader, showStatus, wholeOf } from './evidence.ts'
import type { Detection } from './finding-entry.ts'
import { compareOrigins, describeInvalid, recognizeMistake } from './origin-comparison.ts'

/** How a response fails the CORS check. */
export type CorsFault =
  | 'missing'
  | 'mismatch'
  | 'multiple'
  | 'invalid'
  | 'wildcard-with-credentials'
  | 'credentials-missing'
  | 'credentials-not-true'

/** A response, and what the browser model says of it. */
export interface CheckedResponse {
  readonly exchange: Answered
  /** The value of `Origin`. */
  readonly origin: string | null
  /** Why it fails: what is not of the CORS check is passed over. */
  readonly failures: readonly string[]
}

/** Looks for some faults in a response. */
export function lookForFaults(
  { exchange, origin, failures }: CheckedResponse,
  ...wanted: readonly CorsFault[]
): readonly Detection[] {
  return failures
    .map((code) => nameFault(code, exchange))
    .filter((fault) => fault !== undefined && wanted.includes(fault))
    .map((fault) => DESCRIPTIONS[fault as CorsFault](exchange, origin ?? 'null'))
}

function nameFault(code: string, { outcome }: Answered): CorsFault | undefined {
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
      return value === 'null' || parseUrl(value) !== undefined ? 'mismatch' : 'invalid'
    default:
      return undefined
  }
}

type Describe = (exchange: Answered, origin: string) => Detection

const DESCRIPTIONS: Readonly<Record<CorsFault, Describe>> = {
  missing: (exchange) => ({
    details: { status: String(exchange.outcome.status), contrast: '' },
    evidence: [showStatus(exchange)],
  }),
  mismatch: (exchange, origin) => {
    const { text, ...span } = compareOrigins(allowOriginOf(exchange), origin)
    return describeValue(exchange, text, () => span)
  },
  multiple: (exchange) =>
    describeValue(exchange, describeSeveral(valuesOf(exchange.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)), findSecondMember),
  invalid: (exchange) => describeValue(exchange, describeInvalid(allowOriginOf(exchange)), wholeOf),
  'wildcard-with-credentials': (exchange) => ({
    details: { status: String(exchange.outcome.status) },
    evidence: showHeader(exchange, ACCESS_CONTROL_ALLOW_ORIGIN, () => ({ at: 0, length: 1 })),
  }),
  'credentials-missing': (exchange) => ({
    details: { value: '', problem: 'It is missing.', status: String(exchange.outcome.status) },
    evidence: [showStatus(exchange)],
  }),
  'credentials-not-true': (exchange) => {
    const values = valuesOf(exchange.outcome, ACCESS_CONTROL_ALLOW_CREDENTIALS)
    const value = values.join(', ')
    const times = `It is sent ${values.length} times: more than one layer adds it.`
    const problem = values.length > 1 ? times : `It says '${value}'.`
    return {
      details: { value, problem, status: String(exchange.outcome.status) },
      evidence: showHeader(exchange, ACCESS_CONTROL_ALLOW_CREDENTIALS, wholeOf),
    }
  },
}

function allowOriginOf({ outcome }: Answered): string {
  return readHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN) ?? ''
}

function describeValue(exchange: Answered, difference: string, find: (value: string) => Span | undefined): Detection {
  return {
    details: { value: allowOriginOf(exchange), difference, status: String(exchange.outcome.status) },
    evidence: showHeader(exchange, ACCESS_CONTROL_ALLOW_ORIGIN, find),
  }
}

function describeSeveral(values: readonly string[]): string {
  if (values.length === 1) return `One line holds '${values[0]}': the list from a configuration, sent as it is.`
  const distinct = new Set(values)
  if (distinct.size === 1)
    return `'${values[0]}' is sent ${values.length} times: two layers, such as a proxy and the application, both add it.`
  if (distinct.has('*'))
    return 'One layer sends * and another sends an origin: perhaps a proxy, and the application behind it.'
  return `There are ${values.length} lines, and they disagree: ${[...distinct].join(' and ')}.`
}

/** Points at what comes after the first member of a list. */
function findSecondMember(value: string): Span | undefined {
  const separator = value.search(/[\s,]/)
  return separator === -1 ? undefined : { at: separator, length: value.length - separator }
}
