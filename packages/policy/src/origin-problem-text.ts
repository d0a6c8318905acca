import type { OriginPatternProblem } from './origin-pattern.ts'

/** What follows the quoted value in an issue's message. Each says what browsers do, since that is what counts. */
const PROBLEMS: Readonly<Record<OriginPatternProblem['code'], string>> = {
  backslash: 'has a backslash, which no origin has.',
  'default-port': "spells out the scheme's default port, which browsers leave out.",
  empty: 'is empty.',
  file: 'has the scheme file, whose pages have the origin "null", or "file://" in older WebViews.',
  fragment: 'has a fragment; an origin ends with the host or the port.',
  'host-bad-punycode': 'has a label that is not valid Punycode.',
  'host-empty': 'has no host.',
  'host-empty-label': 'has an empty label in its host: it begins with a dot, or has two dots in a row.',
  'host-forbidden-char': 'has a character that no host can have.',
  'host-percent': 'has a percent-encoded host; browsers send it decoded.',
  'host-sub-delims': 'has a character other than letters, digits, "-", "_" and "." in its host.',
  'host-unicode': 'has a host outside of ASCII; browsers send its Punycode.',
  'host-upper': 'has upper-case letters in its host; browsers send it in lower case.',
  'ipv4-invalid': 'ends with a number, but is not an IPv4 address.',
  'ipv4-noncanonical': 'is an unusual spelling of an IPv4 address.',
  'ipv6-invalid': 'is not a bracketed IPv6 address.',
  'ipv6-noncanonical': 'is an unusual spelling of an IPv6 address.',
  list: 'holds more than one origin.',
  'null-case': 'is not the origin null, which is written in lower case.',
  'opaque-scheme': 'has a scheme whose documents have the origin null.',
  path: 'has a path; an origin ends with the host or the port.',
  'port-empty': 'has a colon without a port.',
  'port-leading-zeros': 'has a port with leading zeros, which browsers do not send.',
  'port-not-digits': 'has a port that is not a number.',
  'port-out-of-range': 'has a port above 65535.',
  query: 'has a query; an origin ends with the host or the port.',
  'scheme-invalid': 'has a scheme that is not one.',
  'scheme-missing': 'has no scheme.',
  'scheme-not-a-page': 'has a scheme from which no page is loaded.',
  'scheme-upper': 'has upper-case letters in its scheme; browsers send it in lower case.',
  slashes: 'does not have "://" after its scheme.',
  'too-long': 'is longer than any origin (326 characters).',
  'trailing-slash': 'ends with a slash; browsers send none.',
  userinfo: 'has a user name; an origin has none.',
  'whitespace-inner': 'has white space inside.',
  'whitespace-outer': 'has white space around it.',
  wildcard: 'is a wildcard.',
  'wildcard-ip': 'has a wildcard in front of an IP address, which has no subdomains.',
  'wildcard-position': 'has a wildcard in an unsupported position.',
}

const WILDCARD_HINT =
  'A wildcard is the whole leading label ("https://*.example.com") or the whole port ("http://localhost:*").'

/** What to write in place of a wildcard for the host, by scheme. */
const ANY_HOST_HINTS: Readonly<Record<string, string>> = {
  http: 'List the hosts. origin: "*" allows every origin, without credentials.',
  https: 'List the hosts. origin: "*" allows every origin, without credentials.',
  'chrome-extension': 'Write the ID of your extension: "chrome-extension://" and 32 letters.',
  'moz-extension':
    'Firefox gives an extension another ID on every computer, so only all extensions can be allowed, without credentials: /^moz-extension:\\/\\/[0-9a-f-]{36}$/.',
  'safari-web-extension':
    'Safari gives an extension another ID on every computer, so only all extensions can be allowed, without credentials: /^safari-web-extension:\\/\\/[0-9A-F-]{36}$/.',
}

/** What to write instead where there is no corrected text to show. */
const HINTS: Partial<Record<OriginPatternProblem['code'], string>> = {
  empty: 'Write an origin. An empty text is often a missing environment variable.',
  file: 'Serve the page over http. To allow all local files, write "file://" or "null", with dangerouslyAllowNullOrigin: true.',
  'opaque-scheme': 'Serve the page over http, or see dangerouslyAllowNullOrigin.',
  'scheme-not-a-page': 'Write the origin of the page that connects: "https://...".',
  'wildcard-ip': 'Write the address without the wildcard.',
}

/** Puts a problem of an origin or pattern into words, with what to write instead. */
export function describeOriginProblem(text: string, found: OriginPatternProblem): { problem: string; hint: string } {
  return { problem: PROBLEMS[found.code], hint: hintFor(text, found) }
}

function hintFor(text: string, { code, corrected }: OriginPatternProblem): string {
  if (code === 'list')
    return `Write a list: [${text
      .split(/[\s,]+/)
      .map((origin) => JSON.stringify(origin))
      .join(', ')}].`
  if (corrected !== undefined) return `Write "${corrected}".`
  if (code === 'wildcard-position') return hintForWildcard(text)
  return HINTS[code] ?? 'Write scheme, host and port, such as "https://app.example.com".'
}

function hintForWildcard(text: string): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([A-Za-z0-9._*-]+)(:(?:\*|[0-9]+))?$/.exec(text)
  if (match === null) return WILDCARD_HINT
  const [, scheme, host, port = ''] = match as unknown as [string, string, string, string?]
  if (host === '*') return ANY_HOST_HINTS[scheme] ?? `Write the host, such as "${scheme}://localhost".`
  if (/^\*[^.*-][^.*]*(?:\.[^.*]+)+$/.test(host)) {
    const domain = host.slice(1)
    return `Write "${scheme}://*.${domain}${port}" for its subdomains, "${scheme}://${domain}${port}" for itself, or both.`
  }
  if (!hasOwnDomain(host)) return WILDCARD_HINT
  const expression = expressionFor(scheme, host, port)
  return /^https?$/.test(scheme)
    ? `Write a regular expression: ${expression}.`
    : `List the hosts, or write a regular expression, without credentials: ${expression}.`
}

/** Security: a wildcard in one of the last two labels would reach the names of other owners. */
function hasOwnDomain(host: string): boolean {
  return /\*[^.*]*(?:\.[^.*]+){2,}$/.test(host)
}

function expressionFor(scheme: string, host: string, port: string): string {
  const labels = host.replace(/[.]/g, '\\.').replace(/\*+/g, '[a-z0-9-]+')
  const ports = port === ':*' ? '(?::[0-9]+)?' : port
  return `/^${scheme.replace(/[.+]/g, '\\$&')}:\\/\\/${labels}${ports}$/`
}
