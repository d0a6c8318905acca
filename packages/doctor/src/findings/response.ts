import { findCorsCheckFailures } from '@crossorigin/browser-model'
import {
  ACCESS_CONTROL_ALLOW_CREDENTIALS,
  ACCESS_CONTROL_ALLOW_HEADERS,
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_ALLOW_ORIGIN,
  ACCESS_CONTROL_MAX_AGE,
} from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import { hasHeader, readHeader } from '../header-lines.ts'
import type { Exchange, FailureKind } from '../network/exchange.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { originOfUrl } from '../request/parse-url.ts'
import { type CorsFault, FAULT_WORDS, lookForFaults } from './cors-fault.ts'
import { answered, responseOf, showFailure, showHeader, showStatus } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type Findings, note, warning } from './finding-entry.ts'
import { ALLOW_ORIGIN_LINES, policyLines } from './fix-line.ts'
import { findRedirect } from './redirects.ts'

/** Why there is no response, or none that the page can read. */
export const responseOriginFindings = {
  'response/unreachable': error('network', {
    title: 'The request got no response',
    explanation:
      'The connection failed, so this is not a CORS problem, although Firefox reports it as one. The system says: ' +
      '{message}.',
    fix:
      'Check that the server runs, that the name and port are right, and that nothing in between closes the ' +
      'connection.',
    checks: loss((failure) => failure !== 'timeout' && failure !== 'empty'),
  }),
  'response/timeout': error('network', {
    title: 'The request timed out',
    explanation: 'There was no response in time, so this is not a CORS problem, although Firefox reports it as one.',
    fix:
      'Find out what the server waits for. A gateway that gives up first must add the CORS headers to its own ' +
      'response.',
    checks: loss((failure) => failure === 'timeout'),
  }),
  'response/empty': error('network', {
    title: 'The server closed the connection without a response',
    explanation:
      'The connection was closed before any data was received. Usually the process crashed on this request, or it ' +
      'hit a limit of a proxy. Firefox reports it as a CORS error.',
    fix: 'Check the log of the server, and of what is in front of it, at the time of the request.',
    checks: loss((failure) => failure === 'empty'),
  }),
  'response/allow-origin-missing': error('origin', {
    title: 'The response has no Access-Control-Allow-Origin',
    explanation:
      'The browser has the response but does not show it to the page, because the server does not allow this origin ' +
      'to read it. Either the origin is not allowed, or CORS is not applied to this path. {hint} {contrast}',
    fix: 'Allow the origin, and make sure that the CORS middleware covers this path.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: atHops('actual', lookForMissingHeader),
  }),
  'response/allow-origin-mismatch': error('origin', {
    title: 'The response allows a different origin',
    ...FAULT_WORDS.mismatch,
    checks: responseFaults('mismatch'),
  }),
  'response/allow-origin-multiple': error('origin', {
    title: 'The response allows more than one origin',
    ...FAULT_WORDS.multiple,
    checks: responseFaults('multiple'),
  }),
  'response/allow-origin-invalid': error('origin', {
    title: 'The response does not have a valid origin',
    ...FAULT_WORDS.invalid,
    checks: responseFaults('invalid'),
  }),
} satisfies Findings

/** A request that got no response, where its preflight did. Where nothing does, it is said of the network, once. */
function loss(isMeant: (failure: FailureKind) => boolean): Checks {
  return atHops('actual', ({ preflight, actual, substitute }) => {
    const exchange = actual ?? substitute
    if (answered(preflight) === undefined || exchange?.outcome.kind !== 'failure') return undefined
    const { failure, message } = exchange.outcome
    return isMeant(failure) ? { details: { message }, evidence: showFailure(exchange) } : undefined
  })
}

/** Makes checks for faults of the response to the request. */
export function responseFaults(...wanted: readonly CorsFault[]): Checks {
  return atHops('actual', (hop) => lookForResponseFaults(hop, ...wanted))
}

function lookForResponseFaults(hop: ObservedHop, ...wanted: readonly CorsFault[]): readonly Detection[] {
  const exchange = responseOf(hop)
  return exchange === undefined
    ? []
    : lookForFaults({ exchange, origin: hop.origin, failures: hop.failures }, ...wanted)
}

