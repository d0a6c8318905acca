import {
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_MAX_AGE,
} from '@crossorigin/grammar'
import { hasHeader, readHeader } from '../header-lines.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { answered, responseOf, showHeader, showStatus } from './evidence.ts'
import { atHops, type Detection, error, type Findings, note, warning } from './finding-entry.ts'
import { ALLOW_ORIGIN_LINES } from './fix-line.ts'
import { originOfUrl } from './url-part.ts'

/** What the status of a response has to do with its CORS headers. */
export type ResponseStatusCode =
  | 'response/cors-passes-http-fails'
  | 'response/missing-on-304'
  | 'response/missing-on-error-status'
  | 'response/rejected-before-middleware'
  | 'response/status-hidden'
  | 'response/method-dependent'
  | 'response/preflight-headers-on-actual'

export const responseStatusFindings: Findings<ResponseStatusCode> = {
  'response/cors-passes-http-fails': note('status', {
    title: 'CORS is fine; the server responds with an error',
    explanation:
      'The page can read this response. It has status {status}, which has nothing to do with CORS. fetch does not ' +
      'reject for it, but code that parses the body without checking response.ok may fail.',
    fix: 'Read the status and the body of the response.',
    spec: 'https://fetch.spec.whatwg.org/#http-responses',
    checks: atHops('actual', (hop) => {
      const exchange = answered(hop.actual)
      return isError(exchange) && hop.isCors && hop.failures.length === 0 ? describeStatus(exchange) : undefined
    }),
  }),
  'response/missing-on-304': warning('caching', {
    title: 'Not Modified is sent without Access-Control-Allow-Origin',
    explanation:
      'A 304 updates the headers of the stored response. If it lacks the header, the stored header decides, and that ' +
      'may come from a request of another origin or without one. The page then works only sometimes.',
    fix: 'Send the CORS headers with 304 as with 200, and Vary: Origin with both.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
    checks: {
      ...atHops('actual', lookForBare304),
      caching: lookForRevalidation,
    },
  }),
  'response/missing-on-error-status': error('status', {
    title: 'Errors are sent without CORS headers',
    explanation:
      'The server allows this origin on success, but not on this error. The error response bypasses CORS: it comes ' +
      'from an exception handler, a size or rate limit, a gateway, or nginx, whose add_header skips errors unless it ' +
      "says 'always'. The page sees a CORS error instead of status {status}.",
    fix: 'Add the headers to every response, whatever its status, before anything can fail, and fix the error itself.',
    lines: [
      { product: '@crossorigin', line: 'app.use(cors(config)) // before what can fail' },
      { product: 'cors', line: 'app.use(cors(options)) // before what can fail' },
      {
        product: '@fastify/cors',
        line: 'await app.register(cors, options) // before other hooks; leave hook at onRequest',
      },
      { product: 'nginx', line: 'add_header Access-Control-Allow-Origin $cors_origin always;' },
    ],
    spec: 'https://fetch.spec.whatwg.org/#http-responses',
    checks: atHops('actual', lookForErrorPath),
  }),
  'response/rejected-before-middleware': error('status', {
    certainty: 'likely',
    title: 'The server rejected the request before any middleware ran',
    explanation:
      'The status is {status}, and the response is bare. HTTP parsers respond like this to what they do not accept: ' +
      "an unknown method, such as 'patch' in lower case, or a URL or headers that are too long. No middleware can " +
      'add headers to that.',
    fix: 'Change the request: write the method in upper case, and keep URL, cookies and headers short.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9112#section-3',
    checks: atHops('actual', (hop) => {
      const exchange = responseOf(hop)
      const isBare = isError(exchange) && lacksHeader(hop) && isParserAnswer(exchange)
      return isBare ? describeStatus(exchange) : undefined
    }),
  }),
  'response/status-hidden': note('status', {
    title: 'The CORS error hides a server error',
    explanation:
      'The response has status {status}. The page cannot read the response, so neither the page nor the console ' +
      'shows that. Once the headers are fixed, this error is what you will see next.',
    fix: 'Fix both the headers and the error behind status {status}.',
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: atHops('actual', (hop) => {
      const exchange = responseOf(hop)
      return isError(exchange) && hop.isCors && hop.failures.length > 0 ? describeStatus(exchange) : undefined
    }),
  }),
  'response/method-dependent': error('status', {
    certainty: 'likely',
    title: 'CORS is applied to some methods only',
    explanation: 'At the same URL, the page can read the response to {otherMethod}, and not to {method}.',
    fix: 'Register the CORS middleware once, on the path and for all methods, not on single routes.',
    lines: [
      { product: '@crossorigin', line: 'app.use(cors(config))' },
      { product: 'cors', line: 'app.use(cors(options))' },
    ],
    spec: 'https://fetch.spec.whatwg.org/#http-responses',
    checks: atHops('actual', lookForMethodDependence),
  }),
  'response/preflight-headers-on-actual': note('headers', {
    title: 'Preflight headers are on an ordinary response',
    explanation: 'Browsers only read these in the response to OPTIONS. Here they have no effect: {names}.',
    fix: 'Remove them from ordinary responses.',
    spec: 'https://fetch.spec.whatwg.org/#http-responses',
    checks: atHops('actual', lookForPreflightHeaders),
  }),
}

