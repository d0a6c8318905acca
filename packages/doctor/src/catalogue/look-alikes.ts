import type { CatalogueEntry } from './entry.ts'
import { type NetworkFailureCode, networkFailureEntries } from './network-failures.ts'

/** What is not CORS and is taken for it. */
export type LookAlikeCode =
  | NetworkFailureCode
  | 'lookalike/mixed-content'
  | 'lookalike/csp-connect-src'
  | 'lookalike/corp'
  | 'lookalike/coep'
  | 'lookalike/orb'
  | 'lookalike/tao'
  | 'lookalike/local-network-insecure'
  | 'lookalike/local-network-permission'
  | 'lookalike/local-network-mismatch'
  | 'lookalike/unsafe-port'
  | 'lookalike/blocker'
  | 'lookalike/service-worker'
  | 'lookalike/proxy-or-portal'
  | 'lookalike/sri'
  | 'lookalike/nosniff-mime'
  | 'lookalike/aborted'
  | 'lookalike/csrf-or-waf'
  | 'lookalike/size-limits'

const FETCH = 'https://fetch.spec.whatwg.org/'
const LOCAL_NETWORK = 'https://wicg.github.io/local-network-access/'
const CORP = `${FETCH}#cross-origin-resource-policy-header`

const BLOCKS = { level: 'error', certainty: 'certain', cause: 'look-alike' } as const
const MAYBE = { level: 'note', certainty: 'possible', cause: 'look-alike' } as const

