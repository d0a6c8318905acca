import { ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import { hasHeader, readHeader } from '../header-lines.ts'
import { type FailureKind, isRedirect } from '../network/exchange.ts'
import type { Answered, ObservedHop } from '../observation.ts'
import { type CorsFault, FAULT_WORDS, lookForFaults } from './cors-fault.ts'
import { answered, responseOf, showFailure, showHeader, showStatus } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type Findings, note } from './finding-entry.ts'
import { ALLOW_CREDENTIALS_LINES, ALLOW_ORIGIN_LINES, ANSWER_PREFLIGHT_LINES } from './fix-line.ts'
import { describeLocation, findRedirect } from './redirects.ts'

/** Why a preflight gets no response. */
export const preflightNetworkFindings = {
  'preflight/unreachable': error('network', {
    title: 'The preflight got no response',
    explanation:
      'The browser sends OPTIONS before the request. There was no response, so the request is never sent. The system ' +
      'says: {message}. {contrast}',
    fix:
      'Let OPTIONS requests through to the server: check the firewall, the gateway and the load balancer for a list ' +
      'of permitted methods, and the server for a crash while it handles OPTIONS.',
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('preflight', (hop) =>
      lookForLoss(hop, (failure) => failure !== 'timeout' && failure !== 'tls-client-certificate'),
    ),
  }),
  'preflight/timeout': error('network', {
    title: 'The preflight timed out',
    explanation:
      'The OPTIONS request was sent, and there was no response in time. Usually a handler takes it and never ends ' +
      'the response, or a middleware waits for a body that a preflight does not have. {contrast}',
    fix: 'End the response to OPTIONS with status 204 and no body, before anything that waits or reads a body.',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('preflight', (hop) => lookForLoss(hop, (failure) => failure === 'timeout')),
  }),
  'preflight/needs-client-certificate': error('network', {
    title: 'The server requires a client certificate for the preflight',
    explanation:
      'Preflights are sent without credentials, and a TLS client certificate is a credential. A server that requires ' +
      'one closes the connection or responds with an error before the application runs.',
    fix:
      'Make the certificate optional in the handshake and check it in the application for every method but OPTIONS, ' +
      'or serve the page and the API from one origin.',
    lines: [{ product: 'nginx', line: 'ssl_verify_client optional;' }],
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: atHops(
      'preflight',
      (hop) => lookForLoss(hop, (failure) => failure === 'tls-client-certificate') ?? lookForDemand(hop),
    ),
  }),
} satisfies Findings

/**
 * Says that a preflight got no response where other requests do. If none does, it is not about preflights, and said of
 * the network. A certificate is another matter: a browser may have one for the request, and sends none for the
 * preflight.
 */
function lookForLoss(hop: ObservedHop, isMeant: (failure: FailureKind) => boolean): Detection | undefined {
  const { preflight, actual, substitute } = hop
  if (preflight?.outcome.kind !== 'failure') return undefined
  const { failure, message } = preflight.outcome
  const main = actual ?? substitute
  const other = answered(main)
  const isOfNetwork = main !== undefined && other === undefined && failure !== 'tls-client-certificate'
  if (isOfNetwork || !isMeant(failure)) return undefined
  const contrast =
    other === undefined ? '' : `${other.request.method} of the same URL gets a response, so only OPTIONS is lost.`
  return { details: { message, contrast }, evidence: showFailure(preflight) }
}

/** nginx finishes the handshake, and says in HTTP that it wants a certificate. */
function lookForDemand({ preflight, judgment }: ObservedHop): Detection | undefined {
  const exchange = answered(preflight)
  const isRefused = judgment?.failures.some(({ code }) => code === 'status-not-ok') === true
  if (exchange === undefined || !isRefused || !demandsCertificate(exchange)) return undefined
  return { certainty: 'likely', evidence: [showStatus(exchange)] }
}

function demandsCertificate({ outcome: { status, body } }: Answered): boolean {
  return [400, 403, 496].includes(status) && /required SSL certificate|client certificate/i.test(body)
}

