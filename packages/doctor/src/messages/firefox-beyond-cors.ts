import * as alike from './look-alike-suspects.ts'
import type { EngineMessage, Suspect } from './message.ts'
import * as network from './network-suspects.ts'

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
