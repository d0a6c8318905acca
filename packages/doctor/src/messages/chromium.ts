import type { FindingCode } from '../findings/findings.ts'
import {
  CREDENTIALS_NOT_ALLOWED,
  HEADER_NOT_ALLOWED,
  METHOD_NOT_ALLOWED,
  MISSING_ALLOW_ORIGIN,
  MISSING_ALLOW_ORIGIN_ON_PREFLIGHT,
} from './code-groups.ts'
import * as alike from './look-alike-suspects.ts'
import type { EngineMessage, Suspect } from './message.ts'
import * as network from './network-suspects.ts'
import * as behind from './suspects.ts'

/** What comes before every message about CORS. */
const ACCESS: string = "Access to fetch at '{url}' from origin '{origin}' has been blocked by CORS policy: "
/** What comes before those about a preflight. */
const PREFLIGHT: string = "Response to preflight request doesn't pass access control check: "
/** What is appended for `fetch` if a value is wrong. */
const VALUE = ' Have the server send the header with a valid value.'
const BYTES =
  'What differs: origins are compared byte by byte, so a slash at the end, a port or a letter in upper case is enough.'
const LINES = 'Whether these were several lines, from several layers, or one line with a list.'

/** What is printed of one kind of response. */
interface Half {
  readonly codes: readonly FindingCode[]
  readonly suspects: readonly Suspect[]
  readonly hides: string
}

/** The two messages of a rule that is applied to the response to the preflight, and to the actual response. */
function corsCheck(
  name: string,
  reason: string,
  { keywords, response, preflight }: { keywords: EngineMessage['keywords']; response: Half; preflight: Half },
): readonly EngineMessage[] {
  const ofPreflight = ['response to preflight', 'preflight response']
  return [
    {
      names: [`Preflight${name}`],
      template: ACCESS + PREFLIGHT + reason,
      keywords: [ofPreflight, ...keywords],
      ...preflight,
    },
    { names: [name], template: ACCESS + reason, keywords, ...response },
  ]
}

/** The messages of the CORS check; every version since Chrome 71 has them. */
const CHROMIUM_CORS_CHECK_MESSAGES: readonly EngineMessage[] = [
  ...corsCheck(
    'MissingAllowOriginHeader',
    "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    {
      keywords: ["no 'access-control-allow-origin' header is present"],
      response: {
        codes: [...MISSING_ALLOW_ORIGIN, 'null-origin/file-url'],
        suspects: behind.MISSING_ON_RESPONSE,
        hides:
          'The status of the response, and whether the server sends the header to other origins or on other responses.',
      },
      preflight: {
        codes: MISSING_ALLOW_ORIGIN_ON_PREFLIGHT,
        suspects: behind.MISSING_ON_PREFLIGHT,
        hides:
          'The status of the response to OPTIONS: Chrome looks for the header first, so that a bare 401, 403, 404 or 405 reads the same.',
      },
    },
  ),
  ...corsCheck(
    'WildcardOriginNotAllowed',
    "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when the request's credentials mode is 'include'.",
    {
      keywords: ['access-control-allow-origin', 'must not be the wildcard'],
      response: {
        codes: ['credentials/wildcard-origin'],
        suspects: behind.WILDCARD_ON_RESPONSE,
        hides: 'Whether Access-Control-Allow-Credentials is right: it is looked at next.',
      },
      preflight: {
        codes: ['preflight/wildcard-with-credentials'],
        suspects: behind.WILDCARD_ON_PREFLIGHT,
        hides: 'Whether Access-Control-Allow-Credentials and the status are right: they are looked at next.',
      },
    },
  ),
  ...corsCheck(
    'MultipleAllowOriginValues',
    `The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is allowed.${VALUE}`,
    {
      keywords: ['access-control-allow-origin', 'contains multiple values'],
      response: { codes: ['response/allow-origin-multiple'], suspects: behind.MULTIPLE_ON_RESPONSE, hides: LINES },
      preflight: { codes: ['preflight/allow-origin-multiple'], suspects: behind.MULTIPLE_ON_PREFLIGHT, hides: LINES },
    },
  ),
  ...corsCheck(
    'InvalidAllowOriginValue',
    `The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'.${VALUE}`,
    {
      keywords: ['access-control-allow-origin', 'contains the invalid value'],
      response: {
        codes: ['response/allow-origin-invalid'],
        suspects: [{ code: 'response/allow-origin-invalid', because: 'the value is not a valid origin' }],
        hides: 'The status of the response.',
      },
      preflight: {
        codes: ['preflight/allow-origin-invalid'],
        suspects: [{ code: 'preflight/allow-origin-invalid', because: 'the value is not a valid origin' }],
        hides: 'The status of the response to OPTIONS.',
      },
    },
  ),
  ...corsCheck(
    'AllowOriginMismatch',
    `The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to the supplied origin.${VALUE}`,
    {
      keywords: ['access-control-allow-origin', 'not equal to the supplied origin'],
      response: {
        codes: ['response/allow-origin-mismatch', 'null-origin/literal-for-real-origin'],
        suspects: behind.MISMATCH_ON_RESPONSE,
        hides: BYTES,
      },
      preflight: { codes: ['preflight/allow-origin-mismatch'], suspects: behind.MISMATCH_ON_PREFLIGHT, hides: BYTES },
    },
  ),
  ...corsCheck(
    'InvalidAllowCredentials',
    "The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' which must be 'true' when the request's credentials mode is 'include'.",
    {
      keywords: ['access-control-allow-credentials', "which must be 'true'"],
      response: {
        codes: CREDENTIALS_NOT_ALLOWED,
        suspects: behind.CREDENTIALS_ON_RESPONSE,
        hides: 'Whether the header is missing or empty: both read as an empty value.',
      },
      preflight: {
        codes: ['preflight/allow-credentials-not-true'],
        suspects: behind.CREDENTIALS_ON_PREFLIGHT,
        hides: 'Whether the header is missing or empty: both read as an empty value.',
      },
    },
  ),
]

