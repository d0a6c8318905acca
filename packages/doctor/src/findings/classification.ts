import type { HeaderLine } from '../network/exchange.ts'
import type { Observation } from '../observation.ts'
import { showTyped } from './evidence.ts'
import { type Checks, type Detection, type Findings, note, warning } from './finding-entry.ts'

/** Why a browser sends a preflight. */
export const classificationFindings = {
  'classify/method': note('request', {
    title: 'The method needs a preflight',
    explanation:
      'Only GET, HEAD and POST are sent without a preflight. The server must respond to OPTIONS and list {method}.',
    fix: 'Nothing, if the preflight passes. A higher Access-Control-Max-Age means fewer preflights.',
    spec: 'https://fetch.spec.whatwg.org/#cors-safelisted-method',
    checks: reason(
      'method',
      () => true,
      ({ classification: { method } }) => ({
        details: { method },
        evidence: showTyped(method),
      }),
    ),
  }),
  'classify/header': note('request', {
    title: 'A request header needs a preflight',
    explanation:
      '{names} is not one of the few headers that an HTML form could send, so the browser sends a preflight first.',
    fix: 'Nothing, if the preflight passes: the server must list {names}. Or omit the header if nothing needs it.',
    spec: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names',
    checks: reason('header', (name) => kindOf(name) === 'other'),
  }),
  'classify/content-type': note('request', {
    title: 'The content type needs a preflight',
    explanation:
      'A form can send application/x-www-form-urlencoded, multipart/form-data and text/plain. {value} is none of ' +
      'them, so the browser sends a preflight first, and the server must list Content-Type.',
    fix:
      'Leave it as it is. Sending JSON as text/plain would avoid the preflight, and with it the check that protects ' +
      'the server.',
    spec: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header',
    checks: reason('header-mime'),
  }),
  'classify/authorization': note('request', {
    title: 'Authorization needs a preflight',
    explanation:
      'An Authorization header set by JavaScript always needs a preflight, and the server must list it by name. The ' +
      'preflight itself carries no token: authentication must run after CORS.',
    fix: 'Nothing, if the preflight passes.',
    spec: 'https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name',
    checks: reason('header', (name) => kindOf(name) === 'authorization'),
  }),
  'classify/value-bytes': note('request', {
    title: 'A byte in a header value needs a preflight',
    explanation:
      'The name {names} does not need one, but the value contains a byte that no form could send: a quote, a ' +
      'bracket, a colon, an @ or a control character; in a language header, anything but letters, digits and a few ' +
      'signs.',
    fix: 'Remove the byte if it is not needed: charset=utf-8 works without quotes.',
    spec: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte',
    checks: reason(
      'header-bytes',
      () => true,
      (seen, names) => describeHeaders(seen, names, findUnsafeByte),
    ),
  }),
  'classify/value-too-long': note('request', {
    title: 'A header value over 128 bytes needs a preflight',
    explanation: 'The value of {names} is longer than 128 bytes. Up to that length it needs no preflight.',
    fix: 'Shorten the value, or accept the preflight: the server must then list {names}.',
    spec: 'https://fetch.spec.whatwg.org/#cors-safelisted-request-header',
    checks: reason('header-length'),
  }),
  'classify/values-too-long-together': note('request', {
    title: 'Header values over 1,024 bytes in total need a preflight',
    explanation:
      'The values of the headers that need no preflight are longer than 1,024 bytes in total. All of them then need ' +
      'one: the server must list even Accept and Accept-Language.',
    fix: 'Shorten the values.',
    spec: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names',
    checks: reason('total-size'),
  }),
  'classify/range-form': note('request', {
    title: 'This form of Range needs a preflight',
    explanation:
      'Only one range with a first position needs no preflight: bytes=0-499 or bytes=500-. Suffix ranges, several ' +
      'ranges and spaces do.',
    fix: 'Request one range by its first position, or list Range on the server.',
    spec: 'https://fetch.spec.whatwg.org/#simple-range-header-value',
    checks: reason('header-range'),
  }),
  'classify/upload-listener': note('request', {
    title: 'An upload listener needs a preflight',
    explanation:
      'A listener on the upload object of an XMLHttpRequest tells a page how much the server has read, which no form ' +
      'could do. The browser sends a preflight first, even for POST.',
    fix: 'Remove the listener, or respond to OPTIONS on the server.',
    spec: 'https://xhr.spec.whatwg.org/#event-listeners-and-preflight',
    checks: reason('use-cors-preflight-flag', (subject) => subject !== 'stream'),
  }),
  'classify/stream-body': note('request', {
    title: 'A stream as the body needs a preflight',
    explanation:
      'A ReadableStream is sent piece by piece, which no form could do. The browser sends a preflight first, even ' +
      'for POST.',
    fix: 'Send text, a Blob or a buffer, or respond to OPTIONS on the server.',
    spec: 'https://fetch.spec.whatwg.org/#use-cors-preflight-flag',
    checks: reason('use-cors-preflight-flag', (subject) => subject === 'stream'),
  }),
  'classify/added-by-tooling': note('request', {
    certainty: 'likely',
    title: 'A header that libraries add needs a preflight',
    explanation:
      '{names} is usually added by HTTP clients, tracing or monitoring, also to cross-origin requests. The server ' +
      'must list it, or requests fail as soon as the library is enabled.',
    fix:
      'List {names} on the server, or restrict the library to your own hosts (for example with ' +
      'tracePropagationTargets).',
    spec: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names',
    checks: reason('header', (name) => kindOf(name) === 'tooling'),
  }),
  'classify/engine-difference': note('request', {
    title: 'Browsers disagree about whether this header needs a preflight',
    explanation:
      'By the standard, {names} needs a preflight. Chromium sends it without one; other engines send a preflight. A ' +
      'server that does not list it works in Chrome and fails elsewhere.',
    fix: 'List {names} on the server, or leave the header to the browser.',
    spec: 'https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names',
    checks: reason('header', (name) => kindOf(name) === 'engine'),
  }),
  'classify/method-case': warning('method', {
    title: 'The method is sent in lower case',
    explanation:
      'fetch converts only DELETE, GET, HEAD, OPTIONS, POST and PUT to upper case. {method} is sent as it is ' +
      'written. Methods are case-sensitive: to a server it is a different method from {upper}, and many reject it.',
    fix: "Write method: '{upper}' in the call.",
    spec: 'https://fetch.spec.whatwg.org/#concept-method-normalize',
    checks: {
      'preflight-needed': ({ classification: { method, outcome } }) => {
        const upper = method.toUpperCase()
        if (outcome === 'throws' || upper === method) return undefined
        return { details: { method, upper }, evidence: showTyped(method) }
      },
    },
  }),
  'classify/none': note('request', {
    title: 'No preflight: the request is sent right away',
    explanation:
      'An HTML form could send this {method} too, so the browser sends no preflight. The server acts on it even if ' +
      'the page cannot read the response: CORS does not keep such requests out.',
    fix: 'Protect the action by other means: SameSite cookies, a token, or a check of Sec-Fetch-Site and Origin.',
    spec: 'https://fetch.spec.whatwg.org/#cors-safelisted-method',
    checks: {
      // What only reads is no cause for a reminder.
      'preflight-needed': ({ classification: { method, outcome } }) =>
        outcome === 'simple' && method === 'POST' ? { details: { method } } : undefined,
    },
  }),
  'classify/cached': note('request', {
    certainty: 'possible',
    title: 'The browser may have cached the preflight',
    explanation:
      'For the time in Access-Control-Max-Age (five seconds by default), browsers send one preflight for the same ' +
      'URL, method and headers. If the network panel shows no OPTIONS, the result was cached.',
    fix: 'Disable the cache in the developer tools to see every preflight.',
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-cache',
  }),
} satisfies Findings

