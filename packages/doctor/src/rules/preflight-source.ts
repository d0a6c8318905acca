import { ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { Sighting } from '../finding.ts'
import type { Answered, ObservedHop } from '../observation.ts'
import { answered, hasHeader, readHeader, showHeader, showStatus } from './seen-header.ts'

/** Headers by which whoever answers makes itself known. */
const MARKS = ['Server', 'Via', 'X-Powered-By'] as const

/** Compares the answer to a preflight with that to the request, or to the GET in its place. */
export function comparePreflightWithActual(hop: ObservedHop): readonly Sighting[] {
  const preflight = answered(hop.preflight)
  const other = answered(hop.actual) ?? answered(hop.substitute)
  if (preflight === undefined || other === undefined || (hop.judgement?.code ?? null) === null) return []
  return [...lookForOrphanedHeaders(hop, preflight, other), ...lookForIntermediary(preflight, other)]
}

function lookForOrphanedHeaders({ failures }: ObservedHop, preflight: Answered, other: Answered): readonly Sighting[] {
  const isOrphaned =
    !hasHeader(preflight.outcome, ACCESS_CONTROL_ALLOW_ORIGIN) &&
    hasHeader(other.outcome, ACCESS_CONTROL_ALLOW_ORIGIN) &&
    failures.length === 0
  if (!isOrphaned) return []
  return [
    {
      code: 'preflight/headers-on-actual-only',
      details: { status: String(preflight.outcome.status) },
      evidence: [showStatus(preflight), ...showHeader(other, ACCESS_CONTROL_ALLOW_ORIGIN)],
    },
  ]
}

function lookForIntermediary(preflight: Answered, other: Answered): readonly Sighting[] {
  const differing = MARKS.filter((name) => readHeader(preflight.outcome, name) !== readHeader(other.outcome, name))
  if (differing.length === 0) return []
  const difference = differing.map((name) => describeDifference(name, preflight, other)).join(' ')
  return [
    {
      code: 'preflight/answered-by-intermediary',
      details: { difference },
      evidence: differing.flatMap((name) => [...showHeader(preflight, name), ...showHeader(other, name)]),
    },
  ]
}

function describeDifference(name: string, preflight: Answered, other: Answered): string {
  const [ofPreflight, ofOther] = [preflight, other].map(({ outcome }) => {
    const value = readHeader(outcome, name)
    return value === undefined ? 'nothing' : `'${value}'`
  })
  return `${name} says ${ofPreflight} on the preflight and ${ofOther} on ${other.request.method}.`
}