const FETCH = "Failed to execute 'fetch' on 'Window': "

/** Messages of the page's and the resource's policies, which look like CORS. */
const LOOK_ALIKES: readonly EngineMessage[] = [
  {
    names: ['csp'],
    template:
      'Connecting to \'{url}\' violates the following Content Security Policy directive: "{directive}". The action has been blocked.',
    keywords: [['violates the following content security policy', "violates the document's content security policy"]],
    codes: ['lookalike/csp-connect-src'],
    suspects: alike.CSP,
    hides: alike.NOTHING_SENT,
  },
  {
    names: ['mixed-content'],
    template:
      "Mixed Content: The page at '{page}' was loaded over HTTPS, but requested an insecure resource '{url}'. This request has been blocked; the content must be served over HTTPS.",
    keywords: [['mixed content', 'loaded over https, but requested an insecure']],
    codes: ['lookalike/mixed-content', 'redirect/downgrade'],
    suspects: alike.MIXED,
    hides: alike.NOTHING_SENT,
  },
  {
    names: [
      'corp-not-same-origin-after-defaulted-to-same-origin-by-coep',
      'corp-not-same-origin-after-defaulted-to-same-origin-by-dip',
      'corp-not-same-origin-after-defaulted-to-same-origin-by-coep-and-dip',
      'coep-frame-resource-needs-coep-header',
    ],
    template: 'Failed to load resource: net::ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep',
    keywords: ['err_blocked_by_response', 'defaultedtosameorigin'],
    codes: ['lookalike/coep'],
    suspects: alike.CORP,
    hides: alike.NO_CORS,
  },
  {
    names: ['ERR_BLOCKED_BY_RESPONSE', 'corp-not-same-origin', 'corp-not-same-site'],
    template: 'Failed to load resource: net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin',
    keywords: ['err_blocked_by_response'],
    codes: ['lookalike/corp'],
    suspects: alike.CORP,
    hides: alike.NO_CORS,
  },
  {
    names: ['ERR_BLOCKED_BY_ORB'],
    template: 'Failed to load resource: net::ERR_BLOCKED_BY_ORB',
    keywords: [['err_blocked_by_orb', 'cross-origin read blocking']],
    codes: ['lookalike/orb'],
    suspects: alike.ORB,
    hides: alike.NO_CORS,
  },
  {
    template:
      "Refused to execute script from '{url}' because its MIME type ('{value}') is not executable, and strict MIME type checking is enabled.",
    keywords: ['mime type', ['strict mime type checking', 'not executable']],
    suspects: alike.NOSNIFF,
  },
  {
    template:
      "Failed to find a valid digest in the 'integrity' attribute for resource '{url}'. The resource has been blocked.",
    keywords: ['integrity', ['digest', 'hashes', 'cors-enabled', 'integrity checks']],
    suspects: [{ code: 'lookalike/sri', because: 'the integrity attribute needs CORS and a matching hash' }],
  },
]

