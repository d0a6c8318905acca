import { isLoopbackHost } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import { valuesOf } from '../header-lines.ts'
import type { Observation } from '../observation.ts'
import { siteRelation } from '../walk/site.ts'
import { responseOf, showHeader } from './evidence.ts'
import { type Checks, type Findings, type Sighting, warning } from './finding-entry.ts'
import { ALLOW_CREDENTIALS_LINES } from './fix-line.ts'
import { findScopeProblem, parseSetCookie, type SetCookie, sameSiteOf } from './set-cookie.ts'

/** What becomes of the cookies that responses set. */
export type CookieCode =
  | 'credentials/cookie-samesite'
  | 'credentials/cookie-none-without-secure'
  | 'credentials/cookie-third-party'
  | 'credentials/cookie-scope'
  | 'credentials/set-cookie-ignored'

export const cookieFindings: Findings<CookieCode> = {
  'credentials/cookie-samesite': warning('credentials', {
    title: 'The cookie is not sent from another site',
    explanation:
      "The page and the server are of different sites, and the cookie '{cookie}' is {sameSite}. Such a cookie comes back only to " +
      'requests from its own site: CORS is satisfied, and the visitor is logged out all the same.',
    fix: 'Set the cookie with SameSite=None; Secure, or serve page and API from one site.',
    spec: 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-samesite-attribute-2',
    checks: atCookies(({ cookie, isForeign }) => {
      const sameSite = sameSiteOf(cookie)
      if (!isForeign || sameSite === 'none') return undefined
      return { certainty: sameSite === undefined ? 'likely' : 'certain' }
    }),
  }),
  'credentials/cookie-none-without-secure': warning('credentials', {
    title: 'The cookie is refused: SameSite=None without Secure',
    explanation: "Browsers do not store the cookie '{cookie}': SameSite=None counts only together with Secure.",
    fix: 'Add Secure, and serve the API over https.',
    spec: 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-samesite-attribute-2',
    checks: atCookies(({ cookie }) => (isNoneWithoutSecure(cookie) ? {} : undefined)),
  }),
  'credentials/cookie-third-party': warning('credentials', {
    certainty: 'possible',
    title: "The cookie is a third party's, and many browsers block those",
    explanation:
      "The page and the server are of different sites, so that '{cookie}' is a third-party cookie there. Safari blocks it, " +
      'Firefox keeps a separate one for each site, and in Chrome the visitor decides.',
    fix: 'Serve page and API from one site; or add Partitioned, use the Storage Access API, or send a token in a header.',
    spec: 'https://privacycg.github.io/storage-access/',
    checks: atCookies(({ cookie, isForeign }) => {
      const isThirdParty = isForeign && sameSiteOf(cookie) === 'none' && !isNoneWithoutSecure(cookie)
      return isThirdParty && !cookie.attributes.has('partitioned') ? {} : undefined
    }),
  }),
  'credentials/cookie-scope': warning('credentials', {
    title: 'The cookie does not cover this URL',
    explanation: "The cookie '{cookie}' will not come back to this URL. {problem}",
    fix: 'Change the attribute so that it covers the URL of the API, or leave it out.',
    spec: 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-storage-model',
    checks: atCookies(({ problem }) => (problem === undefined ? undefined : {})),
  }),
  'credentials/set-cookie-ignored': warning('credentials', {
    title: 'The response sets a cookie, and the browser throws it away',
    explanation:
      "Across origins, cookies are stored only where the request was made with credentials: 'include'. This one was not, so " +
      "'{cookie}' is lost.",
    fix: "Make the request that logs in with credentials: 'include' too, and not only those that follow.",
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-request-credentials-mode',
    checks: { credentials: lookForIgnored },
  }),
}

/** A cookie that a response sets. */
interface SetByResponse {
  readonly cookie: SetCookie
  /** Whether the page is on another site. */
  readonly isForeign: boolean
  /** Why it is not stored, or does not come back. */
  readonly problem: string | undefined
  readonly evidence: readonly Evidence[]
}

function listCookies(seen: Observation): readonly SetByResponse[] {
  return seen.hops.flatMap((hop) => {
    const exchange = hop.isCors ? responseOf(hop) : undefined
    if (exchange === undefined) return []
    const url = new URL(hop.url)
    const isTrustworthy = url.protocol === 'https:' || isLoopbackHost(url.hostname)
    return valuesOf(exchange.outcome, 'Set-Cookie').map((line) => {
      const cookie = parseSetCookie(line)
      return {
        cookie,
        isForeign: siteRelation(seen.request.pageOrigin, url.origin) === 'cross-site',
        problem: findScopeProblem(cookie, url, isTrustworthy),
        evidence: showHeader(exchange, 'Set-Cookie').filter(({ value }) => value === line),
      }
    })
  })
}

function atCookies(look: (set: SetByResponse) => Sighting | undefined): Checks {
  return {
    credentials: (seen) => {
      if (seen.request.credentials !== 'include') return undefined
      return listCookies(seen).flatMap((set) => {
        const { cookie, problem = '', evidence } = set
        const sighting = look(set)
        const details = { cookie: cookie.name, problem, sameSite: describeSameSite(cookie) }
        return sighting === undefined ? [] : [{ ...sighting, details, evidence }]
      })
    },
  }
}

function isNoneWithoutSecure(cookie: SetCookie): boolean {
  return sameSiteOf(cookie) === 'none' && !cookie.attributes.has('secure')
}

function describeSameSite(cookie: SetCookie): string {
  const sameSite = sameSiteOf(cookie)
  if (sameSite === undefined) return 'set without SameSite, which Chrome takes for SameSite=Lax'
  return `set with SameSite=${sameSite.charAt(0).toUpperCase()}${sameSite.slice(1)}`
}

function lookForIgnored({ hops, request }: Observation): readonly Sighting[] {
  if (request.credentials === 'include') return []
  return hops.flatMap((hop) => {
    const exchange = hop.isCors ? responseOf(hop) : undefined
    const lines = exchange === undefined ? [] : valuesOf(exchange.outcome, 'Set-Cookie')
    if (exchange === undefined || lines.length === 0) return []
    const names = lines.map((line) => parseSetCookie(line).name)
    return [{ details: { cookie: names.join("', '") }, evidence: showHeader(exchange, 'Set-Cookie') }]
  })
}
