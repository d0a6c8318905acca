import type { Sighting, StepName } from '../finding.ts'
import type { Observation, ObservedHop, Rule } from '../observation.ts'
import { originOfUrl } from './url-part.ts'

/** Looks at one URL of the way. */
export type HopLook = (hop: ObservedHop, seen: Observation) => readonly Sighting[]

/** Makes rules of looks at a URL of the way: at the first one when `step` is due, at the others when redirects are. */
export function rulesForHops(step: StepName, looks: readonly HopLook[]): readonly Rule[] {
  return looks.flatMap((look) => [
    { step, look: (seen) => seen.hops.slice(0, 1).flatMap((hop) => look(hop, seen)) },
    {
      step: 'redirects',
      look: (seen) => seen.hops.slice(1).flatMap((hop) => look(hop, seen).map((sighting) => placeAt(hop, sighting))),
    },
  ])
}

/** Sentences of a sighting further on speak of the URL that it was made at. */
export function placeAt(hop: ObservedHop, sighting: Sighting): Sighting {
  const { url, method } = hop
  const place = { url, method, target: originOfUrl(url), host: new URL(url).host }
  return { ...sighting, details: { ...place, ...sighting.details } }
}