/** What a call throws, or refuses, before anything is sent. */
const EXCEPTIONS: readonly EngineMessage[] = [
  {
    template: `${FETCH}Request cannot be constructed from a URL that includes credentials: {url}`,
    keywords: [['url that includes credentials', 'url with credentials']],
    codes: ['input/url-credentials'],
    suspects: alike.URL_CREDENTIALS,
  },
  {
    template: `${FETCH}Failed to parse URL from {url}`,
    keywords: ['failed to parse url from'],
    codes: ['input/missing-scheme'],
    suspects: alike.MISSING_SCHEME,
  },
  {
    template: `${FETCH}'{method}' HTTP method is unsupported.`,
    keywords: ['http method is unsupported'],
    codes: ['input/forbidden-method'],
    suspects: alike.METHODS,
  },
  {
    template: `${FETCH}'{method}' is not a valid HTTP method.`,
    keywords: ['is not a valid http method'],
    codes: ['input/invalid-method'],
    suspects: alike.METHODS,
  },
  {
    template: `${FETCH}'{method}' is unsupported in no-cors mode.`,
    keywords: ['unsupported in no-cors mode'],
    codes: ['input/no-cors-method'],
    suspects: alike.METHODS,
  },
  {
    template: `${FETCH}Request with GET/HEAD method cannot have body.`,
    keywords: ['get/head method cannot have body'],
    codes: ['input/body-with-get'],
    suspects: alike.BODY_WITH_GET,
  },
  {
    template: `${FETCH}Invalid {part}`,
    keywords: [["'headers' property from 'requestinit'", "on 'window': invalid", "on 'headers': invalid"]],
    codes: ['input/invalid-header'],
    suspects: alike.INVALID_HEADER,
  },
  {
    template: 'Refused to set unsafe header "{names}"',
    keywords: ['refused to set unsafe header'],
    sharedBy: ['webkit'],
    codes: ['input/forbidden-header'],
    suspects: alike.FORBIDDEN_HEADER,
  },
  {
    template: 'Refused to get unsafe header "{names}"',
    keywords: ['refused to get unsafe header'],
    sharedBy: ['webkit'],
    codes: ['exposure/header-not-exposed'],
    suspects: alike.NOT_EXPOSED,
  },
]

/** A network error; its other names read the same here. */
function networkError(
  names: readonly [string, ...string[]],
  codes: readonly FindingCode[],
  suspects: readonly Suspect[],
): EngineMessage {
  const template = `Failed to load resource: net::${names[0]}`
  const keywords = [names.map((name) => name.toLowerCase())]
  return { names, template, keywords, codes, suspects, hides: network.NO_RESPONSE }
}

/**
 * Network errors.
 *
 * Read in Chromium's `net/base/net_error_list.h`.
 */
