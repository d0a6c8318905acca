import type { ConsoleFacts } from '../explain/console-facts.ts'
import type { Suspect } from './message.ts'

const hasFailed = ({ status }: ConsoleFacts) => status !== undefined && status >= 400
const wasRedirected = ({ redirectedFrom }: ConsoleFacts) => redirectedFrom !== undefined
const hasStatus =
  (...statuses: readonly number[]) =>
  ({ status }: ConsoleFacts) =>
    status !== undefined && statuses.includes(status)
/** It is this only where the facts say so, and then it is named first. */
function only(test: (facts: ConsoleFacts) => boolean): Pick<Suspect, 'when' | 'likely'> {
  return { when: test, likely: test }
}

const hasNullOrigin = ({ origin }: ConsoleFacts) => origin === 'null'

/** Why `Origin: null` may have been sent. */
const NULL_ORIGIN: readonly Suspect[] = [
  {
    code: 'redirect/origin-becomes-null',
    because: 'after a redirect from one foreign origin to another, the browser sends "Origin: null"',
    ...only((facts) => hasNullOrigin(facts) && wasRedirected(facts)),
  },
  {
    code: 'null-origin/file-url',
    because: 'the origin is null: the page may have been opened from a file',
    ...only((facts) => hasNullOrigin(facts) && !wasRedirected(facts)),
  },
  {
    code: 'null-origin/sandboxed-frame',
    because: 'the origin is null: the page may be in a sandboxed frame',
    ...only((facts) => hasNullOrigin(facts) && !wasRedirected(facts)),
  },
]

/** Behind a response without `Access-Control-Allow-Origin`. */
export const MISSING_ON_RESPONSE: readonly Suspect[] = [
  { code: 'response/allow-origin-missing', because: 'the response does not name an allowed origin' },
  {
    code: 'redirect/hop-without-cors',
    because: 'the request was redirected, and every response on the way needs the header',
    likely: wasRedirected,
  },
  {
    code: 'response/rejected-before-middleware',
    because: 'a parser rejects such a request before any middleware runs',
    ...only(hasStatus(400, 414, 431)),
  },
  {
    code: 'response/missing-on-error-status',
    because: 'the response may be an error whose path does not send the header',
    likely: hasFailed,
  },
  {
    code: 'lookalike/csrf-or-waf',
    because: 'a firewall or CSRF protection may reject other origins',
    likely: hasStatus(403),
  },
  { code: 'redirect/to-login', because: 'an expired session may lead to a redirect to a login page' },
  { code: 'cache/headers-only-with-origin', because: 'a response without the header may come from the cache' },
  ...NULL_ORIGIN,
]

/** Behind a preflight response without `Access-Control-Allow-Origin`. */
export const MISSING_ON_PREFLIGHT: readonly Suspect[] = [
  { code: 'preflight/allow-origin-missing', because: 'the response to OPTIONS does not allow an origin' },
  {
    code: 'preflight/status-not-ok',
    because:
      'a bare 401, 403, 404 or 405 to OPTIONS is reported as a missing header: authentication or routing ran before CORS',
    likely: hasFailed,
  },
  {
    code: 'preflight/headers-on-actual-only',
    because: 'OPTIONS may not reach what adds the headers to other requests',
  },
  { code: 'preflight/answered-by-application', because: 'a framework may have responded to OPTIONS by itself' },
  { code: 'preflight/answered-by-intermediary', because: 'a gateway may have responded to OPTIONS by itself' },
]

/** Behind a value of `Access-Control-Allow-Origin` that is another origin. */
export const MISMATCH_ON_RESPONSE: readonly Suspect[] = [
  {
    code: 'null-origin/literal-for-real-origin',
    because: 'the header contains the word null',
    ...only(({ value }) => value === 'null'),
  },
  { code: 'response/allow-origin-mismatch', because: "the header allows a different origin than the page's" },
  {
    code: 'redirect/origin-becomes-null',
    because: 'after a redirect from one foreign origin to another, "Origin: null" must be matched',
    likely: wasRedirected,
  },
  { code: 'cache/vary-origin-missing', because: 'a cache may hold the response for another origin' },
]

/** Behind the same on a preflight. */
export const MISMATCH_ON_PREFLIGHT: readonly Suspect[] = [
  {
    code: 'preflight/allow-origin-mismatch',
    because: "the response to OPTIONS allows a different origin than the page's",
  },
]

/** Behind two values. */
export const MULTIPLE_ON_RESPONSE: readonly Suspect[] = [
  {
    code: 'response/allow-origin-multiple',
    because: 'two layers add the header, or one adds a list; only one value is allowed',
  },
]

/** Behind the same on a preflight. */
export const MULTIPLE_ON_PREFLIGHT: readonly Suspect[] = [
  {
    code: 'preflight/allow-origin-multiple',
    because: 'two layers add the header to the response to OPTIONS, or one adds a list',
  },
]

/** Behind a preflight that was not answered with a status from 200 to 299. */
export const PREFLIGHT_STATUS: readonly Suspect[] = [
  {
    code: 'preflight/status-not-ok',
    because:
      'the response to OPTIONS has a status outside 200 to 299; authentication or routing may have run before CORS',
  },
  {
    code: 'credentials/auth-challenge-on-preflight',
    because: 'preflights carry no credentials, and the server requires some',
    likely: hasStatus(401, 407),
  },
  {
    code: 'preflight/redirect',
    because: 'a redirect is not a success either',
    likely: ({ status }) => status !== undefined && status >= 300 && status < 400,
  },
]

