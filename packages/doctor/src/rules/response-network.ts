import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { FailureKind } from '../network/exchange.ts'
import type { ObservedHop } from '../observation.ts'

const CODES: Partial<Readonly<Record<FailureKind, FindingCode>>> = {
  timeout: 'response/timeout',
  empty: 'response/empty',
}

/** Says that a request got no answer; of one in place of another, only where the preflight got one. */
export function lookAtResponseNetwork({ preflight, actual, substitute }: ObservedHop): readonly Sighting[] {
  const exchange = actual ?? (preflight?.outcome.kind === 'failure' ? undefined : substitute)
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
