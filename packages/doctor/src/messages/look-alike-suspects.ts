import type { Suspect } from './message.ts'

/** What is hidden by a message about the page's own policy. */
export const NOTHING_SENT =
  'That nothing was sent: the policy is that of the page, and no header of the target changes it.'
/** What is hidden by a message about a request without CORS. */
export const NO_CORS = 'That a request with CORS (the crossorigin attribute, or fetch) is not touched by this rule.'

/** Behind a policy of the page's. */
export const CSP: readonly Suspect[] = [
  { code: 'lookalike/csp-connect-src', because: "the page's own Content-Security-Policy does not allow the address" },
]

/** Behind a resource policy. */
export const CORP: readonly Suspect[] = [
  { code: 'lookalike/corp', because: 'the resource sends a Cross-Origin-Resource-Policy that excludes other origins' },
  { code: 'lookalike/coep', because: 'the page requires it of every resource with its Cross-Origin-Embedder-Policy' },
]

/** Behind mixed content. */
export const MIXED: readonly Suspect[] = [
  { code: 'lookalike/mixed-content', because: 'the page was loaded over https and requests http' },
  { code: 'redirect/downgrade', because: 'a redirect may lead from https to http' },
]

/** Behind a response that an element does not get. */
export const ORB: readonly Suspect[] = [
  { code: 'lookalike/orb', because: 'a tag without crossorigin got HTML, JSON or another type that it cannot use' },
  { code: 'not-cors/navigation-or-tag', because: 'tags load without CORS unless they have a crossorigin attribute' },
]

/** Behind a type that does not fit. */
export const NOSNIFF: readonly Suspect[] = [
  { code: 'lookalike/nosniff-mime', because: 'the Content-Type does not fit this kind of resource' },
]

/** Behind a header that only the browser sets. */
export const FORBIDDEN_HEADER: readonly Suspect[] = [
  { code: 'input/forbidden-header', because: 'this header belongs to the browser' },
]

/** Behind a header that JavaScript does not see. */
export const NOT_EXPOSED: readonly Suspect[] = [
  { code: 'exposure/header-not-exposed', because: 'JavaScript sees seven headers, and those that are exposed' },
]

/** Behind a URL with a name and a password. */
export const URL_CREDENTIALS: readonly Suspect[] = [
  { code: 'input/url-credentials', because: 'fetch does not accept a URL with a user name and password' },
]

/** Behind a URL that is not absolute. */
export const MISSING_SCHEME: readonly Suspect[] = [
  { code: 'input/missing-scheme', because: 'the URL is not absolute, or cannot be parsed' },
]

/** Behind a method that `fetch` does not take. */
export const METHODS: readonly Suspect[] = [
  { code: 'input/forbidden-method', because: 'pages cannot send CONNECT, TRACE or TRACK' },
  { code: 'input/invalid-method', because: 'the method may have an invalid character' },
  { code: 'input/no-cors-method', because: "mode 'no-cors' only goes with GET, HEAD and POST" },
]

/** Behind a header that `fetch` does not take. */
export const INVALID_HEADER: readonly Suspect[] = [
  { code: 'input/invalid-header', because: 'the name or value of a header has an invalid character' },
]

/** Behind a body that `fetch` does not take. */
export const BODY_WITH_GET: readonly Suspect[] = [
  { code: 'input/body-with-get', because: 'GET and HEAD cannot have a body' },
]

/** Behind a refusal on the way to a private address. */
export const LOCAL_NETWORK_PERMISSION: readonly Suspect[] = [
  {
    code: 'lookalike/local-network-permission',
    because:
      'the browser asks the visitor before a page can access a device on the local network or the computer itself',
  },
]

/** Behind the same from a page without encryption. */
export const LOCAL_NETWORK_INSECURE: readonly Suspect[] = [
  {
    code: 'lookalike/local-network-insecure',
    because: 'a page without https cannot reach private addresses; nothing was sent to the server',
  },
]

/** Behind headers of Private Network Access, which no current browser asks for. */
export const PRIVATE_NETWORK_PREFLIGHT: readonly Suspect[] = [
  {
    code: 'lookalike/local-network-permission',
    because: 'current versions ask the visitor for permission instead of the server for a header',
  },
  { code: 'preflight/private-network-header', because: 'the requested header no longer has an effect' },
]