/** Behind a redirected preflight. */
export const PREFLIGHT_REDIRECT: readonly Suspect[] = [
  {
    code: 'preflight/redirect',
    because: 'the response to OPTIONS is a redirect, and preflights do not follow redirects',
  },
  { code: 'redirect/upgrade-https', because: 'often the redirect only leads from http to https' },
  { code: 'redirect/trailing-slash', because: 'often the redirect only adds or removes a slash' },
  { code: 'redirect/to-login', because: 'the redirect may lead to a login page: OPTIONS carries no session' },
]

/** Behind a method that the preflight does not allow. */
export const METHOD: readonly Suspect[] = [
  {
    code: 'preflight/method-case',
    because: 'methods are case-sensitive, and fetch does not write this one in upper case',
    ...only(({ method }) => method !== undefined && method !== method.toUpperCase()),
  },
  { code: 'preflight/method-not-allowed', because: 'Access-Control-Allow-Methods does not list the method' },
  { code: 'preflight/method-wildcard-literal', because: 'with credentials, * is not a wildcard' },
]

/** Behind a header that the preflight does not allow. */
export const HEADER: readonly Suspect[] = [
  { code: 'preflight/header-not-allowed', because: 'Access-Control-Allow-Headers does not list the header' },
  {
    code: 'classify/added-by-tooling',
    because: 'a library or a tracing tool adds this header, not the page itself',
    ...only(({ header }) => header !== undefined && TOOLING.has(header.toLowerCase())),
  },
  { code: 'preflight/header-wildcard-literal', because: 'with credentials, * is not a wildcard' },
]

const TOOLING: ReadonlySet<string> = new Set([
  'baggage',
  'cache-control',
  'pragma',
  'sentry-trace',
  'traceparent',
  'tracestate',
  'x-requested-with',
])

/** Behind `Access-Control-Allow-Credentials` other than `true`. */
export const CREDENTIALS_ON_RESPONSE: readonly Suspect[] = [
  {
    code: 'credentials/allow-not-true',
    because: 'the header has another value than the four letters true',
    when: ({ value }) => value !== '',
    likely: ({ value }) => value !== undefined,
  },
  { code: 'credentials/allow-missing', because: 'the header is missing, and the request has credentials' },
  { code: 'credentials/not-needed', because: 'a bearer token set by JavaScript needs no credentials mode' },
]

/** Behind the same on a preflight. */
export const CREDENTIALS_ON_PREFLIGHT: readonly Suspect[] = [
  {
    code: 'preflight/allow-credentials-not-true',
    because: 'the response to OPTIONS lacks the header, or it is not exactly true',
  },
  { code: 'credentials/not-needed', because: 'a bearer token set by JavaScript needs no credentials mode' },
]

/** Behind `*` for a request with credentials. */
export const WILDCARD_ON_RESPONSE: readonly Suspect[] = [
  { code: 'credentials/wildcard-origin', because: 'with credentials, the origin must be named' },
  { code: 'credentials/not-needed', because: 'a bearer token set by JavaScript needs no credentials mode' },
]

/** Behind the same on a preflight. */
export const WILDCARD_ON_PREFLIGHT: readonly Suspect[] = [
  {
    code: 'preflight/wildcard-with-credentials',
    because: 'with credentials, the response to OPTIONS must name the origin',
  },
  { code: 'credentials/not-needed', because: 'a bearer token set by JavaScript needs no credentials mode' },
]

/** Behind a scheme that CORS does not know. */
export const SCHEME: readonly Suspect[] = [
  {
    code: 'null-origin/file-url',
    because: 'the page or the requested URL is a file, and files have no origin',
    likely: ({ url, origin }) => url?.startsWith('file:') === true || origin === 'null',
  },
  { code: 'redirect/scheme', because: 'a redirect leads to another scheme', likely: wasRedirected },
  { code: 'input/unsupported-scheme', because: 'only http and https take part in CORS' },
  { code: 'input/missing-scheme', because: 'localhost:3000/x without http:// is read as the scheme "localhost"' },
]

/** Behind a list of methods that cannot be read. */
export const UNPARSABLE_METHODS: readonly Suspect[] = [
  { code: 'preflight/allow-methods-unparsable', because: 'one bad character makes the whole list unreadable' },
]

/** Behind a list of headers that cannot be read. */
export const UNPARSABLE_HEADERS: readonly Suspect[] = [
  { code: 'preflight/allow-headers-unparsable', because: 'one bad character makes the whole list unreadable' },
]

/** Behind a redirect with a name and a password. */
export const CREDENTIALS_IN_LOCATION: readonly Suspect[] = [
  { code: 'redirect/credentials-in-location', because: 'Location contains a name and a password' },
]

/** Behind mode `same-origin` for another origin. */
export const SAME_ORIGIN_MODE: readonly Suspect[] = [
  { code: 'input/same-origin-mode', because: "the mode is 'same-origin', and the address has another origin" },
  { code: 'redirect/began-same-origin', because: 'a redirect may lead from the own origin to another' },
]
