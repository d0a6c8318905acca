/**
 * The serialized origin, as `Origin` carries it:
 *
 *     serialized-origin = scheme "://" host [ ":" port ]
 *     scheme            = lower-alpha *( lower-alpha / DIGIT / "+" / "-" / "." )
 *     host              = label *( "." label ) [ "." ] / "[" IPv6 "]"
 *     label             = letters, digits, "_" and inner hyphens
 *     port              = 1*5DIGIT
 *
 * Deviation: the standard's grammar has neither the underscore nor the trailing dot, but the URL parser keeps both and
 * browsers send them. Hosts of schemes other than the web's may have upper-case letters, as Safari's extensions do.
 */

/** An origin taken apart. `null`, the opaque origin, is not one of these. */
export interface Origin {
  /** Lower case, without the colon: `https`. */
  readonly scheme: string
  /** A domain, an IPv4 address, or an IPv6 address in its brackets, as received. */
  readonly host: string
  /** `null` where the port is not spelled out, which is how browsers write a scheme's default port. */
  readonly port: number | null
}

/**
 * The longest text that is taken for an origin: a scheme of 64 characters, `://`, a host name of 253, a colon and a port.
 * It bounds the work that a request can cause.
 */
export const MAX_ORIGIN_LENGTH = 326

const HYPHEN = 0x2d
const DOT = 0x2e
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const UNDERSCORE = 0x5f

/** Schemes whose hosts the URL parser lower-cases, so that a browser never sends them otherwise. */
const LOWER_CASE_HOST_SCHEMES: readonly string[] = ['https', 'http', 'ws', 'wss', 'ftp']

/**
 * Parses a serialized origin strictly. Anything else, `null` included, is `undefined`; nothing is ever corrected.
 *
 * Security: a browser can be made to put nearly any ASCII punctuation into a host, and Node joins repeated `Origin` lines
 * with a comma. Whatever passes here holds neither, so that what looks at it later (a pattern, a regular expression, a
 * function of the user's) cannot be led astray by it.
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
  const scheme = readScheme(text)
  if (scheme === undefined) return undefined
  const hostStart = scheme.length + 3
  const hostEnd =
    text.charCodeAt(hostStart) === OPEN_BRACKET
      ? endOfIpv6(text, hostStart)
      : endOfDomain(text, hostStart, !LOWER_CASE_HOST_SCHEMES.includes(scheme))
  if (hostEnd === -1) return undefined
  const port = parsePort(text, hostEnd)
  return port === undefined ? undefined : { scheme, host: text.slice(hostStart, hostEnd), port }
}

/**
 * Tells whether a host always means the machine that asks: `localhost` and its subdomains, `127.0.0.0/8`, `[::1]`.
 * Browsers trust such an origin although it is not encrypted.
 *
 * @see https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy
 */
export function isLoopbackHost(host: string): boolean {
  const name = host.endsWith('.') ? host.slice(0, -1) : host
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || isLoopbackIpv4(name)
}

function isLoopbackIpv4(name: string): boolean {
  const parts = name.split('.')
  return parts.length === 4 && parts[0] === '127' && parts.every(isDigits)
}

/** Performance: nearly every origin has one of two schemes, which need neither be cut out nor hashed. */
function readScheme(text: string): string | undefined {
  if (text.startsWith('https://')) return 'https'
  if (text.startsWith('http://')) return 'http'
  const end = endOfScheme(text)
  return end === 0 || !text.startsWith('://', end) ? undefined : text.slice(0, end)
}

function endOfScheme(text: string): number {
  let index = 0
  while (index < text.length) {
    const code = text.charCodeAt(index)
    if (!isLowerAlpha(code) && (index === 0 || !isSchemeTail(code))) break
    index++
  }
  return index
}

function isSchemeTail(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === HYPHEN || code === DOT
}

/** Returns where the domain that begins at `start` ends, or -1 where it is not one. */
function endOfDomain(text: string, start: number, allowsUpperCase: boolean): number {
  let labelStart = start
  let index = start
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (isLabelCode(code)) continue
    if (code === DOT) {
      if (index === labelStart || text.charCodeAt(index - 1) === HYPHEN) return -1
      labelStart = index + 1
    } else if (code === HYPHEN) {
      if (index === labelStart) return -1
    } else if (code === COLON) {
      break
    } else if (!(allowsUpperCase && isUpperAlpha(code))) {
      return -1
    }
  }
  return index === start || text.charCodeAt(index - 1) === HYPHEN ? -1 : index
}

/** Performance: one array read tells for nearly every character of a host that it may stand there. */
const IS_LABEL_CODE: Uint8Array = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  IS_LABEL_CODE[code] = isLowerAlpha(code) || isDigit(code) || code === UNDERSCORE ? 1 : 0
}

function isLabelCode(code: number): boolean {
  return code < 128 && IS_LABEL_CODE[code] === 1
}

/** Returns where the bracketed address that begins at `start` ends, or -1 where it is not one. */
function endOfIpv6(text: string, start: number): number {
  const close = text.indexOf(']', start)
  return close !== -1 && isIpv6(text.slice(start + 1, close)) ? close + 1 : -1
}

/** At most six groups stand beside `::`, since a single zero is never compressed. */
function isIpv6(address: string): boolean {
  const halves = address.split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  if (!groups.every(isIpv6Group)) return false
  return halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length <= 6
}

function isIpv6Group(group: string): boolean {
  if (group.length === 0 || group.length > 4) return false
  if (group.length > 1 && group.startsWith('0')) return false
  for (let index = 0; index < group.length; index++) {
    const code = group.charCodeAt(index)
    if (!isDigit(code) && (code < 0x61 || code > 0x66)) return false
  }
  return true
}

/** Returns the port after the host, `null` where there is none, or `undefined` where the rest of the text is not a port. */
function parsePort(text: string, start: number): number | null | undefined {
  if (start === text.length) return null
  const digits = text.slice(start + 1)
  if (text.charCodeAt(start) !== COLON || digits.length > 5 || !isDigits(digits)) return undefined
  return Number(digits)
}

function isDigits(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (!isDigit(text.charCodeAt(index))) return false
  }
  return text.length > 0
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function isLowerAlpha(code: number): boolean {
  return code >= 0x61 && code <= 0x7a
}

function isUpperAlpha(code: number): boolean {
  return code >= 0x41 && code <= 0x5a
}
