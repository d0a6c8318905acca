import { MAX_ORIGIN_LENGTH, parseOrigin } from './serialized-origin.ts'

/** Why a text is not a serialized origin. */
export type OriginProblemCode =
  | 'backslash'
  | 'default-port'
  | 'empty'
  | 'file'
  | 'fragment'
  | 'host-bad-punycode'
  | 'host-empty'
  | 'host-empty-label'
  | 'host-forbidden-char'
  | 'host-percent'
  | 'host-sub-delims'
  | 'host-unicode'
  | 'host-upper'
  | 'ipv4-invalid'
  | 'ipv4-noncanonical'
  | 'ipv6-invalid'
  | 'ipv6-noncanonical'
  | 'list'
  | 'null-case'
  | 'opaque-scheme'
  | 'path'
  | 'port-empty'
  | 'port-leading-zeros'
  | 'port-not-digits'
  | 'port-out-of-range'
  | 'query'
  | 'scheme-invalid'
  | 'scheme-missing'
  | 'scheme-not-a-page'
  | 'scheme-upper'
  | 'slashes'
  | 'too-long'
  | 'trailing-slash'
  | 'userinfo'
  | 'whitespace-inner'
  | 'whitespace-outer'
  | 'wildcard'

/** A problem, and the origin that was probably meant. */
export interface OriginProblem {
  readonly code: OriginProblemCode
  /** The serialized origin to use instead; `undefined` if there is no good guess. */
  readonly corrected: string | undefined
}

/** The WHATWG URL parser, which every runtime has. It is declared because this package does not depend on an environment's types. */
declare const URL: new (text: string) => { readonly origin: string; readonly hostname: string }

/** Schemes of the URL standard that a page can have. Their hosts follow the rules of domain names and addresses. */
const WEB_SCHEMES: ReadonlySet<string> = new Set(['http', 'https'])
/** Schemes of the URL standard that have tuple origins, although pages are never loaded from them. */
const SCHEMES_WITHOUT_PAGES: ReadonlySet<string> = new Set(['ftp', 'ws', 'wss'])

/**
 * Finds out why browsers do not send a text as `Origin`, and what was probably meant. Returns `undefined` if they do send it: for
 * a serialized origin in canonical form, and for `null`.
 *
 * Use it for configurations and command lines. It is slow, and it guesses; for requests, use {@link parseOrigin}.
 *
 * @example
 * ```ts
 * diagnoseOrigin('https://example.com/') // { code: 'trailing-slash', corrected: 'https://example.com' }
 * diagnoseOrigin('https://example.com') // undefined
 * ```
 * @see https://fetch.spec.whatwg.org/#origin-header
 */
export function diagnoseOrigin(text: string): OriginProblem | undefined {
  if (text === 'null' || isPlain(text)) return undefined
  if (text.length > MAX_ORIGIN_LENGTH) return problem('too-long')
  const found = diagnoseWhole(text) ?? diagnoseParts(text)
  return found?.corrected === undefined ? found : problem(found.code, correctedOf(found.corrected))
}

/**
 * Performance: most origins need neither IDNA nor an address parser, and lists of them are long. A name without Punycode
 * whose last label begins with a letter is already in canonical form.
 */
function isPlain(text: string): boolean {
  const origin = parseOrigin(text)
  if (origin === undefined || origin.port !== null || !WEB_SCHEMES.has(origin.scheme)) return false
  const { host } = origin
  const first = host.charCodeAt(host.lastIndexOf('.') + 1)
  return first >= 0x61 && first <= 0x7a && !host.includes('xn--')
}

function problem(code: OriginProblemCode, corrected?: string): OriginProblem {
  return { code, corrected }
}

