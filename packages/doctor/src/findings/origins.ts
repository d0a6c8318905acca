import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { Evidence } from '../finding.ts'
import { readHeader } from '../header-lines.ts'
import type { Answered, Observation } from '../observation.ts'
import { differByWww, parseUrl } from '../request/parse-url.ts'
import { responsesOf, showHeader, showRequestHeader, showTyped, wholeOf } from './evidence.ts'
import { atHops, type Checks, type Detection, error, type Findings, note, warning } from './finding-entry.ts'

/** What is odd about an origin, the page's or the one that the server allows. */
export const originFindings = {
  'null-origin/literal-for-real-origin': error('origin', {
    title: 'Access-Control-Allow-Origin is the word null',
    explanation:
      "The header must repeat the request's origin, {asking}, byte for byte. The word null only matches pages " +
      'without an origin. Usually a setting is missing, and a variable that is null was converted to text.',
    fix: "Send back the request's origin if it is allowed, and no header if it is not.",
    lines: [
      { product: '@crossorigin', line: "cors({ origin: '{asking}' })" },
      { product: 'cors', line: "cors({ origin: ['{asking}'] })" },
      { product: '@fastify/cors', line: "{ origin: ['{asking}'] }" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: allowed(({ allowed, origin }) => allowed === 'null' && origin !== 'null'),
  }),
  'null-origin/server-allows-null': warning('origin', {
    title: 'The server allows the origin null',
    explanation:
      'The response says Access-Control-Allow-Origin: null. Any page can create a sandboxed frame, whose origin is ' +
      'null, and read the response from there{cookies}. In effect, everyone is allowed.',
    fix: 'Remove null from the list. If everyone may read the response, send * and no credentials.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: '*' })" }],
    spec: 'https://w3c.github.io/webappsec-cors-for-developers/#avoid-returning-access-control-allow-origin-null',
    checks: allowed(({ allowed, origin }) => allowed === 'null' && origin === 'null'),
  }),
  'origin/extension-scheme': note('origin', {
    title: 'The page belongs to a browser extension',
    explanation:
      'Extensions have their own origins. In Firefox and Safari they differ in every installation, so a server ' +
      'cannot list them. With a host permission for {target}, an extension can read responses without CORS.',
    fix: "Request the host permission in the extension's manifest, and leave the server as it is.",
    spec: 'https://developer.mozilla.org/en-US/docs/Mozilla/Add-ons/WebExtensions/manifest.json/host_permissions',
    checks: { 'cross-origin': (seen) => lookForScheme(seen, true) },
  }),
  'origin/app-scheme': note('origin', {
    title: 'The page belongs to a hybrid app',
    explanation:
      'The web view of an app has an origin such as capacitor://localhost, ionic://localhost or tauri://localhost. ' +
      'It is a real origin, and CORS applies to it. Every app built with the same tool has the same one.',
    fix: 'Allow exactly {origin}, and do not treat it as proof of identity.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['https://app.example.com', '{origin}'] })" },
      { product: 'cors', line: "cors({ origin: ['https://app.example.com', '{origin}'] })" },
      { product: '@fastify/cors', line: "{ origin: ['https://app.example.com', '{origin}'] }" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#origin-header',
    checks: { 'cross-origin': (seen) => lookForScheme(seen, false) },
  }),
  'origin/idn': warning('origin', {
    title: 'The server writes the host in Unicode',
    explanation:
      'Browsers send the host in Punycode, {asking}, and compare bytes. The same name in Unicode never matches.',
    fix: 'Write {asking} in the configuration.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: '{asking}' })" }],
    spec: 'https://url.spec.whatwg.org/#concept-domain-to-ascii',
    checks: allowed(({ allowed, origin }) => {
      const decoded = decodeUtf8(allowed)
      return !isPrintable(decoded) && parseUrl(decoded)?.origin === origin
    }),
  }),
  'origin/https-http-pair': warning('origin', {
    title: 'The server allows the page over the other scheme',
    explanation:
      'The page is {asking}, and the server says {allowed}: http and https are two origins. It works for visitors ' +
      'who use one of them, and fails for the others.',
    fix:
      'Redirect all pages to https, and allow the https origin. If you list http as well, others on the network can ' +
      'read responses.',
    lines: [{ product: '@crossorigin', line: "cors({ origin: 'https://app.example.com' })" }],
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: pair(({ server, page }) => {
      // A value with a path or in upper case is no twin, but an origin that is misspelled.
      return server.hostname === page.hostname && [server.protocol, page.protocol].sort().join() === 'http:,https:'
    }),
  }),
  'origin/www-pair': warning('origin', {
    title: 'The server allows the page with or without www, not both',
    explanation:
      'The page is {asking}, and the server says {allowed}: with and without www are two origins. It works for ' +
      'visitors who use one of them, and fails for the others.',
    fix: 'Redirect pages to one of the two, or allow both and respond to each with its own origin.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: ['{asking}', '{allowed}'] })" },
      { product: 'cors', line: "cors({ origin: ['{asking}', '{allowed}'] })" },
      { product: '@fastify/cors', line: "{ origin: ['{asking}', '{allowed}'] }" },
    ],
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: pair(
      ({ server, page }) => server.protocol === page.protocol && differByWww(server.hostname, page.hostname),
    ),
  }),
  'origin/trailing-dot': warning('origin', {
    title: 'The hosts differ by a trailing dot',
    explanation:
      'example.com. and example.com are the same machine but two origins. The page is {asking}, and the server says ' +
      '{allowed}.',
    fix: 'Redirect pages on the host with the dot to the one without it, and list the origin without the dot.',
    spec: 'https://fetch.spec.whatwg.org/#concept-cors-check',
    checks: pair(
      ({ server, page }) =>
        server.protocol === page.protocol &&
        server.hostname !== page.hostname &&
        withoutDot(server.hostname) === withoutDot(page.hostname),
    ),
  }),
} satisfies Findings

const EXTENSION_SCHEMES: ReadonlySet<string> = new Set([
  'chrome-extension',
  'moz-extension',
  'ms-browser-extension',
  'safari-web-extension',
])

function lookForScheme({ request: { pageOrigin } }: Observation, isExtension: boolean): Detection | undefined {
  const scheme = pageOrigin.split(':', 1)[0] as string
  if (pageOrigin === 'null' || scheme === 'http' || scheme === 'https') return undefined
  if (EXTENSION_SCHEMES.has(scheme) !== isExtension) return undefined
  return { evidence: showTyped(pageOrigin, `${scheme}:`) }
}

/** What a server allows, and who asks. */
interface AllowedOrigin {
  readonly allowed: string
  readonly origin: string
}

/** Compares the origins that responses allow with the one that asks. */
function allowed(isOdd: (pair: AllowedOrigin) => boolean): Checks {
  return atHops('actual', (hop) => {
    if (!hop.isCors) return undefined
    const odd = responsesOf(hop).filter(({ outcome, request }) => {
      const [value, origin] = [readHeader(outcome, ACCESS_CONTROL_ALLOW_ORIGIN), readHeader(request, 'Origin')]
      return value !== undefined && origin !== undefined && isOdd({ allowed: value, origin })
    })
    return odd.length === 0 ? undefined : describe(odd)
  })
}

/** Compares them as URLs, if they have one port and are not the same. */
function pair(isOdd: (pair: { readonly server: URL; readonly page: URL }) => boolean): Checks {
  return allowed(({ allowed, origin }) => {
    if (allowed === origin || !isPrintable(decodeUtf8(allowed))) return false
    if (parseUrl(allowed) === undefined || parseUrl(origin) === undefined) return false
    const [server, page] = [new URL(allowed), new URL(origin)]
    return server.port === page.port && isOdd({ server, page })
  })
}

function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}

function withoutDot(host: string): string {
  return host.replace(/\.$/, '')
}

/** Headers come with a character for each byte, and names beyond ASCII are mostly written in UTF-8. */
function decodeUtf8(bytes: string): string {
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)))
}