const NETWORK_ERRORS: readonly EngineMessage[] = [
  networkError(['ERR_NAME_NOT_RESOLVED', 'ERR_NAME_RESOLUTION_FAILED'], ['lookalike/dns'], network.DNS),
  networkError(['ERR_CONNECTION_REFUSED'], ['lookalike/refused'], network.REFUSED),
  networkError(['ERR_ADDRESS_UNREACHABLE', 'ERR_ADDRESS_INVALID'], ['lookalike/unreachable'], network.REFUSED),
  networkError(
    ['ERR_CONNECTION_RESET', 'ERR_CONNECTION_CLOSED', 'ERR_CONNECTION_ABORTED', 'ERR_CONTENT_LENGTH_MISMATCH'],
    ['lookalike/reset'],
    network.RESET,
  ),
  networkError(['ERR_CONNECTION_TIMED_OUT'], ['lookalike/timeout'], network.TIMEOUT),
  networkError(['ERR_TIMED_OUT'], ['preflight/timeout', 'response/timeout'], network.TIMEOUT),
  networkError(
    ['ERR_EMPTY_RESPONSE'],
    ['lookalike/empty', 'response/empty'],
    [
      { code: 'lookalike/empty', because: 'the connection was closed without a response' },
      { code: 'preflight/unreachable', because: 'only OPTIONS may get none' },
    ],
  ),
  networkError(
    ['ERR_CERT_DATE_INVALID'],
    ['lookalike/tls-expired'],
    [{ code: 'lookalike/tls-expired', because: 'the certificate is expired, or not yet valid' }],
  ),
  networkError(
    ['ERR_CERT_COMMON_NAME_INVALID'],
    ['lookalike/tls-wrong-host'],
    [{ code: 'lookalike/tls-wrong-host', because: 'the certificate is for another name' }],
  ),
  networkError(
    ['ERR_CERT_AUTHORITY_INVALID', 'ERR_CERT_INVALID', 'ERR_CERT_REVOKED', 'ERR_CERT_WEAK_SIGNATURE_ALGORITHM'],
    ['lookalike/tls-untrusted', 'lookalike/tls-self-signed'],
    network.TLS_UNTRUSTED,
  ),
  networkError(
    ['ERR_SSL_PROTOCOL_ERROR', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'ERR_SSL_UNRECOGNIZED_NAME_ALERT'],
    ['lookalike/tls-protocol', 'lookalike/http-on-https-port'],
    network.TLS_PROTOCOL,
  ),
  networkError(
    ['ERR_BAD_SSL_CLIENT_AUTH_CERT', 'ERR_SSL_CLIENT_AUTH_CERT_NEEDED'],
    ['lookalike/tls-client-certificate', 'preflight/needs-client-certificate'],
    [
      { code: 'lookalike/tls-client-certificate', because: 'the server asks for a certificate of the visitor' },
      { code: 'preflight/needs-client-certificate', because: 'preflights present none' },
    ],
  ),
  networkError(
    ['ERR_UNSAFE_PORT'],
    ['lookalike/unsafe-port', 'input/blocked-port', 'redirect/blocked-port'],
    [
      { code: 'lookalike/unsafe-port', because: 'browsers do not connect to this port' },
      { code: 'input/blocked-port', because: 'the port is on the list of the Fetch standard' },
    ],
  ),
  networkError(
    ['ERR_TOO_MANY_REDIRECTS'],
    ['redirect/loop'],
    [{ code: 'redirect/loop', because: 'the redirects lead nowhere' }],
  ),
  networkError(
    ['ERR_INVALID_REDIRECT'],
    ['redirect/invalid-location'],
    [{ code: 'redirect/invalid-location', because: 'Location is not a valid URL' }],
  ),
  networkError(
    ['ERR_BLOCKED_BY_CLIENT', 'ERR_BLOCKED_BY_ADMINISTRATOR'],
    ['lookalike/blocker'],
    [{ code: 'lookalike/blocker', because: 'an extension or a rule of the computer blocked the address' }],
  ),
  networkError(
    ['ERR_BLOCKED_BY_CSP'],
    [],
    [{ code: 'lookalike/csp-connect-src', because: "the page's own policy does not allow it" }],
  ),
  networkError(
    ['ERR_TUNNEL_CONNECTION_FAILED', 'ERR_PROXY_CONNECTION_FAILED'],
    [],
    [{ code: 'lookalike/proxy-or-portal', because: 'there is a proxy in between' }],
  ),
  networkError(
    ['ERR_INVALID_HTTP_RESPONSE', 'ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH'],
    ['lookalike/not-http'],
    [{ code: 'lookalike/not-http', because: 'the response is not HTTP' }],
  ),
  networkError(
    ['ERR_RESPONSE_HEADERS_TOO_BIG'],
    ['lookalike/too-large'],
    [{ code: 'lookalike/too-large', because: 'the headers of the response are larger than a browser reads' }],
  ),
  networkError(
    ['ERR_INTERNET_DISCONNECTED', 'ERR_NETWORK_CHANGED'],
    [],
    [{ code: 'response/unreachable', because: 'this computer has no network' }],
  ),
  networkError(['ERR_ABORTED'], [], network.ABORTED),
]

