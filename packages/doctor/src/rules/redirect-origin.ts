import { ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN } from '@crossorigin/grammar'
import type { Evidence, Level, Sighting } from '../finding.ts'
import type { Observation, ObservedHop } from '../observation.ts'
import { placeAt } from './hop-rule.ts'
import { answered, readHeader, showRequestHeader } from './seen-header.ts'
import { originOfUrl } from './url-part.ts'

/** Says what becomes of the origin on the way. */
export function lookAtOriginOnTheWay(seen: Observation): readonly Sighting[] {
  return [...lookForTaint(seen), ...lookForReturn(seen), ...lookForDeparture(seen), ...lookForEngineDifference(seen)]
}

/** Tells whether a browser would stop at a hop. */
export function isBlockedAt({ failures, judgement }: ObservedHop): boolean {
  return failures.length > 0 || (judgement?.code ?? null) !== null
}

function lookForTaint({ hops, request }: Observation): readonly Sighting[] {
  if (request.pageOrigin === 'null') return []
  const hop = hops.find(({ index, origin, isCors }) => index > 0 && isCors && origin === 'null')
  if (hop === undefined) return []
  return [placeAt(hop, { code: 'redirect/origin-becomes-null', level: levelOfTaint(hop), evidence: showOrigin(hop) })]
}

/** Where everyone is allowed, null does no harm; where it is allowed by name, it is a hole. */
function levelOfTaint(hop: ObservedHop): Level {
  if (isBlockedAt(hop)) return 'error'
  const exchange = answered(hop.actual) ?? answered(hop.substitute)
  const allowed = exchange === undefined ? undefined : readHeader(exchange.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)
  return allowed === '*' ? 'note' : 'warning'
}

function lookForReturn({ hops, request }: Observation): readonly Sighting[] {
  const hop = hops.find(({ index, url, isCors }) => index > 0 && isCors && originOfUrl(url) === request.pageOrigin)
  if (hop === undefined) return []
  const level = isBlockedAt(hop) ? 'error' : 'warning'
  return [placeAt(hop, { code: 'redirect/back-to-page-origin', level, evidence: showOrigin(hop) })]
}

function lookForDeparture({ hops, request }: Observation): readonly Sighting[] {
  const [first] = hops
  const hop = hops.find(({ isCors }) => isCors)
  if (first === undefined || hop === undefined || originOfUrl(first.url) !== request.pageOrigin) return []
  const level = isBlockedAt(hop) ? 'error' : 'note'
  return [
    placeAt(hop, {
      code: 'redirect/began-same-origin',
      level,
      details: { first: first.url },
      evidence: showOrigin(hop),
    }),
  ]
}

function lookForEngineDifference({ hops, request }: Observation): readonly Sighting[] {
  const hop = hops.find(({ index, origin, preflight }) => index > 0 && preflight !== undefined && origin === 'null')
  if (hop === undefined || request.pageOrigin === 'null') return []
  const { preflight } = hop
  const evidence = preflight === undefined ? [] : showRequestHeader(preflight, ORIGIN)
  return [placeAt(hop, { code: 'redirect/preflighted-differs-by-engine', evidence })]
}

function showOrigin({ actual, preflight, substitute }: ObservedHop): readonly Evidence[] {
  const exchange = actual ?? preflight ?? substitute
  return exchange === undefined ? [] : showRequestHeader(exchange, ORIGIN)
}
