import { diagnoseOrigin, type OriginProblemCode } from '@crossorigin/grammar'
import { parseUrl } from '../request/parse-url.ts'

/** What is wrong, as the end of the sentence "no browser sends it as an origin: ...". */
const REASONS: Readonly<Record<OriginProblemCode, string>> = {
  backslash: 'it has a backslash',
  'default-port': 'the port is the default one, which is left out',
  empty: 'it is empty',
  file: 'pages from files have the origin null',
  fragment: 'it has a fragment',
  'host-bad-punycode': 'the host is not valid Punycode',
  'host-empty': 'it has no host',
  'host-empty-label': 'the host has an empty label',
  'host-forbidden-char': 'the host has a character that no host can have',
  'host-percent': 'the host has a percent sign',
  'host-sub-delims': 'the host has a character other than letters, digits, "-", "_" and "."',
  'host-unicode': 'the host is not in ASCII',
  'host-upper': 'the host is not in lower case',
  'ipv4-invalid': 'the host looks like an IPv4 address but is not valid',
  'ipv4-noncanonical': 'the IPv4 address is not written as browsers write it',
  'ipv6-invalid': 'the host looks like an IPv6 address but is not valid',
  'ipv6-noncanonical': 'the IPv6 address is not written as browsers write it',
  list: 'it is a list',
  'null-case': 'null is written in lower case, without quotes',
  'opaque-scheme': 'its scheme has no origins; such pages have the origin null',
  path: 'it has a path; an origin is scheme, host and port',
  'port-empty': 'the port is empty',
  'port-leading-zeros': 'the port begins with a zero',
  'port-not-digits': 'the port is not a number',
  'port-out-of-range': 'the port is greater than 65535',
  query: 'it has a query',
  'scheme-invalid': 'the scheme is invalid',
  'scheme-missing': 'it has no scheme',
  'scheme-not-a-page': 'pages are never loaded from such a scheme',
  'scheme-upper': 'the scheme is not in lower case',
  slashes: 'the scheme is not followed by two slashes',
  'too-long': 'it is too long',
  'trailing-slash': 'it ends with a slash',
  userinfo: 'it has a user name',
  'whitespace-inner': 'it has white space in it',
  'whitespace-outer': 'it has white space around it',
  wildcard: 'a page has one origin, not any',
}

/** Why a text is not an origin, and what to write. */
export interface OriginMistake {
  readonly reason: string
  /** The serialized form; `undefined` if there is no good guess. */
  readonly corrected: string | undefined
}

/** Says why no browser sends a text as an origin; `undefined` if one does. */
export function findOriginMistake(text: string): OriginMistake | undefined {
  const problem = diagnoseOrigin(text)
  if (problem === undefined) return undefined
  const { code } = problem
  const isOpaque = code === 'file' || code === 'opaque-scheme'
  return { reason: REASONS[code], corrected: isOpaque ? 'null' : problem.corrected }
}

/** Why a text is not an absolute URL, and what to write. */
export interface UrlMistake {
  readonly reason: string
  /** `undefined` if there is no good guess. */
  readonly corrected: string | undefined
}

/** Says why a text is not an absolute URL; `undefined` if it is one. */
export function findUrlMistake(text: string): UrlMistake | undefined {
  if (text.trim() === '') return { reason: 'it is empty', corrected: undefined }
  if (text !== text.trim()) return { reason: 'it has white space around it', corrected: correct(text.trim()) }
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return { reason: 'it has no scheme', corrected: correct(withScheme(text)) }
  if (parseUrl(text) === undefined) return { reason: 'it cannot be parsed', corrected: undefined }
  return undefined
}

/** Servers on localhost rarely have certificates. */
function withScheme(text: string): string {
  if (/^https?:/i.test(text)) return text.replace(/:\/*/, '://')
  const rest = text.replace(/^:?\/+/, '')
  return `${/^(?:localhost|127\.|\[)/.test(rest) ? 'http' : 'https'}://${rest}`
}

/** A guess is only offered if it looks like the address of a server. */
function correct(guess: string): string | undefined {
  if (parseUrl(guess) === undefined) return undefined
  const { hostname } = new URL(guess)
  return hostname === 'localhost' || /[.:]/.test(hostname) ? guess : undefined
}

/** A host in lower case, with a port and what follows it; labels that are longer may be parts of a token. */
const HOST = /^(?:localhost|[a-z0-9-]{1,30}(?:\.[a-z0-9-]{1,30})+)\.?(?::\d+)?(?:[/?#]|$)/

/** Tells whether a text has the looks of an address, and not of a value that went astray on a command line. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]{0,20}:\/+/i.test(text.trim()) || HOST.test(text.trim())
}

/**
 * Names a thing together with what was typed for it, if that is an address: anything else may be a secret.
 *
 * Security: in an address with spaces or quotes, nobody can tell where a password or a query ends.
 */
export function nameTyped(thing: string, text: string): string {
  return isAddress(text) && !/[\s"'<>`]/.test(text) ? `${thing} ${JSON.stringify(text)}` : thing
}
