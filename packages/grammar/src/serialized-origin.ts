/**
 * A serialized origin, as in `Origin`:
 *
 *     serialized-origin = scheme "://" host [ ":" port ]
 *     scheme            = lower-alpha *( lower-alpha / DIGIT / "+" / "-" / "." )
 *     host              = domain / IPv4 / "[" IPv6 "]"               ; of http, https, ws, wss and ftp
 *                       / 1*( letters, digits, "_", "-" and "." )    ; of any other scheme, or the same brackets
 *     domain            = label *( "." label ) [ "." ]
 *     label             = 1*( lower-case letters, digits, "_" and "-" )
 *     port              = 1*5DIGIT                                   ; at most 65535
 *
 * Deviation: the standard's grammar has no underscore, no trailing dot and no hyphen at the end of a label, but the URL parser
 * keeps all three and browsers send them. For schemes other than http(s), the host is opaque to that parser: an
 * application can have the origin `app://.` or `app://-`, and Safari's extensions have upper-case letters.
 */

/** A parsed origin. `null`, the opaque origin, is not one. */
export interface Origin {
  /** Lower case, without the colon: `https`. */
  readonly scheme: string
  /** A domain, an IPv4 address, or an IPv6 address in its brackets, as received. */
  readonly host: string
  /** `null` if there is no port in the text, which is how browsers write a scheme's default port. */
  readonly port: number | null
}

/**
 * The longest text that is accepted as an origin: a scheme of 64 characters, `://`, a host name of 253, a colon and a port. It limits
 * the work that a request can cause.
 */
export const MAX_ORIGIN_LENGTH = 326

// Performance: a regular expression takes half the time of a loop over the characters. Each ends with the host: with a port, a long
// host with an error at its end would be tried again and again. The tests check that they take linear time.

/** With one of the {@link SPECIAL_SCHEMES}, up to the port. */
const WITH_DOMAIN: RegExp = /^(https?|wss?|ftp):\/\/([a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)/

/** With any scheme, or with a possible address in brackets, up to the port. */
const WITH_ANY_HOST: RegExp = /^([a-z][a-z0-9+.-]*):\/\/([A-Za-z0-9._-]+|\[[0-9a-f:]+\])/

const PORT: RegExp = /^:[0-9]{1,5}$/
const MAX_PORT = 65_535

/** The URL parser treats such a host as an IPv4 address, and removes the dot. */
const NUMBER_AND_DOT: RegExp = /(?:^|\.)[0-9]+\.$/

/** Schemes whose hosts the URL parser reads as domains and addresses, or ignores. */
const SPECIAL_SCHEMES: readonly string[] = ['https', 'http', 'ws', 'wss', 'ftp', 'file']

const LOOPBACK_IPV4: RegExp = /^127(?:\.[0-9]+){3}$/

const IPV6_GROUP: RegExp = /^(?:0|[1-9a-f][0-9a-f]{0,3})$/

/**
 * Parses a serialized origin strictly. Returns `undefined` for everything else, including `null`; nothing is corrected.
 *
 * Security: attackers can make browsers put almost any ASCII punctuation in a host, and Node joins repeated `Origin` lines with a
 * comma. A parsed origin contains neither, so that patterns, regular expressions and origin functions cannot be tricked with it.
 *
 * @example
 * ```ts
 * parseOrigin('https://app.example.com:8443') // { scheme: 'https', host: 'app.example.com', port: 8443 }
 * parseOrigin('https://app.example.com/') // undefined
 * ```
 * @see https://fetch.spec.whatwg.org/#origin-header
 */
export function parseOrigin(text: string): Origin | undefined {
  if (text.length > MAX_ORIGIN_LENGTH) return undefined
  const domain = WITH_DOMAIN.exec(text)
  const isNumber = domain !== null && (domain[2] as string).endsWith('.') && NUMBER_AND_DOT.test(domain[2] as string)
  const match = domain === null || isNumber ? matchAnyHost(text) : domain
  if (match === null) return undefined
  // Performance: by index, because destructuring an array uses its iterator, which takes longer than the expression.
  const start = match[0]
  const scheme = match[1] as string
  const host = match[2] as string
  if (start.length === text.length) return { scheme, host, port: null }
  const port = readPort(text.slice(start.length))
  return port === undefined ? undefined : { scheme, host, port }
}

function readPort(text: string): number | undefined {
  const port = PORT.test(text) ? Number(text.slice(1)) : Number.POSITIVE_INFINITY
  return port <= MAX_PORT ? port : undefined
}

function matchAnyHost(text: string): RegExpExecArray | null {
  const match = WITH_ANY_HOST.exec(text)
  if (match === null) return null
  const [, scheme, host] = match as unknown as [string, string, string]
  const isTaken = host.startsWith('[') ? isIpv6(host.slice(1, -1)) : !SPECIAL_SCHEMES.includes(scheme)
  return isTaken ? match : null
}

/**
 * Tells whether a host is always the browser's own machine: `localhost` and its subdomains, `127.0.0.0/8`, `[::1]`. Browsers trust
 * such origins even though they are not encrypted.
 *
 * @see https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.endsWith('.') ? host.slice(0, -1) : host
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || LOOPBACK_IPV4.test(name)
}

/** With `::`, there are at most six groups, because a single zero is never compressed. */
function isIpv6(address: string): boolean {
  const halves = address.split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every((group) => IPV6_GROUP.test(group))) return false
  return halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length <= 6
}
