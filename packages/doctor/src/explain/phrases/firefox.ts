import type { Phrase, Suspect } from '../phrase.ts'
import {
  CREDENTIALS_ON_PREFLIGHT,
  CREDENTIALS_ON_RESPONSE,
  HEADER,
  LOCAL_NETWORK_PERMISSION,
  METHOD,
  MISMATCH_ON_PREFLIGHT,
  MISMATCH_ON_RESPONSE,
  MISSING_ON_PREFLIGHT,
  MISSING_ON_RESPONSE,
  MULTIPLE_ON_PREFLIGHT,
  MULTIPLE_ON_RESPONSE,
  PREFLIGHT_STATUS,
  SCHEME,
  WILDCARD_ON_PREFLIGHT,
  WILDCARD_ON_RESPONSE,
} from '../suspects.ts'

const BLOCKED = 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. '
const PREFLIGHT_OR_NOT = 'Whether it was the preflight or the actual response: Firefox prints the same for both.'

/** No network failure has a sentence of its own in Firefox: all of them read like a matter of CORS. */
export const NETWORK_FAILURES: readonly Suspect[] = [
  { code: 'lookalike/refused', because: 'nothing listens at this address, or a firewall refuses' },
  { code: 'lookalike/dns', because: 'the name may not exist' },
  { code: 'lookalike/tls-untrusted', because: 'the certificate may not be trusted: open the address in a tab to see' },
  { code: 'lookalike/reset', because: 'the connection may have been cut' },
  { code: 'lookalike/timeout', because: 'the server may not have answered in time' },
  { code: 'preflight/unreachable', because: 'a firewall or a server may drop OPTIONS' },
  { code: 'lookalike/mixed-content', because: 'a page with https may ask for http' },
  { code: 'lookalike/blocker', because: 'an extension or a protection against tracking may have blocked it' },
]

