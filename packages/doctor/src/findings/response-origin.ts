import { ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import { hasHeader } from '../header-lines.ts'
import type { FailureKind } from '../network/exchange.ts'
import type { ObservedHop } from '../observation.ts'
import { type CorsFault, lookForFaults } from './cors-fault.ts'
import { answered, responseOf, showFailure, showHeader } from './evidence.ts'
import { atHops, type Checks, error, type Findings, type Sighting } from './finding-entry.ts'
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
    title: 'The request got no answer',
    explanation:
      'The connection failed, so there is no response that CORS could be about. Firefox reports it as a CORS error all the ' +
      'same. What the system says: {message}.',
    fix: 'See that the server runs, that the name and the port are right, and that nothing in between ends the connection.',
    checks: loss((failure) => failure !== 'timeout' && failure !== 'empty'),
  }),
  'response/timeout': error('network', {
    title: 'The request is never answered',
    explanation:
      'No response came in time, so there is nothing that CORS could be about. Firefox reports it as a CORS error all the same.',
    fix: 'Find what the server waits for; a gateway that gives up first has to add the CORS headers to its own response.',
    checks: loss((failure) => failure === 'timeout'),
  }),
  'response/empty': error('network', {
    title: 'The server hung up without a response',
    explanation:
      'The connection was closed, and not a byte had come. Usually the process crashed on this request, or a limit of a proxy ' +
      'was met. Firefox reports it as a CORS error all the same.',
    fix: 'Look at the log of the server, and of what stands in front of it, for the moment of the request.',
    checks: loss((failure) => failure === 'empty'),
  }),
  'response/allow-origin-missing': error('origin', {
    title: 'The response has no Access-Control-Allow-Origin',
    explanation:
      'The browser has the response and does not show it to the page, because the server does not say that this origin may ' +
      'read it. Either the origin is not allowed, or CORS is not applied to this path. {contrast}',
    fix: 'Allow the origin, and see that the CORS middleware is in front of this path.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: atHops('actual', lookForMissingHeader),
  }),
  'response/allow-origin-mismatch': error('origin', {
    title: "The response allows another origin than the page's",
    explanation:
      "Browsers compare the header with the page's origin byte for byte: scheme, host, port, case and slash all count. " +
      '{difference}',
    fix: "Send back the request's own origin where it is allowed, with Vary: Origin.",
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: responseFaults('mismatch'),
  }),
  'response/allow-origin-multiple': error('origin', {
    title: 'The response names more than one origin',
    explanation: 'The header holds exactly one origin, or *. It is never a list, and never sent twice. {difference}',
    fix: 'Let one layer alone add CORS headers, and let it choose the one origin that the request came from.',
    lines: ALLOW_ORIGIN_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: responseFaults('multiple'),
  }),
  'response/allow-origin-invalid': error('origin', {
    title: 'The response names something that is no origin',
    explanation:
      'The header has to be an origin as browsers write it, such as https://app.example.com, or *. {difference}',
    fix: "Send back the request's own origin where it is allowed, with Vary: Origin.",
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

function lookForResponseFaults(hop: ObservedHop, ...wanted: readonly CorsFault[]): readonly Sighting[] {
  const exchange = responseOf(hop)
  return exchange === undefined
    ? []
    : lookForFaults({ exchange, origin: hop.origin, failures: hop.failures }, ...wanted)
}

function lookForMissingHeader(hop: ObservedHop): readonly Sighting[] {
  const exchange = responseOf(hop)
  // A redirect without the header has a code of its own.
  if (exchange === undefined || findRedirect(exchange) !== undefined) return []
  const contrast = contrastWithPreflight(hop)
  return lookForResponseFaults(hop, 'missing').map((fault) => ({ ...fault, details: { ...fault.details, contrast } }))
}

/** Looks for a redirect without the header. */
export function lookForBareRedirect(hop: ObservedHop): readonly Sighting[] {
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
  return 'The preflight has the header, so it is not the origin that is refused.'
}
