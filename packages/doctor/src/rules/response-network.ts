import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { FailureKind } from '../network/exchange.ts'
import type { ObservedHop } from '../observation.ts'

const CODES: Partial<Readonly<Record<FailureKind, FindingCode>>> = {
  timeout: 'response/timeout',
  empty: 'response/empty',
}

/** Says that a request got no answer. */
export function lookAtResponseNetwork({ actual, substitute }: ObservedHop): readonly Sighting[] {
  const exchange = actual ?? substitute
  if (exchange?.outcome.kind !== 'failure') return []
  const { failure, message } = exchange.outcome
  return [
    {
      code: CODES[failure] ?? 'response/unreachable',
      details: { message },
      evidence: [{ exchange: exchange.number, value: message }],
    },
  ]
}