/** Messages that are not about CORS. */
export const CHROMIUM_OTHER_MESSAGES: readonly EngineMessage[] = [...LOOK_ALIKES, ...EXCEPTIONS, ...NETWORK_ERRORS]

const NO_EXTERNAL_HEADER = 'That such a header was only an experiment, and that no current version asks for it.'

/** Messages and names of former versions. They are still met in questions and in old consoles. */
export const RETIRED_CHROMIUM_MESSAGES: readonly EngineMessage[] = [
  {
    template:
      "XMLHttpRequest cannot load {url}. A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the " +
      "credentials flag is true. Origin '{origin}' is therefore not allowed access.",
    keywords: ["wildcard '*' cannot be used", 'access-control-allow-origin'],
    suspects: behind.WILDCARD_ON_RESPONSE,
  },
  {
    template:
      "XMLHttpRequest cannot load {url}. Credentials flag is 'true', but the 'Access-Control-Allow-Credentials' header is " +
      "'{value}'. It must be 'true' to allow credentials. Origin '{origin}' is therefore not allowed access.",
    keywords: ["credentials flag is 'true'", 'access-control-allow-credentials'],
    suspects: behind.CREDENTIALS_ON_RESPONSE,
  },
  {
    template: 'XMLHttpRequest cannot load {url}. Response for preflight has invalid HTTP status code {status}',
    keywords: [
      [
        'response for preflight has invalid http status code',
        'response for preflight does not have http ok',
        'invalid http status code',
      ],
    ],
    suspects: behind.PREFLIGHT_STATUS,
  },
  {
    template: 'XMLHttpRequest cannot load {url}. Response for preflight is invalid (redirect)',
    keywords: [['response for preflight is invalid (redirect)', 'requires preflight']],
    suspects: behind.PREFLIGHT_REDIRECT,
    hides: 'Where the redirect leads.',
  },
  {
    template:
      "Redirect from '{from}' to '{value}' has been blocked by CORS policy: Redirect location '{value}' has a disallowed scheme for cross-origin requests.",
    keywords: ['redirect location', 'disallowed scheme'],
    suspects: [{ code: 'redirect/scheme', because: 'the redirect leads to a scheme that is neither http nor https' }],
  },
  {
    names: ['InsecurePrivateNetwork'],
    keywords: ['insecureprivatenetwork'],
    suspects: alike.LOCAL_NETWORK_INSECURE,
  },
  {
    names: ['InvalidPrivateNetworkAccess', 'UnexpectedPrivateNetworkAccess'],
    template: 'Request had no target IP address space, yet the resource is in address space `{space}`.',
    keywords: ['no target ip address space'],
    suspects: [
      { code: 'lookalike/local-network-mismatch', because: 'targetAddressSpace does not name where the server is' },
      ...alike.LOCAL_NETWORK_PERMISSION,
    ],
  },
  {
    names: ['PreflightMissingAllowPrivateNetwork'],
    template:
      "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private network " +
      'request targeting the `{space}` address space.',
    keywords: ["no 'access-control-allow-private-network' header"],
    suspects: alike.PRIVATE_NETWORK_PREFLIGHT,
  },
  {
    names: ['PreflightInvalidAllowPrivateNetwork'],
    template:
      "The 'Access-Control-Allow-Private-Network' header in the preflight response for this private network request " +
      "targeting the `{space}` address space had a value of '{value}',  not 'true'.",
    keywords: ['access-control-allow-private-network'],
    suspects: alike.PRIVATE_NETWORK_PREFLIGHT,
  },
  {
    names: ['PreflightMissingPrivateNetworkAccessId', 'PreflightMissingPrivateNetworkAccessName'],
    template:
      "No 'Private-Network-Access-Id' header was present in the preflight response for this private network request " +
      'targeting the `{space}` address space.',
    keywords: [['private-network-access-id', 'private-network-access-name']],
    suspects: alike.PRIVATE_NETWORK_PREFLIGHT,
  },
  {
    names: ['PrivateNetworkAccessPermissionUnavailable', 'PrivateNetworkAccessPermissionDenied'],
    template: 'Unable to ask for permission to access the `{space}` IP address space.',
    keywords: ['unable to ask for permission', 'address space'],
    suspects: alike.LOCAL_NETWORK_PERMISSION,
  },
  {
    names: ['PreflightMissingAllowExternal', 'PreflightInvalidAllowExternal'],
    template:
      "No 'Access-Control-Allow-External' header was present in the preflight response for this external request",
    keywords: ['access-control-allow-external'],
    suspects: alike.PRIVATE_NETWORK_PREFLIGHT,
    hides: NO_EXTERNAL_HEADER,
  },
  {
    names: ['RedirectDisallowedScheme'],
    keywords: ['redirectdisallowedscheme'],
    suspects: [{ code: 'redirect/scheme', because: 'the redirect leads to a scheme that is neither http nor https' }],
  },
]

