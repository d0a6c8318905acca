import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { Exchange, FailureKind } from '../network/exchange.ts'
import type { Answered, ObservedHop } from '../observation.ts'
import { answered } from './seen-header.ts'

/** Every way to fail, but for being broken off by whoever asked. */
const CODES: Readonly<Record<Exclude<FailureKind, 'aborted'>, FindingCode>> = {
  dns: 'lookalike/dns',
  refused: 'lookalike/refused',
  unreachable: 'lookalike/unreachable',
  reset: 'lookalike/reset',
  timeout: 'lookalike/timeout',
  empty: 'lookalike/empty',
  'not-http': 'lookalike/not-http',
  malformed: 'lookalike/malformed',
  'too-large': 'lookalike/too-large',
  'tls-expired': 'lookalike/tls-expired',
  'tls-self-signed': 'lookalike/tls-self-signed',
  'tls-wrong-host': 'lookalike/tls-wrong-host',
  'tls-untrusted': 'lookalike/tls-untrusted',
  'tls-client-certificate': 'lookalike/tls-client-certificate',
  'tls-protocol': 'lookalike/tls-protocol',
  'http-on-https-port': 'lookalike/http-on-https-port',
}

/**
 * Says why no answer came. Where something was answered at the same URL, the network is fine, and it is said of the request
 * that got lost. What a browser sends first decides.
 */
export function lookAtNetwork({ preflight, actual, substitute }: ObservedHop): readonly Sighting[] {
  const main = actual ?? substitute
  const other = answered(main) ?? answered(preflight)
  return other === undefined ? describeFailure(preflight ?? main) : lookAtAcceptedCertificate(other)
}

function describeFailure(exchange: Exchange | undefined): readonly Sighting[] {
  if (exchange?.outcome.kind !== 'failure' || exchange.outcome.failure === 'aborted') return []
  const { failure, message } = exchange.outcome
  return [{ code: CODES[failure], evidence: [{ exchange: exchange.number, value: message }] }]
}

/** What the user has chosen to overlook, no browser does. */
function lookAtAcceptedCertificate({ number, outcome }: Answered): readonly Sighting[] {
  const { problem, issuer, validTo } = outcome.connection.tls ?? {}
  if (problem === undefined || problem === 'aborted') return []
  const evidence = [{ exchange: number, value: `issued by ${issuer}, valid to ${validTo}` }]
  return [{ code: CODES[problem], level: 'warning', evidence }]
}
