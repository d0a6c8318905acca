import {
  CREDENTIALS_NOT_ALLOWED,
  FAILED_CONNECTIONS,
  FAILED_REQUESTS,
  HEADER_NOT_ALLOWED,
  METHOD_NOT_ALLOWED,
  MISSING_ALLOW_ORIGIN,
  MISSING_ALLOW_ORIGIN_ON_PREFLIGHT,
} from './code-groups.ts'
import * as alike from './look-alike-suspects.ts'
import type { EngineMessage } from './message.ts'
import * as network from './network-suspects.ts'
import * as behind from './suspects.ts'

const BLOCKED = 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. '
const PREFLIGHT_OR_NOT = 'Whether it was the preflight or the actual response: Firefox prints the same for both.'

/**
 * The reasons that Firefox prints, with the names that its documentation gives to them.
 *
 * Read in Firefox's `dom/locales/en-US/chrome/security/security.properties`.
 */
export const FIREFOX_CORS_MESSAGES: readonly EngineMessage[] = [
  {
    names: ['CORSDisabled'],
    template: `${BLOCKED}(Reason: CORS disabled).`,
    keywords: ['reason: cors disabled'],
    suspects: [{ code: 'lookalike/blocker', because: 'CORS is switched off in this browser, by content.cors.disable' }],
    hides: 'That a setting of this browser is the cause, and no server.',
  },
  {
    names: ['CORSPreflightDidNotSucceed'],
    template: `${BLOCKED}(Reason: CORS preflight response did not succeed). Status code: {status}.`,
    keywords: [
      [
        'cors preflight response did not succeed',
        'cors preflight channel did not succeed',
        'preflight did not succeed',
      ],
    ],
    codes: ['preflight/status-not-ok'],
    suspects: [
      ...behind.PREFLIGHT_STATUS,
      { code: 'preflight/unreachable', because: 'OPTIONS may have got no response at all' },
    ],
  },
  {
    names: ['CORSDidNotSucceed'],
    template: `${BLOCKED}(Reason: CORS request did not succeed). Status code: (null).`,
    keywords: ['cors request did not succeed'],
    codes: [...FAILED_CONNECTIONS, ...FAILED_REQUESTS, 'redirect/credentials-in-location'],
    suspects: network.NETWORK_FAILURES,
    isVague: true,
    hides:
      'The true cause: Firefox prints this for a name that does not exist, a refused connection or a bad certificate.',
  },
  {
    names: ['CORSOriginHeaderNotAdded'],
    template: `${BLOCKED}(Reason: CORS header 'Origin' cannot be added).`,
    keywords: ["cors header 'origin' cannot be added"],
    suspects: [{ code: 'input/forbidden-header', because: 'the browser alone writes Origin, and could not' }],
  },
  {
    names: ['CORSExternalRedirectNotAllowed'],
    template: `${BLOCKED}(Reason: CORS request external redirect not allowed).`,
    keywords: ['external redirect not allowed'],
    codes: ['preflight/redirect'],
    suspects: [
      { code: 'preflight/redirect', because: 'preflights do not follow redirects' },
      {
        code: 'redirect/preflighted-differs-by-engine',
        because: 'engines treat redirects of preflighted requests differently',
      },
      { code: 'redirect/credentials-in-location', because: 'Location may contain a name and a password' },
    ],
    hides: 'Where the redirect leads, and whether it was the preflight that was redirected.',
  },
  {
    names: ['CORSRequestNotHttp'],
    template: `${BLOCKED}(Reason: CORS request not http).`,
    keywords: ['cors request not http'],
    codes: ['input/unsupported-scheme', 'redirect/scheme', 'null-origin/file-url'],
    suspects: behind.SCHEME,
  },
  {
    names: ['CORSMultipleAllowOriginNotAllowed'],
    template: `${BLOCKED}(Reason: Multiple CORS header 'Access-Control-Allow-Origin' not allowed).`,
    keywords: ["multiple cors header 'access-control-allow-origin'"],
    codes: ['preflight/allow-origin-multiple', 'response/allow-origin-multiple'],
    suspects: [...behind.MULTIPLE_ON_RESPONSE, ...behind.MULTIPLE_ON_PREFLIGHT],
    hides: `The values. ${PREFLIGHT_OR_NOT}`,
  },
  {
    names: ['CORSMissingAllowOrigin'],
    template: `${BLOCKED}(Reason: CORS header 'Access-Control-Allow-Origin' missing). Status code: {status}.`,
    keywords: ["cors header 'access-control-allow-origin' missing"],
    codes: [...MISSING_ALLOW_ORIGIN_ON_PREFLIGHT, ...MISSING_ALLOW_ORIGIN],
    suspects: [...behind.MISSING_ON_RESPONSE, ...behind.MISSING_ON_PREFLIGHT],
    hides: PREFLIGHT_OR_NOT,
  },
  {
    names: ['CORSAllowOriginNotMatchingOrigin'],
    template: `${BLOCKED}(Reason: CORS header 'Access-Control-Allow-Origin' does not match '{value}').`,
    keywords: ["cors header 'access-control-allow-origin' does not match"],
    codes: [
      'preflight/allow-origin-mismatch',
      'preflight/allow-origin-invalid',
      'response/allow-origin-mismatch',
      'response/allow-origin-invalid',
      'null-origin/literal-for-real-origin',
    ],
    suspects: [
      {
        code: 'response/allow-origin-multiple',
        because: 'the value is a list, and one origin is allowed',
        when: ({ value }) => value?.includes(',') !== false || value.includes(' '),
        likely: ({ value }) => value !== undefined,
      },
      {
        code: 'response/allow-origin-invalid',
        because: 'the value is not a valid origin',
        when: ({ value }) => value !== 'null' && value?.includes('://') !== true,
        likely: ({ value }) => value !== undefined,
      },
      ...behind.MISMATCH_ON_RESPONSE,
      ...behind.MISMATCH_ON_PREFLIGHT,
    ],
    hides: `The origin of the page: what is quoted is the value that the server sent. ${PREFLIGHT_OR_NOT}`,
  },
  {
    names: ['CORSNotSupportingCredentials'],
    template: `${BLOCKED}(Reason: Credential is not supported if the CORS header 'Access-Control-Allow-Origin' is '*').`,
    keywords: ['credential is not supported', 'access-control-allow-origin'],
    codes: ['preflight/wildcard-with-credentials', 'credentials/wildcard-origin'],
    suspects: [...behind.WILDCARD_ON_RESPONSE, ...behind.WILDCARD_ON_PREFLIGHT],
    hides: PREFLIGHT_OR_NOT,
  },
  {
    names: ['CORSMethodNotFound'],
    template: `${BLOCKED}(Reason: Did not find method in CORS header 'Access-Control-Allow-Methods').`,
    keywords: ['did not find method', 'access-control-allow-methods'],
    codes: METHOD_NOT_ALLOWED,
    suspects: behind.METHOD,
    hides: 'Which method it is.',
  },
  {
    names: ['CORSMissingAllowCredentials'],
    template: `${BLOCKED}(Reason: expected 'true' in CORS header 'Access-Control-Allow-Credentials').`,
    keywords: ["expected 'true' in cors header", 'access-control-allow-credentials'],
    codes: ['preflight/allow-credentials-not-true', ...CREDENTIALS_NOT_ALLOWED],
    suspects: [...behind.CREDENTIALS_ON_RESPONSE, ...behind.CREDENTIALS_ON_PREFLIGHT],
    hides: `The value that the server sent. ${PREFLIGHT_OR_NOT}`,
  },
  {
    names: ['CORSInvalidAllowMethod'],
    template: `${BLOCKED}(Reason: invalid token '{token}' in CORS header 'Access-Control-Allow-Methods').`,
    keywords: ['invalid token', "in cors header 'access-control-allow-methods'"],
    codes: ['preflight/allow-methods-unparsable'],
    suspects: behind.UNPARSABLE_METHODS,
  },
  {
    names: ['CORSInvalidAllowHeader'],
    template: `${BLOCKED}(Reason: invalid token '{token}' in CORS header 'Access-Control-Allow-Headers').`,
    keywords: ['invalid token', "in cors header 'access-control-allow-headers'"],
    codes: ['preflight/allow-headers-unparsable'],
    suspects: behind.UNPARSABLE_HEADERS,
  },
  {
    names: ['CORSMissingAllowHeaderFromPreflight'],
    template: `${BLOCKED}(Reason: header '{name}' is not allowed according to header 'Access-Control-Allow-Headers' from CORS preflight response).`,
    keywords: [
      ["is not allowed according to header 'access-control-allow-headers'", 'missing token'],
      'access-control-allow-headers',
    ],
    codes: HEADER_NOT_ALLOWED,
    suspects: behind.HEADER,
    hides: 'Other headers that are missing too: only the first is named.',
  },
  {
    names: ['CORSAllowHeaderFromPreflightDeprecation'],
    template:
      'Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {url} soon. (Reason: ' +
      'When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not covered. To include the ' +
      '`Authorization` header, it must be explicitly listed in CORS header `Access-Control-Allow-Headers`).',
    keywords: ["'authorization' header is not covered", 'access-control-allow-headers'],
    codes: ['preflight/authorization-needs-naming'],
    suspects: [
      { code: 'preflight/authorization-needs-naming', because: 'by the standard, * does not cover Authorization' },
    ],
    hides: 'That the request still went through.',
  },
  {
    template:
      'Local Network Access detected: top-level site "{page}", initiator "{page}", accessing target "{url}" via fetch. Secure ' +
      'context: True, prompt action: prompt_allow',
    keywords: ['local network access detected'],
    suspects: alike.LOCAL_NETWORK_PERMISSION,
  },
]
