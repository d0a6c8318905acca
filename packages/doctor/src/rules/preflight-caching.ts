import { behaviorOf } from '@crossorigin/browser-model'
import { ACCESS_CONTROL_MAX_AGE } from '@crossorigin/grammar'
import type { Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop, Rule } from '../observation.ts'
import { answered, readHeader, showHeader } from './seen-header.ts'
import { findCacheMark } from './shared-cache.ts'

/** Rules about a browser's memory of preflights, and about others who remember them. */
export const preflightCachingRules: readonly Rule[] = [
  { step: 'caching', look: (seen) => seen.hops.flatMap((hop) => lookAtMaxAge(hop, seen)) },
  { step: 'caching', look: ({ hops }) => hops.flatMap(lookAtStoredPreflight) },
]

function lookAtMaxAge({ preflight, judgement }: ObservedHop, seen: Observation): readonly Sighting[] {
  const answer = answered(preflight)
  if (answer === undefined || judgement?.code !== null) return []
  const value = readHeader(answer.outcome, ACCESS_CONTROL_MAX_AGE)
  if (value === undefined || /^0+$/.test(value)) return [{ code: 'cache/preflight-uncached', evidence: show(answer) }]
  if (/^[0-9]+$/.test(value)) {
    const seconds = Number(value).toLocaleString('en')
    return Number(value) > capFor(seen)
      ? [{ code: 'cache/max-age-over-cap', details: { seconds }, evidence: show(answer) }]
      : []
  }
  // Servers write -1 for "do not remember it", and all engines take it so.
  const level = /^-[0-9]+$/.test(value) ? 'note' : undefined
  return [{ code: 'cache/max-age-invalid', level, evidence: show(answer) }]
}

function show(answer: Answered): ReturnType<typeof showHeader> {
  return showHeader(answer, ACCESS_CONTROL_MAX_AGE, ({ length }) => ({ at: 0, length }))
}

/** Safari's cap is so low that nearly every server is over it: it counts only where Safari alone is asked about. */
function capFor({ engines }: Observation): number {
  const [engine = 'chromium', ...others] = engines
  return behaviorOf(others.length === 0 ? engine : 'chromium').maxAgeCap
}

function lookAtStoredPreflight({ preflight }: ObservedHop): readonly Sighting[] {
  const answer = answered(preflight)
  const mark = answer === undefined ? undefined : findCacheMark(answer)
  if (mark === undefined) return []
  return [{ code: 'cache/preflight-stored-by-intermediary', details: { mark: mark.text }, evidence: mark.evidence }]
}
