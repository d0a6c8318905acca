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
import type { EngineMessage, Suspect } from './message.ts'
import * as network from './network-suspects.ts'
import * as behind from './suspects.ts'

function networkError(
  names: readonly [string, ...string[]],
  keywords: EngineMessage['keywords'],
  suspects: readonly Suspect[],
): EngineMessage {
  return { names, template: names[0], keywords, suspects, hides: network.NO_RESPONSE }
}

/** Messages that are not about CORS. */
export const FIREFOX_OTHER_MESSAGES: readonly EngineMessage[] = [
  {
    names: ['NS_ERROR_CSP_CONNECT_SRC'],
    template:
      "Content-Security-Policy: The page's settings blocked the loading of a resource (connect-src) at {url} because it " +
      'violates the following directive: "{directive}"',
    keywords: [["page's settings blocked", "page's settings observed"]],
    codes: ['lookalike/csp-connect-src'],
    suspects: alike.CSP,
    hides: alike.NOTHING_SENT,
  },
  {
    template: 'Blocked loading mixed active content "{url}"',
    keywords: [['mixed active content', 'mixed display content', 'mixed (insecure)']],
    codes: ['lookalike/mixed-content', 'redirect/downgrade'],
    suspects: alike.MIXED,
    hides: alike.NOTHING_SENT,
  },
  {
    names: ['NS_ERROR_DOM_CORP_FAILED'],
    template:
      'The resource at "{url}" was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof). See ' +
      'https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#',
    keywords: ['blocked due to its cross-origin-resource-policy'],
    suspects: alike.CORP,
    hides: alike.NO_CORS,
  },
  {
    template: 'A resource is blocked by OpaqueResponseBlocking, please check browser console for details.',
    keywords: ['opaqueresponseblocking'],
    codes: ['lookalike/orb'],
    suspects: alike.ORB,
    hides: alike.NO_CORS,
  },
  {
    template:
      'The resource from "{url}" was blocked due to MIME type ("{value}") mismatch (X-Content-Type-Options: nosniff).',
    keywords: ['mime type', ['nosniff', 'disallowed mime type']],
    suspects: alike.NOSNIFF,
  },
  {
    template: 'Window.fetch: {url} is an url with embedded credentials.',
    keywords: ['url with embedded credentials'],
    codes: ['input/url-credentials'],
    suspects: alike.URL_CREDENTIALS,
  },
  {
    template: 'Window.fetch: {url} is not a valid URL.',
    keywords: ['is not a valid url'],
    codes: ['input/missing-scheme'],
    suspects: alike.MISSING_SCHEME,
  },
  {
    template: 'Window.fetch: Invalid request method {method}.',
    keywords: ['invalid request method'],
    codes: ['input/forbidden-method', 'input/invalid-method', 'input/no-cors-method'],
    suspects: alike.METHODS,
  },
  {
    template: 'Window.fetch: HEAD or GET Request cannot have a body.',
    keywords: ['head or get request cannot have a body'],
    codes: ['input/body-with-get'],
    suspects: alike.BODY_WITH_GET,
  },
  {
    template: 'Window.fetch: {names} is an invalid header name.',
    keywords: [['is an invalid header name', 'is an invalid header value']],
    codes: ['input/invalid-header'],
    suspects: alike.INVALID_HEADER,
  },
  {
    template: 'Attempt to set a forbidden header was denied: {names}',
    keywords: ['attempt to set a forbidden header'],
    codes: ['input/forbidden-header'],
    suspects: alike.FORBIDDEN_HEADER,
  },
  networkError(['NS_ERROR_UNKNOWN_HOST'], ['ns_error_unknown_host'], network.DNS),
  networkError(['NS_ERROR_CONNECTION_REFUSED'], ['ns_error_connection_refused'], network.REFUSED),
  networkError(
    ['NS_ERROR_NET_RESET', 'NS_ERROR_NET_INTERRUPT', 'NS_ERROR_NET_TIMEOUT'],
    ['ns_error_net_'],
    [...network.RESET, ...network.TIMEOUT],
  ),
  {
    ...networkError(['NS_BINDING_ABORTED'], ['ns_binding_aborted'], network.ABORTED),
    codes: ['lookalike/aborted'],
  },
  networkError(['SEC_ERROR_UNKNOWN_ISSUER'], [['sec_error_', 'mozilla_pkix_error_']], network.TLS_UNTRUSTED),
]

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
