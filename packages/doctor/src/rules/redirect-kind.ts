import type { FindingCode } from '../catalogue.ts'
import type { Level, Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { placeAt } from './hop-rule.ts'
import { isBlockedAt } from './redirect-origin.ts'
import { lookAtStops } from './redirect-stop.ts'
import { classifyRedirect, findRedirect, type RedirectKind } from './redirect-target.ts'
import { answered, showHeader } from './seen-header.ts'

const CODES: Readonly<Record<RedirectKind, FindingCode>> = {
  'upgrade-https': 'redirect/upgrade-https',
  'trailing-slash': 'redirect/trailing-slash',
  'canonical-host': 'redirect/canonical-host',
  'to-login': 'redirect/to-login',
  downgrade: 'redirect/downgrade',
}

/** Says what a redirect changes, of the preflight or of the request, where that is one thing only. */
export function lookAtRedirectKinds(seen: Observation): readonly Sighting[] {
  const isDowngradeStopped = lookAtStops(seen).some(({ code }) => code === 'redirect/downgrade')
  return seen.hops
    .flatMap((hop) => lookAtKindsOf(hop, seen))
    .filter(({ code }) => code !== 'redirect/downgrade' || !isDowngradeStopped)
}

function lookAtKindsOf(hop: ObservedHop, { hops }: Observation): readonly Sighting[] {
  const exchange = answered(hop.actual) ?? answered(hop.substitute)
  const preflight = answered(hop.preflight)
  const isBlockedLater = hops.slice(hop.index + 1).some(isBlockedAt)
  const ofPreflight = preflight === undefined ? [] : describeKinds(preflight, hop, () => 'error')
  const ofRequest =
    exchange === undefined
      ? []
      : describeKinds(exchange, hop, (kind) => {
          // A slash more or less leads to the same origin, and does no harm further on.
          const isFelt = hop.failures.length > 0 || (kind !== 'trailing-slash' && isBlockedLater)
          return isFelt ? 'error' : 'note'
        })
  const known = new Set(ofPreflight.map(({ code }) => code))
  return [...ofPreflight, ...ofRequest.filter(({ code }) => !known.has(code))]
}

function describeKinds(
  exchange: Answered,
  hop: ObservedHop,
  levelOf: (kind: RedirectKind) => Level,
): readonly Sighting[] {
  const { location, url } = findRedirect(exchange) ?? {}
  if (location === undefined || url === undefined) return []
  return classifyRedirect(exchange.request.url, url).map((kind) =>
    placeAt(hop, {
      code: CODES[kind],
      level: kind === 'to-login' || kind === 'downgrade' ? 'warning' : levelOf(kind),
      details: { location },
      evidence: showHeader(exchange, 'Location', ({ length }) => ({ at: 0, length })),
    }),
  )
}