/** A reason of the browser model's, such as `header:x-a`, for some of its subjects. */
function reason(
  wanted: string,
  isMeant: (subject: string) => boolean = () => true,
  describe: (seen: Observation, subjects: readonly string[]) => Detection = describeHeaders,
): Checks {
  return {
    'preflight-needed': (seen) => {
      const { outcome, reasons } = seen.classification
      if (outcome !== 'preflight') return undefined
      const subjects = reasons
        .map(splitReason)
        .filter(([kind, subject]) => kind === wanted && isMeant(subject))
        .map(([, subject]) => subject)
      return subjects.length === 0 ? undefined : describe(seen, subjects)
    },
  }
}

function splitReason(text: string): readonly [kind: string, subject: string] {
  const colon = text.indexOf(':')
  return colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
}

function describeHeaders(
  { request: { headers = [] } }: Observation,
  names: readonly string[],
  find: (line: HeaderLine) => number = () => -1,
): Detection {
  const lines = headers.filter(([name]) => names.includes(name.toLowerCase()))
  const evidence = lines.map((line) => {
    const [header, value] = line
    const at = find(line)
    return { side: 'request' as const, header, value, ...(at !== -1 && { at, length: 1 }) }
  })
  return { details: { names: names.join(', '), value: lines[0]?.[1] ?? 'Its type' }, evidence }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const UNSAFE_BYTE = /[\x00-\x08\x0a-\x1f"():<>?@[\\\]{}\x7f]/
const UNSAFE_LANGUAGE_BYTE = /[^0-9A-Za-z *,\-.;=]/

function findUnsafeByte([header, value]: HeaderLine): number {
  return value.search(header.toLowerCase().endsWith('-language') ? UNSAFE_LANGUAGE_BYTE : UNSAFE_BYTE)
}

/** Headers that HTTP clients, tracing and monitoring add without being asked. */
const TOOLING_NAMES: ReadonlySet<string> = new Set(
  (
    'b3 baggage cache-control newrelic pragma request-id sentry-trace traceparent tracestate x-amzn-trace-id ' +
    'x-b3-parentspanid x-b3-sampled x-b3-spanid x-b3-traceid x-client-info x-requested-with'
  ).split(' '),
)
const TOOLING_PREFIXES: readonly string[] = ['x-datadog-', 'x-newrelic-', 'x-stainless-', 'x-sentry-']

/** Headers that Chromium sends without a preflight, and the standard does not. */
const ENGINE_DEPENDENT_NAMES: ReadonlySet<string> = new Set(
  'device-memory downlink dpr ect rtt save-data user-agent viewport-width width'.split(' '),
)

function kindOf(name: string): 'authorization' | 'engine' | 'tooling' | 'other' {
  if (name === 'authorization') return 'authorization'
  if (ENGINE_DEPENDENT_NAMES.has(name)) return 'engine'
  const isTooling = TOOLING_NAMES.has(name) || TOOLING_PREFIXES.some((prefix) => name.startsWith(prefix))
  return isTooling ? 'tooling' : 'other'
}
