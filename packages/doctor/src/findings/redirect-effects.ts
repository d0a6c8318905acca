import { ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN } from '@crossorigin/grammar'
import type { Evidence, Level } from '../finding.ts'
import { readHeader } from '../header-lines.ts'
import type { Observation, ObservedHop } from '../observation.ts'
import { responseOf, showHeader, showRequestHeader, showStatus } from './evidence.ts'
import { type Detection, error, type Findings, warning } from './finding-entry.ts'
import { isBlockedAt } from './redirect-kinds.ts'
import { listRedirects } from './redirect-target.ts'
import { originOfUrl } from './url-part.ts'

/** What becomes of a request on its way. */
export type RedirectEffectCode =
  | 'redirect/origin-becomes-null'
  | 'redirect/back-to-page-origin'
  | 'redirect/began-same-origin'
  | 'redirect/preflighted-differs-by-engine'
  | 'redirect/authorization-dropped'
  | 'redirect/method-changed'

export const redirectEffectFindings: Findings<RedirectEffectCode> = {
  'redirect/origin-becomes-null': error('redirect', {
    title: 'After the redirect, the request says Origin: null',
    explanation:
      "If a redirect leads from one foreign origin to another, browsers stop naming the page: '{url}' gets 'Origin: " +
      "null'. That passes only if the server allows everyone, or null.",
    fix: 'Request the final URL. Do not allow null: any page can send it from a sandboxed frame.',
    spec: 'https://fetch.spec.whatwg.org/#concept-request-tainted-origin',
    checks: { redirects: lookForTaint },
  }),
  'redirect/back-to-page-origin': error('redirect', {
    title: "The redirect leads back to the page's own origin, and is checked there too",
    explanation:
      "Once a request has been to another origin, it stays a CORS request, even if a redirect leads back: '{url}' " +
      "gets 'Origin: null' and must allow it.",
    fix: "Request the page's own URL directly.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: { redirects: lookForReturn },
  }),
  'redirect/began-same-origin': error('redirect', {
    title: 'The page requests its own origin, and is redirected to another',
    explanation:
      "The page requests '{first}' on its own origin, and the server redirects to '{url}'. From there on it is a " +
      'CORS request, and the other server must allow the page.',
    fix: "Allow the page's origin there, or fetch it on your server and respond to the page yourself.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: { redirects: lookForDeparture },
  }),
  'redirect/preflighted-differs-by-engine': warning('redirect', {
    title: 'Browsers disagree about the preflight after the redirect',
    explanation:
      "For the preflight of '{url}', Chrome sends 'Origin: null' and Firefox the page's origin; both then send null " +
      'with the request itself. What passes in one may fail in the other.',
    fix: 'Request the final URL.',
    spec: 'https://fetch.spec.whatwg.org/#concept-request-tainted-origin',
    checks: { redirects: lookForEngineDifference },
  }),
  'redirect/authorization-dropped': warning('redirect', {
    title: 'Authorization is removed by the redirect',
    explanation:
      "Browsers remove Authorization when a redirect leads to another origin: '{url}' does not get it, and responds " +
      'as if the user were not logged in.',
    fix: 'Request the final URL.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: { redirects: lookForAuthorization },
  }),
  'redirect/method-changed': warning('redirect', {
    title: 'The redirect turns the request into a GET',
    explanation: "After status {status}, {method} goes on to '{location}' as GET, without its body.",
    fix: 'Redirect with 307 or 308, which keep the method and the body, or request the final URL.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: { redirects: lookForMethod },
  }),
}

function lookForTaint({ hops, request }: Observation): Detection | undefined {
  if (request.pageOrigin === 'null') return undefined
  const hop = hops.find(({ index, origin, isCors }) => index > 0 && isCors && origin === 'null')
  return hop && { hop, level: levelOfTaint(hop), evidence: showOrigin(hop) }
}

/** Where everyone is allowed, null does no harm; where it is allowed by name, it is a hole. */
function levelOfTaint(hop: ObservedHop): Level {
  if (isBlockedAt(hop)) return 'error'
  const exchange = responseOf(hop)
  const allowed = exchange === undefined ? undefined : readHeader(exchange.outcome, ACCESS_CONTROL_ALLOW_ORIGIN)
  return allowed === '*' ? 'note' : 'warning'
}

function lookForReturn({ hops, request }: Observation): Detection | undefined {
  const hop = hops.find(({ index, url, isCors }) => index > 0 && isCors && originOfUrl(url) === request.pageOrigin)
  return hop && { hop, level: isBlockedAt(hop) ? 'error' : 'warning', evidence: showOrigin(hop) }
}

function lookForDeparture({ hops, request }: Observation): Detection | undefined {
  const [first] = hops
  const hop = hops.find(({ isCors }) => isCors)
  if (first === undefined || hop === undefined || originOfUrl(first.url) !== request.pageOrigin) return undefined
  const level = isBlockedAt(hop) ? 'error' : 'note'
  return { hop, level, details: { first: first.url }, evidence: showOrigin(hop) }
}

function lookForEngineDifference({ hops, request }: Observation): Detection | undefined {
  if (request.pageOrigin === 'null') return undefined
  const hop = hops.find(({ index, origin, preflight }) => index > 0 && preflight !== undefined && origin === 'null')
  return hop && { hop, evidence: hop.preflight === undefined ? [] : showRequestHeader(hop.preflight, ORIGIN) }
}

function showOrigin({ actual, preflight, substitute }: ObservedHop): readonly Evidence[] {
  const exchange = actual ?? preflight ?? substitute
  return exchange === undefined ? [] : showRequestHeader(exchange, ORIGIN)
}

function follows({ request }: Observation): boolean {
  return (request.redirect ?? 'follow') === 'follow'
}

/** It is taken off once, by the first step to another origin. */
function lookForAuthorization(seen: Observation): Detection | undefined {
  const isSent = (seen.request.headers ?? []).some(([name]) => name.toLowerCase() === 'authorization')
  if (!isSent || !follows(seen)) return undefined
  const crossing = listRedirects(seen).find(
    ({ hop, redirect: { url } }) => url !== undefined && url.origin !== originOfUrl(hop.url),
  )
  if (crossing?.redirect.url === undefined) return undefined
  const { exchange, redirect } = crossing
  return { details: { url: redirect.url?.href ?? '' }, evidence: showHeader(exchange, 'Location') }
}

/** @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch */
function lookForMethod(seen: Observation): readonly Detection[] {
  if (!follows(seen)) return []
  return listRedirects(seen).flatMap(({ hop, exchange, redirect }) => {
    const { status } = exchange.outcome
    const isChanged =
      status === 303
        ? !['GET', 'HEAD'].includes(hop.method)
        : hop.method === 'POST' && (status === 301 || status === 302)
    if (redirect.url === undefined || !isChanged) return []
    return [
      {
        hop,
        details: { status: String(status), location: redirect.location },
        evidence: [showStatus(exchange), ...showHeader(exchange, 'Location')],
      },
    ]
  })
}
