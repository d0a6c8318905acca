import { isLoopbackHost } from '@crossorigin/grammar'
import type { Observation } from '../observation.ts'
import { showTyped } from './evidence.ts'
import { type Detection, type Findings, note, warning } from './finding-entry.ts'

/** Whether a request is about CORS at all. */
export const notCorsFindings = {
  'not-cors/same-origin': note('request', {
    title: 'The request is same-origin',
    explanation:
      '{origin} sends a request to its own origin: scheme, host and port are equal. The browser checks nothing, and ' +
      'no headers are needed. If the console still mentions CORS, the page has a different origin than you think, or ' +
      'a redirect leads to another origin.',
    fix: 'Check the status of the response. Compare the address bar with {origin}, and look for a redirect.',
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#same-origin',
    checks: { 'cross-origin': ({ classification }) => (classification.outcome === 'sameOrigin' ? {} : undefined) },
  }),
  'not-cors/differs-by': note('request', {
    title: 'Same site, but a different origin',
    explanation:
      '{origin} and {target} belong to the same site but are two origins: they differ by {difference}. CORS compares ' +
      'origins: scheme, host and port together. Cookies depend on the site, so the two behave differently.',
    fix:
      'Allow {origin} on the server, or serve the page and the API from one origin, for example behind one reverse ' +
      'proxy.',
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#same-site',
    checks: { 'cross-origin': lookForDifference },
  }),
  'not-cors/localhost-alias': note('request', {
    title: 'Two names for this machine are two origins',
    explanation:
      '{origin} and {target} both mean this machine. To a browser, localhost, 127.0.0.1 and [::1] are three ' +
      'different hosts, so the request is cross-origin, and a server that allows one of them does not allow the ' +
      'others.',
    fix: 'Allow exactly {origin}, or use one name for both. With a different port it stays cross-origin.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: ['http://localhost:*', 'http://127.0.0.1:*'] })" }],
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin',
    checks: { 'cross-origin': lookForAlias },
  }),
  'not-cors/websocket': note('request', {
    title: 'CORS does not apply to WebSockets',
    explanation:
      'The WebSocket handshake carries Origin, but the browser does not look for permission in the response: any ' +
      'page can open a connection, with cookies. The server must decide which pages may.',
    fix: 'Compare Origin with your own list when the connection is upgraded, and respond with 403 if it is not on it.',
    spec: 'https://fetch.spec.whatwg.org/#websocket-opening-handshake',
    checks: {
      'cross-origin': ({ url }) =>
        url?.protocol === 'ws:' || url?.protocol === 'wss:'
          ? { evidence: showTyped(url.href, url.protocol) }
          : undefined,
    },
  }),
  'not-cors/mode-no-cors': warning('request', {
    title: "mode: 'no-cors' hides the response from JavaScript",
    explanation:
      "With mode: 'no-cors' the response is opaque, whatever the server sends: status 0, no headers, no body. The " +
      'browser also drops every header that a form could not send.',
    fix: "Remove mode: 'no-cors', and allow {origin} on the server.",
    spec: 'https://fetch.spec.whatwg.org/#concept-filtered-response-opaque',
    checks: {
      'cross-origin': ({ classification, request }) =>
        classification.outcome === 'noCors' && request.api !== 'element' ? {} : undefined,
    },
  }),
  'not-cors/navigation-or-tag': note('request', {
    title: 'An element without crossorigin makes no CORS request',
    explanation:
      'Images, scripts, style sheets, links and forms are loaded without CORS unless they have the crossorigin ' +
      "attribute. They need no CORS headers; Cross-Origin-Resource-Policy, the content type and the page's own " +
      'policy decide.',
    fix:
      'Add crossorigin only if JavaScript needs the content (canvas, error messages, integrity). The server must ' +
      'then allow {origin}.',
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
      'curl, Postman, servers and native apps have no page whose origin could be protected. They send no preflight ' +
      'and read every response. If a request works there, the server is up; that does not mean that it allows a page.',
    fix: "Test with the page's Origin and with the preflight that a browser would send, as cors-doctor does.",
    spec: 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  }),
} satisfies Findings

/** Returns the page and the target, if they have two origins of the web. */
function originsOf({ classification, request, url }: Observation): readonly [page: URL, target: URL] | undefined {
  const isForeign = classification.outcome !== 'sameOrigin' && /^https?:/.test(request.pageOrigin)
  return isForeign && url !== undefined ? [new URL(request.pageOrigin), url] : undefined
}

function lookForAlias(seen: Observation): Detection | undefined {
  const [page, url] = originsOf(seen) ?? []
  if (page === undefined || url === undefined || !areLoopback(page, url)) return undefined
  return page.hostname === url.hostname ? undefined : { evidence: showTyped(url.href, url.hostname) }
}

function lookForDifference(seen: Observation): Detection | undefined {
  const [page, url] = originsOf(seen) ?? []
  if (page === undefined || url === undefined || areLoopback(page, url)) return undefined
  const isOneSite = seen.relationTo(url.origin) === 'same-site' || page.hostname === url.hostname
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
