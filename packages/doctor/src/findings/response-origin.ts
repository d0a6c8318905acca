import { ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import { hasHeader } from '../header-lines.ts'
import type { FailureKind } from '../network/exchange.ts'
import type { ObservedHop } from '../observation.ts'
import { type CorsFault, lookForFaults } from './cors-fault.ts'
import { answered, responseOf, showFailure, showHeader } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type Findings } from './finding-entry.ts'
import { ALLOW_ORIGIN_LINES } from './fix-line.ts'
import { findRedirect } from './redirect-target.ts'

/** Why there is no response, or none that the page can read. */
export type ResponseOriginCode =
  | 'response/unreachable'
  | 'response/timeout'
  | 'response/empty'
  | 'response/allow-origin-missing'
  | 'response/allow-origin-mismatch'
  | 'response/allow-origin-multiple'
  | 'response/allow-origin-invalid'

export const responseOriginFindings: Findings<ResponseOriginCode> = {
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
      'to read it. Either the origin is not allowed, or CORS is not applied to this path. {contrast}',
    fix: 'Allow the origin, and make sure that the CORS middleware covers this path.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: atHops('actual', lookForMissingHeader),
  }),
  'response/allow-origin-mismatch': error('origin', {
    title: 'The response allows a different origin',
    explanation:
      "Browsers compare the header with the page's origin byte for byte, including scheme, port, case and slashes. " +
      '{difference}',
    fix: "Send back the request's own origin if it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: responseFaults('mismatch'),
  }),
  'response/allow-origin-multiple': error('origin', {
    title: 'The response allows more than one origin',
    explanation:
      'The header must be exactly one origin or *. It cannot be a list, and it cannot be sent twice. {difference}',
    fix: 'Let only one layer add CORS headers, and let it choose the origin of the request.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: responseFaults('multiple'),
  }),
  'response/allow-origin-invalid': error('origin', {
    title: 'The response does not have a valid origin',
    explanation:
      'The header must be an origin as browsers write it, such as https://app.example.com, or *. {difference}',
    fix: "Send back the request's own origin if it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: responseFaults('invalid'),
  }),
}

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
  return lookForResponseFaults(hop, 'missing').map((fault) => ({ ...fault, details: { ...fault.details, contrast } }))
}

/** Looks for a redirect without the header. */
export function lookForBareRedirect(hop: ObservedHop): readonly Detection[] {
  const exchange = responseOf(hop)
  const redirect = exchange === undefined ? undefined : findRedirect(exchange)
  if (exchange === undefined || redirect === undefined) return []
  return lookForResponseFaults(hop, 'missing').map(({ details, evidence = [] }) => ({
    details: { ...details, location: redirect.location },
    evidence: [...evidence, ...showHeader(exchange, 'Location')],
  }))
}

function contrastWithPreflight({ preflight }: ObservedHop): string {
  const exchange = answered(preflight)
  if (exchange === undefined || !hasHeader(exchange.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)) return ''
  return 'The preflight response has the header, so the origin itself is allowed.'
}
