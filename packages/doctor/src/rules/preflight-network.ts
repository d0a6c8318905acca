import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { FailureKind } from '../network/exchange.ts'
import type { ObservedHop } from '../observation.ts'
import { answered } from './seen-header.ts'

const CODES: Partial<Readonly<Record<FailureKind, FindingCode>>> = {
  timeout: 'preflight/timeout',
  'tls-client-certificate': 'preflight/needs-client-certificate',
}

/**
 * Says that a preflight got no answer where other requests do. Where none does, it is not about preflights, and said of the
 * network. A certificate is another matter: a browser may have one for the request, and sends none for the preflight.
 */
export function lookAtPreflightNetwork(hop: ObservedHop): readonly Sighting[] {
  const { preflight, actual, substitute } = hop
  if (preflight?.outcome.kind !== 'failure') return []
  const { failure, message } = preflight.outcome
  const main = actual ?? substitute
  const other = answered(main)
  const isOfNetwork = main !== undefined && other === undefined && failure !== 'tls-client-certificate'
  if (isOfNetwork) return []
  const contrast =
    other === undefined ? '' : `${other.request.method} of the same URL is answered, so it is OPTIONS that gets lost.`
  return [
    {
      code: CODES[failure] ?? 'preflight/unreachable',
      details: { message, contrast },
      evidence: [{ exchange: preflight.number, value: message }],
    },
  ]
}
