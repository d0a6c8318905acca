import { extractTokens } from '@crossorigin/browser-model'
import {
  ACCESS_CONTROL_EXPOSE_HEADERS,
  isForbiddenResponseHeaderName,
  isSafelistedResponseHeaderName,
} from '@crossorigin/grammar'
import type { ExposureCode } from '../catalogue/exposure.ts'
import type { Evidence, Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop, Rule } from '../observation.ts'
import { answered, hasHeader, showHeader, showStatus, valuesOf } from './seen-header.ts'
import { findBadMember, splitList } from './token-list.ts'
import { findWantedHeaders } from './wanted-headers.ts'

/** Rules about what script may read. */
export const exposureRules: readonly Rule[] = [
  { step: 'exposure', look: lookAtList },
  { step: 'exposure', look: lookAtHiddenHeaders },
  { step: 'exposure', look: lookAtPreflight },
  { step: 'exposure', look: lookAtOpaqueness },
  { step: 'exposure', look: lookAtTiming },
  // Successes beside the error are only seen once the request has been repeated.
  { step: 'caching', look: lookAtErrors },
]

/** The answer that script would get, and the hop that it belongs to. */
interface Final {
  readonly hop: ObservedHop
  readonly answer: Answered
}

function finalOf({ hops }: Observation): Final | undefined {
  const hop = hops.at(-1)
  const answer = answered(hop?.actual ?? hop?.substitute)
  return hop === undefined || answer === undefined ? undefined : { hop, answer }
}

function finalOfCors(seen: Observation): Final | undefined {
  const final = finalOf(seen)
  return final?.hop.isCors === true ? final : undefined
}

/** What the server exposes, in lower case; nothing where the list is spoilt. */
function exposedBy({ outcome }: Answered): readonly string[] {
  return (extractTokens(outcome, ACCESS_CONTROL_EXPOSE_HEADERS) ?? []).map((name) => name.toLowerCase())
}

function hiddenHeaders(answer: Answered, withCredentials: boolean): readonly string[] {
  const exposed = exposedBy(answer)
  if (exposed.includes('*') && !withCredentials) return []
  const { headers, status } = answer.outcome
  return findWantedHeaders(headers, status).filter((name) => !exposed.includes(name))
}

function lookAtList(seen: Observation): readonly Sighting[] {
  const final = finalOfCors(seen)
  if (final === undefined || !hasHeader(final.answer.outcome, ACCESS_CONTROL_EXPOSE_HEADERS)) return []
  const { answer } = final
  const spoilt = valuesOf(answer.outcome, ACCESS_CONTROL_EXPOSE_HEADERS).some(
    (value) => findBadMember(value) !== undefined,
  )
  if (spoilt) {
    const evidence = showHeader(answer, ACCESS_CONTROL_EXPOSE_HEADERS, (value) => findBadMember(value)?.span)
    return [{ code: 'exposure/unparsable', evidence }]
  }
  return [
    ...describeNames('exposure/set-cookie-never', answer, exposedBy(answer).filter(isForbiddenResponseHeaderName)),
    ...describeNames('exposure/safelisted-redundant', answer, exposedBy(answer).filter(isSafelistedResponseHeaderName)),
    ...lookAtWildcard(answer, seen),
    ...lookAtSpelling(answer, seen),
  ]
}

function describeNames(code: ExposureCode, answer: Answered, names: readonly string[]): readonly Sighting[] {
  if (names.length === 0) return []
  return [{ code, details: { names: names.join(', ') }, evidence: showListed(answer, names[0] as string) }]
}

/** Shows the list, pointing to one of its names. */
function showListed(answer: Answered, name: string): readonly Evidence[] {
  return showHeader(answer, ACCESS_CONTROL_EXPOSE_HEADERS, (value) => {
    const member = splitList(value).find(({ text }) => text.toLowerCase() === name)
    return member === undefined ? undefined : { at: member.at, length: member.length }
  })
}

function lookAtWildcard(answer: Answered, { request }: Observation): readonly Sighting[] {
  if (request.credentials !== 'include' || !exposedBy(answer).includes('*')) return []
  const hidden = hiddenHeaders(answer, true)
  const isHarmless = hidden.length === 0
  return [
    {
      code: 'exposure/wildcard-literal',
      level: isHarmless ? 'note' : undefined,
      details: { names: isHarmless ? 'what it sends beyond the seven safelisted headers' : hidden.join(', ') },
      evidence: showListed(answer, '*'),
    },
  ]
}

