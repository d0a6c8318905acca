import { findCorsCheckFailures } from '@crossorigin/browser-model'
import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import { readHeader } from '../header-lines.ts'
import type { Exchange } from '../network/exchange.ts'
import type { Answered, Observation } from '../observation.ts'
import { answered, showFailure, showHeader } from './evidence.ts'
import { type Detection, type Findings, warning } from './finding-entry.ts'

/** What only shows when a request is repeated. */
export type IntermittentCode = 'response/intermittent'

export const intermittentFindings: Findings<IntermittentCode> = {
  'response/intermittent': warning('origin', {
    title: 'The same request gets different responses',
    explanation: 'Of {count} identical requests, {differing} got different CORS headers than the first. {nodes}',
    fix:
      'Compare the configuration of all replicas, edges and caches that respond for this host, and make them ' +
      'consistent.',
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: { caching: lookForDifference },
  }),
}

function lookForDifference(seen: Observation): Detection | undefined {
  const hop = seen.hops[0]
  const first = hop?.actual ?? hop?.substitute
  const { repeats } = seen.probes
  if (first === undefined || repeats.length === 0) return undefined
  const expected = describeHeaders(first, seen)
  const differing = repeats.filter((exchange) => describeHeaders(exchange, seen) !== expected)
  const [example] = differing
  if (example === undefined) return undefined
  return {
    details: {
      count: String(repeats.length + 1),
      differing: String(differing.length),
      nodes: describeNodes(answered(first), answered(example)),
    },
    evidence: [...showHeaders(first), ...showHeaders(example)],
  }
}

/** The same for responses that do the same to this page. */
function describeHeaders({ outcome }: Exchange, { request }: Observation): string {
  if (outcome.kind === 'failure') return 'no response'
  const failures = findCorsCheckFailures(outcome, request.pageOrigin, request.credentials === 'include')
  const values = [ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_ALLOW_CREDENTIALS].map((name) =>
    readHeader(outcome, name),
  )
  return JSON.stringify([failures, values])
}

function showHeaders(exchange: Exchange): readonly Evidence[] {
  const found = answered(exchange)
  return found === undefined ? showFailure(exchange) : showHeader(found, ACCESS_CONTROL_ALLOW_ORIGIN)
}

/** What tells one node from another. */
const NODE_MARKS = ['X-Served-By', 'Via', 'Server', 'X-Cache', 'CF-Ray', 'X-Amz-Cf-Pop', 'X-Backend'] as const

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
