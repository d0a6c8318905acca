import * as alike from './look-alike-suspects.ts'
import type { EngineMessage, Suspect } from './message.ts'
import * as network from './network-suspects.ts'

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
