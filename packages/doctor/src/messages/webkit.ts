import {
  CREDENTIALS_NOT_ALLOWED,
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

function networkError(template: string, keyword: string, suspects: readonly Suspect[]): EngineMessage {
  return { template, keywords: [keyword], suspects, hides: network.NO_RESPONSE }
}

/** Messages that are not about CORS. */
export const WEBKIT_OTHER_MESSAGES: readonly EngineMessage[] = [
  {
    template:
      'Refused to connect to {url} because it does not appear in the connect-src directive of the Content Security Policy.',
    keywords: ['does not appear in the', 'directive'],
    codes: ['lookalike/csp-connect-src'],
    suspects: alike.CSP,
    hides: alike.NOTHING_SENT,
  },
  {
    template:
      '[blocked] The page at {page} requested insecure content from {url}. This content was blocked and must be served over HTTPS.',
    keywords: [
      [
        'requested insecure content from',
        'not allowed to run insecure content',
        'not allowed to display insecure content',
      ],
    ],
    codes: ['lookalike/mixed-content'],
    suspects: alike.MIXED,
    hides: 'That nothing was sent. Safari blocks localhost too, where Chrome and Firefox make an exception.',
  },
  {
    template:
      "Cancelled load to {url} because it violates the resource's Cross-Origin-Resource-Policy response header.",
    keywords: [["resource's cross-origin-resource-policy", 'cross-origin-resource-policy response header']],
    codes: ['lookalike/corp'],
    suspects: alike.CORP,
    hides: alike.NO_CORS,
  },
  {
    template: 'Not allowed to request resource',
    keywords: ['not allowed to request resource'],
    suspects: [...alike.CSP, ...alike.MIXED],
    isVague: true,
    hides: 'The cause: it is in the line above this one, or nowhere.',
  },
  {
    template: 'URL is not valid or contains user credentials.',
    keywords: ['not valid or contains user credentials'],
    codes: ['input/url-credentials', 'input/missing-scheme'],
    suspects: [...alike.URL_CREDENTIALS, ...alike.MISSING_SCHEME],
  },
  {
    template: 'Method is forbidden.',
    keywords: ['method is forbidden'],
    codes: ['input/forbidden-method'],
    suspects: alike.METHODS,
  },
  {
    template: 'Method is not a valid HTTP token.',
    keywords: ['is not a valid http token'],
    codes: ['input/invalid-method'],
    suspects: alike.METHODS,
  },
  {
    template: 'Method must be GET, POST or HEAD in no-cors mode.',
    keywords: ['get, post or head in no-cors mode'],
    codes: ['input/no-cors-method'],
    suspects: alike.METHODS,
  },
  {
    template: "Request has method '{method}' and cannot have a body",
    keywords: ['request has method', 'cannot have a body'],
    codes: ['input/body-with-get'],
    suspects: alike.BODY_WITH_GET,
  },
  {
    template: 'Not allowed to use restricted network port {port}: {url}',
    keywords: ['restricted network port'],
    codes: ['input/blocked-port'],
    suspects: [
      { code: 'input/blocked-port', because: 'the port is on the list of the Fetch standard' },
      { code: 'lookalike/unsafe-port', because: 'browsers do not connect to this port' },
    ],
  },
  networkError(
    'A server with the specified hostname could not be found.',
    'specified hostname could not be found',
    network.DNS,
  ),
  networkError('Could not connect to the server.', 'could not connect to the server', network.REFUSED),
  networkError('The network connection was lost.', 'network connection was lost', network.RESET),
  networkError('The request timed out.', 'the request timed out', network.TIMEOUT),
  networkError(
    'The certificate for this server is invalid.',
    'certificate for this server is invalid',
    network.TLS_UNTRUSTED,
  ),
  networkError(
    'An SSL error has occurred and a secure connection to the server cannot be made.',
    'an ssl error has occurred',
    network.TLS_PROTOCOL,
  ),
]

const PREFLIGHT_OR_NOT = 'Whether it was the preflight or the actual response: Safari prints the same for both.'

/**
 * What Safari prints about CORS: eleven strings, and some that enclose them.
 *
 * Read in WebKit's `Source/WebCore/loader/CrossOriginAccessControl.cpp`, `CrossOriginPreflightResultCache.cpp` and
 * `SubresourceLoader.cpp`.
 */
export const WEBKIT_CORS_MESSAGES: readonly EngineMessage[] = [
  {
    template: 'Preflight response is not successful. Status code: {status}',
    keywords: ['preflight response is not successful'],
    codes: ['preflight/status-not-ok', 'preflight/redirect'],
    suspects: behind.PREFLIGHT_STATUS,
    hides: 'Whether the response to OPTIONS has CORS headers: Safari looks at the status first.',
  },
  {
    template: 'Cross-origin redirection to {url} denied by Cross-Origin Resource Sharing policy: {value}',
    keywords: ['cross-origin redirection', 'denied by cross-origin resource sharing policy'],
    suspects: [
      { code: 'redirect/hop-without-cors', because: 'every response on the way needs the header' },
      {
        code: 'redirect/origin-becomes-null',
        because: 'after a redirect to another origin, "Origin: null" must be allowed',
      },
    ],
  },
  {
    template: 'Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.',
    keywords: ['cannot use wildcard in access-control-allow-origin'],
    codes: ['preflight/wildcard-with-credentials', 'credentials/wildcard-origin'],
    suspects: [...behind.WILDCARD_ON_RESPONSE, ...behind.WILDCARD_ON_PREFLIGHT],
    hides: PREFLIGHT_OR_NOT,
  },
  {
    template: 'Access-Control-Allow-Origin cannot contain more than one origin.',
    keywords: ['access-control-allow-origin cannot contain more than one origin'],
    codes: ['preflight/allow-origin-multiple', 'response/allow-origin-multiple'],
    suspects: [...behind.MULTIPLE_ON_RESPONSE, ...behind.MULTIPLE_ON_PREFLIGHT],
    hides: `The values. ${PREFLIGHT_OR_NOT}`,
  },
  {
    template: 'Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {status}',
    keywords: ['is not allowed by access-control-allow-origin'],
    codes: [
      ...MISSING_ALLOW_ORIGIN_ON_PREFLIGHT,
      'preflight/allow-origin-mismatch',
      'preflight/allow-origin-invalid',
      ...MISSING_ALLOW_ORIGIN,
      'response/allow-origin-mismatch',
      'response/allow-origin-invalid',
      'null-origin/file-url',
      'null-origin/literal-for-real-origin',
    ],
    suspects: [
      ...behind.MISSING_ON_RESPONSE,
      ...behind.MISMATCH_ON_RESPONSE,
      { code: 'response/allow-origin-invalid', because: 'a value that is not a valid origin reads the same' },
      ...behind.MISSING_ON_PREFLIGHT,
    ],
    hides: 'The value: a missing header, another origin and the word null all read like this, on a preflight too.',
  },
  {
    template: 'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".',
    keywords: ['credentials flag is true', 'access-control-allow-credentials'],
    codes: ['preflight/allow-credentials-not-true', ...CREDENTIALS_NOT_ALLOWED],
    suspects: [...behind.CREDENTIALS_ON_RESPONSE, ...behind.CREDENTIALS_ON_PREFLIGHT],
    hides: `The value that the server sent. ${PREFLIGHT_OR_NOT}`,
  },
  {
    template: 'Header Access-Control-Allow-Methods has an invalid value: {value}',
    keywords: ['access-control-allow-methods has an invalid value'],
    codes: ['preflight/allow-methods-unparsable'],
    suspects: behind.UNPARSABLE_METHODS,
  },
  {
    template: 'Header Access-Control-Allow-Headers has an invalid value: {value}',
    keywords: ['access-control-allow-headers has an invalid value'],
    codes: ['preflight/allow-headers-unparsable'],
    suspects: behind.UNPARSABLE_HEADERS,
  },
  {
    template: 'Method {method} is not allowed by Access-Control-Allow-Methods.',
    keywords: ['is not allowed by access-control-allow-methods'],
    codes: METHOD_NOT_ALLOWED,
    suspects: behind.METHOD,
    hides: 'The list that the server sent.',
  },
  {
    template: 'Request header field {name} is not allowed by Access-Control-Allow-Headers.',
    keywords: ['is not allowed by access-control-allow-headers'],
    codes: HEADER_NOT_ALLOWED,
    suspects: behind.HEADER,
    hides: 'Other headers that are missing too: only the first is named.',
  },
  {
    template: 'not allowed to follow a cross-origin CORS redirection with non CORS scheme',
    keywords: ['redirection with non cors scheme'],
    codes: ['redirect/scheme'],
    suspects: [
      { code: 'redirect/scheme', because: 'the redirect leads to a scheme that is neither http nor https' },
      ...behind.SCHEME,
    ],
  },
  {
    template: 'redirection URL {location} has credentials',
    keywords: ['redirection url', 'has credentials'],
    codes: ['redirect/credentials-in-location'],
    suspects: behind.CREDENTIALS_IN_LOCATION,
  },
  {
    template: 'Cross-origin script load denied by Cross-Origin Resource Sharing policy.',
    keywords: ['cross-origin', 'load denied by cross-origin resource sharing policy'],
    suspects: [
      ...behind.MISSING_ON_RESPONSE,
      { code: 'not-cors/navigation-or-tag', because: 'the tag has a crossorigin attribute, or is a module' },
    ],
    hides: 'The address, and what is wrong with the response.',
  },
  {
    template: 'Fetch API cannot load {url} due to access control checks.',
    keywords: ['due to access control checks'],
    codes: [...FAILED_REQUESTS, 'lookalike/aborted'],
    suspects: [
      ...behind.MISSING_ON_RESPONSE,
      ...behind.MISSING_ON_PREFLIGHT,
      { code: 'lookalike/aborted', because: 'Safari prints this too for a request that a page left behind' },
      { code: 'lookalike/mixed-content', because: 'an https page may request http' },
    ],
    isVague: true,
    hides: 'The cause: it is in the line above this one, or nowhere.',
  },
]
