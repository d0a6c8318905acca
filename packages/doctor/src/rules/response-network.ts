import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { FailureKind } from '../network/exchange.ts'
import type { ObservedHop } from '../observation.ts'
import { answered } from './seen-header.ts'

const CODES: Partial<Readonly<Record<FailureKind, FindingCode>>> = {
  timeout: 'response/timeout',
  empty: 'response/empty',
}

/** Says that a request got no answer where its preflight did. Where nothing does, it is said of the network, once. */
export function lookAtResponseNetwork({ preflight, actual, substitute }: ObservedHop): readonly Sighting[] {
  const exchange = actual ?? substitute
  if (answered(preflight) === undefined || exchange?.outcome.kind !== 'failure') return []
  const { failure, message } = exchange.outcome
  return [
    {
      code: CODES[failure] ?? 'response/unreachable',
      details: { message },
      evidence: [{ exchange: exchange.number, value: message }],
    },
  ]
}