function isError(exchange: Answered | undefined): exchange is Answered {
  return exchange !== undefined && exchange.outcome.status >= 400
}

function lacksHeader({ isCors, failures }: ObservedHop): boolean {
  return isCors && failures.includes('allow-origin-missing')
}

function describeStatus(exchange: Answered): Detection {
  return { details: { status: String(exchange.outcome.status) }, evidence: [showStatus(exchange)] }
}

function lookForBare304(hop: ObservedHop): Detection | undefined {
  const exchange = responseOf(hop)
  if (exchange?.outcome.status !== 304 || !lacksHeader(hop)) return undefined
  return { ...describeStatus(exchange), level: 'error' }
}

/** A response that loses the header when it is revalidated. */
function lookForRevalidation({ hops: [hop], probes }: Observation): Detection | undefined {
  const first = answered(probes.control) ?? (hop === undefined ? undefined : responseOf(hop))
  const revalidated = answered(probes.revalidation)
  if (first === undefined || revalidated?.outcome.status !== 304) return undefined
  if (!hasHeader(first.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return undefined
  if (hasHeader(revalidated.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return undefined
  return {
    details: { status: '304' },
    evidence: [showStatus(revalidated), ...showHeader(first, ACCESS_CONTROL_ALLOW_ORIGIN)],
  }
}

/** The header is there where all goes well. */
function lookForErrorPath(hop: ObservedHop, { exchanges }: Observation): Detection | undefined {
  const exchange = responseOf(hop)
  if (!isError(exchange) || !lacksHeader(hop)) return undefined
  const origin = originOfUrl(exchange.request.url)
  const good = exchanges
    .map(answered)
    .find(
      (other) =>
        other !== undefined &&
        other.outcome.status >= 200 &&
        other.outcome.status <= 299 &&
        originOfUrl(other.request.url) === origin &&
        hasHeader(other.outcome, ACCESS_CONTROL_ALLOW_ORIGIN),
    )
  if (good === undefined) return undefined
  return {
    details: { status: String(exchange.outcome.status) },
    evidence: [showStatus(exchange), ...showHeader(good, ACCESS_CONTROL_ALLOW_ORIGIN)],
  }
}

/** A parser that gives up says no more than that, and hangs up. */
function isParserAnswer({ outcome }: Answered): boolean {
  const { status, headers } = outcome
  if (status === 414 || status === 431) return true
  const isClosed = readHeader(outcome, 'Connection')?.toLowerCase() === 'close'
  const isBare = headers.every(([name]) => ['connection', 'content-length', 'date'].includes(name.toLowerCase()))
  return status === 400 && isClosed && isBare
}

/** Another method of the same URL has the header. */
function lookForMethodDependence(hop: ObservedHop, { exchanges }: Observation): Detection | undefined {
  const exchange = responseOf(hop)
  if (exchange === undefined || !hop.failures.includes('allow-origin-missing')) return undefined
  if (exchange.outcome.status >= 300) return undefined
  const { method, url } = exchange.request
  const other = exchanges
    .map(answered)
    .find(
      (found) =>
        found !== undefined &&
        found.request.url === url &&
        found.request.method !== method &&
        hasHeader(found.outcome, ACCESS_CONTROL_ALLOW_ORIGIN),
    )
  if (other === undefined) return undefined
  return {
    details: { method, otherMethod: other.request.method, status: String(exchange.outcome.status) },
    evidence: [showStatus(exchange), ...showHeader(other, ACCESS_CONTROL_ALLOW_ORIGIN)],
  }
}

const PREFLIGHT_HEADERS = [ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_MAX_AGE] as const

function lookForPreflightHeaders(hop: ObservedHop): Detection | undefined {
  const exchange = responseOf(hop)
  if (exchange === undefined) return undefined
  const names = PREFLIGHT_HEADERS.filter((name) => hasHeader(exchange.outcome, name))
  if (names.length === 0) return undefined
  return { details: { names: names.join(', ') }, evidence: names.flatMap((name) => showHeader(exchange, name)) }
}
