import type { FixLine } from '../finding.ts'
import type { CatalogueEntry } from './entry.ts'

/** What script cannot read of a response that it gets. */
export type ExposureCode =
  | 'exposure/header-not-exposed'
  | 'exposure/wildcard-literal'
  | 'exposure/on-preflight-only'
  | 'exposure/missing-on-error'
  | 'exposure/unparsable'
  | 'exposure/set-cookie-never'
  | 'exposure/named-but-absent'
  | 'exposure/safelisted-redundant'
  | 'exposure/opaque'
  | 'exposure/timing'

const FETCH = 'https://fetch.spec.whatwg.org/'
const EXPOSE = `${FETCH}#http-access-control-expose-headers`

const EXPOSE_LINES: readonly FixLine[] = [
  { product: '@crossorigin', line: "cors({ origin: '{origin}', exposedHeaders: ['X-Total-Count'] })" },
  { product: 'cors', line: "cors({ origin: '{origin}', exposedHeaders: ['X-Total-Count'] })" },
  { product: '@fastify/cors', line: "{ origin: '{origin}', exposedHeaders: ['X-Total-Count'] }" },
  { product: 'nginx', line: 'add_header Access-Control-Expose-Headers "X-Total-Count" always;' },
]

export const exposureEntries: Readonly<Record<ExposureCode, CatalogueEntry>> = {
  'exposure/header-not-exposed': {
    level: 'note',
    certainty: 'certain',
    cause: 'exposure',
    title: 'Script cannot read some headers of the answer',
    explanation:
      'The answer has {names}, and the network panel shows it, but headers.get() returns null. Of an answer from another ' +
      'origin, script sees seven headers (Cache-Control, Content-Language, Content-Length, Content-Type, Expires, ' +
      'Last-Modified, Pragma) and those that the server exposes.',
    fix: 'If script needs it, name it in Access-Control-Expose-Headers, on the answer itself.',
    lines: EXPOSE_LINES,
    spec: `${FETCH}#cors-safelisted-response-header-name`,
  },
  'exposure/wildcard-literal': {
    level: 'warning',
    certainty: 'certain',
    cause: 'exposure',
    title: 'Access-Control-Expose-Headers: * means nothing with credentials',
    explanation: 'With credentials, * is the name of a header called *. Script cannot read {names}.',
    fix: 'List the names.',
    lines: EXPOSE_LINES,
    spec: EXPOSE,
  },
  'exposure/on-preflight-only': {
    level: 'warning',
    certainty: 'certain',
    cause: 'exposure',
    title: 'Access-Control-Expose-Headers is only on the preflight',
    explanation:
      'A browser reads it on the answer to the request itself. On the answer to a preflight it has no effect.',
    fix: 'Send it with every answer to an actual request; the preflight does not need it.',
    lines: EXPOSE_LINES,
    spec: EXPOSE,
  },
  'exposure/missing-on-error': {
    level: 'warning',
    certainty: 'likely',
    cause: 'exposure',
    title: 'Errors expose less than successes',
    explanation:
      'Where the answer is a success, the server exposes headers; this one, with status {status}, does not, so script cannot ' +
      'read {names} just where it is needed.',
    fix: 'Send Access-Control-Expose-Headers whatever the status is.',
    lines: [{ product: 'nginx', line: 'add_header Access-Control-Expose-Headers "Retry-After" always;' }],
    spec: EXPOSE,
  },
  'exposure/unparsable': {
    level: 'warning',
    certainty: 'certain',
    cause: 'exposure',
    title: 'Access-Control-Expose-Headers cannot be parsed',
    explanation:
      'It has to be header names separated by commas. One bad member spoils the whole list, and nothing is exposed.',
    fix: 'Separate names by commas only, without quotes and semicolons.',
    lines: EXPOSE_LINES,
    spec: EXPOSE,
  },
  'exposure/set-cookie-never': {
    level: 'note',
    certainty: 'certain',
    cause: 'exposure',
    title: 'Set-Cookie cannot be exposed',
    explanation: 'No script may read Set-Cookie, of any answer. Listing it has no effect.',
    fix: 'Remove it from the list. If script needs the value, send it in the body or in a header of its own.',
    spec: `${FETCH}#forbidden-response-header-name`,
  },
  'exposure/named-but-absent': {
    level: 'note',
    certainty: 'likely',
    cause: 'exposure',
    title: 'An exposed name is probably misspelt',
    explanation:
      'Access-Control-Expose-Headers names {listed}, which the answer does not have. It has {present}, which is not exposed.',
    fix: 'Correct the name in the list.',
    lines: EXPOSE_LINES,
    spec: EXPOSE,
  },
  'exposure/safelisted-redundant': {
    level: 'note',
    certainty: 'certain',
    cause: 'exposure',
    title: 'An exposed header is readable anyway',
    explanation: 'Script can always read {names}. Listing it does no harm, and is not needed.',
    fix: 'Remove it from the list, if you like.',
    spec: `${FETCH}#cors-safelisted-response-header-name`,
  },
  'exposure/opaque': {
    level: 'note',
    certainty: 'certain',
    cause: 'exposure',
    title: 'Script sees nothing of the answer',
    explanation: 'The request was made without CORS, so its answer is opaque: status 0, no headers, an empty body.',
    fix: "Remove mode: 'no-cors', or add crossorigin to the element, and let the server allow {origin}.",
    spec: `${FETCH}#concept-filtered-response-opaque`,
  },
  'exposure/timing': {
    level: 'note',
    certainty: 'certain',
    cause: 'exposure',
    title: 'Timings are hidden from script',
    explanation:
      'The answer has Server-Timing, which script of another origin can read only where Timing-Allow-Origin says so. ' +
      'Without it, Resource Timing shows zeros too. CORS does not cover it.',
    fix: 'Send Timing-Allow-Origin with the origin of the page, if it should see timings.',
    lines: [{ product: 'nginx', line: 'add_header Timing-Allow-Origin "{origin}" always;' }],
    spec: 'https://w3c.github.io/resource-timing/#sec-timing-allow-origin',
  },
}
