import type { FindingCode } from '../findings/findings.ts'
import * as alike from './look-alike-suspects.ts'
import type { EngineMessage, Suspect } from './message.ts'
import * as network from './network-suspects.ts'

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
