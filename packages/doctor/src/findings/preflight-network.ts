import type { FailureKind } from '../network/exchange.ts'
import type { Answered, ObservedHop } from '../observation.ts'
import { answered, showFailure, showStatus } from './evidence.ts'
import { atHops, type Detection, error, type Findings } from './finding-entry.ts'
import { ANSWER_PREFLIGHT_LINES } from './fix-line.ts'

/** Why a preflight gets no response. */
export type PreflightNetworkCode = 'preflight/unreachable' | 'preflight/timeout' | 'preflight/needs-client-certificate'

export const preflightNetworkFindings: Findings<PreflightNetworkCode> = {
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
}

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
