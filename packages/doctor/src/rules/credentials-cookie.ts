import { isLoopbackHost } from '@crossorigin/grammar'
import type { Sighting } from '../finding.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { siteRelation } from '../site.ts'
import { answered, showHeader, valuesOf } from './seen-header.ts'
import { findScopeProblem, parseSetCookie, type SetCookie, sameSiteOf } from './set-cookie.ts'

/** Says what becomes of the cookies that responses set. */
export function lookAtCookies(seen: Observation): readonly Sighting[] {
  return seen.hops.filter(({ isCors }) => isCors).flatMap((hop) => lookAtCookiesOf(hop, seen))
}

function lookAtCookiesOf(hop: ObservedHop, { request }: Observation): readonly Sighting[] {
  const exchange = answered(hop.actual) ?? answered(hop.substitute)
  if (exchange === undefined) return []
  const lines = valuesOf(exchange.outcome, 'Set-Cookie')
  if (lines.length === 0) return []
  if (request.credentials !== 'include') {
    const names = lines.map((line) => parseSetCookie(line).name)
    return [
      {
        code: 'credentials/set-cookie-ignored',
        details: { cookie: names.join("', '") },
        evidence: showHeader(exchange, 'Set-Cookie'),
      },
    ]
  }
  return lines.flatMap((line) =>
    lookAtCookie(line, { exchange, url: new URL(hop.url), pageOrigin: request.pageOrigin }),
  )
}

interface CookieContext {
  readonly exchange: Answered
  readonly url: URL
  readonly pageOrigin: string
}

function lookAtCookie(line: string, context: CookieContext): readonly Sighting[] {
  const { exchange, url, pageOrigin } = context
  const cookie = parseSetCookie(line)
  const isForeign = siteRelation(pageOrigin, url.origin) === 'cross-site'
  const isTrustworthy = url.protocol === 'https:' || isLoopbackHost(url.hostname)
  const evidence = showHeader(exchange, 'Set-Cookie').filter(({ value }) => value === line)
  const problem = findScopeProblem(cookie, url, isTrustworthy)
  const details = { cookie: cookie.name, problem: problem ?? '', sameSite: describeSameSite(cookie) }
  return [
    ...findSiteProblem(cookie, isForeign).map((sighting) => ({ ...sighting, details, evidence })),
    ...(problem === undefined ? [] : [{ code: 'credentials/cookie-scope', details, evidence } as const]),
  ]
}

function findSiteProblem(cookie: SetCookie, isForeign: boolean): readonly Sighting[] {
  const sameSite = sameSiteOf(cookie)
  if (sameSite === 'none' && !cookie.attributes.has('secure'))
    return [{ code: 'credentials/cookie-none-without-secure' }]
  if (!isForeign) return []
  if (sameSite !== 'none') {
    return [{ code: 'credentials/cookie-samesite', certainty: sameSite === undefined ? 'likely' : 'certain' }]
  }
  return cookie.attributes.has('partitioned') ? [] : [{ code: 'credentials/cookie-third-party' }]
}

function describeSameSite(cookie: SetCookie): string {
  const sameSite = sameSiteOf(cookie)
  if (sameSite === undefined) return 'set without SameSite, which Chrome takes for SameSite=Lax'
  return `set with SameSite=${sameSite.charAt(0).toUpperCase()}${sameSite.slice(1)}`
}