/** A name that is listed and not sent is worth a word only where one that is sent looks like it. */
function lookAtSpelling(answer: Answered, { request }: Observation): readonly Sighting[] {
  const hidden = hiddenHeaders(answer, request.credentials === 'include')
  for (const listed of exposedBy(answer)) {
    const present = hasHeader(answer.outcome, listed) ? undefined : hidden.find((name) => isMisspelling(listed, name))
    if (present === undefined) continue
    const evidence = [...showListed(answer, listed), ...showHeader(answer, present)]
    return [{ code: 'exposure/named-but-absent', details: { listed, present }, evidence }]
  }
  return []
}

/** Tells whether two names are one once hyphens, an `x-` and a plural are left out. */
function isMisspelling(left: string, right: string): boolean {
  const bare = (name: string) => name.replace(/^x-/, '').replaceAll(/[-_]/g, '').replace(/s$/, '')
  return bare(left) === bare(right)
}

function lookAtHiddenHeaders(seen: Observation): readonly Sighting[] {
  const final = finalOfCors(seen)
  if (final === undefined || final.hop.failures.length > 0 || exposedBy(final.answer).includes('*')) return []
  const hidden = hiddenHeaders(final.answer, seen.request.credentials === 'include')
  if (hidden.length === 0) return []
  const evidence = hidden.flatMap((name) => showHeader(final.answer, name))
  return [{ code: 'exposure/header-not-exposed', details: { names: hidden.join(', ') }, evidence }]
}

function lookAtPreflight(seen: Observation): readonly Sighting[] {
  const final = finalOfCors(seen)
  const preflight = answered(final?.hop.preflight)
  if (final === undefined || preflight === undefined || final.hop.failures.length > 0) return []
  if (!hasHeader(preflight.outcome, ACCESS_CONTROL_EXPOSE_HEADERS)) return []
  if (hasHeader(final.answer.outcome, ACCESS_CONTROL_EXPOSE_HEADERS)) return []
  const evidence = [...showHeader(preflight, ACCESS_CONTROL_EXPOSE_HEADERS), showStatus(final.answer)]
  return [{ code: 'exposure/on-preflight-only', evidence }]
}

function lookAtOpaqueness(seen: Observation): readonly Sighting[] {
  const final = finalOf(seen)
  if (seen.classification.outcome !== 'noCors' || seen.request.api === 'element' || final === undefined) return []
  return [{ code: 'exposure/opaque', evidence: [showStatus(final.answer)] }]
}

function lookAtTiming(seen: Observation): readonly Sighting[] {
  const final = finalOfCors(seen)
  if (final === undefined) return []
  const { outcome } = final.answer
  if (!hasHeader(outcome, 'Timing-Allow-Origin')) {
    return hasHeader(outcome, 'Server-Timing')
      ? [{ code: 'exposure/timing', evidence: showHeader(final.answer, 'Server-Timing') }]
      : []
  }
  const values = valuesOf(outcome, 'Timing-Allow-Origin')
  const allowed = values.flatMap(splitList).map(({ text }) => text)
  if (allowed.includes('*') || allowed.includes(final.hop.origin ?? 'null')) return []
  const evidence = showHeader(final.answer, 'Timing-Allow-Origin')
  return [{ code: 'lookalike/tao', details: { value: values.join(', ') }, evidence }]
}

function lookAtErrors(seen: Observation): readonly Sighting[] {
  const final = finalOfCors(seen)
  if (final === undefined) return []
  const answers = [final.answer, ...seen.probes.repeats.map(answered)].filter((answer) => answer !== undefined)
  const error = answers.find(
    ({ outcome }) => outcome.status >= 400 && !hasHeader(outcome, ACCESS_CONTROL_EXPOSE_HEADERS),
  )
  const success = answers.find((answer) => answer.outcome.status < 400 && exposedBy(answer).length > 0)
  const hidden = error === undefined ? [] : hiddenHeaders(error, seen.request.credentials === 'include')
  if (error === undefined || success === undefined || hidden.length === 0) return []
  const evidence = [
    showStatus(error),
    ...hidden.flatMap((name) => showHeader(error, name)),
    ...showHeader(success, ACCESS_CONTROL_EXPOSE_HEADERS),
  ]
  const details = { status: String(error.outcome.status), names: hidden.join(', ') }
  return [{ code: 'exposure/missing-on-error', details, evidence }]
}