function lookForMissingHeader(hop: ObservedHop): readonly Detection[] {
  const exchange = responseOf(hop)
  // A redirect without the header has a code of its own.
  if (exchange === undefined || findRedirect(exchange) !== undefined) return []
  const contrast = contrastWithPreflight(hop)
  const hint = hintOf(exchange.outcome.status)
  return lookForResponseFaults(hop, 'missing').map((fault) => ({
    ...fault,
    details: { ...fault.details, hint, contrast },
  }))
}

/** What else a status suggests: that CORS never ran. */
function hintOf(status: number): string {
  if (status === 401 || status === 403)
    return `The status is ${status}: if the origin is allowed already, authentication runs before CORS.`
  if (status === 404) return 'The status is 404: check the URL first.'
  return status >= 500 ? `The status is ${status}: the server may have failed before CORS ran.` : ''
}

function contrastWithPreflight({ preflight }: ObservedHop): string {
  const exchange = answered(preflight)
  if (exchange === undefined || !hasHeader(exchange.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return ''
  return 'The preflight response has the header, so the origin itself is allowed.'
}

/** What the status of a response has to do with its CORS headers. */
export const responseStatusFindings = {
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
      'The preflight allows this origin, but this error response does not. The error response bypasses CORS: it comes ' +
      'from an exception handler, a size or rate limit, a gateway, or nginx, whose add_header skips errors unless it ' +
      "says 'always'. The page sees a CORS error instead of status {status}.",
    fix: 'Add the headers to every response, whatever its status, before anything can fail, and fix the error itself.',
    lines: [
      ...policyLines({ isFirst: true }),
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
} satisfies Findings

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

/** What only shows when a request is repeated. */
export const intermittentFindings = {
  'response/intermittent': warning('origin', {
    title: 'The same request gets different responses',
    explanation: 'Of {count} identical requests, {differing} got different CORS headers than the first. {nodes}',
    fix:
      'Compare the configuration of all replicas, edges and caches that respond for this host, and make them ' +
      'consistent.',
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: { caching: lookForDifference },
  }),
} satisfies Findings

function lookForDifference(seen: Observation): Detection | undefined {
  const hop = seen.hops[0]
  const first = hop?.actual ?? hop?.substitute
  const { repeats } = seen.probes
  if (first === undefined || repeats.length === 0) return undefined
  const expected = describeHeaders(first, seen)
  const differing = repeats.filter((exchange) => describeHeaders(exchange, seen) !== expected)
  const [example] = differing
  if (example === undefined) return undefined
  return {
    details: {
      count: String(repeats.length + 1),
      differing: String(differing.length),
      nodes: describeNodes(answered(first), answered(example)),
    },
    evidence: [...showHeaders(first), ...showHeaders(example)],
  }
}

/** The same for responses that do the same to this page. */
function describeHeaders({ outcome }: Exchange, { request }: Observation): string {
  if (outcome.kind === 'failure') return 'no response'
  const failures = findCorsCheckFailures(outcome, request.pageOrigin, request.credentials === 'include')
  const values = [ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_ALLOW_CREDENTIALS].map((name) =>
    readHeader(outcome, name),
  )
  return JSON.stringify([failures, values])
}

function showHeaders(exchange: Exchange): readonly Evidence[] {
  const found = answered(exchange)
  return found === undefined ? showFailure(exchange) : showHeader(found, ACCESS_CONTROL_ALLOW_ORIGIN)
}

/** What tells one node from another. */
const NODE_MARKS = ['X-Served-By', 'Via', 'Server', 'X-Cache', 'CF-Ray', 'X-Amz-Cf-Pop', 'X-Backend'] as const

function describeNodes(first: Answered | undefined, example: Answered | undefined): string {
  if (first === undefined || example === undefined) return ''
  const differing = NODE_MARKS.filter((name) => readHeader(first.outcome, name) !== readHeader(example.outcome, name))
  return differing
    .map((name) => {
      const [left, right] = [first, example].map(({ outcome }) => readHeader(outcome, name) ?? 'nothing')
      return `${name} says '${left}' on the first and '${right}' on another.`
    })
    .join(' ')
}
