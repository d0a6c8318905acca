import { findCorsCheckFailures } from '@crossorigin/browser-model'
import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { Sighting } from '../finding.ts'
import type { Exchange } from '../network/exchange.ts'
import type { Answered, Observation } from '../observation.ts'
import { answered, hasHeader, readHeader, showHeader, showStatus } from './seen-header.ts'

/** Says that a revalidated response loses its header. */
export function lookAtRevalidation({ hops, probes }: Observation): readonly Sighting[] {
  const first = answered(probes.control) ?? answered(hops[0]?.actual) ?? answered(hops[0]?.substitute)
  const revalidated = answered(probes.revalidation)
  if (first === undefined || revalidated?.outcome.status !== 304) return []
  const isLost =
    hasHeader(first.outcome, ACCESS_CONTROL_ALLOW_ORIGIN) &&
    !hasHeader(revalidated.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)
  if (!isLost) return []
  return [
    {
      code: 'response/missing-on-304',
      details: { status: '304' },
      evidence: [showStatus(revalidated), ...showHeader(first, ACCESS_CONTROL_ALLOW_ORIGIN)],
    },
  ]
}

/** What tells one node from another. */
const NODE_MARKS = ['X-Served-By', 'Via', 'Server', 'X-Cache', 'CF-Ray', 'X-Amz-Cf-Pop', 'X-Backend'] as const

/** Says that identical requests are not answered alike. */
export function lookAtRepeats(seen: Observation): readonly Sighting[] {
  const hop = seen.hops[0]
  const first = hop?.actual ?? hop?.substitute
  const { repeats } = seen.probes
  if (hop === undefined || first === undefined || repeats.length === 0) return []
  const expected = describeGrant(first, seen)
  const differing = repeats.filter((exchange) => describeGrant(exchange, seen) !== expected)
  const [example] = differing
  if (example === undefined) return []
  return [
    {
      code: 'response/intermittent',
      details: {
        count: String(repeats.length + 1),
        differing: String(differing.length),
        nodes: describeNodes(answered(first), answered(example)),
      },
      evidence: [...showGrant(first), ...showGrant(example)],
    },
  ]
}

/** The same for answers that do the same to this page. */
function describeGrant({ outcome }: Exchange, { request }: Observation): string {
  if (outcome.kind === 'failure') return 'no response'
  const failures = findCorsCheckFailures(outcome, request.pageOrigin, request.credentials === 'include')
  const values = [ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_ALLOW_CREDENTIALS].map((name) =>
    readHeader(outcome, name),
  )
  return JSON.stringify([failures, values])
}

function showGrant(exchange: Exchange): Sighting['evidence'] & object {
  const found = answered(exchange)
  if (found !== undefined) return showHeader(found, ACCESS_CONTROL_ALLOW_ORIGIN)
  return exchange.outcome.kind === 'failure' ? [{ exchange: exchange.number, value: exchange.outcome.message }] : []
}

function describeNodes(first: Answered | undefined, example: Answered | undefined): string {
  if (first === undefined || example === undefined) return ''
  const differing = NODE_MARKS.filter((name) => readHeader(first.outcome, name) !== readHeader(example.outcome, name))
  return differing
    .map((name) => {
      const [left, right] = [first, example].map(({ outcome }) => readHeader(outcome, name) ?? 'nothing')
      return `${name} says '${left}' on the first and '${right}' on another.`
    })
    .join(' ')
}
