import type { FixLine } from '../finding.ts'
import type { CatalogueEntry } from './entry.ts'

/** What caches make of the answers. */
export type CachingCode =
  | 'cache/vary-origin-missing'
  | 'cache/headers-only-with-origin'
  | 'cache/vary-missing-when-refused'
  | 'cache/static-origin-conditional'
  | 'cache/shared-hit'
  | 'cache/304'
  | 'cache/vary-star'
  | 'cache/preflight-uncached'
  | 'cache/max-age-over-cap'
  | 'cache/max-age-invalid'
  | 'cache/preflight-stored-by-intermediary'
  | 'cache/stale-preflight'
  | 'cache/vary-on-preflight-only'

const FETCH = 'https://fetch.spec.whatwg.org/'
const CACHES = `${FETCH}#cors-protocol-and-http-caches`
const PREFLIGHT_CACHE = `${FETCH}#cors-preflight-cache`

const VARY_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: "cors({ origin: '{origin}' }) // Vary: Origin is on every answer" },
  { product: 'cors', line: "cors({ origin: ['{origin}'] }) // a list: with a function, refusals have no Vary" },
  { product: '@fastify/cors', line: "{ origin: ['{origin}'] }" },
  { product: 'nginx', line: 'add_header Vary Origin always;' },
]

const MAX_AGE_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: "cors({ origin: '{origin}', maxAge: 7200 })" },
  { product: 'cors', line: "cors({ origin: '{origin}', maxAge: 7200 })" },
  { product: '@fastify/cors', line: "{ origin: '{origin}', maxAge: 7200 }" },
  { product: 'nginx', line: 'add_header Access-Control-Max-Age 7200 always;' },
]

