import { classify } from '@crossorigin/browser-model'
import type { FindingCode } from '../catalogue.ts'
import type { Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { placeAt } from './hop-rule.ts'
import { findRedirect, type Redirect } from './redirect-target.ts'
import { answered, showHeader } from './seen-header.ts'
import { originOfUrl } from './url-part.ts'

const MOST_REDIRECTS = 20

/** Says why a redirect is not followed: every reason. */
export function lookAtStops(seen: Observation): readonly Sighting[] {
  return seen.hops.flatMap((hop) => {
    const exchange = answered(hop.actual) ?? answered(hop.substitute)
    const redirect = exchange === undefined ? undefined : findRedirect(exchange)
    if (exchange === undefined || redirect === undefined) return []
    const details = { location: redirect.location, cycle: describeCycle(hop, seen) }
    return findStops({ hop, exchange, redirect }, seen).map((code) =>
      placeAt(hop, {
        code,
        level: 'error',
        details: code === 'redirect/downgrade' ? { ...details, url: redirect.location } : details,
        evidence: showHeader(exchange, 'Location', ({ length }) => ({ at: 0, length })),
      }),
    )
  })
}

/** Says that a redirect leads to where only the machine of the doctor can go. */
export function lookAtPrivateAddresses({ hops }: Observation): readonly Sighting[] {
  return hops.flatMap((hop, index) => {
    const exchange = answered(hops[index - 1]?.actual)
    if (hop.skipped !== 'private-address' || exchange === undefined) return []
    const evidence = showHeader(exchange, 'Location', ({ length }) => ({ at: 0, length }))
    return [placeAt(hop, { code: 'redirect/private-address', details: { location: hop.url }, evidence })]
  })
}

interface RedirectedHop {
  readonly hop: ObservedHop
  readonly exchange: Answered
  readonly redirect: Redirect
}

/** @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch */
function findStops(redirected: RedirectedHop, seen: Observation): readonly FindingCode[] {
  const { url } = redirected.redirect
  const mode = seen.request.redirect ?? 'follow'
  if (mode === 'error') return ['redirect/not-followed']
  // Chromium reads the location even if it does not follow it.
  const isRead = mode === 'follow' || seen.engines.includes('chromium')
  if (url === undefined && isRead) return ['redirect/invalid-location']
  if (mode === 'manual' || url === undefined) return []
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return ['redirect/scheme']
  const stops: (FindingCode | undefined)[] = [
    redirected.hop.index === MOST_REDIRECTS ? 'redirect/loop' : undefined,
    refusesCredentials(redirected, url, seen) ? 'redirect/credentials-in-location' : undefined,
    refusesStream(redirected, seen) ? 'redirect/stream-body' : undefined,
    findNextStop(url, seen),
  ]
  return stops.filter((code) => code !== undefined)
}

function refusesCredentials({ hop }: RedirectedHop, url: URL, { request, hops }: Observation): boolean {
  if (url.username === '' && url.password === '') return false
  const isForeign = (request.mode ?? 'cors') === 'cors' && url.origin !== request.pageOrigin
  return isForeign || hops.slice(0, hop.index + 1).some(({ isCors }) => isCors)
}

/** A redirect that keeps the body cannot send a stream again; a 303 has dropped it for all that follow. */
function refusesStream({ hop, exchange }: RedirectedHop, { request }: Observation): boolean {
  // XMLHttpRequest sends no streams.
  const isStream = request.api !== 'xhr' && request.body?.kind === 'stream'
  return isStream && hop.index === 0 && exchange.outcome.status !== 303
}

/** What a browser refuses to ask, it refuses after a redirect too. */
function findNextStop(url: URL, { request }: Observation): FindingCode | undefined {
  const { pageOrigin, mode } = request
  const { reasons } = classify({ pageOrigin, mode, url: `${url.origin}${url.pathname}` })
  if (reasons.includes('bad-port')) return 'redirect/blocked-port'
  if (reasons.includes('mixed-content')) return 'redirect/downgrade'
  return reasons.includes('mode-same-origin') ? 'redirect/leaves-origin' : undefined
}

function describeCycle({ index }: ObservedHop, { hops }: Observation): string {
  const urls = new Set(hops.slice(0, index + 1).map(({ url }) => url))
  if (urls.size > 4) return `The last was ${[...urls].at(-1)}.`
  const origins = new Set([...urls].map(originOfUrl))
  return `They go round between ${[...(origins.size > 1 ? origins : urls)].join(' and ')}.`
}
