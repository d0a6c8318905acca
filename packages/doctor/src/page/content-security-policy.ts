import { parseUrl } from '../request/parse-url.ts'

/** A directive of a policy, and its position in the text that it comes from. */
export interface Directive {
  /** In lower case. */
  readonly name: string
  readonly values: readonly string[]
  readonly at: number
  readonly length: number
}

/** A policy that is enforced: directives by name, the first of each name. */
export type ContentSecurityPolicy = ReadonlyMap<string, Directive>

/** What governs connections, the most specific first. */
const CONNECTION_DIRECTIVES = ['connect-src', 'default-src'] as const

/**
 * Parses the value of one `Content-Security-Policy` line, which is a list of policies.
 *
 * @see https://w3c.github.io/webappsec-csp/#parse-response-csp
 */
export function parsePolicyList(value: string): readonly ContentSecurityPolicy[] {
  return split(value, ',').map(({ text, at }) => parsePolicy(text, at))
}

/**
 * Parses one serialized policy.
 *
 * @param offset - The position of the policy in the text that the positions of its directives refer to.
 * @see https://w3c.github.io/webappsec-csp/#parse-serialized-policy
 */
export function parsePolicy(value: string, offset = 0): ContentSecurityPolicy {
  const directives = new Map<string, Directive>()
  for (const { text, at } of split(value, ';')) {
    const [name = '', ...values] = text.split(/[\t\n\f\r ]+/)
    const lowerCased = name.toLowerCase()
    if (name === '' || directives.has(lowerCased)) continue
    directives.set(lowerCased, { name: lowerCased, values, at: offset + at, length: text.length })
  }
  return directives
}

/**
 * Returns the directive that governs `fetch` and `XMLHttpRequest`; `undefined` if the policy does not restrict them.
 *
 * @see https://w3c.github.io/webappsec-csp/#directive-connect-src
 */
export function directiveForConnections(policy: ContentSecurityPolicy): Directive | undefined {
  return CONNECTION_DIRECTIVES.map((name) => policy.get(name)).find((directive) => directive !== undefined)
}

/** Splits a text into trimmed parts, with their positions. */
function split(text: string, separator: string): readonly { readonly text: string; readonly at: number }[] {
  let start = 0
  return text.split(separator).map((part) => {
    const trimmed = part.replace(/^[\t\n\f\r ]+/, '')
    const at = start + part.length - trimmed.length
    start += part.length + separator.length
    return { text: trimEnd(trimmed), at }
  })
}

/** Performance: a regular expression takes quadratic time for a long run of blanks that is not at the end. */
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && '\t\n\f\r '.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

/** What the sources of a directive are held against. */
export interface SourceTarget {
  readonly url: URL
  /** The serialized origin of the page, which `'self'` and sources without a scheme refer to. */
  readonly pageOrigin: string
  /** Whether redirects led to it: paths are then left out of the comparison. */
  readonly isRedirected: boolean
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443', 'ws:': '80', 'wss:': '443' }

/** Schemes that a source covers in addition to its own: the encrypted form of each, and what a WebSocket begins as. */
const COVERED_SCHEMES: Readonly<Record<string, readonly string[]>> = {
  'http:': ['https:'],
  'ws:': ['wss:', 'http:', 'https:'],
  'wss:': ['https:'],
}

/**
 * Tells whether the sources of a directive let a URL through.
 *
 * @see https://w3c.github.io/webappsec-csp/#match-url-to-source-list
 */
export function matchesSourceList(sources: readonly string[], target: SourceTarget): boolean {
  return sources.some((source) => matchesSource(source, target))
}

/** @see https://w3c.github.io/webappsec-csp/#match-url-to-source-expression */
function matchesSource(source: string, target: SourceTarget): boolean {
  const { url, pageOrigin } = target
  const lowerCased = source.toLowerCase()
  if (lowerCased === "'self'") return isSelf(url, pageOrigin)
  if (source === '*') return url.protocol in DEFAULT_PORTS || matchesScheme(schemeOf(pageOrigin), url)
  const scheme = /^([a-z][a-z0-9+.-]*:)$/.exec(lowerCased)?.[1]
  return scheme === undefined ? matchesHostSource(source, target) : matchesScheme(scheme, url)
}

/** `'self'` covers the encrypted form of the page's own origin too, and its WebSockets. */
function isSelf(url: URL, pageOrigin: string): boolean {
  if (parseUrl(pageOrigin) === undefined) return false
  const page = new URL(pageOrigin)
  if (url.origin === page.origin) return true
  const isPortAlike = url.port === page.port || (isDefaultPort(url) && isDefaultPort(page))
  const isSchemeAlike =
    ['https:', 'wss:'].includes(url.protocol) || (page.protocol === 'http:' && url.protocol === 'ws:')
  return url.hostname === page.hostname && isPortAlike && isSchemeAlike
}

function isDefaultPort({ port, protocol }: URL): boolean {
  return port === '' || port === DEFAULT_PORTS[protocol]
}

function schemeOf(origin: string): string {
  return `${origin.split(':', 1)[0]}:`
}

function matchesScheme(scheme: string, { protocol }: URL): boolean {
  return scheme === protocol || (COVERED_SCHEMES[scheme]?.includes(protocol) ?? false)
}

/** @see https://w3c.github.io/webappsec-csp/#grammardef-host-source */
function matchesHostSource(source: string, { url, pageOrigin, isRedirected }: SourceTarget): boolean {
  const match = /^(?:([a-z][a-z0-9+.-]*:)\/\/)?(\[[0-9a-f:.]+\]|[^/:?#]+)(?::([0-9]+|\*))?(\/[^?#]*)?$/i.exec(source)
  const [, scheme, host, port, path] = match ?? []
  if (host === undefined) return false
  return (
    matchesScheme(scheme?.toLowerCase() ?? schemeOf(pageOrigin), url) &&
    matchesHost(host.toLowerCase(), url.hostname) &&
    matchesPort(port, url) &&
    (isRedirected || matchesPath(path ?? '', url.pathname))
  )
}

/**
 * Deviation: the standard lets no address but `127.0.0.1` match. Engines compare every address as it is written.
 *
 * @see https://w3c.github.io/webappsec-csp/#match-hosts
 */
function matchesHost(pattern: string, host: string): boolean {
  if (pattern === '*') return true
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : pattern === host
}

/** @see https://w3c.github.io/webappsec-csp/#match-ports */
function matchesPort(pattern: string | undefined, url: URL): boolean {
  if (pattern === '*') return true
  if (pattern === undefined) return isDefaultPort(url)
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : url.port
  // Compatibility: a source of port 80 covers the same host once it is encrypted.
  return pattern === port || (pattern === '80' && port === '443')
}

/** @see https://w3c.github.io/webappsec-csp/#match-paths */
function matchesPath(pattern: string, path: string): boolean {
  if (pattern === '') return true
  const [wanted, given] = [pattern, path].map(decode) as [string, string]
  return wanted.endsWith('/') ? given.startsWith(wanted) : given === wanted
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