const VALUE_OF_LIST = 'The value, and which character of it is wrong.'
const NOTHING_SENT = 'That nothing was sent: no header of the server can change it.'

/**
 * The messages about CORS that current versions print.
 *
 * Read in Chromium's `third_party/blink/renderer/platform/loader/cors/cors_error_string.cc`.
 */
export const CHROMIUM_CORS_MESSAGES: readonly EngineMessage[] = [
  ...CHROMIUM_CORS_CHECK_MESSAGES,
  {
    names: ['PreflightInvalidStatus'],
    template: `${ACCESS}${PREFLIGHT}It does not have HTTP ok status.`,
    keywords: ['does not have http ok status'],
    codes: ['preflight/status-not-ok'],
    suspects: behind.PREFLIGHT_STATUS,
    hides: 'The status itself.',
  },
  {
    names: ['PreflightDisallowedRedirect'],
    template: `${ACCESS}${PREFLIGHT}Redirect is not allowed for a preflight request.`,
    keywords: ['redirect is not allowed for a preflight'],
    codes: ['preflight/redirect'],
    suspects: behind.PREFLIGHT_REDIRECT,
    hides: 'Where the redirect leads.',
  },
  {
    names: ['InvalidAllowMethodsPreflightResponse'],
    template: `${ACCESS}Cannot parse Access-Control-Allow-Methods response header field in preflight response.`,
    keywords: ['cannot parse access-control-allow-methods'],
    codes: ['preflight/allow-methods-unparsable'],
    suspects: behind.UNPARSABLE_METHODS,
    hides: VALUE_OF_LIST,
  },
  {
    names: ['InvalidAllowHeadersPreflightResponse'],
    template: `${ACCESS}Cannot parse Access-Control-Allow-Headers response header field in preflight response.`,
    keywords: ['cannot parse access-control-allow-headers'],
    codes: ['preflight/allow-headers-unparsable'],
    suspects: behind.UNPARSABLE_HEADERS,
    hides: VALUE_OF_LIST,
  },
  {
    names: ['MethodDisallowedByPreflightResponse'],
    template: `${ACCESS}Method {method} is not allowed by Access-Control-Allow-Methods in preflight response.`,
    keywords: ['is not allowed by access-control-allow-methods in preflight response'],
    codes: METHOD_NOT_ALLOWED,
    suspects: behind.METHOD,
    hides:
      'The list that the server sent, and whether headers are missing from the other one: methods are looked at first.',
  },
  {
    names: ['HeaderDisallowedByPreflightResponse'],
    template: `${ACCESS}Request header field {name} is not allowed by Access-Control-Allow-Headers in preflight response.`,
    keywords: ['is not allowed by access-control-allow-headers in preflight response'],
    codes: HEADER_NOT_ALLOWED,
    suspects: behind.HEADER,
    hides: 'Other headers that are missing too: only the first is named.',
  },
  {
    names: ['RedirectContainsCredentials'],
    template: `${ACCESS}Redirect location '{location}' contains a username and password, which is disallowed for cross-origin requests.`,
    keywords: ['redirect location', 'contains a username and password'],
    codes: ['redirect/credentials-in-location'],
    suspects: behind.CREDENTIALS_IN_LOCATION,
  },
  {
    names: ['CorsDisabledScheme'],
    template: `${ACCESS}Cross origin requests are only supported for protocol schemes: chrome, chrome-extension, chrome-untrusted, data, http, https, isolated-app.`,
    keywords: ['cross origin requests are only supported for'],
    codes: ['redirect/scheme'],
    suspects: behind.SCHEME,
  },
  {
    template: 'Fetch API cannot load {url}. URL scheme "{scheme}" is not supported.',
    keywords: ['url scheme', ['must be', 'is not supported']],
    codes: ['input/unsupported-scheme'],
    suspects: behind.SCHEME,
  },
  {
    template:
      'Fetch API cannot load {url}. Request mode is "same-origin" but the URL\'s origin is not same as the request origin {origin}.',
    keywords: [["the url's origin is not same as the request origin", "mode is set to 'same-origin'"]],
    codes: ['input/same-origin-mode'],
    suspects: behind.SAME_ORIGIN_MODE,
    hides: NOTHING_SENT,
  },
  {
    names: ['DisallowedByMode'],
    template: `${ACCESS}Cross origin requests are not allowed by request mode.`,
    keywords: ['cross origin requests are not allowed by request mode'],
    codes: ['redirect/leaves-origin'],
    suspects: behind.SAME_ORIGIN_MODE,
    hides: NOTHING_SENT,
  },
  {
    names: ['NoCorsRedirectModeNotFollow'],
    template: 'Fetch API cannot load {url}. Request mode is "no-cors" but the redirect mode is not "follow".',
    keywords: ['no-cors', 'redirect mode is not'],
    codes: ['input/no-cors-redirect'],
    suspects: [{ code: 'input/no-cors-redirect', because: "mode 'no-cors' only goes with redirect 'follow'" }],
  },
  {
    names: ['InvalidResponse'],
    template: `${ACCESS}The response is invalid.`,
    keywords: ['blocked by cors policy', 'the response is invalid'],
    suspects: [
      { code: 'response/empty', because: 'the response is not one that a browser can use' },
      { code: 'lookalike/service-worker', because: 'a service worker may have responded' },
    ],
    hides: 'What arrived.',
  },
  {
    names: ['InsecureLocalNetwork'],
    template: `${ACCESS}The request client is not a secure context and the resource is in more-private address space \`{space}\`.`,
    keywords: ['not a secure context', 'more-private address space'],
    codes: ['lookalike/local-network-insecure'],
    suspects: alike.LOCAL_NETWORK_INSECURE,
    hides: NOTHING_SENT,
  },
  {
    names: ['LocalNetworkAccessPermissionDenied'],
    template: `${ACCESS}Permission was denied for this request to access the \`{space}\` address space.`,
    keywords: ['permission was denied', 'address space'],
    codes: ['lookalike/local-network-permission'],
    suspects: alike.LOCAL_NETWORK_PERMISSION,
    hides: 'That nothing was sent, and whether the visitor or a policy said no.',
  },
  {
    names: ['InvalidLocalNetworkAccess'],
    template: `${ACCESS}Request had a target IP address space of \`{space}\` yet the resource is in address space \`{space}\`.`,
    keywords: ['request had a target ip address space', 'yet the resource is in'],
    suspects: [
      {
        code: 'lookalike/local-network-mismatch',
        because: 'targetAddressSpace does not match the network of the server',
      },
    ],
  },
]