/** Why the status of a preflight is not right. */
export const preflightStatusFindings = {
  'preflight/redirect': error('redirect', {
    title: 'The preflight is redirected',
    explanation:
      'Browsers do not follow redirects of preflights: the preflight fails, whatever headers the response has. The ' +
      "server redirects to '{location}'. {because}",
    fix: 'Request the final URL, or respond to OPTIONS before the redirect. {advice}',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('preflight', lookForRedirect),
    stage: 'redirect',
  }),
  'preflight/status-not-ok': error('status', {
    title: 'The preflight response has an error status',
    explanation: 'A preflight passes only with a status from 200 to 299. This one is {status}. {because} {masked}',
    fix: 'Respond to OPTIONS with 204 before anything that can reject it. {advice}',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('preflight', lookForStatus),
    stage: 'status',
  }),
  'preflight/answered-by-application': error('status', {
    certainty: 'likely',
    title: 'The framework responded to OPTIONS by itself',
    explanation:
      "If nothing else does, frameworks respond to OPTIONS with the methods of the route in 'Allow', which means " +
      "nothing to CORS. Here it is '{allow}', and there are no CORS headers, so the CORS middleware did not run.",
    fix: 'Register the CORS middleware before the router, on the path and for all methods, not on single routes.',
    lines: ANSWER_PREFLIGHT_LINES.filter(({ product }) => product !== 'nginx'),
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('preflight', lookForApplication),
  }),
} satisfies Findings

/** Returns a response to a preflight that fails by its status. */
function refusedBy({ preflight, judgment }: ObservedHop): Answered | undefined {
  return judgment?.failures.some(({ code }) => code === 'status-not-ok') === true ? answered(preflight) : undefined
}

function lookForRedirect(hop: ObservedHop): Detection | undefined {
  const exchange = refusedBy(hop)
  const redirect = exchange === undefined ? undefined : findRedirect(exchange)
  if (exchange === undefined || redirect === undefined) return undefined
  const { location, url } = redirect
  return {
    details: { status: String(exchange.outcome.status), location, ...describeLocation(exchange.request.url, url) },
    evidence: [showStatus(exchange), ...showHeader(exchange, 'Location')],
  }
}

function lookForStatus(hop: ObservedHop): Detection | undefined {
  const exchange = refusedBy(hop)
  if (exchange === undefined || findRedirect(exchange) !== undefined) return undefined
  const { because, advice, header } = describeStatus(exchange)
  const shown = header === undefined || !hasHeader(exchange.outcome, header) ? [] : showHeader(exchange, header)
  return {
    details: { status: String(exchange.outcome.status), because, advice, masked: describeMask(exchange) },
    evidence: [showStatus(exchange), ...shown],
  }
}

