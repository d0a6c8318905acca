import { diagnoseOrigin, type OriginProblemCode } from '@crossorigin/grammar'
import { differByWww } from '../request/parse-url.ts'
import type { Span } from './evidence.ts'

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
export function recognizeMistake(value: string): string | undefined {
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
  slashes: 'there are not two slashes after the scheme',
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
