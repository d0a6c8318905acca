import { validateConfig } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

const A = 'https://a.example'
const ENTRY =
  'Write origins such as "https://app.example.com", patterns such as "https://*.example.com", or regular expressions.'

const MISSING =
  'List the origins that can read responses: { origin: ["https://app.example.com"] }. The default of other CORS packages, as in cors(), is { origin: "*" }: every website can then read every response, and credentials cannot be allowed. If the origins come from an environment variable, check that it is set.'

/** A value that does not say of which kind it is. */
const UNREADABLE = {
  get [Symbol.toStringTag](): string {
    throw new Error('unreadable')
  },
}

/** Everything that is said of a configuration, as a reader of the error or of a process warning sees it. */
function wordsOn(config: unknown): string[] {
  return validateConfig(config).map(({ severity, message, hint }) => `${severity}: ${message} ${hint}`)
}

describe('the messages about a configuration', () => {
  it.each<[object, ...string[]]>([
    [{ origin: undefined }, `error: origin is missing, and there is no default. ${MISSING}`],
    [{ origin: null }, `error: origin: null is not a valid origin. ${ENTRY}`],
    [{ origin: 3 }, `error: origin: 3 is not a valid origin. ${ENTRY}`],
    [
      { origin: true },
      'error: origin: true would allow every origin. Write "*" to let every website read responses. With credentials, list the origins.',
    ],
    [
      { origin: [] },
      'error: origin: [] allows no origin. List the origins, or write origin: false to allow none. An empty list is often a missing environment variable.',
    ],
    [
      { origin: '*', credentials: true },
      'error: origin: "*" cannot be combined with credentials: true: every website could act on behalf of your visitors. Browsers do not allow it either. List the origins, or remove credentials.',
    ],
    [
      { origin: [A, '*'] },
      'error: origin[1]: "*" cannot be part of a list. Write origin: "*" to allow every origin, or remove it.',
    ],
    [
      { origin: [A, () => true] },
      'error: origin[1]: a function cannot be part of a list. Write the function as the only value of origin. It can check the listed origins itself.',
    ],
    [
      { origin: [A, undefined] },
      'error: origin[1]: undefined is not a valid origin. Is the environment variable set? Read it with originList(process.env.NAME), or leave the entry out.',
    ],
    [{ origin: new Set([A]) }, 'error: origin: a Set is not a valid origin. Write an array: [...origins].'],
    [{ origin: [new Set([A])] }, 'error: origin[0]: a Set is not a valid origin. Spread it: [...origins].'],
    [{ origin: [[A]] }, 'error: origin[0]: ["https://a.example"] is not a valid origin. Spread it: [...origins].'],
    [
      { origin: new URL(A) },
      'error: origin: a URL is not a valid origin. Write the origin of the URL: url.origin, which is "https://a.example".',
    ],
    [
      { origin: Promise.resolve(A) },
      'error: origin: a Promise is not a valid origin. Await it before you build the policy.',
    ],
    [{ origin: new DOMException() }, `error: origin: a DOMException is not a valid origin. ${ENTRY}`],
    [{ origin: UNREADABLE }, `error: origin: {} is not a valid origin. ${ENTRY}`],
    [{ origin: new Error('x') }, `error: origin: an Error is not a valid origin. ${ENTRY}`],
    [
      { origin: '/^https:\\/\\/a\\.example$/' },
      'error: origin: "/^https:\\\\/\\\\/a\\\\.example$/" is a string, not a regular expression. Write it without quotes: /^https:\\/\\/a\\.example$/, with "\\." for a dot.',
    ],
    [{ origin: [3] }, `error: origin[0]: 3 is not a valid origin. ${ENTRY}`],
    [
      { origin: ['null'] },
      'error: origin[0]: "null" is an origin that every site can have, from a sandboxed frame. Remove it, or set dangerouslyAllowNullOrigin: true.',
    ],
    [
      { origin: ['file://'] },
      'error: origin[0]: "file://" is the origin that older WebViews send for every local file. Remove it, or set dangerouslyAllowNullOrigin: true.',
    ],
    [
      { origin: ['null'], credentials: true },
      'error: origin[0]: "null" cannot be combined with credentials: true. It is an origin that every site can have, from a sandboxed frame. Remove it, or remove credentials. No flag allows both.',
    ],
    [{ origin: [A, A] }, 'warning: origin[1]: "https://a.example" is listed twice. Remove one of them.'],
    [
      { origin: ['https://*.a.example', 'https://b.a.example'] },
      'warning: origin[1]: "https://b.a.example" is covered by a pattern of the same list. Remove it.',
    ],
    [
      { origin: 'https://a.example.' },
      'warning: origin: "https://a.example." ends with a dot. It is a different origin from the same name without the dot. Write "https://a.example" unless you mean the name with the dot.',
    ],
    [
      { origin: `https://${'a'.repeat(64)}.example` },
      'warning: origin: "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.example" is longer than DNS allows: 63 characters for each label, 253 for the name. Check the name.',
    ],
    [
      { origin: 'https://a.example:0' },
      'warning: origin: "https://a.example:0" has port 0. Browsers do not load pages from it. Check the port.',
    ],
    [
      { origin: 'http://a.example', credentials: true },
      'error: origin: "http://a.example" is not encrypted and cannot be combined with credentials: true: an attacker on the network of a visitor could act on their behalf. Write "https://a.example", or set dangerouslyAllowInsecureOrigins: true.',
    ],
    [
      { origin: [A, 'http://a.example'], credentials: true, dangerouslyAllowInsecureOrigins: true },
      'warning: origin[1]: "http://a.example" is also listed with https. The unencrypted origin weakens the encrypted one. Remove it as soon as the site is only served over https.',
    ],
    [
      { origin: 'https://a.example:*', credentials: true },
      'warning: origin: "https://a.example:*" allows every port of the host, with credentials. List the ports.',
    ],
    [
      { origin: 'https://*.com', credentials: true },
      'error: origin: "https://*.com" allows every site under "com", where anyone can register a name. List your own sites.',
    ],
    [
      { origin: 'https://*.internal', credentials: true },
      'warning: origin: "https://*.internal" allows every name under "internal", with credentials. List the hosts, or use a pattern with more labels.',
    ],
    [
      { origin: 'https://*.vercel.app', credentials: true },
      'error: origin: "https://*.vercel.app" allows every site under "vercel.app", where anyone can register a name. List your own sites, or set dangerouslyAllowPublicSuffixes: true.',
    ],
    [
      { origin: 'https://*.vercel.app' },
      'warning: origin: "https://*.vercel.app" allows every site under "vercel.app", where anyone can register a name. List your own sites.',
    ],
    [
      { origin: 'https://*.amazonaws.com' },
      'error: origin: "https://*.amazonaws.com" allows every site under "amazonaws.com", where names belong to many owners. List your own sites.',
    ],
    [{ orign: A }, 'error: orign is not an option. Did you mean origin?'],
    [
      { flavour: 1 },
      'error: flavour is not an option. The options are origin, methods, allowedHeaders, exposedHeaders, credentials, maxAge, preflightStatus, onDenied, dangerouslyAllowNullOrigin, dangerouslyAllowInsecureOrigins, dangerouslyAllowPublicSuffixes, debug, onDecision.',
    ],
    [
      { optionsSuccessStatus: 200 },
      'error: optionsSuccessStatus is an option of another CORS package. Did you mean preflightStatus: 200 or 204?',
    ],
    [{ methods: 3 }, 'error: methods: 3 must be an array. Write "*" or an array, such as ["PUT", "DELETE"].'],
    [{ methods: 'PUT' }, 'error: methods: "PUT" must be an array. Write ["PUT"].'],
    [
      { methods: 'PUT, DELETE' },
      'error: methods: "PUT, DELETE" must be an array, not a comma-separated string. Write ["PUT", "DELETE"].',
    ],
    [
      { methods: 'GET,PUT,OPTIONS,DELETE' },
      'error: methods: "GET,PUT,OPTIONS,DELETE" must be an array, not a comma-separated string. Write ["GET", "PUT", "DELETE"].',
    ],
    [
      { methods: ' PUT, DELETE ' },
      'error: methods: " PUT, DELETE " must be an array, not a comma-separated string. Write ["PUT", "DELETE"].',
    ],
    [{ methods: ['PUT,DELETE'] }, 'error: methods[0]: "PUT,DELETE" contains several names. Write "PUT", "DELETE".'],
    [
      { methods: ['P T'] },
      'error: methods[0]: "P T" is not a valid name. Names have letters, digits and hyphens, and no spaces. Write names, such as ["PUT", "DELETE"].',
    ],
    [
      { methods: [' PUT'] },
      'error: methods[0]: " PUT" is not a valid name. Names have letters, digits and hyphens, and no spaces. Write "PUT".',
    ],
    [
      { methods: [3] },
      'error: methods[0]: 3 is not a valid name. Names have letters, digits and hyphens, and no spaces. Write names, such as ["PUT", "DELETE"].',
    ],
    [{ methods: ['TRACE'] }, 'error: methods[0]: "TRACE" is a method that browsers do not let pages send. Remove it.'],
    [
      { methods: ['patch'] },
      'warning: methods[0]: "patch" is a different method from PATCH: fetch capitalizes six method names, and patch is not one of them. Write "PATCH", here and in the pages that call fetch.',
    ],
    [
      { methods: ['OPTIONS'] },
      'warning: methods[0]: "OPTIONS" is not needed for preflights. It lets pages send OPTIONS requests themselves. Remove it unless pages send OPTIONS.',
    ],
    [{ methods: ['PUT', 'PUT'] }, 'warning: methods[1]: "PUT" is listed twice. Remove one of them.'],
    [{ methods: ['*', 'PUT'] }, 'warning: methods[1]: "PUT" is already covered by "*". Remove it, or remove "*".'],
    [
      { allowedHeaders: [3] },
      'error: allowedHeaders[0]: 3 is not a valid name. Names have letters, digits and hyphens, and no spaces. Write names, such as ["Authorization", "X-Request-Id"].',
    ],
    [
      { allowedHeaders: ['ETag', 'Access-Control-Allow-Origin'] },
      'error: allowedHeaders[1]: "Access-Control-Allow-Origin" is a response header. List request headers.',
    ],
    [
      { allowedHeaders: ['Access-Control-Allow-Private-Network'] },
      'error: allowedHeaders[0]: "Access-Control-Allow-Private-Network" is a response header. List request headers.',
    ],
    [
      { allowedHeaders: ['Access-Control-Max-Age'] },
      'error: allowedHeaders[0]: "Access-Control-Max-Age" is a response header. List request headers.',
    ],
    [
      { allowedHeaders: ['Cookie2'] },
      'error: allowedHeaders[0]: "Cookie2" is a header that pages cannot set. Remove it. To allow cookies, set credentials: true.',
    ],
    [{ allowedHeaders: ['Host'] }, 'error: allowedHeaders[0]: "Host" is a header that pages cannot set. Remove it.'],
    [
      { allowedHeaders: ['X-HTTP-Method'] },
      'warning: allowedHeaders[0]: "X-HTTP-Method" lets pages send any method disguised as an allowed POST. Remove it, unless your server ignores it.',
    ],
    [
      { allowedHeaders: ['Access-Control-Request-Private-Network'] },
      'warning: allowedHeaders[0]: "Access-Control-Request-Private-Network" is set by browsers, not by pages, and is never checked. Remove it.',
    ],
    [
      { allowedHeaders: ['*'], credentials: true },
      'warning: allowedHeaders: ["*"] allows every request header in requests with the credentials of your visitors. List the headers.',
    ],
    [
      { exposedHeaders: [3] },
      'error: exposedHeaders[0]: 3 is not a valid name. Names have letters, digits and hyphens, and no spaces. Write names, such as ["ETag", "X-Total-Count"].',
    ],
    [
      { exposedHeaders: ['Set-Cookie'] },
      'error: exposedHeaders[0]: "Set-Cookie" is a header that pages cannot read. Remove it.',
    ],
    [
      { exposedHeaders: ['Origin'] },
      'warning: exposedHeaders[0]: "Origin" is part of the CORS protocol. Pages do not need to read it. Remove it.',
    ],
    [
      { exposedHeaders: ['Expires'] },
      'warning: exposedHeaders[0]: "Expires" is always readable and does not need to be listed. Remove it.',
    ],
    [
      { exposedHeaders: '*', credentials: true },
      'error: exposedHeaders: "*" cannot be combined with credentials: true. Browsers would treat it as a header named "*". List the headers.',
    ],
    [{ credentials: 'true' }, 'error: credentials: "true" must be true or false. Write true, without quotes.'],
    [{ credentials: 1 }, 'error: credentials: 1 must be true or false. Write true or false.'],
    [{ maxAge: '1h' }, 'error: maxAge: "1h" must be a whole number of seconds. Write a number, such as 600.'],
    [{ maxAge: -1 }, 'error: maxAge: -1 must be between 0 and 86400 seconds. Use 0 to disable preflight caching.'],
    [
      { maxAge: 86_401 },
      'error: maxAge: 86401 must be between 0 and 86400 seconds. The maximum is 86400 (the limit of Firefox).',
    ],
    [
      { maxAge: 7201 },
      'warning: maxAge: 7201 is above the limits of Chromium (7200) and Safari (600). Use 7200 unless you need Firefox to cache for longer.',
    ],
    [{ preflightStatus: 202 }, 'error: preflightStatus: 202 must be 200 or 204. Use 204, or 200 for very old clients.'],
    [
      { onDenied: 'deny' },
      'error: onDenied: "deny" must be "continue" or "reject". Use "reject" to respond with 403 before your handler runs.',
    ],
    [{ onDecision: {} }, 'error: onDecision: {} must be a function. Write (event) => { ... }.'],
    [
      { dangerouslyAllowNullOrigin: true },
      'warning: dangerouslyAllowNullOrigin: true has no effect: nothing in this configuration needs it. Remove it.',
    ],
    [
      { dangerouslyAllowInsecureOrigins: true },
      'warning: dangerouslyAllowInsecureOrigins: true has no effect: nothing in this configuration needs it. Remove it.',
    ],
    [
      { dangerouslyAllowPublicSuffixes: true },
      'warning: dangerouslyAllowPublicSuffixes: true has no effect: nothing in this configuration needs it. Remove it.',
    ],
    [
      { origin: '*', onDenied: 'reject' },
      'warning: onDenied: "reject" has no effect: origin: "*" allows every origin. Remove it.',
    ],
    [
      { origin: [A, 'null'], dangerouslyAllowNullOrigin: true, onDenied: 'reject' },
      'warning: onDenied: "reject" does not reject requests from sandboxed frames, because "null" is allowed. Remove "null" from origin.',
    ],
    [
      { origin: 'https://a.example/' },
      'error: origin: "https://a.example/" ends with a slash. Browsers send origins without one. Write "https://a.example".',
    ],
    [
      { origin: ['https://*a.example'] },
      'error: origin[0]: "https://*a.example" has a wildcard in an unsupported position. Write "https://*.a.example" for its subdomains, "https://a.example" for itself, or both.',
    ],
  ])('%j: %s', (options, ...words) => {
    expect(wordsOn({ origin: A, ...options })).toEqual(words)
  })

  it.each([null, 'x', [A]])('say that %j is not a configuration', (config) => {
    expect(validateConfig(config)[0]).toMatchObject({
      value: config,
      hint: 'Write { origin: "https://app.example.com" }.',
    })
  })
})

