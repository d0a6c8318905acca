import {
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  diagnoseOrigin,
  type OriginProblemCode,
} from '@crossorigin/grammar'
import { readHeader, valuesOf } from '../header-lines.ts'
import type { Answered } from '../observation.ts'
import { differByWww, parseUrl } from '../request/parse-url.ts'
import { type Span, showHeader, showStatus, wholeOf } from './evidence.ts'
import type { Detection } from './finding-entry.ts'
import { ALLOW_ORIGIN_LINES } from './fix-line.ts'

/** How a response fails the CORS check. */
export type CorsFault =
  | 'missing'
  | 'mismatch'
  | 'multiple'
  | 'invalid'
  | 'wildcard-with-credentials'
  | 'credentials-missing'
  | 'credentials-not-true'

const CORS_CHECK = 'https://fetch.spec.whatwg.org/#concept-cors-check'

/** The words of faults that preflights and actual responses share. */
export const FAULT_WORDS = {
  mismatch: {
    explanation:
      "Browsers compare the header with the page's origin byte for byte, including scheme, port, case and slashes. " +
      '{difference}',
    fix: "Send back the request's own origin if it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  multiple: {
    explanation:
      'The header must be exactly one origin or *. It cannot be a list, and it cannot be sent twice. {difference}',
    fix: 'Send one origin: that of the request, if it is allowed. If two layers add the header, leave that to one of them.',
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
  invalid: {
    explanation:
      'The header must be an origin as browsers write it, such as https://app.example.com, or *. {difference}',
    fix: "Send back the request's own origin if it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: CORS_CHECK,
  },
} as const

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

/** How a value of `Access-Control-Allow-Origin` fails to be what it should be, in words, and where. */
export interface Comparison extends Span {
  readonly text: string
}

/** An origin, or something that was to be one, with where its parts are. */
interface Parts {
  readonly scheme: string
  readonly host: Located
  readonly port: Located
  readonly tail: Located
}

interface Located extends Span {
  readonly text: string
}

/** Compares an origin that a server names with that of the page, part by part. */
export function compareOrigins(value: string, origin: string): Comparison {
  const whole = { at: 0, length: value.length }
  if (value === 'null') {
    return { text: `It is the word null, and the page is ${origin}. Often a value is not configured.`, ...whole }
  }
  if (origin === 'null') {
    return { text: `The request goes out with Origin: null; the header says ${value}.`, ...whole }
  }
  const parts = takeApart(value)
  const page = takeApart(origin)
  if (parts === undefined || page === undefined) return { text: describeForeign(value, origin), ...whole }
  const differences = [...compareParts(parts, page), ...findExcess(parts)]
  const [first] = differences
  if (first === undefined) return { text: describeForeign(value, origin), ...whole }
  const list = differences.map(({ text }) => text).join('; ')
  return {
    at: first.at,
    length: first.length,
    text: `${capitalize(list)}. It says ${value}, and the page is ${origin}.`,
  }
}

function describeForeign(value: string, origin: string): string {
  const { corrected } = diagnoseOrigin(value) ?? {}
  const hint = corrected === undefined ? '' : ` Perhaps ${corrected} was meant.`
  return `It says ${value}, and the page is ${origin}.${hint}`
}

function compareParts(parts: Parts, page: Parts): readonly Comparison[] {
  const scheme = { at: 0, length: parts.scheme.length }
  return [
    parts.scheme === page.scheme ? undefined : { ...scheme, text: compareSchemes(parts.scheme, page.scheme) },
    parts.host.text === page.host.text
      ? undefined
      : { ...parts.host, text: compareHosts(parts.host.text, page.host.text) },
    parts.port.text === page.port.text ? undefined : { ...spanOfPort(parts), text: comparePorts(parts, page) },
  ].filter((part) => part !== undefined)
}

function compareSchemes(scheme: string, expected: string): string {
  if (scheme.toLowerCase() === expected) return 'the scheme is in upper case'
  return `the scheme is ${scheme} instead of ${expected}`
}

function compareHosts(host: string, expected: string): string {
  if (host.includes('*')) return 'it is a pattern, which browsers do not expand'
  if (host.toLowerCase() === expected) return 'the host has upper-case letters'
  if (differByWww(host, expected)) return "the hosts differ by 'www.'"
  if (host === `${expected}.` || expected === `${host}.`) return 'the hosts differ by the dot at the end'
  if (/[{}$<>%]/.test(host)) return 'it is a template that was not filled in'
  if (host.endsWith(`.${expected}`)) return 'it is a subdomain of the host'
  if (expected.endsWith(`.${host}`)) return 'the page is on a subdomain of it'
  return 'the host differs'
}

function comparePorts({ scheme, port }: Parts, page: Parts): string {
  if (port.text === '') return `the port :${page.port.text} is missing`
  if (port.text === '*') return 'the port is a pattern, which browsers do not expand'
  const isDefault = (scheme === 'https' && port.text === '443') || (scheme === 'http' && port.text === '80')
  if (page.port.text === '')
    return isDefault ? 'browsers leave out the default port' : `the port :${port.text} must be removed`
  return `the port is ${port.text} instead of ${page.port.text}`
}

/** A port that is missing is missing after the host. */
function spanOfPort({ host, port }: Parts): Span {
  return port.text === '' ? { at: host.at + host.length, length: 0 } : port
}

function findExcess({ tail }: Parts): readonly Comparison[] {
  if (tail.text === '') return []
  const text = tail.text === '/' ? 'it ends with a slash; browsers send none' : 'an origin has no path'
  return [{ at: tail.at, length: tail.length, text }]
}

function takeApart(text: string): Parts | undefined {
  const separator = text.indexOf('://')
  if (separator < 1) return undefined
  const start = separator + 3
  const rest = text.slice(start)
  const end = rest.search(/[/?#]/)
  const authority = end === -1 ? rest : rest.slice(0, end)
  const colon = authority.startsWith('[') ? authority.indexOf(':', authority.indexOf(']')) : authority.indexOf(':')
  const host = colon === -1 ? authority : authority.slice(0, colon)
  const port = colon === -1 ? '' : authority.slice(colon + 1)
  const portAt = start + host.length + 1
  return {
    scheme: text.slice(0, separator),
    host: locate(host, start),
    port: locate(port, portAt),
    tail: locate(rest.slice(authority.length), start + authority.length),
  }
}

function locate(text: string, at: number): Located {
  return { text, at, length: text.length }
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const WORDS: Readonly<Record<string, string>> = {
  undefined: 'JavaScript prints a value that is not set',
  '[object Object]': 'JavaScript prints an object',
  '[object Promise]': 'JavaScript prints a promise',
  '[object Array]': 'JavaScript prints an array',
  NaN: 'JavaScript prints what is not a number',
  true: 'JavaScript prints a boolean',
  false: 'JavaScript prints a boolean',
  none: 'other settings use it to allow no one',
  None: 'Python prints a value that is not set',
  True: 'Python prints a boolean',
  False: 'Python prints a boolean',
}

/** Recognizes what a value is instead of an origin; `undefined` if it is not like a known one. */
function recognizeMistake(value: string): string | undefined {
  if (value === '') return 'The header is there, and it is empty.'
  if (Object.hasOwn(WORDS, value)) return `It says ${value}: so ${WORDS[value]}.`
  if (/^["']/.test(value)) return `It says ${value}: the quotes are part of the value.`
  if (/\{\{|\$\{|<%|%\{|\$\(|^\$[a-zA-Z_]/.test(value)) return `It says ${value}: a template that was never filled in.`
  if (/^[/^].*(?:\\|\$\/?[a-z]?$)/.test(value)) return `It says ${value}: the source of a regular expression.`
  return undefined
}

const PROBLEMS: Partial<Readonly<Record<OriginProblemCode, string>>> = {
  'scheme-missing': 'it has no scheme',
  'host-empty': 'it has no host',
  slashes: 'the scheme is not followed by two slashes',
}

/** Says why a value is not a valid origin. */
export function describeInvalid(value: string): string {
  const known = recognizeMistake(value)
  if (known !== undefined) return known
  if (value.includes('*')) return `It says ${value}: a pattern, which browsers do not expand.`
  const { code, corrected } = diagnoseOrigin(value) ?? {}
  const reason = (code === undefined ? undefined : PROBLEMS[code]) ?? 'that is not a valid origin'
  const hint = corrected === undefined ? '' : ` Perhaps ${corrected} was meant.`
  return `It says ${value}: ${reason}.${hint}`
}
