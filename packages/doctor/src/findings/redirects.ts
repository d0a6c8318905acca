import { classify, findLocations } from '@crossorigin/browser-model'
import { ACCESS_CONTROL_ALLOW_ORIGIN, ORIGIN } from '@crossorigin/grammar'
import type { Evidence, Level } from '../finding.ts'
import { readHeader } from '../header-lines.ts'
import type { Answered, Observation, ObservedHop } from '../observation.ts'
import { differByWww, originOfUrl, parseUrl } from '../request/parse-url.ts'
import { lookForFaults } from './cors-fault.ts'
import { answered, responseOf, showHeader, showRequestHeader, showStatus, wholeOf } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type Findings, warning } from './finding-entry.ts'
import { policyLines } from './fix-line.ts'

/**
 * Why a redirect is not followed.
 *
 * @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch
 */
export const redirectStopFindings = {
  'redirect/hop-without-cors': error('redirect', {
    title: 'The redirect itself has no Access-Control-Allow-Origin',
    explanation:
      "Every response on the way is checked, including redirects. This one redirects to '{location}' without " +
      "allowing the page's origin, so the browser stops here.",
    fix: 'Add the CORS headers to the redirect too, or request the final URL.',
    lines: [
      ...policyLines({ isFirst: true }),
      { product: 'nginx', line: 'add_header Access-Control-Allow-Origin $cors_origin always;' },
    ],
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: atHops('actual', lookForBareRedirect),
  }),
  'redirect/private-address': warning('redirect', {
    title: 'The redirect leads into a private network, and was not followed',
    explanation:
      "The response came from the public network and redirects to '{location}', which is on this machine or a local " +
      'network. The server itself could not reach it. Chrome asks the visitor for permission before it follows.',
    fix: 'If you trust the server, follow it with --private. Or request the final URL.',
    spec: 'https://wicg.github.io/local-network-access/#fetching',
    checks: { redirects: lookForPrivateAddress },
  }),
  'redirect/not-followed': error('redirect', {
    title: "The response is a redirect, and the request says redirect: 'error'",
    explanation: "With redirect: 'error', any redirect makes the fetch fail. The server redirects to '{location}'.",
    fix: "Request the final URL, or remove redirect: 'error'.",
    spec: 'https://fetch.spec.whatwg.org/#concept-request-redirect-mode',
    checks: stop((_redirected, { request }) => request.redirect === 'error'),
  }),
  'redirect/invalid-location': error('redirect', {
    title: 'The redirect has no valid URL',
    explanation: "The browser cannot parse '{location}' as one URL, so the fetch fails.",
    fix: 'Send one Location header with one URL, or with a path that begins with a slash.',
    spec: 'https://fetch.spec.whatwg.org/#concept-response-location-url',
    checks: stop(({ redirect }, { request: { redirect: mode = 'follow' }, engines }) => {
      // Chromium reads the location even if it does not follow it.
      const isRead = mode === 'follow' || (mode === 'manual' && engines.includes('chromium'))
      return redirect.url === undefined && isRead
    }),
  }),
  'redirect/scheme': error('redirect', {
    title: 'The redirect does not lead to http or https',
    explanation: "A fetch follows redirects to http and https only. This one leads to '{location}'.",
    fix: 'Send a Location that begins with https.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: stop(({ redirect: { url } }, seen) => url !== undefined && follows(seen) && !isWeb(url)),
  }),
  'redirect/loop': error('redirect', {
    title: 'The redirects never end',
    explanation: 'Browsers give up after 20 redirects. {cycle}',
    fix: 'Find the two rules that redirect to each other: often one for https and one for the host or the slash.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: webStop((_url, { hop }) => hop.index === MOST_REDIRECTS),
  }),
  'redirect/credentials-in-location': error('redirect', {
    title: 'The redirect has a user name or password in its URL',
    explanation: 'Browsers do not follow such redirects across origins.',
    fix: 'Remove the user name and password from Location, and change the password, which has been sent to the visitor.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: webStop((url, { hop }, { request, hops }) => {
      if (url.username === '' && url.password === '') return false
      const isForeign = (request.mode ?? 'cors') === 'cors' && url.origin !== request.pageOrigin
      return isForeign || hops.slice(0, hop.index + 1).some(({ isCors }) => isCors)
    }),
  }),
  'redirect/stream-body': error('redirect', {
    title: 'A request with a stream as its body cannot be redirected',
    explanation: 'A stream can be read only once, so the browser has no body to send again, and the fetch fails.',
    fix: 'Request the final URL; send a string, a Blob or a buffer; or redirect with 303, which needs no body.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: webStop((_url, { hop, exchange }, { request }) => {
      // XMLHttpRequest sends no streams; a 303 has dropped it for all that follow.
      const isStream = request.api !== 'xhr' && request.body?.kind === 'stream'
      return isStream && hop.index === 0 && exchange.outcome.status !== 303
    }),
  }),
  'redirect/blocked-port': error('redirect', {
    title: 'The redirect leads to a port that browsers block',
    explanation:
      'Some ports are reserved for other protocols, and browsers do not connect to them. This redirect leads to ' +
      "'{location}'.",
    fix: 'Move the service to another port, or put it behind one.',
    spec: 'https://fetch.spec.whatwg.org/#port-blocking',
    checks: webStop((url, _redirected, seen) => isRefused(url, seen, 'bad-port')),
  }),
  'redirect/leaves-origin': error('redirect', {
    title: "The redirect leads to another origin, which the request's mode forbids",
    explanation:
      "The request has mode: 'same-origin', and the redirect leads to '{location}', which is another origin.",
    fix: "Remove mode: 'same-origin' and allow the page's origin there, or keep the redirect within the origin.",
    spec: 'https://fetch.spec.whatwg.org/#concept-main-fetch',
    checks: webStop((url, _redirected, seen) => isRefused(url, seen, 'mode-same-origin')),
  }),
} satisfies Findings

