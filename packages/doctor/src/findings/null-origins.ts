import { showTyped } from './evidence.ts'
import { type Findings, note, warning } from './finding-entry.ts'

/** Why the origin of a page is `null`. */
export type NullOriginCode =
  | 'null-origin/file-url'
  | 'null-origin/data-url'
  | 'null-origin/referrer-policy'
  | 'null-origin/sandboxed-frame'
  | 'null-origin/redirect-taint'

const ALLOW_NULL_IS_UNSAFE = 'Do not allow null: any page can send it from a sandboxed frame.'

export const nullOriginFindings: Findings<NullOriginCode> = {
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
}
