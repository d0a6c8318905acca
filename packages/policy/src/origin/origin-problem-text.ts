import type { OriginPatternProblem } from './origin-pattern.ts'

/** What is wrong with an origin, as the rest of a sentence that begins with the quoted value. */
const PROBLEMS: Readonly<Record<OriginPatternProblem['code'], string>> = {
  backslash: 'contains a backslash, which is not allowed in an origin.',
  'default-port': "contains the scheme's default port, which browsers omit.",
  empty: 'is empty.',
  file: 'has the scheme file. Local files have the origin "null", or "file://" in older WebViews.',
  fragment: 'has a fragment. An origin ends after the host or the port.',
  'host-bad-punycode': 'has a label that is not valid Punycode.',
  'host-empty': 'has no host.',
  'host-empty-label': 'has an empty label in its host: a dot at the beginning, or two dots in a row.',
  'host-forbidden-char': 'has a character that is not allowed in a host.',
  'host-percent': 'has a percent-encoded host. Browsers send it decoded.',
  'host-sub-delims': 'has a character other than letters, digits, "-", "_" and "." in its host.',
  'host-unicode': 'has a non-ASCII host. Browsers send it in Punycode.',
  'host-upper': 'has upper-case letters in its host. Browsers send it in lower case.',
  'ipv4-invalid': 'ends with a number, but is not a valid IPv4 address.',
  'ipv4-noncanonical': 'is an unusual spelling of an IPv4 address.',
  'ipv6-invalid': 'is not a valid IPv6 address in brackets.',
  'ipv6-noncanonical': 'is an unusual spelling of an IPv6 address.',
  list: 'contains more than one origin.',
  'null-case': 'must be written in lower case: "null".',
  'opaque-scheme': 'has a scheme whose documents always have the origin "null".',
  path: 'has a path. An origin ends after the host or the port.',
  'port-empty': 'has a colon without a port.',
  'port-leading-zeros': 'has leading zeros in its port. Browsers send it without them.',
  'port-not-digits': 'has a port that is not a number.',
  'port-out-of-range': 'has a port above 65535.',
  query: 'has a query. An origin ends after the host or the port.',
  'scheme-invalid': 'does not begin with a valid scheme.',
  'scheme-missing': 'has no scheme.',
  'scheme-not-a-page': 'has a scheme that pages are not loaded from.',
  'scheme-upper': 'has upper-case letters in its scheme. Browsers send it in lower case.',
  slashes: 'does not have "://" after its scheme.',
  'too-long': 'is longer than the longest possible origin (326 characters).',
  'trailing-slash': 'ends with a slash. Browsers send origins without one.',
  userinfo: 'has a user name, which is not part of an origin.',
  'whitespace-inner': 'contains white space.',
  'whitespace-outer': 'begins or ends with white space.',
  wildcard: 'is a wildcard.',
  'wildcard-ip': 'has a wildcard before an IP address. IP addresses have no subdomains.',
  'wildcard-position': 'has a wildcard in an unsupported position.',
}

const WILDCARD_HINT =
  'A wildcard must be the whole first label ("https://*.example.com") or the whole port ("http://localhost:*").'

/** What to write instead of a wildcard for the whole host, by scheme. */
const ANY_HOST_HINTS: Readonly<Record<string, string>> = {
  http: 'List the hosts. origin: "*" allows every origin, without credentials.',
  https: 'List the hosts. origin: "*" allows every origin, without credentials.',
  'chrome-extension': 'Write the ID of your extension: "chrome-extension://" and 32 letters.',
  'moz-extension':
    'In Firefox, an extension has a different ID on every computer. You can only allow all extensions, without credentials: /^moz-extension:\\/\\/[0-9a-f-]{36}$/.',
  'safari-web-extension':
    'In Safari, an extension has a different ID on every computer. You can only allow all extensions, without credentials: /^safari-web-extension:\\/\\/[0-9A-F-]{36}$/.',
}

/** Hints for problems that have no corrected text. */
const HINTS: Partial<Record<OriginPatternProblem['code'], string>> = {
  empty: 'Write an origin. An empty string is often a missing environment variable.',
  file: 'Serve the page over http. To allow all local files, write "file://" or "null" and set dangerouslyAllowNullOrigin: true.',
  'opaque-scheme': 'Serve the page over http, or see dangerouslyAllowNullOrigin.',
  'scheme-not-a-page': 'Write the origin of the page that connects: "https://...".',
  'wildcard-ip': 'Write the address without the wildcard.',
}

/** Describes what is wrong with an origin or pattern, and what to write instead. */
export function describeOriginProblem(text: string, problem: OriginPatternProblem): { problem: string; hint: string } {
  return { problem: PROBLEMS[problem.code], hint: hintFor(text, problem) }
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

/** Security: a wildcard in one of the last two labels would cover names of other owners. */
function hasOwnDomain(host: string): boolean {
  return /\*[^.*]*(?:\.[^.*]+){2,}$/.test(host)
}

function expressionFor(scheme: string, host: string, port: string): string {
  const labels = host.replace(/[.]/g, '\\.').replace(/\*+/g, '[a-z0-9-]+')
  const ports = port === ':*' ? '(?::[0-9]+)?' : port
  return `/^${scheme.replace(/[.+]/g, '\\$&')}:\\/\\/${labels}${ports}$/`
}
