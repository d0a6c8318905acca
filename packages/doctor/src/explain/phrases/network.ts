import type { Phrase, Suspect } from '../phrase.ts'
import { NETWORK_FAILURES } from './firefox.ts'

type Engine = NonNullable<Phrase['engine']>

function networkError(names: readonly string[], suspects: readonly Suspect[]): Phrase {
  return {
    engine: 'chromium',
    names,
    sentence: `GET {url} net::${names[0]}`,
    keywords: [names.map((name) => name.toLowerCase())],
    suspects,
    hides: 'That this is no matter of CORS: no response arrived.',
  }
}

function networkSentence(
  engine: Engine,
  sentence: string,
  keywords: Phrase['keywords'],
  suspects: readonly Suspect[],
  names: readonly string[] = [],
): Phrase {
  return { engine, names, sentence, keywords, suspects, hides: 'That this is no matter of CORS: no response arrived.' }
}

const DNS: readonly Suspect[] = [{ code: 'lookalike/dns', because: 'the name of the host does not exist, or not here' }]
const REFUSED: readonly Suspect[] = [{ code: 'lookalike/refused', because: 'nothing listens at this address and port' }]
const TIMEOUT: readonly Suspect[] = [
  { code: 'lookalike/timeout', because: 'the server did not answer in time' },
  { code: 'preflight/timeout', because: 'it may be OPTIONS alone that is never answered' },
]
const RESET: readonly Suspect[] = [
  { code: 'lookalike/reset', because: 'the connection was cut' },
  { code: 'preflight/unreachable', because: 'it may be OPTIONS alone that is cut' },
]
const TLS_UNTRUSTED: readonly Suspect[] = [
  { code: 'lookalike/tls-untrusted', because: 'the browser does not know who issued the certificate' },
  { code: 'lookalike/tls-self-signed', because: 'the certificate may be signed by itself' },
]
const TLS_PROTOCOL: readonly Suspect[] = [
  { code: 'lookalike/tls-protocol', because: 'browser and server did not agree on an encryption' },
  { code: 'lookalike/http-on-https-port', because: 'the server may speak plain http at this port' },
]