/** Browsers check the origin first, and name the first fault alone. */
function describeMask({ outcome }: Answered): string {
  if (hasHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return ''
  return "Chrome does not mention the status, only the missing 'Access-Control-Allow-Origin'."
}

/** Recognizes the response that frameworks send to OPTIONS by themselves. */
function lookForApplication({ preflight, judgment }: ObservedHop): Detection | undefined {
  const exchange = answered(preflight)
  if (exchange === undefined || judgment === undefined || judgment.code === null) return undefined
  const { status, headers } = exchange.outcome
  const allow = readHeader(exchange.outcome, 'Allow')
  const hasCors = headers.some(([name]) => name.toLowerCase().startsWith('access-control-'))
  if (status < 200 || status > 299 || allow === undefined || hasCors) return undefined
  return { details: { allow, status: String(status) }, evidence: showHeader(exchange, 'Allow') }
}

interface StatusCause {
  readonly because: string
  readonly advice: string
  /** The header that tells more. */
  readonly header?: string
}

function describeStatus({ outcome }: Answered): StatusCause {
  const { status } = outcome
  if (status === 401 || status === 407) {
    return {
      because: 'Authentication runs before CORS, and a preflight never carries credentials.',
      advice: 'Put CORS before authentication, or let OPTIONS pass without it.',
      header: status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate',
    }
  }
  if (status === 403) return describeForbidden(outcome.headers)
  if ([404, 405, 501].includes(status)) {
    return {
      because:
        'There is no route for OPTIONS at this path: the CORS middleware is not registered there, or only for other methods.',
      advice: 'Register it on the path and for all methods, before the router.',
      header: 'Allow',
    }
  }
  if (status === 429 || status >= 500) {
    return {
      because: 'The server limits requests or fails before CORS is reached.',
      advice: 'Put CORS before the limiter, exempt OPTIONS from the limit, and check the log for the failure.',
      header: 'Retry-After',
    }
  }
  if (isRedirect(status)) {
    return {
      because: 'It is the status of a redirect or of a cached response, and a preflight response is neither.',
      advice: 'Exempt OPTIONS from redirects and caching.',
    }
  }
  return {
    because: 'A proxy or a strict handler considers the OPTIONS request invalid.',
    advice: 'Check the body of the response for the reason.',
  }
}

function describeForbidden(headers: Answered['outcome']['headers']): StatusCause {
  const isFirewall = headers.some(([name]) => /^(?:cf-mitigated|x-sucuri-|x-akamai|x-waf|x-amzn-waf)/i.test(name))
  if (isFirewall) {
    return {
      because: 'A firewall in front of the server rejects it.',
      advice: 'Allow OPTIONS with Access-Control-Request-Method in its rules.',
      header: 'Server',
    }
  }
  return {
    because:
      'Something rejects it before CORS (authorization, CSRF protection, a firewall), or the CORS policy does not allow the origin.',
    advice: 'Put CORS before it or let OPTIONS pass, and make sure that the origin is allowed.',
    header: 'Server',
  }
}

/** How the response to a preflight fails the CORS check. */
export const preflightOriginFindings = {
  'preflight/allow-origin-missing': error('origin', {
    title: 'The preflight response has no Access-Control-Allow-Origin',
    explanation:
      'The response does not allow this origin. Either the origin is not allowed, or the CORS middleware never saw ' +
      'the OPTIONS request.',
    fix: 'Allow the origin, and make sure that OPTIONS reaches the CORS middleware before authentication and routing.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('missing'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-mismatch': error('origin', {
    title: 'The preflight response allows a different origin',
    ...FAULT_WORDS.mismatch,
    checks: faults('mismatch'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-multiple': error('origin', {
    title: 'The preflight response allows more than one origin',
    ...FAULT_WORDS.multiple,
    checks: faults('multiple'),
    stage: 'allow-origin',
  }),
  'preflight/allow-origin-invalid': error('origin', {
    title: 'The preflight response does not have a valid origin',
    ...FAULT_WORDS.invalid,
    checks: faults('invalid'),
    stage: 'allow-origin',
  }),
  'preflight/wildcard-with-credentials': error('credentials', {
    title: 'The preflight response allows *, but the request has credentials',
    explanation:
      'The preflight carries no cookies, but it is checked for the request that follows, which is made with ' +
      "credentials: 'include'. With credentials, * allows no origin.",
    fix: "Send the request's own origin instead of *, with Vary: Origin, or make the request without credentials.",
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials',
    checks: faults('wildcard-with-credentials'),
    stage: 'allow-origin',
  }),
  'preflight/allow-credentials-not-true': error('credentials', {
    title: 'The preflight response does not allow credentials',
    explanation:
      "A request with credentials: 'include' needs 'Access-Control-Allow-Credentials: true' on the preflight " +
      'response too, although the preflight carries no credentials: exactly true, in lower case, once. {problem}',
    fix: 'Send Access-Control-Allow-Credentials: true with both responses, for allowed origins only.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: faults('credentials-missing', 'credentials-not-true'),
    stage: 'allow-credentials',
  }),
} satisfies Findings

function faults(...wanted: readonly CorsFault[]): Checks {
  return atHops('preflight', ({ preflight, judgment }: ObservedHop) => {
    const exchange = answered(preflight)
    if (exchange === undefined) return undefined
    const origin = readHeader(exchange.request, 'Origin') ?? null
    const failures = judgment?.failures.map(({ code }) => code) ?? []
    return lookForFaults({ exchange, origin, failures }, ...wanted)
  })
}

/** What is odd about the response to a preflight, by itself or compared with that to the request. */
export const preflightOddityFindings = {
  'preflight/204-with-body': note('status', {
    title: 'The preflight response has status 204 and announces a body',
    explanation:
      'A response with status 204 has no body. Browsers tolerate this, but other clients and proxies may wait for a ' +
      'body that never arrives, or take it for the next response.',
    fix: 'Send 204 without a body, Content-Length or Transfer-Encoding, or send 200 with Content-Length: 0.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.3.5',
    checks: atPreflights(lookForBody),
  }),
  'preflight/no-content-length': note('status', {
    title: 'The preflight response does not say how long its body is',
    explanation:
      'Without a length, the body ends when the connection is closed. Some older clients wait for that, and the ' +
      'connection cannot be reused.',
    fix: 'Respond with 204, or with 200 and Content-Length: 0.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['{origin}'], preflightStatus: 204 }) // the default" },
      { product: 'cors', line: "app.use(cors({ origin: ['{origin}'], optionsSuccessStatus: 204 })) // the default" },
    ],
    spec: 'https://www.rfc-editor.org/rfc/rfc9112#section-6.3',
    checks: atPreflights(lookForLength),
  }),
  'preflight/private-network-header': note('headers', {
    title: 'Access-Control-Allow-Private-Network no longer has an effect',
    explanation:
      'Chrome once required this header from servers in private networks. It now asks the visitor for permission ' +
      'instead, and no browser reads the header.',
    fix: 'Remove the header.',
    spec: 'https://wicg.github.io/local-network-access/',
    checks: atPreflights((exchange) =>
      hasHeader(exchange.outcome, PRIVATE_NETWORK) ? { evidence: showHeader(exchange, PRIVATE_NETWORK) } : undefined,
    ),
  }),
  'preflight/headers-on-actual-only': note('status', {
    title: 'CORS headers are on the response, but not on the preflight response',
    explanation:
      'The server sends the right headers with ordinary responses, but not with the response to OPTIONS. The ' +
      'preflight comes first, so the browser never sends the request.',
    fix:
      'Let OPTIONS reach the code that adds the headers: register it before the routes and for all methods, and ' +
      'exempt OPTIONS from what runs earlier.',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('actual', lookForOrphanedHeaders),
  }),
  'preflight/answered-by-intermediary': error('status', {
    certainty: 'likely',
    title: 'Something in front of the server responds to the preflight',
    explanation:
      "The preflight response does not come from the server that responds to the request, so the application's CORS " +
      'configuration does not apply to it. {difference}',
    fix: 'Configure CORS in the gateway that responds to OPTIONS, or let it pass OPTIONS to the application.',
    spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
    checks: atHops('actual', lookForIntermediary),
  }),
} satisfies Findings

const PRIVATE_NETWORK = 'Access-Control-Allow-Private-Network'

function atPreflights(look: (exchange: Answered) => Detection | undefined): Checks {
  return atHops('preflight', ({ preflight }) => {
    const exchange = answered(preflight)
    return exchange === undefined ? undefined : look(exchange)
  })
}

function lookForBody(exchange: Answered): Detection | undefined {
  const { status, body } = exchange.outcome
  const length = readHeader(exchange.outcome, 'Content-Length')
  const announces = (length !== undefined && length !== '0') || hasHeader(exchange.outcome, 'Transfer-Encoding')
  if (status !== 204 || !(announces || body !== '')) return undefined
  return { evidence: showHeader(exchange, length === undefined ? 'Transfer-Encoding' : 'Content-Length') }
}

/** HTTP/2 frames a body by itself, and 204 has none. */
function lookForLength(exchange: Answered): Detection | undefined {
  const { status, connection } = exchange.outcome
  if (status < 200 || status > 299 || status === 204 || connection.protocol === 'HTTP/2') return undefined
  if (hasHeader(exchange.outcome, 'Content-Length') || hasHeader(exchange.outcome, 'Transfer-Encoding'))
    return undefined
  return { evidence: [showStatus(exchange)] }
}

/** Returns the response to a preflight that fails, and the one to the request or to the GET in its place. */
function compared(hop: ObservedHop): { readonly preflight: Answered; readonly other: Answered } | undefined {
  const [preflight, other] = [answered(hop.preflight), responseOf(hop)]
  if (preflight === undefined || other === undefined || (hop.judgment?.code ?? null) === null) return undefined
  return { preflight, other }
}

function lookForOrphanedHeaders(hop: ObservedHop): Detection | undefined {
  const { preflight, other } = compared(hop) ?? {}
  if (preflight === undefined || other === undefined || hop.failures.length > 0) return undefined
  if (hasHeader(preflight.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return undefined
  if (!hasHeader(other.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return undefined
  return {
    details: { status: String(preflight.outcome.status) },
    evidence: [showStatus(preflight), ...showHeader(other, ACCESS_CONTROL_ALLOW_ORIGIN)],
  }
}

/** Headers that identify the server. */
const MARKS = ['Server', 'Via', 'X-Powered-By'] as const

function lookForIntermediary(hop: ObservedHop): Detection | undefined {
  const { preflight, other } = compared(hop) ?? {}
  if (preflight === undefined || other === undefined) return undefined
  const differing = MARKS.filter((name) => readHeader(preflight.outcome, name) !== readHeader(other.outcome, name))
  if (differing.length === 0) return undefined
  return {
    details: { difference: differing.map((name) => describeDifference(name, preflight, other)).join(' ') },
    evidence: differing.flatMap((name) => [...showHeader(preflight, name), ...showHeader(other, name)]),
  }
}

function describeDifference(name: string, preflight: Answered, other: Answered): string {
  const [ofPreflight, ofOther] = [preflight, other].map(({ outcome }) => {
    const value = readHeader(outcome, name)
    return value === undefined ? 'nothing' : `'${value}'`
  })
  return `${name} says ${ofPreflight} on the preflight and ${ofOther} on ${other.request.method}.`
}