/** Finds problems that can be seen without parsing the text. */
function diagnoseWhole(text: string): OriginProblem | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return problem('empty')
  if (text === '*') return problem('wildcard')
  const others = trimmed.split(/[\s,]/).slice(1)
  if (others.some((other) => other === 'null' || /^[a-z][a-z0-9+.-]*:\/\//i.test(other))) return problem('list')
  if (trimmed !== text) return problem('whitespace-outer', trimmed)
  if (/^"?null"?$/i.test(text)) return problem('null-case', 'null')
  return /[\t\n\r]/.test(text) ? problem('whitespace-inner') : undefined
}

function diagnoseParts(text: string): OriginProblem | undefined {
  const colon = text.indexOf(':')
  const rest = text.slice(colon + 1)
  if (colon < 1 || /^[0-9*]+(?:[/?#]|$)/.test(rest)) return problem('scheme-missing', withScheme(text))
  const scheme = text.slice(0, colon).toLowerCase()
  if (!/^[a-z][a-z0-9+.-]*$/.test(scheme)) return problem('scheme-invalid')
  if (scheme === 'file') return problem('file')
  if (!rest.startsWith('//')) return diagnoseWithoutAuthority(scheme, rest)
  if (SCHEMES_WITHOUT_PAGES.has(scheme)) return problem('scheme-not-a-page')
  if (text.includes('\\')) return problem('backslash')

  const authority = rest.slice(2).replace(/[/?#].*/s, '')
  if (authority.includes('@')) return problem('userinfo')
  const hostProblem = diagnoseAuthority(scheme, authority)
  if (hostProblem !== undefined && hostProblem.corrected === undefined) return hostProblem

  // From here on, the text is an origin, possibly not in canonical form.
  const corrected = hostProblem?.corrected ?? `${scheme}://${authority}`
  const tail = rest.slice(2 + authority.length)
  if (tail !== '') return problem(nameTail(tail), corrected)
  if (text.slice(0, colon) !== scheme) return problem('scheme-upper', corrected)
  return hostProblem
}

function diagnoseWithoutAuthority(scheme: string, rest: string): OriginProblem {
  if (rest === '') return problem('host-empty')
  if (!WEB_SCHEMES.has(scheme)) return problem('opaque-scheme')
  return problem('slashes', `${scheme}://${rest.replace(/^\//, '')}`)
}

function nameTail(tail: string): OriginProblemCode {
  if (tail === '/') return 'trailing-slash'
  if (tail.startsWith('?')) return 'query'
  return tail.startsWith('#') ? 'fragment' : 'path'
}

function diagnoseAuthority(scheme: string, authority: string): OriginProblem | undefined {
  const close = authority.startsWith('[') ? authority.indexOf(']') : -1
  if (authority.startsWith('[') && close === -1) return problem('ipv6-invalid')
  const portColon = authority.indexOf(':', close + 1)
  const host = portColon === -1 ? authority : authority.slice(0, portColon)
  const port = portColon === -1 ? undefined : authority.slice(portColon + 1)
  if (port?.includes(':')) return problem('ipv6-invalid', canonicalOrigin(`${scheme}://[${authority}]`))
  return diagnosePort(port) ?? diagnoseHost(scheme, host, port) ?? diagnosePortSpelling(scheme, host, port)
}

function diagnosePort(port: string | undefined): OriginProblem | undefined {
  if (port === undefined || port === '') return undefined
  if (!/^[0-9]+$/.test(port)) return problem('port-not-digits')
  return Number(port) > 65_535 ? problem('port-out-of-range') : undefined
}

function diagnosePortSpelling(scheme: string, host: string, port: string | undefined): OriginProblem | undefined {
  if (port === undefined) return undefined
  const written = port === '' ? `${scheme}://${host}` : `${scheme}://${host}:${Number(port)}`
  const corrected = WEB_SCHEMES.has(scheme) ? canonicalOrigin(written) : written
  if (port === '') return problem('port-empty', corrected)
  if (/^0[0-9]/.test(port)) return problem('port-leading-zeros', corrected)
  return corrected === written ? undefined : problem('default-port', corrected)
}

function diagnoseHost(scheme: string, host: string, port: string | undefined): OriginProblem | undefined {
  if (host === '') return problem('host-empty')
  const origin = `${scheme}://${host}${port === undefined ? '' : `:${port}`}`
  const canonical = WEB_SCHEMES.has(scheme) ? canonicalOrigin(origin) : undefined
  if (host.startsWith('[')) return diagnoseIpv6(host, canonical)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for control characters.
  if (/[\x00-\x20<>^|\x7f]/.test(host)) return problem('host-forbidden-char')
  if (!WEB_SCHEMES.has(scheme)) return /[^A-Za-z0-9._-]/.test(host) ? problem('host-sub-delims') : undefined
  if (/[^\x21-\x7e]/.test(host))
    return problem(canonical === undefined ? 'host-forbidden-char' : 'host-unicode', canonical)
  if (host.includes('%')) return problem(canonical === undefined ? 'host-forbidden-char' : 'host-percent')
  if (/[^A-Za-z0-9._-]/.test(host)) return problem('host-sub-delims')
  if (/^\.|\.\./.test(host)) return problem('host-empty-label')
  if (!hasSoundPunycode(host)) return problem('host-bad-punycode')
  return diagnoseWebHost(host, canonical)
}

/** Compares a host of letters, digits, dots, hyphens and underscores with the result of the URL parser. */
function diagnoseWebHost(host: string, canonical: string | undefined): OriginProblem | undefined {
  if (canonical === undefined) return problem('ipv4-invalid')
  if (new URL(canonical).hostname === host) return undefined
  return problem(host === host.toLowerCase() ? 'ipv4-noncanonical' : 'host-upper', canonical)
}

function diagnoseIpv6(host: string, canonical: string | undefined): OriginProblem | undefined {
  if (canonical === undefined) return parseOrigin(`app://${host}`) ? undefined : problem('ipv6-invalid')
  return new URL(canonical).hostname === host ? undefined : problem('ipv6-noncanonical', canonical)
}

/**
 * Compatibility: the URL parser of Node 24 and later only checks labels in Punycode if the host also has a non-ASCII character.
 */
function hasSoundPunycode(host: string): boolean {
  return !/(?:^|\.)xn--/i.test(host) || canonicalOrigin(`https://\u00e9.${host}`) !== undefined
}

/** Only guesses if the text looks like a host. A word such as `undefined` is a different error. */
function withScheme(text: string): string | undefined {
  if (/^https?\/\//.test(text)) return text.replace('//', '://')
  const host = text.replace(/^:?\/\//, '')
  if (/^(?:localhost|127\.|\[::1\])/.test(host)) return `http://${host}`
  return host.includes('.') ? `https://${host}` : undefined
}

/** A guess may need a correction itself. */
function correctedOf(guess: string): string | undefined {
  const remaining = diagnoseOrigin(guess)
  return remaining === undefined ? guess : remaining.corrected
}

function canonicalOrigin(text: string): string | undefined {
  try {
    return new URL(text).origin
  } catch {
    return undefined
  }
}
