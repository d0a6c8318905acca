import type { CatalogueEntry } from './entry.ts'

/** Origins that are null, or odd. */
export type OriginCode =
  | 'null-origin/file-url'
  | 'null-origin/sandboxed-frame'
  | 'null-origin/data-url'
  | 'null-origin/redirect-taint'
  | 'null-origin/referrer-policy'
  | 'null-origin/literal-for-real-origin'
  | 'null-origin/server-allows-null'
  | 'origin/extension-scheme'
  | 'origin/app-scheme'
  | 'origin/trailing-dot'
  | 'origin/idn'
  | 'origin/https-http-pair'
  | 'origin/www-pair'

const FETCH = 'https://fetch.spec.whatwg.org/'
const OPAQUE = 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque'
const CORS_CHECK = `${FETCH}#concept-cors-check`

const ALLOW_NULL_IS_UNSAFE = 'Do not allow null: every page on the web can have it, by way of a sandboxed frame.'

export const originEntries: Readonly<Record<OriginCode, CatalogueEntry>> = {
  'null-origin/file-url': {
    level: 'note',
    certainty: 'possible',
    cause: 'origin',
    title: 'A page without an origin of its own sends Origin: null',
    explanation:
      'null is sent by pages opened from disk (file:), by frames that are sandboxed, by data: URLs, and after some redirects. ' +
      'It names nobody, so a server cannot allow it safely.',
    fix: `Serve the page over http://localhost, and allow that origin. ${ALLOW_NULL_IS_UNSAFE}`,
    lines: [{ product: '@crossorigin', line: "cors({ origin: 'http://localhost:*' })" }],
    spec: OPAQUE,
  },
  'null-origin/sandboxed-frame': {
    level: 'warning',
    certainty: 'certain',
    cause: 'origin',
    title: 'The page is sandboxed, and sends Origin: null',
    explanation:
      'Its policy has sandbox without allow-same-origin, so that the page has no origin. Its requests say Origin: null, not ' +
      '{page}. The attribute sandbox of a frame does the same.',
    fix: `Add allow-same-origin to the sandbox, or let the page outside make the request and pass the answer on by postMessage. ${ALLOW_NULL_IS_UNSAFE}`,
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#sandboxed-origin-browsing-context-flag',
  },
  'null-origin/data-url': {
    level: 'note',
    certainty: 'certain',
    cause: 'origin',
    title: 'A data: page sends Origin: null',
    explanation:
      'Pages and workers made from data: URLs have no origin. Those from blob: URLs and srcdoc frames have the origin of the ' +
      'page that made them.',
    fix: `Use a blob: URL or srcdoc in place of data:. ${ALLOW_NULL_IS_UNSAFE}`,
    spec: OPAQUE,
  },
  'null-origin/redirect-taint': {
    level: 'note',
    certainty: 'possible',
    cause: 'redirect',
    title: 'A redirect turns the origin into null',
    explanation:
      'Once a redirect leads from a foreign origin to any other one, even back to the page itself, the browser sends ' +
      'Origin: null, and every later answer has to allow just that.',
    fix: `Call the final URL directly. ${ALLOW_NULL_IS_UNSAFE}`,
    spec: `${FETCH}#concept-request-tainted-origin`,
  },
  'null-origin/referrer-policy': {
    level: 'note',
    certainty: 'certain',
    cause: 'origin',
    title: 'The referrer policy hides the origin',
    explanation:
      'On a request that is no CORS request, such as a form or a no-cors POST, Origin goes by the referrer policy: under ' +
      'no-referrer, and from https to http, it is null. A CORS request always carries the true origin.',
    fix: 'At a server that checks Origin against forgery, do not take null for an attack on the page alone; look at Sec-Fetch-Site too.',
    spec: `${FETCH}#append-a-request-origin-header`,
  },
  'null-origin/literal-for-real-origin': {
    level: 'error',
    certainty: 'certain',
    cause: 'origin',
    title: 'Access-Control-Allow-Origin is the word null',
    explanation:
      'The header has to repeat the origin that asks, {asking}, byte for byte. The word null fits only pages without an ' +
      'origin. Mostly a setting is missing, and a variable that is null was turned into text.',
    fix: 'Send back the origin of the request where it is allowed, and no header where it is not.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: '{asking}' })" },
      { product: 'cors', line: "cors({ origin: ['{asking}'] })" },
      { product: '@fastify/cors', line: "{ origin: ['{asking}'] }" },
    ],
    spec: CORS_CHECK,
  },
  'null-origin/server-allows-null': {
    level: 'warning',
    certainty: 'certain',
    cause: 'origin',
    title: 'The server allows the origin null',
    explanation:
      'The answer says Access-Control-Allow-Origin: null. Any page can make a sandboxed frame, whose origin is null, and read ' +
      'the answer from there{cookies}. It allows everybody, without saying so.',
    fix: 'Take null off the list. If everybody may read it, send * and no credentials.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: '*' })" }],
    spec: 'https://w3c.github.io/webappsec-cors-for-developers/#avoid-returning-access-control-allow-origin-null',
  },
  'origin/extension-scheme': {
    level: 'note',
    certainty: 'certain',
    cause: 'origin',
    title: 'The page belongs to a browser extension',
    explanation:
      'Extensions have origins of their own. That of Firefox and Safari is different in every installation, so a server cannot ' +
      'list it. With a host permission for {target}, an extension reads answers without CORS.',
    fix: 'Ask for the host permission in the manifest of the extension, and leave the server as it is.',
    spec: 'https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/manifest.json/host_permissions',
  },
  'origin/app-scheme': {
    level: 'note',
    certainty: 'certain',
    cause: 'origin',
    title: 'The page belongs to a hybrid app',
    explanation:
      'The web view of an app has an origin such as capacitor://localhost, ionic://localhost or tauri://localhost. It is a ' +
      'real origin, and CORS applies to it. Every app built with the same tool has the same one.',
    fix: 'Allow exactly {origin}, and do not take it for proof of who asks.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['https://app.example.com', '{origin}'] })" },
      { product: 'cors', line: "cors({ origin: ['https://app.example.com', '{origin}'] })" },
      { product: '@fastify/cors', line: "{ origin: ['https://app.example.com', '{origin}'] }" },
    ],
    spec: `${FETCH}#origin-header`,
  },
  'origin/trailing-dot': {
    level: 'warning',
    certainty: 'certain',
    cause: 'origin',
    title: 'Two hosts differ by a dot at the end',
    explanation:
      'example.com. and example.com lead to the same machine, and are two origins. The page is {asking}, and the server says ' +
      '{allowed}.',
    fix: 'Redirect pages on the host with the dot to the one without, and list the origin without it.',
    spec: CORS_CHECK,
  },
  'origin/idn': {
    level: 'warning',
    certainty: 'certain',
    cause: 'origin',
    title: 'The server writes the host in Unicode',
    explanation:
      'Browsers send the host in Punycode, {asking}, and compare bytes. The same name in Unicode letters never matches.',
    fix: 'Write {asking} into the configuration.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: '{asking}' })" }],
    spec: 'https://url.spec.whatwg.org/#concept-domain-to-ascii',
  },
  'origin/https-http-pair': {
    level: 'warning',
    certainty: 'certain',
    cause: 'origin',
    title: 'The server allows the page over the other scheme',
    explanation:
      'The page is {asking}, and the server says {allowed}: http and https are two origins. Visitors who come over the one are ' +
      'served, those who come over the other are refused.',
    fix: 'Redirect all pages to https, and allow the https origin. Listing http as well lets the network in between read answers.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: 'https://app.example.com' })" }],
    spec: CORS_CHECK,
  },
  'origin/www-pair': {
    level: 'warning',
    certainty: 'certain',
    cause: 'origin',
    title: 'The server allows the page with or without www, not both',
    explanation:
      'The page is {asking}, and the server says {allowed}: with and without www are two origins. Half of the visitors are ' +
      'refused.',
    fix: 'Redirect pages to one of the two, or allow both and answer each with its own origin.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['{asking}', '{allowed}'] })" },
      { product: 'cors', line: "cors({ origin: ['{asking}', '{allowed}'] })" },
      { product: '@fastify/cors', line: "{ origin: ['{asking}', '{allowed}'] }" },
    ],
    spec: CORS_CHECK,
  },
}