function describe(answers: readonly Answered[]): Detection {
  const [first] = answers as [Answered]
  const asking = readHeader(first.request, 'Origin') ?? ''
  const value = readHeader(first.outcome, ACCESS_CONTROL_ALLOW_ORIGIN) ?? ''
  const isCredentialed = readHeader(first.outcome, ACCESS_CONTROL_ALLOW_CREDENTIALS) === 'true'
  return {
    details: {
      asking,
      allowed: value,
      value,
      status: String(first.outcome.status),
      cookies: isCredentialed ? ", with the visitor's cookies" : '',
    },
    evidence: answers.flatMap(showComparison),
  }
}

function showComparison(answer: Answered): readonly Evidence[] {
  return [...showRequestHeader(answer, 'Origin'), ...showHeader(answer, ACCESS_CONTROL_ALLOW_ORIGIN, wholeOf)]
}

const ALLOW_NULL_IS_UNSAFE = 'Do not allow null: any page can send it from a sandboxed frame.'

/** Why the origin of a page is `null`. */
export const nullOriginFindings = {
  'null-origin/file-url': note('origin', {
    certainty: 'possible',
    title: 'The page has no origin of its own and sends Origin: null',
    explanation:
      'null is sent by pages opened from disk (file:), by sandboxed frames, by data: URLs, and after some redirects. ' +
      'It does not identify a page, so a server cannot allow it safely.',
    fix: `Serve the page over http://localhost, and allow that origin. ${ALLOW_NULL_IS_UNSAFE}`,
    lines: [{ product: '@crossorigin', line: "cors({ origin: 'http://localhost:*' })" }],
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque',
    checks: {
      'cross-origin': ({ input: { page }, request }) => {
        if (request.pageOrigin !== 'null' || page?.startsWith('data:') === true) return undefined
        const certainty = page?.startsWith('file:') === true ? 'certain' : undefined
        return { certainty, evidence: showTyped(page ?? request.pageOrigin, '') }
      },
    },
  }),
  'null-origin/data-url': note('origin', {
    title: 'A data: page sends Origin: null',
    explanation:
      'Pages and workers created from data: URLs have no origin. Those from blob: URLs and srcdoc frames have the ' +
      'origin of the page that created them.',
    fix: `Use a blob: URL or srcdoc instead of data:. ${ALLOW_NULL_IS_UNSAFE}`,
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque',
    checks: {
      'cross-origin': ({ input: { page = '' }, request }) =>
        request.pageOrigin === 'null' && page.startsWith('data:') ? { evidence: showTyped(page, '') } : undefined,
    },
  }),
  'null-origin/referrer-policy': note('origin', {
    title: 'The referrer policy hides the origin',
    explanation:
      'On requests without CORS, such as a form or a no-cors POST, Origin depends on the referrer policy: with ' +
      'no-referrer, and from https to http, it is null. CORS requests always carry the real origin.',
    fix:
      'If the server checks Origin against forged requests, do not treat null alone as an attack; check ' +
      'Sec-Fetch-Site too.',
    spec: 'https://fetch.spec.whatwg.org/#append-a-request-origin-header',
    checks: {
      'cross-origin': ({ classification, request }) => {
        const isHidden = classification.origin === 'null' && request.pageOrigin !== 'null'
        return isHidden && classification.outcome === 'noCors' ? {} : undefined
      },
    },
  }),
  'null-origin/sandboxed-frame': warning('origin', {
    title: 'The page is sandboxed and sends Origin: null',
    explanation:
      'Its policy has sandbox without allow-same-origin, so the page has no origin. Its requests say Origin: null, ' +
      'not {page}. The sandbox attribute of a frame does the same.',
    fix:
      'Add allow-same-origin to the sandbox, or let the outer page make the request and pass the response on with ' +
      `postMessage. ${ALLOW_NULL_IS_UNSAFE}`,
    spec: 'https://html.spec.whatwg.org/multipage/browsers.html#sandboxed-origin-browsing-context-flag',
    checks: {
      page: (seen) => {
        const sandbox = seen.pagePolicy?.sandbox
        if (sandbox === undefined || seen.request.pageOrigin === 'null') return undefined
        return { details: { page: seen.request.pageOrigin }, evidence: [sandbox] }
      },
    },
  }),
  'null-origin/redirect-taint': note('redirect', {
    certainty: 'possible',
    title: 'A redirect turns the origin into null',
    explanation:
      "Once a redirect leads from a foreign origin to any other one, even back to the page's own, the browser sends " +
      'Origin: null, and every later response must allow it.',
    fix: `Request the final URL directly. ${ALLOW_NULL_IS_UNSAFE}`,
    spec: 'https://fetch.spec.whatwg.org/#concept-request-tainted-origin',
  }),
} satisfies Findings
