import type { CatalogueEntry } from './entry.ts'
import { ALLOW_CREDENTIALS_LINES, ANSWER_PREFLIGHT_LINES } from './fix-line.ts'

/** What goes wrong with cookies and the like. */
export type CredentialsCode =
  | 'credentials/not-requested'
  | 'credentials/wildcard-origin'
  | 'credentials/allow-missing'
  | 'credentials/allow-not-true'
  | 'credentials/wildcards-literal'
  | 'credentials/not-needed'
  | 'credentials/cookie-samesite'
  | 'credentials/cookie-none-without-secure'
  | 'credentials/cookie-third-party'
  | 'credentials/cookie-scope'
  | 'credentials/set-cookie-ignored'
  | 'credentials/granted-to-refused-origin'
  | 'credentials/auth-challenge-on-preflight'

const WITH_CREDENTIALS = 'https://fetch.spec.whatwg.org/#cors-protocol-and-credentials'
const COOKIES = 'https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html'

export const credentialsEntries: Readonly<Record<CredentialsCode, CatalogueEntry>> = {
  'credentials/not-requested': {
    level: 'warning',
    certainty: 'likely',
    cause: 'credentials',
    title: 'The request is made without cookies, and the server wants to know who asks',
    explanation:
      "Across origins, cookies are sent and stored only with credentials: 'include'; the default is 'same-origin', which leaves " +
      'them out. The server answered {status}.',
    fix:
      "In the page: credentials: 'include' for fetch, withCredentials = true for XMLHttpRequest, " +
      'crossorigin="use-credentials" for an element. On the server: the exact origin, and Access-Control-Allow-Credentials: true.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-request-credentials-mode',
  },
  'credentials/wildcard-origin': {
    level: 'error',
    certainty: 'certain',
    cause: 'credentials',
    title: 'The response allows *, and the request is sent with credentials',
    explanation:
      "With credentials: 'include', * allows nobody: what a server shows to one visitor may not be given to every site that the " +
      'visitor opens.',
    fix:
      "Send the request's own origin in place of *, for a list of origins that you trust, with Vary: Origin; or make the " +
      'request without credentials.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: WITH_CREDENTIALS,
  },
  'credentials/allow-missing': {
    level: 'error',
    certainty: 'certain',
    cause: 'credentials',
    title: 'The response does not allow credentials',
    explanation:
      "A response to a request with credentials: 'include' may be read only where it says " +
      "'Access-Control-Allow-Credentials: true'. That header is not there.",
    fix: 'Send it, for allowed origins only; or make the request without credentials.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: WITH_CREDENTIALS,
  },
  'credentials/allow-not-true': {
    level: 'error',
    certainty: 'certain',
    cause: 'credentials',
    title: 'Access-Control-Allow-Credentials is not exactly true',
    explanation: "Only the four letters 'true' count, in lower case, without quotes, once. {problem}",
    fix: 'Send exactly true; where there are two lines, let one layer alone send it.',
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#http-access-control-allow-credentials',
  },
  'credentials/wildcards-literal': {
    level: 'warning',
    certainty: 'certain',
    cause: 'credentials',
    title: 'With credentials, * in a list is not a wildcard',
    explanation:
      "For a request with credentials: 'include', * stands for something whose name is *, and allows nothing else. Here it is in " +
      '{names}.',
    fix: 'List the methods and headers by name.',
    lines: [
      {
        product: '@crossorigin',
        line: "cors({ origin: ['{origin}'], credentials: true, methods: ['PUT'], allowedHeaders: ['X-Name'] })",
      },
    ],
    spec: 'https://fetch.spec.whatwg.org/#http-new-header-syntax',
  },
  'credentials/not-needed': {
    level: 'note',
    certainty: 'likely',
    cause: 'credentials',
    title: 'The request may not need credentials at all',
    explanation:
      "It carries a token in Authorization, which script sets itself, and there is no sign of a cookie. credentials: 'include' is " +
      'about cookies, client certificates and passwords that the browser has stored; a header set by script is sent without it.',
    fix: "Leave out credentials: 'include'. The server may then answer with *, and needs no Access-Control-Allow-Credentials.",
    spec: WITH_CREDENTIALS,
  },
  'credentials/cookie-samesite': {
    level: 'warning',
    certainty: 'certain',
    cause: 'credentials',
    title: 'The cookie is not sent from another site',
    explanation:
      "The page and the server are of different sites, and the cookie '{cookie}' is {sameSite}. Such a cookie comes back only to " +
      'requests from its own site: CORS is satisfied, and the visitor is logged out all the same.',
    fix: 'Set the cookie with SameSite=None; Secure, or serve page and API from one site.',
    spec: `${COOKIES}#name-the-samesite-attribute-2`,
  },
  'credentials/cookie-none-without-secure': {
    level: 'warning',
    certainty: 'certain',
    cause: 'credentials',
    title: 'The cookie is refused: SameSite=None without Secure',
    explanation: "Browsers do not store the cookie '{cookie}': SameSite=None counts only together with Secure.",
    fix: 'Add Secure, and serve the API over https.',
    spec: `${COOKIES}#name-the-samesite-attribute-2`,
  },
  'credentials/cookie-third-party': {
    level: 'warning',
    certainty: 'possible',
    cause: 'credentials',
    title: "The cookie is a third party's, and many browsers block those",
    explanation:
      "The page and the server are of different sites, so that '{cookie}' is a third-party cookie there. Safari blocks it, " +
      'Firefox keeps a separate one for each site, and in Chrome the visitor decides.',
    fix: 'Serve page and API from one site; or add Partitioned, use the Storage Access API, or send a token in a header.',
    spec: 'https://privacycg.github.io/storage-access/',
  },
  'credentials/cookie-scope': {
    level: 'warning',
    certainty: 'certain',
    cause: 'credentials',
    title: 'The cookie does not cover this URL',
    explanation: "The cookie '{cookie}' will not come back to this URL. {problem}",
    fix: 'Change the attribute so that it covers the URL of the API, or leave it out.',
    spec: `${COOKIES}#name-storage-model`,
  },
  'credentials/set-cookie-ignored': {
    level: 'warning',
    certainty: 'certain',
    cause: 'credentials',
    title: 'The response sets a cookie, and the browser throws it away',
    explanation:
      "Across origins, cookies are stored only where the request was made with credentials: 'include'. This one was not, so " +
      "'{cookie}' is lost.",
    fix: "Make the request that logs in with credentials: 'include' too, and not only those that follow.",
    lines: ALLOW_CREDENTIALS_LINES,
    spec: 'https://fetch.spec.whatwg.org/#concept-request-credentials-mode',
  },
  'credentials/granted-to-refused-origin': {
    level: 'note',
    certainty: 'certain',
    cause: 'credentials',
    title: 'Credentials are allowed to an origin that is not',
    explanation:
      'Access-Control-Allow-Credentials is there, without an Access-Control-Allow-Origin that matches. On its own it grants ' +
      'nothing; it tells that the server decides about the two apart.',
    fix: 'Send neither to an origin that is not allowed.',
    spec: WITH_CREDENTIALS,
  },
  'credentials/auth-challenge-on-preflight': {
    level: 'note',
    certainty: 'certain',
    cause: 'status',
    title: 'The preflight is asked to log in',
    explanation:
      "A preflight carries no cookie, no Authorization and no client certificate, and it can answer no challenge. This one got '" +
      "{challenge}'.",
    fix: 'Let OPTIONS through without authentication: CORS comes first, authentication after it.',
    lines: ANSWER_PREFLIGHT_LINES,
    spec: WITH_CREDENTIALS,
  },
}
