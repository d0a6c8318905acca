import { ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import { hasHeader, readHeader } from '../header-lines.ts'
import type { Answered, ObservedHop } from '../observation.ts'
import { answered, responseOf, showHeader, showStatus } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type Findings, note } from './finding-entry.ts'
import { ANSWER_PREFLIGHT_LINES } from './fix-line.ts'

/** What is odd about the response to a preflight, by itself or compared with that to the request. */
export type PreflightOddityCode =
  | 'preflight/204-with-body'
  | 'preflight/no-content-length'
  | 'preflight/private-network-header'
  | 'preflight/headers-on-actual-only'
  | 'preflight/answered-by-intermediary'

export const preflightOddityFindings: Findings<PreflightOddityCode> = {
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
}

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
