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
  'wildcard-position': 'has a wildcard where none can stand.',
}

const WILDCARD_HINT =
  'A wildcard is the whole leading label ("https://*.example.com") or the whole port ("http://localhost:*").'

/** What to write instead where there is no corrected text to show. */
const HINTS: Partial<Record<OriginPatternProblem['code'], string>> = {
  empty: 'Write an origin. An empty text is often a missing environment variable.',
  file: 'Serve the page over http. To allow all local files, write "file://" or "null", with dangerouslyAllowNullOrigin: true.',
  'opaque-scheme': 'Serve the page over http, or see dangerouslyAllowNullOrigin.',
  'scheme-not-a-page': 'Write the origin of the page that connects: "https://...".',
  'wildcard-ip': 'Write the address without the wildcard.',
  'wildcard-position': WILDCARD_HINT,
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
  return HINTS[code] ?? 'Write scheme, host and port, such as "https://app.example.com".'
}
