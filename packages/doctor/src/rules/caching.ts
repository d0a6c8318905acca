import { ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { CachingCode } from '../catalogue/caching.ts'
import type { Evidence, Sighting } from '../finding.ts'
import type { Answered, Observation, Rule } from '../observation.ts'
import { preflightCachingRules } from './preflight-caching.ts'
import { answered, hasHeader, readHeader, showHeader, showRequestHeader, valuesOf } from './seen-header.ts'
import { findCacheMark } from './shared-cache.ts'
import { splitList } from './token-list.ts'

/** Rules about caches, those for responses and those for preflights. */
export const cachingRules: readonly Rule[] = [
  { step: 'caching', look: (seen) => lookAtAnswers(seen, lookAtVary) },
  { step: 'caching', look: (seen) => lookAtAnswers(seen, lookWithoutOrigin) },
  { step: 'caching', look: (seen) => lookAtAnswers(seen, lookAtRevalidation) },
  { step: 'caching', look: (seen) => lookAtAnswers(seen, lookAtSharedHit) },
  { step: 'caching', look: (seen) => lookAtAnswers(seen, lookAtVaryStar) },
  { step: 'caching', look: (seen) => lookAtAnswers(seen, lookAtVaryOfPreflight) },
  ...preflightCachingRules,
]

/** The answers to one URL, as different visitors get them. */
interface Answers {
  readonly own: Answered
  readonly preflight: Answered | undefined
  readonly withoutOrigin: Answered | undefined
  readonly otherOrigin: Answered | undefined
  readonly revalidation: Answered | undefined
  readonly repeats: readonly Answered[]
}

function lookAtAnswers(seen: Observation, look: (answers: Answers) => readonly Sighting[]): readonly Sighting[] {
  const { hops, probes } = seen
  const [hop] = hops
  const own = answered(probes.control ?? hop?.actual ?? hop?.substitute)
  if (hop?.isCors !== true || own === undefined) return []
  return look({
    own,
    preflight: answered(hop.preflight),
    withoutOrigin: answered(probes.withoutOrigin),
    otherOrigin: answered(probes.otherOrigin),
    revalidation: answered(probes.revalidation),
    repeats: probes.repeats.map(answered).filter((answer) => answer !== undefined),
  })
}

function allowedBy({ outcome }: Answered): string | undefined {
  return readHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN)
}

function varies({ outcome }: Answered): boolean {
  return membersOf(outcome.headers, 'Vary').some((member) => member === 'origin' || member === '*')
}

function isStored({ outcome }: Answered): boolean {
  return !membersOf(outcome.headers, 'Cache-Control').includes('no-store')
}

function membersOf(headers: Answered['outcome']['headers'], name: string): readonly string[] {
  return valuesOf({ headers }, name)
    .flatMap(splitList)
    .map(({ text }) => text.toLowerCase())
}

/** Shows what an answer to an origin says of origins. */
function showAnswer(answer: Answered): readonly Evidence[] {
  return [
    ...showRequestHeader(answer, 'Origin'),
    ...showHeader(answer, ACCESS_CONTROL_ALLOW_ORIGIN),
    ...(hasHeader(answer.outcome, 'Vary') ? showHeader(answer, 'Vary') : []),
  ]
}

function sighting(code: CachingCode, ...answers: readonly Answered[]): Sighting {
  return { code, evidence: answers.flatMap(showAnswer) }
}

/** Whether the header depends on who asks; `undefined` where that was not found out. */
function isDynamic({ own, otherOrigin }: Answers): boolean | undefined {
  if (allowedBy(own) === '*') return false
  return otherOrigin === undefined ? undefined : allowedBy(own) !== allowedBy(otherOrigin)
}

function lookAtVary(answers: Answers): readonly Sighting[] {
  const { own, otherOrigin } = answers
  if (isDynamic(answers) !== true || otherOrigin === undefined) return []
  const isGranted = allowedBy(own) !== undefined
  if (!varies(own) && isStored(own)) {
    const isOneSided = !isGranted && varies(otherOrigin)
    return [sighting(isOneSided ? 'cache/vary-missing-when-refused' : 'cache/vary-origin-missing', own, otherOrigin)]
  }
  const isRefusedUnmarked = varies(own) && !varies(otherOrigin) && isStored(otherOrigin)
  return isRefusedUnmarked ? [sighting('cache/vary-missing-when-refused', own, otherOrigin)] : []
}

function lookWithoutOrigin(answers: Answers): readonly Sighting[] {
  const { own, withoutOrigin } = answers
  const allowed = allowedBy(own)
  if (allowed === undefined || withoutOrigin === undefined) return []
  if (allowedBy(withoutOrigin) !== undefined || varies(withoutOrigin) || !isStored(withoutOrigin)) return []
  if (isDynamic(answers) !== false) return [sighting('cache/headers-only-with-origin', own, withoutOrigin)]
  return [{ ...sighting('cache/static-origin-conditional', own, withoutOrigin), details: { allowed } }]
}

/** What a 304 lacks is said of the response; what it replaces wrongly, here. */
function lookAtRevalidation({ own, revalidation }: Answers): readonly Sighting[] {
  const expected = allowedBy(own)
  if (revalidation?.outcome.status !== 304) return []
  const found = allowedBy(revalidation)
  if (found === undefined || found === expected) return []
  return [{ ...sighting('cache/304', own, revalidation), details: { expected: expected ?? 'missing', found } }]
}

function lookAtSharedHit({ own, repeats, otherOrigin, withoutOrigin }: Answers): readonly Sighting[] {
  const origin = readHeader(own.request, 'Origin')
  const all = [own, ...repeats, otherOrigin, withoutOrigin].filter((answer) => answer !== undefined)
  const values = new Set(all.map(allowedBy))
  // A header that is the same for everyone was made for everyone, rightly or not.
  if (values.size < 2) return []
  for (const answer of [own, ...repeats]) {
    const allowed = allowedBy(answer)
    const mark = findCacheMark(answer)
    if (mark === undefined || allowed === '*' || allowed === origin) continue
    if (allowed === undefined && !values.has(origin)) continue
    const evidence = [...mark.evidence, ...showAnswer(answer)]
    return [{ code: 'cache/shared-hit', details: { mark: mark.text }, evidence }]
  }
  return []
}

function lookAtVaryStar({ own }: Answers): readonly Sighting[] {
  if (!membersOf(own.outcome.headers, 'Vary').includes('*')) return []
  return [{ code: 'cache/vary-star', evidence: showHeader(own, 'Vary') }]
}

function lookAtVaryOfPreflight(answers: Answers): readonly Sighting[] {
  const { own, preflight } = answers
  if (preflight === undefined || !varies(preflight) || varies(own) || !isStored(own)) return []
  if (isDynamic(answers) !== true) return []
  return [{ code: 'cache/vary-on-preflight-only', evidence: [...showHeader(preflight, 'Vary'), ...showAnswer(own)] }]
}
