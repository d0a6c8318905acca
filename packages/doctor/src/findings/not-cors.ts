import { isLoopbackHost } from '@crossorigin/grammar'
import type { Observation } from '../observation.ts'
import { siteRelation } from '../walk/site.ts'
import { showTyped } from './evidence.ts'
import { type Findings, note, type Sighting, warning } from './finding-entry.ts'

/** Whether a request is about CORS at all. */
export type NotCorsCode =
  | 'not-cors/same-origin'
  | 'not-cors/differs-by'
  | 'not-cors/localhost-alias'
  | 'not-cors/websocket'
  | 'not-cors/mode-no-cors'
  | 'not-cors/navigation-or-tag'
  | 'not-cors/not-a-browser'

export const notCorsFindings: Findings<NotCorsCode> = {
  'not-cors/same-origin': note('request', {
    title: 'The request is same-origin',
    explanation:
      '{origin} asks its own origin: scheme, host and port are equal. A browser then checks nothing, and no header is needed. ' +
      'If the console speaks of CORS all the same, the page is on another origin than you think, or a redirect leads away.',
    fix: 'Read the status of the answer. Compare the address bar with {origin}, and look for a redirect.',
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#same-origin',
    checks: { 'cross-origin': ({ classification }) => (classification.outcome === 'sameOrigin' ? {} : undefined) },
  }),
  'not-cors/differs-by': note('request', {
    title: 'Same site, but another origin',
    explanation:
      '{origin} and {target} belong to one site, and yet are two origins: they differ by {difference}. An origin is scheme, ' +
      'host and port together, and CORS goes by origins. Cookies go by sites, so the two do not behave alike.',
    fix: 'Allow {origin} at the server, or serve page and API from one origin, for instance behind one reverse proxy.',
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#same-site',
    checks: { 'cross-origin': lookForDifference },
  }),
  'not-cors/localhost-alias': note('request', {
    title: 'Two names for this machine are two origins',
    explanation:
      '{origin} and {target} both mean this machine. To a browser, localhost, 127.0.0.1 and [::1] are three hosts, so the ' +
      'request is cross-origin, and a server that allows one of them has not allowed the others.',
    fix: 'Allow exactly {origin}, or use one name for both. With another port it stays cross-origin.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: ['http://localhost:*', 'http://127.0.0.1:*'] })" }],
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
    checks: { 'cross-origin': lookForAlias },
  }),
  'not-cors/websocket': note('request', {
    title: 'WebSockets know no CORS',
    explanation:
      'The handshake of a WebSocket carries Origin, and the browser asks for no permission in the answer: any page may open ' +
      'one, with cookies. Who may is for the server to decide.',
    fix: 'Compare Origin with a list of your own when the connection is upgraded, and refuse with 403.',
    spec: 'https://fetch.spec.whatwg.org/#websocket-opening-handshake',
    checks: {
      'cross-origin': ({ url }) =>
        url?.protocol === 'ws:' || url?.protocol === 'wss:'
          ? { evidence: showTyped(url.href, url.protocol) }
          : undefined,
    },
  }),
  'not-cors/mode-no-cors': warning('request', {
    title: "mode: 'no-cors' hides the answer from script",
    explanation:
      "With mode: 'no-cors' the answer is opaque whatever the server sends: status 0, no headers, no body. It is meant for " +
      'requests whose answer nobody reads. The browser also drops every header that a form could not send.',
    fix: "Remove mode: 'no-cors'. Then let the server allow {origin}.",
    spec: 'https://fetch.spec.whatwg.org/#concept-filtered-response-opaque',
    checks: {
      'cross-origin': ({ classification, request }) =>
        classification.outcome === 'noCors' && request.api !== 'element' ? {} : undefined,
    },
  }),
  'not-cors/navigation-or-tag': note('request', {
    title: 'An element without crossorigin makes no CORS request',
    explanation:
      'Images, scripts, style sheets, links and forms are loaded without CORS unless they have the attribute crossorigin. No ' +
      'header is needed to show them; Cross-Origin-Resource-Policy, the type of the content and the policy of the page decide.',
    fix: 'Add crossorigin only where script has to read the content (canvas, error messages, integrity); the server then has to allow {origin}.',
    spec: 'https://html.spec.whatwg.org/multipage/urls-and-fetching.html#cors-settings-attributes',
    checks: {
      'cross-origin': ({ classification, request }) =>
        classification.outcome === 'noCors' && request.api === 'element' ? {} : undefined,
    },
  }),
  'not-cors/not-a-browser': note('request', {
    certainty: 'possible',
    title: 'Only browsers enforce CORS',
    explanation:
      'curl, Postman, servers and native apps have no page whose origin could be protected. They send no preflight and read ' +
      'every answer. That a request works there says that the server is up, not that it allows a page.',
    fix: 'Test with the Origin of the page and with the preflight that a browser would send, as is done here.',
    spec: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  }),
}

/** Returns the page and the target, if they have two origins of the web. */
function originsOf({ classification, request, url }: Observation): readonly [page: URL, target: URL] | undefined {
  const isForeign = classification.outcome !== 'sameOrigin' && /^https?:/.test(request.pageOrigin)
  return isForeign && url !== undefined ? [new URL(request.pageOrigin), url] : undefined
}

function lookForAlias(seen: Observation): Sighting | undefined {
  const [page, url] = originsOf(seen) ?? []
  if (page === undefined || url === undefined || !areLoopback(page, url)) return undefined
  return page.hostname === url.hostname ? undefined : { evidence: showTyped(url.href, url.hostname) }
}

function lookForDifference(seen: Observation): Sighting | undefined {
  const [page, url] = originsOf(seen) ?? []
  if (page === undefined || url === undefined || areLoopback(page, url)) return undefined
  const isOneSite = siteRelation(page.origin, url.origin) === 'same-site' || page.hostname === url.hostname
  if (!isOneSite) return undefined
  return { details: { difference: differenceOf(page, url) }, evidence: showTyped(url.href, url.origin) }
}

function areLoopback(page: URL, url: URL): boolean {
  return isLoopbackHost(page.hostname) && isLoopbackHost(url.hostname)
}

function differenceOf(page: URL, url: URL): string {
  return [
    page.protocol === url.protocol ? undefined : `scheme (${page.protocol.slice(0, -1)}, ${url.protocol.slice(0, -1)})`,
    page.hostname === url.hostname ? undefined : `host (${page.hostname}, ${url.hostname})`,
    page.port === url.port ? undefined : `port (${page.port || 'default'}, ${url.port || 'default'})`,
  ]
    .filter((part) => part !== undefined)
    .join(' and ')
}
