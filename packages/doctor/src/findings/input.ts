import { isForbiddenRequestHeaderName, isToken } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import type { HeaderLine } from '../network/exchange.ts'
import type { Observation } from '../observation.ts'
import { showTyped } from './evidence.ts'
import { type Checks, error, type Findings, note, type Sighting } from './finding-entry.ts'

/** What is wrong with a request before it is sent. */
export type InputCode =
  | 'input/missing-scheme'
  | 'input/url-credentials'
  | 'input/forbidden-method'
  | 'input/invalid-method'
  | 'input/invalid-header'
  | 'input/body-with-get'
  | 'input/same-origin-mode'
  | 'input/no-cors-method'
  | 'input/no-cors-redirect'
  | 'input/blocked-port'
  | 'input/unsupported-scheme'
  | 'input/refused-options'
  | 'input/forbidden-header'
  | 'input/origin-not-serialized'

export const inputFindings: Findings<InputCode> = {
  'input/missing-scheme': error('request', {
    title: 'The URL has no scheme',
    explanation:
      'Without https:// in front, a browser takes the text for a path on the page itself, or what stands before the colon for ' +
      'a scheme. It asks for something else than was meant, or for nothing.',
    fix: 'Write the URL with its scheme: https://host/path.',
    spec: 'https://url.spec.whatwg.org/#url-parsing',
    checks: refusal(['invalid-url']),
  }),
  'input/url-credentials': error('request', {
    title: 'fetch refuses a URL with a user name or password',
    explanation: 'The call throws a TypeError before anything is sent, because the URL has user:password@ in it.',
    fix: 'Take them out of the URL, and send an Authorization header; the server then has to list it among the allowed headers.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: '{origin}', allowedHeaders: ['Authorization'] })" },
      { product: 'cors', line: "cors({ origin: '{origin}', allowedHeaders: ['Authorization', 'Content-Type'] })" },
      { product: '@fastify/cors', line: "{ origin: '{origin}', allowedHeaders: ['Authorization', 'Content-Type'] }" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#dom-request',
    checks: refusal(['url-credentials'], ({ request }) => showTyped(request.url, userInfoOf(request.url))),
  }),
  'input/forbidden-method': error('method', {
    title: 'No script can send this method',
    explanation: 'CONNECT, TRACE and TRACK are forbidden to pages. The call throws, and nothing is sent.',
    fix: 'Offer what {method} does under another method, such as GET or POST.',
    spec: 'https://fetch.spec.whatwg.org/#forbidden-method',
    checks: refusal(['forbidden-method'], showMethod),
  }),
  'input/invalid-method': error('method', {
    title: 'The method is none',
    explanation:
      'A method is letters, digits and a few signs, without spaces. With anything else the call throws, and nothing is sent.',
    fix: 'Write the method alone: GET, POST, PUT.',
    spec: 'https://fetch.spec.whatwg.org/#concept-method',
    checks: refusal(['invalid-method'], showMethod),
  }),
  'input/invalid-header': error('headers', {
    title: 'A header that cannot be sent',
    explanation:
      'The name of a header must be a token, without spaces and colons, and a value must not contain line breaks, zero ' +
      'bytes or characters beyond ISO-8859-1. Otherwise the call throws, and nothing is sent.',
    fix: 'Correct the header. Values from files or environment variables often end with a line break too many.',
    spec: 'https://fetch.spec.whatwg.org/#concept-header-value',
    checks: refusal(['invalid-header-name', 'invalid-header-value'], ({ request }) =>
      findInvalidHeaders(request.headers ?? []),
    ),
  }),
  'input/body-with-get': error('method', {
    title: 'fetch refuses a body with GET or HEAD',
    explanation: 'The call throws a TypeError before anything is sent. curl and servers allow it; browsers do not.',
    fix: 'Use POST, or put the data into the query of the URL.',
    spec: 'https://fetch.spec.whatwg.org/#dom-request',
    checks: refusal(['body-with-get'], showMethod),
  }),
  'input/same-origin-mode': error('request', {
    title: "mode: 'same-origin' forbids this request",
    explanation:
      "With mode: 'same-origin' a page asks only its own origin. {target} is another one, so nothing is sent, whatever the " +
      'server allows.',
    fix: "Remove mode: 'same-origin', and let the server allow {origin}.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: refusal(['mode-same-origin']),
  }),
  'input/no-cors-method': error('method', {
    title: "mode: 'no-cors' allows only GET, HEAD and POST",
    explanation:
      "With mode: 'no-cors' a page can send only what a form could. With {method} the call throws, and nothing is sent.",
    fix: "Remove mode: 'no-cors', and let the server allow {origin} and {method}.",
    spec: 'https://fetch.spec.whatwg.org/#dom-request',
    checks: refusal(['no-cors-method'], showMethod),
  }),
  'input/no-cors-redirect': error('request', {
    title: "mode: 'no-cors' has to follow redirects",
    explanation: "With mode: 'no-cors' the option redirect must be 'follow'. Otherwise nothing is sent.",
    fix: "Remove mode: 'no-cors', or the option redirect.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: refusal(['no-cors-redirect-mode']),
  }),
  'input/blocked-port': error('request', {
    title: 'Browsers do not connect to this port',
    explanation:
      'Port {port} belongs to another service, and browsers connect to no such port, so that pages cannot speak to mail and ' +
      'the like. Nothing is sent; curl does not know the rule.',
    fix: 'Let the server listen on another port: 3000, 8000, 8080 and 8443 are free.',
    spec: 'https://fetch.spec.whatwg.org/#port-blocking',
    checks: refusal(['bad-port'], ({ request, url }) => showTyped(request.url, `:${url?.port}`)),
  }),
  'input/unsupported-scheme': error('request', {
    title: 'Only http and https can be asked across origins',
    explanation:
      'A page can send requests to another origin over http and https. {scheme} is neither, so nothing is sent.',
    fix: 'Serve it over https, and use that URL.',
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: refusal(['scheme'], ({ request, url }) => showTyped(request.url, url?.protocol ?? '')),
  }),
  'input/refused-options': error('request', {
    title: 'fetch refuses these options together',
    explanation: 'The call throws a TypeError before anything is sent: {problem}.',
    fix: 'Change the options of the call. The server has no part in it.',
    spec: 'https://fetch.spec.whatwg.org/#dom-request',
    checks: { input: lookForOptions },
  }),
  'input/forbidden-header': note('request', {
    title: 'A browser drops this header without a word',
    explanation:
      'Script cannot set {names}: the browser sets such headers itself, or sends none. What script writes is dropped, the ' +
      'request goes out without it, and no preflight asks about it. Cookies are sent by credentials, not by a header.',
    fix: 'Remove {names} from the call, and from the list of allowed headers at the server, where it does nothing.',
    spec: 'https://fetch.spec.whatwg.org/#forbidden-request-header',
    checks: { input: lookForDroppedHeaders },
  }),
  'input/origin-not-serialized': error('request', {
    title: 'No browser sends an origin like this',
    explanation:
      'An origin is scheme, host and port: lower case, without a path or a slash at the end, and without the port that the ' +
      'scheme has by default. Servers compare it byte for byte.',
    fix: 'Write it as the browser does: https://app.example.com.',
    spec: 'https://fetch.spec.whatwg.org/#origin-header',
  }),
}

function isSent({ classification: { outcome } }: Observation): boolean {
  return outcome !== 'throws' && outcome !== 'networkError'
}

/** Nothing is sent, for a reason of the browser model's. */
function refusal(
  wanted: readonly string[],
  show: (seen: Observation) => readonly Evidence[] = ({ request }) => showTyped(request.url),
): Checks {
  return {
    input: (seen) => {
      const reason = isSent(seen) ? undefined : seen.classification.reasons.find((each) => wanted.includes(each))
      if (reason === undefined) return undefined
      const evidence = show(seen)
      const details = {
        method: seen.request.method ?? 'GET',
        scheme: seen.url?.protocol.slice(0, -1) ?? '',
        port: seen.url?.port ?? '',
        names: evidence.map(({ header = '' }) => header).join(', '),
        part: reason === 'invalid-header-name' ? 'name' : 'value',
      }
      return { details, evidence }
    },
  }
}

function showMethod({ request: { method = 'GET' } }: Observation): readonly Evidence[] {
  return showTyped(method)
}

function findInvalidHeaders(headers: readonly HeaderLine[]): readonly Evidence[] {
  return headers.flatMap(([header, value]) => {
    if (!isToken(header)) return [{ side: 'request' as const, header, value, at: 0, length: value.length }]
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    const at = value.trim().search(/[\0\r\n]|[^\x00-\xff]/)
    return at === -1 ? [] : [{ side: 'request' as const, header, value: value.trim(), at, length: 1 }]
  })
}

function userInfoOf(text: string): string {
  return /^[^/]*\/\/([^/?#]*@)/.exec(text)?.[1] ?? ''
}

/** Options that do not go together, by the browser model's reasons. */
const OPTION_PROBLEMS: Readonly<Record<string, string>> = {
  'mode-navigate': "mode: 'navigate' is the browser's own",
  'only-if-cached': "cache: 'only-if-cached' goes only with mode: 'same-origin'",
  'keepalive-stream': 'a stream cannot outlive the page, as keepalive asks',
  'stream-without-duplex': "a stream as the body needs duplex: 'half'",
  'stream-no-cors': "a stream cannot be sent with mode: 'no-cors'",
}

function lookForOptions(seen: Observation): readonly Sighting[] {
  if (isSent(seen)) return []
  return seen.classification.reasons.flatMap((reason) => {
    const problem = OPTION_PROBLEMS[reason]
    return problem === undefined ? [] : [{ details: { problem } }]
  })
}

/** Without CORS, a browser drops other headers too, and that is said with the mode. */
function lookForDroppedHeaders({ classification, request }: Observation): Sighting | undefined {
  const dropped = new Set(
    classification.dropped?.filter((name) => request.mode !== 'no-cors' || isForbiddenRequestHeaderName(name)),
  )
  if (dropped.size === 0) return undefined
  const evidence = (request.headers ?? [])
    .filter(([name]) => dropped.has(name.toLowerCase()))
    .map(([header, value]) => ({ side: 'request' as const, header, value }))
  return { details: { names: [...dropped].join(', ') }, evidence }
}