export const cachingEntries: Readonly<Record<CachingCode, CatalogueEntry>> = {
  'cache/vary-origin-missing': {
    level: 'warning',
    certainty: 'certain',
    cause: 'caching',
    title: 'Answers depend on the origin and do not say so',
    explanation:
      "The server answers {origin} otherwise than another origin, without Vary: Origin. A cache, the browser's own included, " +
      'may then hand the answer that was made for one origin to a page of another, and the browser refuses it there.',
    fix: 'Send Vary: Origin with every answer of this resource. Add it to the Vary that is there; do not replace it.',
    lines: VARY_LINES,
    spec: CACHES,
  },
  'cache/headers-only-with-origin': {
    level: 'warning',
    certainty: 'certain',
    cause: 'caching',
    title: 'Without Origin there are neither CORS headers nor Vary',
    explanation:
      'A plain <img>, a <script> or a visit to the URL sends no Origin. That answer, which has neither ' +
      'Access-Control-Allow-Origin nor Vary: Origin, is stored, and a later fetch of the page is served from the cache and ' +
      'fails without a request being sent. With the cache switched off in the developer tools it works.',
    fix: 'Send Vary: Origin with every answer, also where the request has no Origin.',
    lines: VARY_LINES,
    spec: CACHES,
  },
  'cache/vary-missing-when-refused': {
    level: 'warning',
    certainty: 'certain',
    cause: 'caching',
    title: 'Refusals do not say that they depend on the origin',
    explanation:
      'The answer to {origin} has Vary: Origin; the answer to an origin that is not allowed does not. A cache may keep the ' +
      'refusal, and hand it to a page that is allowed.',
    fix: 'Send Vary: Origin with refusals too.',
    lines: VARY_LINES,
    spec: CACHES,
  },
  'cache/static-origin-conditional': {
    level: 'warning',
    certainty: 'certain',
    cause: 'caching',
    title: 'A constant header is sent only where Origin is',
    explanation:
      'Access-Control-Allow-Origin is {allowed} for everyone, and yet is missing where the request has no Origin. An answer ' +
      'that a plain <img> or a visit has brought into the cache then lacks it, and a later fetch fails from the cache.',
    fix: 'Send the header with every answer, whether there is an Origin or not. A constant header needs no Vary.',
    lines: [
      { product: '@crossorigin', line: "cors({ origin: '*' })" },
      { product: 'cors', line: "cors({ origin: '*' })" },
      {
        product: 'nginx',
        line: 'add_header Access-Control-Allow-Origin "*" always; # outside of any if ($http_origin)',
      },
    ],
    spec: CACHES,
  },
  'cache/shared-hit': {
    level: 'warning',
    certainty: 'likely',
    cause: 'caching',
    title: 'A shared cache hands out the answer of another origin',
    explanation:
      'The answer comes from a cache ({mark}), and its Access-Control-Allow-Origin was not made for the origin that asked. The ' +
      'cache in between drops Vary: Origin, or does not go by it.',
    fix: 'Put the request header Origin into the cache key of the CDN or proxy, or send a constant *, where that is allowed.',
    lines: [{ product: 'nginx', line: 'proxy_cache_key $scheme$proxy_host$request_uri$http_origin;' }],
    spec: CACHES,
  },
  'cache/304': {
    level: 'warning',
    certainty: 'certain',
    cause: 'caching',
    title: 'A 304 carries another origin than the answer',
    explanation:
      'Asked whether a copy is still good, the server answers 304 with Access-Control-Allow-Origin: {found}, where the answer ' +
      'itself says {expected}. What a 304 carries replaces what is stored: the request works or fails by what came before.',
    fix: 'Send the same CORS headers and the same Vary with a 304 as with a 200.',
    lines: VARY_LINES,
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.4.5',
  },
  'cache/vary-star': {
    level: 'note',
    certainty: 'certain',
    cause: 'caching',
    title: 'Vary: * keeps every cache from reusing the answer',
    explanation: 'It says that the answer may depend on anything. It is safe, and no cache can use the answer twice.',
    fix: 'Name the request headers that the answer depends on: Vary: Origin.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5',
  },
  'cache/preflight-uncached': {
    level: 'note',
    certainty: 'certain',
    cause: 'caching',
    title: 'Preflights are hardly remembered',
    explanation:
      'Without Access-Control-Max-Age a browser remembers a preflight for five seconds, with 0 not at all. Nearly every ' +
      'request then costs two.',
    fix: 'Send Access-Control-Max-Age with the preflight. 7200 is the most that Chromium keeps, 600 the most that Safari does.',
    lines: MAX_AGE_LINES,
    spec: PREFLIGHT_CACHE,
  },
  'cache/max-age-over-cap': {
    level: 'note',
    certainty: 'certain',
    cause: 'caching',
    title: 'Access-Control-Max-Age is longer than browsers keep',
    explanation:
      '{seconds} seconds are cut short: Chromium keeps a preflight for 7,200, Safari for 600 and Firefox for 86,400 seconds at ' +
      'most.',
    fix: 'Nothing. Do not count on more than the browsers keep.',
    lines: MAX_AGE_LINES,
    spec: `${FETCH}#http-access-control-max-age`,
  },
  'cache/max-age-invalid': {
    level: 'warning',
    certainty: 'certain',
    cause: 'caching',
    title: 'Access-Control-Max-Age is not a number of seconds',
    explanation:
      'It has to be digits alone, once. With anything else Chromium and Safari fall back to five seconds, and Firefox does not ' +
      'remember the preflight at all.',
    fix: 'Send whole seconds: 600, not 10m.',
    lines: MAX_AGE_LINES,
    spec: `${FETCH}#http-access-control-max-age`,
  },
  'cache/preflight-stored-by-intermediary': {
    level: 'warning',
    certainty: 'likely',
    cause: 'caching',
    title: 'Something in between stores answers to OPTIONS',
    explanation:
      'The answer to the preflight comes from a cache ({mark}). Answers to OPTIONS are not to be stored: an old refusal may ' +
      'meet everybody, and an old grant may outlive a change.',
    fix:
      'Let the CDN or proxy pass OPTIONS through. Where it cannot, send Vary: Origin, Access-Control-Request-Method, ' +
      'Access-Control-Request-Headers with preflights.',
    spec: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.3.7',
  },
  'cache/stale-preflight': {
    level: 'note',
    certainty: 'possible',
    cause: 'caching',
    title: 'A browser may remember an older grant',
    explanation:
      'What a preflight granted is remembered for as long as Access-Control-Max-Age said then. After a change at the server a ' +
      'browser may go by the old answer for hours.',
    fix: 'Wait, restart the browser, or switch off the cache in the developer tools. Keep max-age low while you change things.',
    spec: PREFLIGHT_CACHE,
  },
  'cache/vary-on-preflight-only': {
    level: 'warning',
    certainty: 'certain',
    cause: 'caching',
    title: 'Vary: Origin is only on the preflight',
    explanation:
      'The memory of preflights goes by origin anyway, and does not look at Vary. The answer to the request itself can be ' +
      'stored, and there Vary: Origin is missing.',
    fix: 'Send Vary: Origin with the answer to the request itself.',
    lines: VARY_LINES,
    spec: CACHES,
  },
}
