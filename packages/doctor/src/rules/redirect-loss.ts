import type { Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { placeAt } from './hop-rule.ts'
import { findRedirect, type Redirect } from './redirect-target.ts'
import { answered, showHeader, showStatus } from './seen-header.ts'
import { originOfUrl } from './url-part.ts'

/** Says what a request loses on the way. */
export function lookAtLosses(seen: Observation): readonly Sighting[] {
  if ((seen.request.redirect ?? 'follow') !== 'follow') return []
  const redirected = seen.hops.flatMap((hop) => {
    const exchange = answered(hop.actual) ?? answered(hop.substitute)
    const redirect = exchange === undefined ? undefined : findRedirect(exchange)
    return exchange === undefined || redirect?.url === undefined ? [] : [{ hop, exchange, redirect }]
  })
  return [...lookForAuthorization(redirected, seen), ...redirected.flatMap(lookForMethod)]
}

interface RedirectedHop {
  readonly hop: ObservedHop
  readonly exchange: Answered
  readonly redirect: Redirect
}

/** It is taken off once, by the first step to another origin. */
function lookForAuthorization(redirected: readonly RedirectedHop[], { request }: Observation): readonly Sighting[] {
  const isSent = (request.headers ?? []).some(([name]) => name.toLowerCase() === 'authorization')
  const crossing = redirected.find(({ hop, redirect }) => redirect.url?.origin !== originOfUrl(hop.url))
  if (!isSent || crossing?.redirect.url === undefined) return []
  const { exchange, redirect } = crossing
  return [
    {
      code: 'redirect/authorization-dropped',
      details: { url: redirect.url?.href ?? '' },
      evidence: showHeader(exchange, 'Location'),
    },
  ]
}

/** @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch */
function lookForMethod({ hop, exchange, redirect }: RedirectedHop): readonly Sighting[] {
  const { status } = exchange.outcome
  const isChanged =
    status === 303 ? !['GET', 'HEAD'].includes(hop.method) : hop.method === 'POST' && (status === 301 || status === 302)
  if (!isChanged) return []
  return [
    placeAt(hop, {
      code: 'redirect/method-changed',
      details: { status: String(status), location: redirect.location },
      evidence: [showStatus(exchange), ...showHeader(exchange, 'Location')],
    }),
  ]
}
