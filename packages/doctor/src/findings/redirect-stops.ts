import { classify } from '@crossorigin/browser-model'
import type { Observation } from '../observation.ts'
import { answered, showHeader, wholeOf } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type Findings, warning } from './finding-entry.ts'
import { listRedirects, type RedirectedHop } from './redirect-target.ts'
import { lookForBareRedirect } from './response-origin.ts'
import { originOfUrl } from './url-part.ts'

/** Why a redirect is not followed. */
export type RedirectStopCode =
  | 'redirect/hop-without-cors'
  | 'redirect/private-address'
  | 'redirect/not-followed'
  | 'redirect/invalid-location'
  | 'redirect/scheme'
  | 'redirect/loop'
  | 'redirect/credentials-in-location'
  | 'redirect/stream-body'
  | 'redirect/blocked-port'
  | 'redirect/leaves-origin'

/** @see https://fetch.spec.whatwg.org/#concept-http-redirect-fetch */
export const redirectStopFindings: Findings<RedirectStopCode> = {
  'redirect/hop-without-cors': error('redirect', {
    title: 'The redirect itself has no Access-Control-Allow-Origin',
    explanation:
      "Every response on the way is checked, including redirects. This one redirects to '{location}' without " +
      "allowing the page's origin, so the browser stops here.",
    fix: 'Add the CORS headers to the redirect too, or request the final URL.',
    lines: [
      { product: '@crossorigin', line: 'app.use(cors(config)) // before what redirects' },
      { product: 'cors', line: 'app.use(cors(options)) // before what redirects' },
      { product: '@fastify/cors', line: 'await app.register(cors, options) // before what redirects' },
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
}

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
export function lookForMixedContent(seen: Observation): readonly Detection[] {
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