export const lookAlikeEntries: Readonly<Record<LookAlikeCode, CatalogueEntry>> = {
  ...networkFailureEntries,
  'lookalike/mixed-content': {
    ...BLOCKS,
    title: 'An https page calls http',
    explanation:
      'The page is encrypted and the URL is not, so the browser blocks the request before it is sent. Chromium and Firefox ' +
      'make an exception for this machine (localhost, 127.0.0.1); Safari is reported not to.',
    fix: 'Serve the API over https, and call that URL.',
    spec: 'https://w3c.github.io/webappsec-mixed-content/#should-block-fetch',
  },
  'lookalike/csp-connect-src': {
    ...BLOCKS,
    title: "The page's own policy forbids the request",
    explanation:
      'The Content-Security-Policy of the page does not name {blocked} in {directive}, so the browser refuses before anything ' +
      'is sent. The server of the API cannot change that.',
    fix: 'At the page, add {addition} to connect-src. A policy with default-src alone needs a connect-src of its own.',
    spec: 'https://w3c.github.io/webappsec-csp/#directive-connect-src',
  },
  'lookalike/corp': {
    ...BLOCKS,
    title: 'Cross-Origin-Resource-Policy forbids loading without CORS',
    explanation:
      'The answer says Cross-Origin-Resource-Policy: {value}, and the request was made without CORS from {relation}. Such an ' +
      'answer is withheld. A request with CORS is not held against this header.',
    fix: 'Send Cross-Origin-Resource-Policy: cross-origin, if anybody may embed it; or load it with CORS, by crossorigin.',
    lines: [{ product: 'nginx', line: 'add_header Cross-Origin-Resource-Policy cross-origin always;' }],
    spec: CORP,
  },
  'lookalike/coep': {
    ...BLOCKS,
    title: 'The page embeds only what opts in',
    explanation:
      'The page sends Cross-Origin-Embedder-Policy: require-corp. What it loads from elsewhere without CORS has to have ' +
      'Cross-Origin-Resource-Policy: cross-origin (or same-site, on one site), and this answer has none.',
    fix: 'Send Cross-Origin-Resource-Policy: cross-origin with the resource, or load it with CORS.',
    lines: [{ product: 'nginx', line: 'add_header Cross-Origin-Resource-Policy cross-origin always;' }],
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#coep',
  },
  'lookalike/orb': {
    level: 'warning',
    certainty: 'likely',
    cause: 'look-alike',
    title: 'An element gets no HTML or JSON from elsewhere',
    explanation:
      'The answer is {type}. Loaded without CORS by an image, a script or a style sheet, such an answer is withheld, so that ' +
      'it never comes near the page. Often it is an error page where an image was expected.',
    fix: 'See why the answer is of this type. If script has to read it, load it with CORS.',
    spec: `${FETCH}#orb`,
  },
  'lookalike/tao': {
    level: 'note',
    certainty: 'certain',
    cause: 'look-alike',
    title: 'Timing-Allow-Origin does not name this origin',
    explanation:
      'The answer says Timing-Allow-Origin: {value}, and not {origin}, so that Resource Timing shows zeros and Server-Timing ' +
      'is hidden. It blocks nothing, and CORS does not cover it.',
    fix: 'Add {origin} to Timing-Allow-Origin, or send *, if the timings tell nothing of the visitor.',
    lines: [{ product: 'nginx', line: 'add_header Timing-Allow-Origin "{origin}" always;' }],
    spec: `${FETCH}#concept-tao-check`,
  },
  'lookalike/local-network-insecure': {
    ...BLOCKS,
    title: 'A public http page may not reach this address',
    explanation:
      'The page is public and not encrypted; the target is {space}. Chromium refuses such a request, and the server is never ' +
      'asked. No header of the server helps, Access-Control-Allow-Private-Network included.',
    fix: 'Serve the page over https. The browser then asks the visitor for permission.',
    spec: LOCAL_NETWORK,
  },
  'lookalike/local-network-permission': {
    ...MAYBE,
    title: 'The visitor has to permit access to this address',
    explanation:
      'The page is public, the target is {space}. Chromium asks the visitor before it sends such a request, and refuses where ' +
      'the answer was no, or where a frame may not ask. No header of the server helps.',
    fix:
      'Explain it to the visitor before the first request. A frame needs allow="local-network; loopback-network"; in a company, ' +
      'a policy can grant it.',
    spec: LOCAL_NETWORK,
  },
  'lookalike/local-network-mismatch': {
    ...MAYBE,
    title: 'The address is not where the call says',
    explanation:
      'The option targetAddressSpace of fetch names a kind of network, and the host turned out to be in another. The browser ' +
      'then refuses.',
    fix: 'Correct the option, or leave it out where the URL is https.',
    spec: LOCAL_NETWORK,
  },
  'lookalike/unsafe-port': {
    ...BLOCKS,
    cause: 'redirect',
    title: 'A redirect leads to a port that browsers do not connect to',
    explanation:
      'The answer redirects to port {port}, which belongs to another service. Browsers connect to no such port.',
    fix: 'Correct the Location, often made from an internal port behind a proxy, or move the service to another port.',
    spec: `${FETCH}#port-blocking`,
  },
  'lookalike/blocker': {
    ...MAYBE,
    title: 'A content blocker may stop this URL',
    explanation:
      'The URL has {words} in it, which the lists of content blockers look for. An extension or the browser itself may stop ' +
      'the request for some visitors, and the console may call it a CORS failure.',
    fix: 'Try with extensions switched off. Serve it from your own origin, or under another path.',
    spec: `${FETCH}#concept-network-error`,
  },
  'lookalike/service-worker': {
    ...MAYBE,
    title: 'A service worker may answer in place of the server',
    explanation:
      'A service worker of the page sees actual requests, not preflights, and may answer from a cache of its own, or send ' +
      'something else than the page did.',
    fix: 'Switch on "bypass for network" in the developer tools, or unregister the worker, and try again.',
    spec: 'https://w3c.github.io/ServiceWorker/#on-fetch-request-algorithm',
  },
  'lookalike/proxy-or-portal': {
    level: 'warning',
    certainty: 'likely',
    cause: 'look-alike',
    title: 'A proxy or a portal answers in place of the server',
    explanation:
      'Status {status} comes from a proxy that wants a login, or from the sign-in page of a network, not from {host}. Such an ' +
      'answer has no CORS headers.',
    fix: 'Sign in to the network or the proxy, or exempt {host} from it.',
    spec: 'https://www.rfc-editor.org/rfc/rfc6585#section-6',
  },
  'lookalike/sri': {
    ...MAYBE,
    title: 'integrity needs CORS as well',
    explanation:
      'A script or style sheet from elsewhere with the attribute integrity is checked only if it is loaded with CORS, and then ' +
      'its bytes have to have the hash that is given.',
    fix: 'Add crossorigin to the element, let the server allow the page, and renew the hash after every change.',
    spec: 'https://w3c.github.io/webappsec-subresource-integrity/',
  },
  'lookalike/nosniff-mime': {
    ...MAYBE,
    title: 'The type of the content may be refused',
    explanation:
      'A module script needs a JavaScript type, and with X-Content-Type-Options: nosniff so does every script, and a style ' +
      'sheet needs text/css. A file served as text/plain is refused although CORS is right.',
    fix: 'Serve the file with its right Content-Type.',
    spec: `${FETCH}#should-response-to-request-be-blocked-due-to-nosniff?`,
  },
  'lookalike/aborted': {
    ...MAYBE,
    title: 'The request may have been cancelled',
    explanation:
      'A request that the page gave up, because it was left or because of an AbortSignal, is shown as cancelled. Some tools ' +
      'call that a CORS failure.',
    fix: 'Nothing at the server. See whether a form was submitted or the page reloaded at that moment.',
    spec: `${FETCH}#fetch-controller-abort`,
  },
  'lookalike/csrf-or-waf': {
    level: 'warning',
    certainty: 'likely',
    cause: 'look-alike',
    title: 'Something refuses by the origin, and it is not CORS',
    explanation:
      'The answer is 403, and {hint}. A protection against forged requests, or a firewall for web applications, looks at ' +
      'Origin on its own, before CORS or beside it.',
    fix: 'Allow {origin} there too: trusted origins of the CSRF protection, rules of the firewall.',
    spec: `${FETCH}#origin-header`,
  },
  'lookalike/size-limits': {
    level: 'warning',
    certainty: 'likely',
    cause: 'look-alike',
    title: 'The request is too large for the server',
    explanation:
      'Status {status} without CORS headers: the request was refused for its size by a parser or a proxy, before anything ' +
      'could add headers. The browser shows a CORS failure.',
    fix: 'Shrink the request, mostly cookies or the body, or raise the limit (client_max_body_size, large_client_header_buffers).',
    lines: [{ product: 'nginx', line: 'client_max_body_size 10m;' }],
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5.14',
  },
}