/** The reasons that Firefox prints, with the names that its documentation gives to them. */
export const FIREFOX_PHRASES: readonly Phrase[] = [
  {
    engine: 'firefox',
    names: ['CORSDisabled'],
    sentence: `${BLOCKED}(Reason: CORS disabled).`,
    keywords: ['reason: cors disabled'],
    suspects: [{ code: 'lookalike/blocker', because: 'CORS is switched off in this browser, by content.cors.disable' }],
    hides: 'That a setting of this browser is the cause, and no server.',
  },
  {
    engine: 'firefox',
    names: ['CORSPreflightDidNotSucceed'],
    sentence: `${BLOCKED}(Reason: CORS preflight response did not succeed). Status code: {status}.`,
    keywords: [
      [
        'cors preflight response did not succeed',
        'cors preflight channel did not succeed',
        'preflight did not succeed',
      ],
    ],
    suspects: [
      ...PREFLIGHT_STATUS,
      { code: 'preflight/unreachable', because: 'OPTIONS may have got no answer at all' },
    ],
  },
  {
    engine: 'firefox',
    names: ['CORSDidNotSucceed'],
    sentence: `${BLOCKED}(Reason: CORS request did not succeed). Status code: (null).`,
    keywords: ['cors request did not succeed'],
    suspects: NETWORK_FAILURES,
    isVague: true,
    hides:
      'The true cause: Firefox prints this for a name that does not exist, a refused connection or a bad certificate.',
  },
  {
    engine: 'firefox',
    names: ['CORSOriginHeaderNotAdded'],
    sentence: `${BLOCKED}(Reason: CORS header 'Origin' cannot be added).`,
    keywords: ["cors header 'origin' cannot be added"],
    suspects: [{ code: 'input/forbidden-header', because: 'the browser alone writes Origin, and could not' }],
  },
  {
    engine: 'firefox',
    names: ['CORSExternalRedirectNotAllowed'],
    sentence: `${BLOCKED}(Reason: CORS request external redirect not allowed).`,
    keywords: ['external redirect not allowed'],
    suspects: [
      { code: 'preflight/redirect', because: 'preflights follow no redirect' },
      {
        code: 'redirect/preflighted-differs-by-engine',
        because: 'engines treat redirects of preflighted requests differently',
      },
      { code: 'redirect/credentials-in-location', because: 'Location may contain a name and a password' },
    ],
    hides: 'Where the redirect leads, and whether it was the preflight that was redirected.',
  },
  {
    engine: 'firefox',
    names: ['CORSRequestNotHttp'],
    sentence: `${BLOCKED}(Reason: CORS request not http).`,
    keywords: ['cors request not http'],
    suspects: SCHEME,
  },
  {
    engine: 'firefox',
    names: ['CORSMultipleAllowOriginNotAllowed'],
    sentence: `${BLOCKED}(Reason: Multiple CORS header 'Access-Control-Allow-Origin' not allowed).`,
    keywords: ["multiple cors header 'access-control-allow-origin'"],
    suspects: [...MULTIPLE_ON_RESPONSE, ...MULTIPLE_ON_PREFLIGHT],
    hides: `The values. ${PREFLIGHT_OR_NOT}`,
  },
  {
    engine: 'firefox',
    names: ['CORSMissingAllowOrigin'],
    sentence: `${BLOCKED}(Reason: CORS header 'Access-Control-Allow-Origin' missing). Status code: {status}.`,
    keywords: ["cors header 'access-control-allow-origin' missing"],
    suspects: [...MISSING_ON_RESPONSE, ...MISSING_ON_PREFLIGHT],
    hides: PREFLIGHT_OR_NOT,
  },
  {
    engine: 'firefox',
    names: ['CORSAllowOriginNotMatchingOrigin'],
    sentence: `${BLOCKED}(Reason: CORS header 'Access-Control-Allow-Origin' does not match '{value}').`,
    keywords: ["cors header 'access-control-allow-origin' does not match"],
    suspects: [
      {
        code: 'response/allow-origin-multiple',
        because: 'the value is a list, and one origin is allowed',
        when: ({ value }) => value?.includes(',') !== false || value.includes(' '),
        likely: ({ value }) => value !== undefined,
      },
      {
        code: 'response/allow-origin-invalid',
        because: 'the value is no origin',
        when: ({ value }) => value !== 'null' && value?.includes('://') !== true,
        likely: ({ value }) => value !== undefined,
      },
      ...MISMATCH_ON_RESPONSE,
      ...MISMATCH_ON_PREFLIGHT,
    ],
    hides: `The origin of the page: what is quoted is the value that the server sent. ${PREFLIGHT_OR_NOT}`,
  },
  {
    engine: 'firefox',
    names: ['CORSNotSupportingCredentials'],
    sentence:
      "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at '{url}'. (Reason: " +
      "Credential is not supported if the CORS header 'Access-Control-Allow-Origin' is '*').",
    keywords: ['credential is not supported', 'access-control-allow-origin'],
    suspects: [...WILDCARD_ON_RESPONSE, ...WILDCARD_ON_PREFLIGHT],
    hides: PREFLIGHT_OR_NOT,
  },
  {
    engine: 'firefox',
    names: ['CORSMethodNotFound'],
    sentence: `${BLOCKED}(Reason: Did not find method in CORS header 'Access-Control-Allow-Methods').`,
    keywords: ['did not find method', 'access-control-allow-methods'],
    suspects: METHOD,
    hides: 'Which method it is.',
  },
  {
    engine: 'firefox',
    names: ['CORSMissingAllowCredentials'],
    sentence: `${BLOCKED}(Reason: expected 'true' in CORS header 'Access-Control-Allow-Credentials').`,
    keywords: ["expected 'true' in cors header", 'access-control-allow-credentials'],
    suspects: [...CREDENTIALS_ON_RESPONSE, ...CREDENTIALS_ON_PREFLIGHT],
    hides: `The value that the server sent. ${PREFLIGHT_OR_NOT}`,
  },
  {
    engine: 'firefox',
    names: ['CORSInvalidAllowMethod'],
    sentence: `${BLOCKED}(Reason: invalid token '{value}' in CORS header 'Access-Control-Allow-Methods').`,
    keywords: ['invalid token', "in cors header 'access-control-allow-methods'"],
    suspects: [
      { code: 'preflight/allow-methods-unparsable', because: 'one bad character makes the whole list unreadable' },
    ],
  },
  {
    engine: 'firefox',
    names: ['CORSInvalidAllowHeader'],
    sentence: `${BLOCKED}(Reason: invalid token '{value}' in CORS header 'Access-Control-Allow-Headers').`,
    keywords: ['invalid token', "in cors header 'access-control-allow-headers'"],
    suspects: [
      { code: 'preflight/allow-headers-unparsable', because: 'one bad character makes the whole list unreadable' },
    ],
  },
  {
    engine: 'firefox',
    names: ['CORSMissingAllowHeaderFromPreflight'],
    sentence:
      `${BLOCKED}(Reason: header '{header}' is not allowed according to header 'Access-Control-Allow-Headers' from CORS ` +
      'preflight response).',
    keywords: [
      ["is not allowed according to header 'access-control-allow-headers'", 'missing token'],
      'access-control-allow-headers',
    ],
    suspects: HEADER,
    hides: 'Other headers that are missing too: only the first is named.',
  },
  {
    engine: 'firefox',
    names: ['CORSAllowHeaderFromPreflightDeprecation'],
    sentence:
      'Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {url} soon. (Reason: ' +
      'When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not covered. To include the ' +
      '`Authorization` header, it must be explicitly listed in CORS header `Access-Control-Allow-Headers`).',
    keywords: ["'authorization' header is not covered", 'access-control-allow-headers'],
    suspects: [
      { code: 'preflight/authorization-needs-naming', because: 'by the standard, * does not cover Authorization' },
    ],
    hides: 'That the request still went through.',
  },
  {
    engine: 'firefox',
    sentence:
      'Local Network Access detected: top-level site "{page}", initiator "{page}", accessing target "{url}" via fetch. Secure ' +
      'context: True, prompt action: prompt_allow',
    keywords: ['local network access detected'],
    suspects: LOCAL_NETWORK_PERMISSION,
  },
]