/** Failures of the network, in the words of each engine. */
export const NETWORK_PHRASES: readonly Phrase[] = [
  networkError(['ERR_NAME_NOT_RESOLVED', 'ERR_NAME_RESOLUTION_FAILED'], DNS),
  networkError(['ERR_CONNECTION_REFUSED', 'ERR_ADDRESS_UNREACHABLE', 'ERR_ADDRESS_INVALID'], REFUSED),
  networkError(
    ['ERR_CONNECTION_RESET', 'ERR_CONNECTION_CLOSED', 'ERR_CONNECTION_ABORTED', 'ERR_CONTENT_LENGTH_MISMATCH'],
    RESET,
  ),
  networkError(['ERR_CONNECTION_TIMED_OUT', 'ERR_TIMED_OUT'], TIMEOUT),
  networkError(
    ['ERR_EMPTY_RESPONSE'],
    [
      { code: 'lookalike/empty', because: 'the connection was closed without an answer' },
      { code: 'preflight/unreachable', because: 'it may be OPTIONS alone that gets none' },
    ],
  ),
  networkError(
    ['ERR_CERT_DATE_INVALID'],
    [{ code: 'lookalike/tls-expired', because: 'the certificate is expired, or not yet valid' }],
  ),
  networkError(
    ['ERR_CERT_COMMON_NAME_INVALID'],
    [{ code: 'lookalike/tls-wrong-host', because: 'the certificate is for another name' }],
  ),
  networkError(
    ['ERR_CERT_AUTHORITY_INVALID', 'ERR_CERT_INVALID', 'ERR_CERT_REVOKED', 'ERR_CERT_WEAK_SIGNATURE_ALGORITHM'],
    TLS_UNTRUSTED,
  ),
  networkError(
    ['ERR_SSL_PROTOCOL_ERROR', 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'ERR_SSL_UNRECOGNIZED_NAME_ALERT'],
    TLS_PROTOCOL,
  ),
  networkError(
    ['ERR_SSL_CLIENT_AUTH_CERT_NEEDED', 'ERR_BAD_SSL_CLIENT_AUTH_CERT'],
    [
      { code: 'lookalike/tls-client-certificate', because: 'the server asks for a certificate of the visitor' },
      { code: 'preflight/needs-client-certificate', because: 'preflights present none' },
    ],
  ),
  networkError(
    ['ERR_UNSAFE_PORT'],
    [
      { code: 'lookalike/unsafe-port', because: 'browsers do not connect to this port' },
      { code: 'input/blocked-port', because: 'the port is on the list of the Fetch standard' },
    ],
  ),
  networkError(['ERR_TOO_MANY_REDIRECTS'], [{ code: 'redirect/loop', because: 'the redirects lead nowhere' }]),
  networkError(
    ['ERR_BLOCKED_BY_CLIENT', 'ERR_BLOCKED_BY_ADMINISTRATOR'],
    [{ code: 'lookalike/blocker', because: 'an extension or a rule of the computer blocked the address' }],
  ),
  networkError(
    ['ERR_BLOCKED_BY_CSP'],
    [{ code: 'lookalike/csp-connect-src', because: "the page's own policy does not allow it" }],
  ),
  networkError(
    ['ERR_TUNNEL_CONNECTION_FAILED', 'ERR_PROXY_CONNECTION_FAILED'],
    [{ code: 'lookalike/proxy-or-portal', because: 'a proxy stands in between' }],
  ),
  networkError(
    ['ERR_INVALID_HTTP_RESPONSE', 'ERR_RESPONSE_HEADERS_MULTIPLE_CONTENT_LENGTH'],
    [{ code: 'lookalike/not-http', because: 'what arrived is no HTTP' }],
  ),
  networkError(
    ['ERR_INTERNET_DISCONNECTED', 'ERR_NETWORK_CHANGED'],
    [{ code: 'response/unreachable', because: 'this computer has no network' }],
  ),
  networkError(['ERR_ABORTED'], [{ code: 'lookalike/aborted', because: 'the page gave the request up' }]),
  networkSentence('firefox', 'NS_ERROR_UNKNOWN_HOST', ['ns_error_unknown_host'], DNS, ['NS_ERROR_UNKNOWN_HOST']),
  networkSentence('firefox', 'NS_ERROR_CONNECTION_REFUSED', ['ns_error_connection_refused'], REFUSED, [
    'NS_ERROR_CONNECTION_REFUSED',
  ]),
  networkSentence(
    'firefox',
    'NS_ERROR_NET_RESET',
    ['ns_error_net_'],
    [...RESET, ...TIMEOUT],
    ['NS_ERROR_NET_RESET', 'NS_ERROR_NET_INTERRUPT', 'NS_ERROR_NET_TIMEOUT'],
  ),
  networkSentence(
    'firefox',
    'NS_BINDING_ABORTED',
    ['ns_binding_aborted'],
    [{ code: 'lookalike/aborted', because: 'the page gave the request up' }],
    ['NS_BINDING_ABORTED'],
  ),
  networkSentence('firefox', 'SEC_ERROR_UNKNOWN_ISSUER', [['sec_error_', 'mozilla_pkix_error_']], TLS_UNTRUSTED, [
    'SEC_ERROR_UNKNOWN_ISSUER',
  ]),
  networkSentence(
    'webkit',
    'A server with the specified hostname could not be found.',
    ['specified hostname could not be found'],
    DNS,
  ),
  networkSentence('webkit', 'Could not connect to the server.', ['could not connect to the server'], REFUSED),
  networkSentence('webkit', 'The network connection was lost.', ['network connection was lost'], RESET),
  networkSentence('webkit', 'The request timed out.', ['the request timed out'], TIMEOUT),
  networkSentence(
    'webkit',
    'The certificate for this server is invalid.',
    ['certificate for this server is invalid'],
    TLS_UNTRUSTED,
  ),
  networkSentence(
    'webkit',
    'An SSL error has occurred and a secure connection to the server cannot be made.',
    ['an ssl error has occurred'],
    TLS_PROTOCOL,
  ),
]

const ANYTHING: readonly Suspect[] = [
  { code: 'response/allow-origin-missing', because: 'CORS is the commonest cause where the server works otherwise' },
  { code: 'preflight/status-not-ok', because: 'OPTIONS may have been refused' },
  ...NETWORK_FAILURES,
  { code: 'lookalike/csp-connect-src', because: "the page's own policy may not allow the address" },
  { code: 'lookalike/aborted', because: 'the page may have given the request up' },
]
const CONSOLE_KNOWS =
  'The cause, on purpose: a page must not learn it. The console has a line above this one that says more; paste that one.'

/** What scripts are told: the same for every cause. */
export const SCRIPT_PHRASES: readonly Phrase[] = [
  {
    engine: 'chromium',
    names: ['ERR_FAILED'],
    sentence: 'TypeError: Failed to fetch',
    keywords: [['failed to fetch', 'err_failed', 'failed to load resource']],
    suspects: ANYTHING,
    isVague: true,
    hides: CONSOLE_KNOWS,
  },
  {
    engine: 'firefox',
    sentence: 'TypeError: NetworkError when attempting to fetch resource.',
    keywords: ['networkerror when attempting to fetch'],
    suspects: ANYTHING,
    isVague: true,
    hides: CONSOLE_KNOWS,
  },
  {
    engine: 'webkit',
    sentence: 'TypeError: Load failed',
    keywords: ['load failed'],
    suspects: ANYTHING,
    isVague: true,
    hides: CONSOLE_KNOWS,
  },
  {
    names: ['ERR_NETWORK'],
    sentence: 'AxiosError: Network Error',
    keywords: [['network error', 'network request failed', 'xmlhttprequest error']],
    suspects: ANYTHING,
    isVague: true,
    hides: CONSOLE_KNOWS,
  },
]
