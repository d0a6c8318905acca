import { isForbiddenRequestHeaderName, isToken } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import type { HeaderLine } from '../network/exchange.ts'
import type { Observation } from '../observation.ts'
import { showTyped } from './evidence.ts'
import { type Checks, type Detection, error, type Findings, note } from './finding-entry.ts'

/** What is wrong with a request before it is sent. */
export const inputFindings = {
  'input/missing-scheme': error('request', {
    title: 'The URL has no scheme',
    explanation:
      "Without https:// the browser reads the text as a path on the page's own server, or the part before the colon " +
      'as a scheme.',
    fix: 'Write the URL with its scheme: https://host/path.',
    spec: 'https://url.spec.whatwg.org/#url-parsing',
    checks: refusal(['invalid-url']),
  }),
  'input/url-credentials': error('request', {
    title: 'fetch does not accept a URL with a user name or password',
    explanation: 'The URL contains user:password@, so the call throws a TypeError before anything is sent.',
    fix:
      'Remove them from the URL and send an Authorization header instead. The server must then list Authorization as ' +
      'an allowed header.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: '{origin}', allowedHeaders: ['Authorization'] })" },
      { product: 'cors', line: "cors({ origin: '{origin}', allowedHeaders: ['Authorization', 'Content-Type'] })" },
      { product: '@fastify/cors', line: "{ origin: '{origin}', allowedHeaders: ['Authorization', 'Content-Type'] }" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#dom-request',
    checks: refusal(['url-credentials'], ({ request }) => showTyped(request.url, userInfoOf(request.url))),
  }),
  'input/forbidden-method': error('method', {
    title: 'Pages cannot send this method',
    explanation: 'CONNECT, TRACE and TRACK are forbidden to pages. The call throws, and nothing is sent.',
    fix: 'Offer what {method} does under another method, such as GET or POST.',
    spec: 'https://fetch.spec.whatwg.org/#forbidden-method',
    checks: refusal(['forbidden-method'], showMethod),
  }),
  'input/invalid-method': error('method', {
    title: 'This is not a valid method',
    explanation:
      'A method consists of letters, digits and a few signs, without spaces. Anything else makes the call throw, and ' +
      'nothing is sent.',
    fix: 'Write only the method: GET, POST, PUT.',
    spec: 'https://fetch.spec.whatwg.org/#concept-method',
    checks: refusal(['invalid-method'], showMethod),
  }),
  'input/invalid-header': error('headers', {
    title: 'This header cannot be sent',
    explanation:
      'A header name must be a token, without spaces or colons. A value must not contain line breaks, zero bytes or ' +
      'characters beyond ISO-8859-1. Otherwise the call throws, and nothing is sent.',
    fix: 'Correct the header. Values read from files or environment variables often end with an extra line break.',
    spec: 'https://fetch.spec.whatwg.org/#concept-header-value',
    checks: refusal(['invalid-header-name', 'invalid-header-value'], ({ request }) =>
      findInvalidHeaders(request.headers ?? []),
    ),
  }),
  'input/body-with-get': error('method', {
    title: 'fetch does not accept a body with GET or HEAD',
    explanation:
      'The call throws a TypeError before anything is sent. curl and servers accept such requests; browsers do not.',
    fix: 'Use POST, or move the data to the query of the URL.',
    spec: 'https://fetch.spec.whatwg.org/#dom-request',
    checks: refusal(['body-with-get'], showMethod),
  }),
  'input/same-origin-mode': error('request', {
    title: "mode: 'same-origin' forbids this request",
    explanation:
      "With mode: 'same-origin' a page can only send requests to its own origin. {target} is a different one, so " +
      'nothing is sent, whatever the server allows.',
    fix: "Remove mode: 'same-origin', and allow {origin} on the server.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: refusal(['mode-same-origin']),
  }),
  'input/no-cors-method': error('method', {
    title: "mode: 'no-cors' allows only GET, HEAD and POST",
    explanation:
      "With mode: 'no-cors' a page can only send what an HTML form could. With {method} the call throws, and nothing " +
      'is sent.',
    fix: "Remove mode: 'no-cors', and allow {origin} and {method} on the server.",
    spec: 'https://fetch.spec.whatwg.org/#dom-request',
    checks: refusal(['no-cors-method'], showMethod),
  }),
  'input/no-cors-redirect': error('request', {
    title: "mode: 'no-cors' must follow redirects",
    explanation: "With mode: 'no-cors' the option redirect must be 'follow'. Otherwise nothing is sent.",
    fix: "Remove mode: 'no-cors' or the option redirect.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: refusal(['no-cors-redirect-mode']),
  }),
  'input/blocked-port': error('request', {
    title: 'Browsers do not connect to this port',
    explanation:
      'Port {port} is reserved for another service. Browsers block such ports so that pages cannot talk to mail ' +
      'servers and the like. Nothing is sent. curl does not have this rule.',
    fix: 'Use another port for the server: 3000, 8000, 8080 and 8443 are not blocked.',
    spec: 'https://fetch.spec.whatwg.org/#port-blocking',
    checks: refusal(['bad-port'], ({ request, url }) => showTyped(request.url, `:${url?.port}`)),
  }),
  'input/unsupported-scheme': error('request', {
    title: 'Cross-origin requests need http or https',
    explanation:
      'Pages can send cross-origin requests over http and https only. {scheme} is neither, so nothing is sent.',
    fix: 'Serve it over https, and use that URL.',
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: refusal(['scheme'], ({ request, url }) => showTyped(request.url, url?.protocol ?? '')),
  }),
  'input/refused-options': error('request', {
    title: 'fetch does not accept these options together',
    explanation: 'The call throws a TypeError before anything is sent: {problem}.',
    fix: 'Change the options of the call. The server is not involved.',
    spec: 'https://fetch.spec.whatwg.org/#dom-request',
    checks: { input: lookForOptions },
  }),
  'input/forbidden-header': note('request', {
    title: 'The browser silently drops this header',
    explanation:
      'JavaScript cannot set {names}: the browser sets such headers itself or does not send them. The request goes ' +
      'out without the header, and no preflight asks for it. To send cookies, use credentials.',
    fix: "Remove {names} from the call, and from the server's list of allowed headers, where it has no effect.",
    spec: 'https://fetch.spec.whatwg.org/#forbidden-request-header',
    checks: { input: lookForDroppedHeaders },
  }),
  'input/origin-not-serialized': error('request', {
    title: 'No browser sends an origin like this',
    explanation:
      "An origin is scheme, host and port: in lower case, without a path or trailing slash, and without the scheme's " +
      'default port. Servers compare it byte for byte.',
    fix: 'Write it as browsers do: https://app.example.com.',
    spec: 'https://fetch.spec.whatwg.org/#origin-header',
  }),
} satisfies Findings

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
  'keepalive-stream': 'a stream cannot outlive the page, as keepalive requires',
  'stream-without-duplex': "a stream as the body needs duplex: 'half'",
  'stream-no-cors': "a stream cannot be sent with mode: 'no-cors'",
}

function lookForOptions(seen: Observation): readonly Detection[] {
  if (isSent(seen)) return []
  return seen.classification.reasons.flatMap((reason) => {
    const problem = OPTION_PROBLEMS[reason]
    return problem === undefined ? [] : [{ details: { problem } }]
  })
}

/** Without CORS, a browser drops other headers too, and that is said with the mode. */
function lookForDroppedHeaders({ classification, request }: Observation): Detection | undefined {
  const dropped = new Set(
    classification.dropped?.filter((name) => request.mode !== 'no-cors' || isForbiddenRequestHeaderName(name)),
  )
  if (dropped.size === 0) return undefined
  const evidence = (request.headers ?? [])
    .filter(([name]) => dropped.has(name.toLowerCase()))
    .map(([header, value]) => ({ side: 'request' as const, header, value }))
  return { details: { names: [...dropped].join(', ') }, evidence }
}