const MOST_REDIRECTS = 20

function stop(isStopped: (redirected: RedirectedHop, seen: Observation) => boolean): Checks {
  return { redirects: (seen) => lookForStops(seen, isStopped) }
}

/** Stops at a redirect to a URL of the web, which would be followed. */
function webStop(isStopped: (url: URL, redirected: RedirectedHop, seen: Observation) => boolean): Checks {
  return stop((redirected, seen) => {
    const { url } = redirected.redirect
    return url !== undefined && follows(seen) && isWeb(url) && isStopped(url, redirected, seen)
  })
}

function lookForBareRedirect(hop: ObservedHop): readonly Detection[] {
  const exchange = responseOf(hop)
  const redirect = exchange === undefined ? undefined : findRedirect(exchange)
  if (exchange === undefined || redirect === undefined) return []
  return lookForFaults({ exchange, origin: hop.origin, failures: hop.failures }, 'missing').map(
    ({ details, evidence = [] }) => ({
      details: { ...details, location: redirect.location },
      evidence: [...evidence, ...showHeader(exchange, 'Location')],
    }),
  )
}

function follows({ request }: Observation): boolean {
  return (request.redirect ?? 'follow') === 'follow'
}

function isWeb({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:'
}

function lookForStops(
  seen: Observation,
  isStopped: (redirected: RedirectedHop, seen: Observation) => boolean,
): readonly Detection[] {
  return listRedirects(seen)
    .filter((redirected) => isStopped(redirected, seen))
    .map(({ hop, exchange, redirect }) => ({
      hop,
      level: 'error',
      details: { location: redirect.location, cycle: describeCycle(hop.index, seen) },
      evidence: showHeader(exchange, 'Location', wholeOf),
    }))
}

/** What a browser refuses to send, it refuses after a redirect too. */
function isRefused(url: URL, { request: { pageOrigin, mode } }: Observation, reason: string): boolean {
  return classify({ pageOrigin, mode, url: `${url.origin}${url.pathname}` }).reasons.includes(reason)
}

/** Looks for redirects that a secure page does not follow. */
function lookForMixedContent(seen: Observation): readonly Detection[] {
  return lookForStops(seen, ({ redirect: { url } }) => {
    return url !== undefined && follows(seen) && isWeb(url) && isRefused(url, seen, 'mixed-content')
  })
}

/** A redirect leads to where only the machine of the doctor can go. */
function lookForPrivateAddress({ hops }: Observation): readonly Detection[] {
  return hops.flatMap((hop, index) => {
    const exchange = answered(hops[index - 1]?.actual)
    if (hop.skipped !== 'private-address' || exchange === undefined) return []
    return [{ hop, details: { location: hop.url }, evidence: showHeader(exchange, 'Location', wholeOf) }]
  })
}

function describeCycle(index: number, { hops }: Observation): string {
  const urls = new Set(hops.slice(0, index + 1).map(({ url }) => url))
  if (urls.size > 4) return `The last was ${[...urls].at(-1)}.`
  const origins = new Set([...urls].map(originOfUrl))
  return `They alternate between ${[...(origins.size > 1 ? origins : urls)].join(' and ')}.`
}

/** What becomes of a request on its way. */
export const redirectEffectFindings = {
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
} satisfies Findings

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

/** What a redirect changes, of the preflight or of the request, if that is one thing only. */
export const redirectKindFindings = {
  'redirect/upgrade-https': error('redirect', {
    title: 'The redirect only changes http to https',
    explanation:
      "The URL is the same except for its scheme: '{location}'. To a browser that is another origin. A preflight " +
      'fails on it, and the redirect needs its own CORS headers.',
    fix: 'Use https in the URL that the page requests.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: kind('upgrade-https'),
  }),
  'redirect/trailing-slash': error('redirect', {
    title: 'The redirect only adds or removes a slash',
    explanation:
      "The URL is the same except for a slash at the end of its path: '{location}'. A preflight fails on it, and the " +
      'redirect needs its own CORS headers.',
    fix: 'Use the URL that the server expects, or accept both on the server.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: kind('trailing-slash'),
  }),
  'redirect/canonical-host': error('redirect', {
    title: 'The redirect only changes the host name',
    explanation:
      "The URL is the same except for its host: '{location}'. To a browser that is another origin. A preflight fails " +
      'on it, and the redirect needs its own CORS headers.',
    fix: 'Use the final host in the URL that the page requests.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: kind('canonical-host'),
  }),
  'redirect/to-login': warning('look-alike', {
    certainty: 'likely',
    title: 'The request is redirected to a login page',
    explanation:
      "The server redirects to '{location}', which looks like a login page. A fetch cannot log anyone in: it gets a " +
      'page without CORS headers, or HTML where it expects data.',
    fix: 'Respond with 401 and CORS headers to API requests without a login, and let the page go to the login itself.',
    spec: 'https://fetch.spec.whatwg.org/#concept-http-redirect-fetch',
    checks: kind('to-login'),
  }),
  'redirect/downgrade': warning('redirect', {
    title: 'The redirect leads from https to http',
    explanation:
      "The server redirects to '{location}', which is not encrypted. From an https page that is mixed content, and " +
      'blocked. Usually a server behind a proxy does not know that it is reached over https.',
    fix: 'Let the proxy say so (X-Forwarded-Proto), trust it on the server, and send a path instead of a whole URL.',
    lines: [{ product: 'nginx', line: 'proxy_set_header X-Forwarded-Proto $scheme;' }],
    spec: 'https://w3c.github.io/webappsec-mixed-content/#should-block-fetch',
    checks: {
      redirects: (seen) => {
        const stops = lookForMixedContent(seen)
        // Consoles name the insecure URL.
        return stops.length > 0
          ? stops.map(({ details, ...stop }) => ({
              ...stop,
              details: { ...details, url: details?.['location'] ?? '' },
            }))
          : lookForKind('downgrade', seen)
      },
    },
  }),
} satisfies Findings

function kind(wanted: RedirectKind): Checks {
  return { redirects: (seen) => lookForKind(wanted, seen) }
}

function lookForKind(wanted: RedirectKind, { hops }: Observation): readonly Detection[] {
  return hops.flatMap((hop) => {
    const ofPreflight = describeRedirect(wanted, hop, answered(hop.preflight))
    if (ofPreflight !== undefined) return [ofPreflight]
    const ofRequest = describeRedirect(wanted, hop, responseOf(hop))
    return ofRequest === undefined ? [] : [{ ...ofRequest, level: levelOf(wanted, hop, hops) }]
  })
}

function describeRedirect(
  wanted: RedirectKind,
  hop: ObservedHop,
  exchange: Answered | undefined,
): Detection | undefined {
  const { location, url } = (exchange && findRedirect(exchange)) ?? {}
  if (exchange === undefined || location === undefined || url === undefined) return undefined
  if (!classifyRedirect(exchange.request.url, url).includes(wanted)) return undefined
  return { hop, details: { location }, evidence: showHeader(exchange, 'Location', wholeOf) }
}

/** One that leads to the same as before is a note, unless the request fails here or further on. */
function levelOf(wanted: RedirectKind, hop: ObservedHop, hops: readonly ObservedHop[]): Level | undefined {
  if (wanted === 'downgrade') return undefined
  // A slash more or less leads to the same origin, and does no harm further on.
  const isBlockedLater = wanted !== 'trailing-slash' && hops.slice(hop.index + 1).some(isBlockedAt)
  const isBlocked = hop.failures.length > 0 || isBlockedLater
  // A login page explains why the request fails, whatever the headers on the way.
  if (wanted === 'to-login') return isBlocked ? 'error' : undefined
  return isBlocked ? undefined : 'note'
}

/** Tells whether a browser would stop at a hop. */
function isBlockedAt({ failures, judgment }: ObservedHop): boolean {
  return failures.length > 0 || (judgment?.code ?? null) !== null
}

/** Where a response redirects to. */
export interface Redirect {
  /** As it was received, bytes beyond ASCII escaped; several that contradict each other, joined. */
  readonly location: string
  /** Absent where it is no URL. */
  readonly url: URL | undefined
}

/** What a redirect changes, where it changes one thing only, and where it leads. */
type RedirectKind = 'upgrade-https' | 'trailing-slash' | 'canonical-host' | 'to-login' | 'downgrade'

/** Returns where a response redirects to, as all engines read it; `undefined` if it does not. */
export function findRedirect({ outcome, request }: Answered): Redirect | undefined {
  const [location, ...others] = findLocations(outcome, 'chromium')
  if (location === undefined) return undefined
  if (others.length > 0) return { location: [location, ...others].join(', '), url: undefined }
  return { location, url: parseUrl(location, request.url) }
}

/** A hop whose response redirects. */
interface RedirectedHop {
  readonly hop: ObservedHop
  readonly exchange: Answered
  readonly redirect: Redirect
}

/** Lists the redirects of requests, not of preflights. */
function listRedirects({ hops }: Observation): readonly RedirectedHop[] {
  return hops.flatMap((hop) => {
    const exchange = responseOf(hop)
    const redirect = exchange === undefined ? undefined : findRedirect(exchange)
    return exchange === undefined || redirect === undefined ? [] : [{ hop, exchange, redirect }]
  })
}

/** Says of what kinds a redirect is. */
function classifyRedirect(from: string, to: URL): readonly RedirectKind[] {
  const kinds: readonly (readonly [RedirectKind, (from: URL, to: URL) => boolean])[] = [
    ['upgrade-https', isUpgrade],
    ['trailing-slash', changesSlash],
    ['canonical-host', changesHost],
    ['downgrade', isDowngrade],
    ['to-login', isLogin],
  ]
  const start = new URL(from)
  return kinds.filter(([, matches]) => matches(start, to)).map(([kind]) => kind)
}

function isUpgrade(from: URL, to: URL): boolean {
  return from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname && hasSamePath(from, to)
}

function changesSlash(from: URL, to: URL): boolean {
  const differs = from.pathname === `${to.pathname}/` || to.pathname === `${from.pathname}/`
  return from.origin === to.origin && from.search === to.search && differs
}

function changesHost(from: URL, to: URL): boolean {
  return (
    from.protocol === to.protocol && from.port === to.port && from.hostname !== to.hostname && hasSamePath(from, to)
  )
}

function isDowngrade(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol === 'http:'
}

function hasSamePath(from: URL, to: URL): boolean {
  return from.pathname === to.pathname && from.search === to.search
}

/** Words in the names of login pages and of the servers that send them. */
const LOGIN_WORDS: ReadonlySet<string> = new Set([
  'account',
  'accounts',
  'auth',
  'authorize',
  'cas',
  'idp',
  'login',
  'oauth',
  'oauth2',
  'oidc',
  'okta',
  'saml',
  'saml2',
  'signin',
  'sso',
])

function isLogin(from: URL, to: URL): boolean {
  const words = `${to.host}${to.pathname}`.toLowerCase().split(/[./_-]/)
  const isThere = `${from.host}${from.pathname}`.toLowerCase().split(/[./_-]/)
  return words.some((word) => LOGIN_WORDS.has(word) && !isThere.includes(word)) || to.pathname.includes('sign-in')
}

const DESCRIPTIONS: Readonly<Record<RedirectKind, { readonly because: string; readonly advice: string }>> = {
  'upgrade-https': { because: 'Only http becomes https.', advice: 'Use https in the URL that the page requests.' },
  'trailing-slash': {
    because: 'Only the slash at the end of the path differs.',
    advice: 'Use the path that the server expects.',
  },
  'canonical-host': {
    because: 'Only the host differs.',
    advice: 'Use the final host in the URL that the page requests.',
  },
  'to-login': {
    because: 'It looks like a login page: authentication runs before CORS.',
    advice: 'Exempt OPTIONS from authentication.',
  },
  downgrade: {
    because: 'It leads from https to http.',
    advice: 'Let the proxy tell the server that it is reached over https.',
  },
}

/** Says in words what a redirect of a preflight changes, and what to do about that. */
export function describeLocation(
  from: string,
  to: URL | undefined,
): { readonly because: string; readonly advice: string } {
  const [kind] = to === undefined ? [] : classifyRedirect(from, to)
  if (kind !== undefined) return DESCRIPTIONS[kind]
  const differsByWww = to !== undefined && differByWww(new URL(from).hostname, to.hostname)
  return differsByWww
    ? { because: "The hosts differ by 'www.'.", advice: DESCRIPTIONS['canonical-host'].advice }
    : { because: '', advice: '' }
}