describe('the messages about a regular expression', () => {
  it.each<[RegExp, string, boolean?]>([
    [/^https:\/\/a\.example$/g, 'error: has the flag "g", which is not supported for origins. Remove it.'],
    [
      /^https:\/\/a(?<!b)\.example$/,
      'error: uses a lookbehind, which is not supported for origins. Remove it, or write a pattern such as "https://*.example.com".',
    ],
    [
      /^https:\/\/(?:a|b)*a(?:a|b){12}\.example$/,
      'error: is too complex to be checked: it needs more than 4096 states, or too many steps. Write several simpler expressions, or a pattern such as "https://*.example.com".',
    ],
    [
      /https:\/\/a\.example/,
      'error: is not anchored at both ends: it also allows "https://a.examplevil.example". Begin it with "^https:\\/\\/" and end it with "$", or write a pattern such as "https://*.example.com".',
    ],
    [
      /^https:\/\/*\.a\.example$/,
      'error: repeats a slash or a colon: in a regular expression, "*" repeats what is before it. Write a pattern: "https://*.example.com" for all subdomains, "http://localhost:*" for all ports.',
    ],
    [
      /^localhost:3000$/,
      'error: matches no origin that a browser sends: "localhost:3000" has no scheme. Write "http://localhost:3000".',
    ],
    [
      /^(?:www\.)?a\.example$/,
      'error: matches no origin that a browser sends: "a.example" has no scheme. Begin it with the scheme: "^https:\\/\\/", or "^http:\\/\\/" for localhost.',
    ],
    [
      /^https:\/\/a\$b\.example$/,
      'error: matches no origin that a browser sends: "https://a$b.example" has a character other than letters, digits, "-", "_" and "." in its host. Match scheme, host and port, as in /^https:\\/\\/app\\.example\\.com$/.',
    ],
    [
      /^https:\/\/[a-z]+\.a\.example\/$/,
      'error: matches no origin that a browser sends: "https://x.a.example/" ends with a slash. Browsers send origins without one. Remove the slash at the end.',
    ],
    [
      /^wss:\/\/a\.example$/,
      'error: matches no origin that a browser sends: "wss://a.example" has a scheme that pages are not loaded from. Match scheme, host and port, as in /^https:\\/\\/app\\.example\\.com$/.',
    ],
    [
      /^https:\/\/a$b$/,
      'error: matches no origin that a browser sends. Match scheme, host and port, as in /^https:\\/\\/app\\.example\\.com$/.',
    ],
    [/^.*$/, 'error: does not spell out the scheme: it allows "x://x". Begin it with "^https:\\/\\/".'],
    [
      /^https:\/\/a.com$/,
      'error: has an unescaped ".", which matches any character: it allows "https://axcom". Write "\\." for a dot.',
    ],
    [
      /^https:\/\/.*a\.com$/,
      'error: allows "https://evila.com", which can belong to anyone. Spell out each domain, with an escaped dot before it: "[a-z]+\\.example\\.com".',
    ],
    [
      /^https:\/\/1\.2\.3\.\d$/,
      'error: allows "https://1.2.3.1", an address that can belong to anyone. Spell out the address, or match a private network, such as 192\\.168\\.\\d+\\.\\d+.',
    ],
    [
      /^https:\/\/.*\.amazonaws\.com$/,
      'error: allows "https://evil.amazonaws.com", but names under "amazonaws.com" belong to many owners. Spell out your own names.',
    ],
    [
      /^https:\/\/.*\.vercel\.app$/,
      'warning: allows "https://evil.vercel.app", and anyone can register a name under "vercel.app". Spell out your own names.',
    ],
    [
      /^https:\/\/.*\.vercel\.app$/,
      'error: allows "https://evil.vercel.app", and anyone can register a name under "vercel.app". Spell out your own names, or set dangerouslyAllowPublicSuffixes: true.',
      true,
    ],
    [/^app:\/\/.*$/, 'warning: allows "app://evil.example": it does not spell out the host. Spell out your own hosts.'],
    [
      /^https:\/\/(?:www)?a\.com$/,
      'error: matches both "wwwa.com" and "a.com", which are different sites. Add the missing "\\.". If you mean both sites, write two entries.',
    ],
    [
      /^http:\/\/a\.com$/,
      'error: matches only origins that are not encrypted, which cannot be combined with credentials: true: an attacker on the network of a visitor could act on their behalf. Begin it with "^https:\\/\\/", or set dangerouslyAllowInsecureOrigins: true.',
      true,
    ],
  ])('%s: %s', (origin, words, credentials = false) => {
    const [severity] = words.split(':')
    const expected = words.replace(`${severity}:`, `${severity}: origin: ${origin}`)
    expect(wordsOn({ origin, credentials })).toEqual([expected])
  })
})

describe('the messages about an origin', () => {
  it.each<[string, string]>([
    [
      'https://a.example\\x',
      'contains a backslash, which is not allowed in an origin. Write scheme, host and port, such as "https://app.example.com".',
    ],
    ['https://a.example:443', 'contains the scheme\'s default port, which browsers omit. Write "https://a.example".'],
    ['', 'is empty. Write an origin. An empty string is often a missing environment variable.'],
    [
      'file:///x',
      'has the scheme file. Local files have the origin "null", or "file://" in older WebViews. Serve the page over http. To allow all local files, write "file://" or "null" and set dangerouslyAllowNullOrigin: true.',
    ],
    ['https://a.example#x', 'has a fragment. An origin ends after the host or the port. Write "https://a.example".'],
    [
      'https://xn--a.example',
      'has a label that is not valid Punycode. Write scheme, host and port, such as "https://app.example.com".',
    ],
    ['https://', 'has no host. Write scheme, host and port, such as "https://app.example.com".'],
    [
      'https://a..example',
      'has an empty label in its host: a dot at the beginning, or two dots in a row. Write scheme, host and port, such as "https://app.example.com".',
    ],
    [
      'https://a<b.example',
      'has a character that is not allowed in a host. Write scheme, host and port, such as "https://app.example.com".',
    ],
    [
      'https://a%62.example',
      'has a percent-encoded host. Browsers send it decoded. Write scheme, host and port, such as "https://app.example.com".',
    ],
    [
      'https://a!b.example',
      'has a character other than letters, digits, "-", "_" and "." in its host. Write scheme, host and port, such as "https://app.example.com".',
    ],
    [
      'https://m\u00fcnchen.example',
      'has a non-ASCII host. Browsers send it in Punycode. Write "https://xn--mnchen-3ya.example".',
    ],
    [
      'https://A.example',
      'has upper-case letters in its host. Browsers send it in lower case. Write "https://a.example".',
    ],
    [
      'https://1.2.3.4.5',
      'ends with a number, but is not a valid IPv4 address. Write scheme, host and port, such as "https://app.example.com".',
    ],
    ['https://127.1', 'is an unusual spelling of an IPv4 address. Write "https://127.0.0.1".'],
    [
      'https://[1',
      'is not a valid IPv6 address in brackets. Write scheme, host and port, such as "https://app.example.com".',
    ],
    ['https://[0:0::1]', 'is an unusual spelling of an IPv6 address. Write "https://[::1]".'],
    [
      'https://a.example https://b.example',
      'contains more than one origin. Write a list: ["https://a.example", "https://b.example"].',
    ],
    [
      'https://a.example,https://b.example',
      'contains more than one origin. Write a list: ["https://a.example", "https://b.example"].',
    ],
    ['NULL', 'must be written in lower case: "null". Write "null".'],
    [
      'data:x',
      'has a scheme whose documents always have the origin "null". Serve the page over http, or see dangerouslyAllowNullOrigin.',
    ],
    ['https://a.example/x', 'has a path. An origin ends after the host or the port. Write "https://a.example".'],
    ['https://a.example:', 'has a colon without a port. Write "https://a.example".'],
    [
      'https://a.example:08',
      'has leading zeros in its port. Browsers send it without them. Write "https://a.example:8".',
    ],
    [
      'https://a.example:x',
      'has a port that is not a number. Write scheme, host and port, such as "https://app.example.com".',
    ],
    [
      'https://a.example:65536',
      'has a port above 65535. Write scheme, host and port, such as "https://app.example.com".',
    ],
    ['https://a.example?x', 'has a query. An origin ends after the host or the port. Write "https://a.example".'],
    ['1a:b', 'does not begin with a valid scheme. Write scheme, host and port, such as "https://app.example.com".'],
    ['a.example', 'has no scheme. Write "https://a.example".'],
    [
      'wss://a.example',
      'has a scheme that pages are not loaded from. Write the origin of the page that connects: "https://...".',
    ],
    [
      'HTTPS://a.example',
      'has upper-case letters in its scheme. Browsers send it in lower case. Write "https://a.example".',
    ],
    ['https:a.example', 'does not have "://" after its scheme. Write "https://a.example".'],
    ['https://a.example/', 'ends with a slash. Browsers send origins without one. Write "https://a.example".'],
    [
      'https://u@a.example',
      'has a user name, which is not part of an origin. Write scheme, host and port, such as "https://app.example.com".',
    ],
    ['https://a.example\n/', 'contains white space. Write scheme, host and port, such as "https://app.example.com".'],
    [' https://a.example', 'begins or ends with white space. Write "https://a.example".'],
    [
      'https://*a.example',
      'has a wildcard in an unsupported position. Write "https://*.a.example" for its subdomains, "https://a.example" for itself, or both.',
    ],
    [
      'https://*.127.0.0.1',
      'has a wildcard before an IP address. IP addresses have no subdomains. Write the address without the wildcard.',
    ],
    [
      `https://${'a'.repeat(400)}`,
      'is longer than the longest possible origin (326 characters). Write scheme, host and port, such as "https://app.example.com".',
    ],
  ])('%j %s', (origin, words) => {
    const [issue, ...others] = validateConfig({ origin })
    expect(others).toEqual([])
    expect(`${issue?.message} ${issue?.hint}`).toMatch(/^origin: "/)
    expect(`${issue?.message} ${issue?.hint}`.endsWith(` ${words}`)).toBe(true)
  })
})

describe('the messages about an option of another package', () => {
  it.each<[string, string]>([
    ['optionsSuccessStatus', 'Did you mean preflightStatus: 200 or 204?'],
    ['optionSuccessStatus', 'Did you mean preflightStatus: 200 or 204?'],
    ['preflightStatusCode', 'Did you mean preflightStatus: 200 or 204?'],
    [
      'preflightContinue',
      'Remove it: the policy responds only to preflights. All other OPTIONS requests reach your application.',
    ],
    [
      'endPreflightRequests',
      'Remove it: the policy responds only to preflights. All other OPTIONS requests reach your application.',
    ],
    [
      'preflight',
      'Remove it: the policy responds only to preflights. All other OPTIONS requests reach your application.',
    ],
    ['strictPreflight', 'Remove it: OPTIONS requests that are not preflights reach your application.'],
    ['hook', 'Remove it: preflights are always handled in onRequest, before authentication.'],
    ['hideOptionsRoute', 'Remove it: no OPTIONS routes are added.'],
    ['delegator', 'Pass a function (req) => policy instead of a configuration.'],
    ['cacheControl', 'Remove it: HTTP caches do not store responses to OPTIONS; browsers use maxAge.'],
    ['privateNetworkAccess', 'Remove it: browsers have dropped Private Network Access.'],
    ['keepHeadersOnError', 'Remove it: error responses always have the CORS headers.'],
    ['secureContext', 'Remove it: it sets headers that are not CORS headers.'],
    [
      'vary',
      'Pass it in addition to the policy: cors(source, { vary: [...] }), or { policy, vary: [...] } in Fastify.',
    ],
    ['allowPrivateNetwork', 'Remove it: browsers have dropped Private Network Access.'],
    ['allowPrivateNetworkAccess', 'Remove it: browsers have dropped Private Network Access.'],
    ['origins', 'Did you mean origin: [...]?'],
    ['allowOrigin', 'Did you mean origin: [...]?'],
    ['allowOrigins', 'Did you mean origin: [...]?'],
    ['allowedOrigin', 'Did you mean origin: [...]?'],
    ['allowedOrigins', 'Did you mean origin: [...]?'],
    ['allowMethods', 'Did you mean methods: [...]?'],
    ['allowedMethods', 'Did you mean methods: [...]?'],
    ['requestMethods', 'Did you mean methods: [...]?'],
    ['allowHeaders', 'Did you mean allowedHeaders: [...]?'],
    ['requestHeaders', 'Did you mean allowedHeaders: [...]?'],
    ['headers', 'Did you mean allowedHeaders: [...]?'],
    ['additionalHeaders', 'Did you mean allowedHeaders: [...]?'],
    ['exposeHeaders', 'Did you mean exposedHeaders: [...]?'],
    ['responseHeaders', 'Did you mean exposedHeaders: [...]?'],
    ['additionalExposedHeaders', 'Did you mean exposedHeaders: [...]?'],
    ['supportsCredentials', 'Did you mean credentials: true?'],
    ['allowCredentials', 'Did you mean credentials: true?'],
    ['preflightMaxAge', 'Did you mean maxAge, in seconds?'],
  ])('%s: %s', (name, hint) => {
    expect(wordsOn({ origin: A, [name]: 1 })).toEqual([`error: ${name} is an option of another CORS package. ${hint}`])
  })
})

describe('the messages about a mistyped option', () => {
  it.each([
    ['orgin', 'Did you mean origin?'],
    ['allowedOrigns', 'Did you mean origin: [...]?'],
    ['optionsSucessStatus', 'Did you mean preflightStatus: 200 or 204?'],
    ['exposedHeader', 'Did you mean exposedHeaders?'],
    ['exposeHeader', 'Did you mean exposedHeaders: [...]?'],
    ['credential', 'Did you mean credentials?'],
    [
      'preflightcontinue',
      'Remove it: the policy responds only to preflights. All other OPTIONS requests reach your application.',
    ],
  ])('%s: %s', (name, hint) => {
    expect(wordsOn({ origin: A, [name]: 1 })).toEqual([`error: ${name} is not an option. ${hint}`])
  })
})

describe('the messages about a missing configuration', () => {
  it('explain what cors() of other packages means', () => {
    expect(wordsOn(undefined)).toEqual([`error: configuration: undefined is not a configuration. ${MISSING}`])
    expect(wordsOn({})).toEqual([`error: origin is missing, and there is no default. ${MISSING}`])
  })
})
