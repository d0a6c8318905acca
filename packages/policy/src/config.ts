import type { Origin } from '@crossorigin/grammar'
import type { DecisionEvent } from './decision/decision.ts'

/**
 * The origins that can read responses: `'*'`, one origin or pattern, one regular expression, a list of origins, patterns and regular
 * expressions, a function, or `false` for none.
 */
export type OriginOption = '*' | false | (string & {}) | RegExp | OriginPredicate | readonly (string | RegExp)[]

/**
 * An origin function: decides whether an origin is allowed. It is only called with valid origins. It is not called for requests
 * without an origin, or with `null`, `file://` or a malformed value. Only `true` allows the origin.
 *
 * It must return a boolean or a promise of one; anything else is a `TypeError`. If it throws or rejects, access is denied and the
 * error goes to the framework's error handler. There is no timeout: a promise that never settles keeps the request waiting.
 *
 * Security: functions cannot be checked when the policy is built. `() => true` with credentials lets every website act on behalf of
 * your visitors. `origin.endsWith('example.com')` allows `https://evilexample.com`, `origin.startsWith('https://example.com')` allows
 * `https://example.com.evil.test`, and `origin.includes('example.com')` allows both. Compare whole origins, or use a pattern, which is
 * checked:
 *
 * ```ts
 * origin: '*'                                              // instead of () => true, without credentials
 * origin: ['https://example.com', 'https://*.example.com'] // instead of (origin) => origin.endsWith('example.com')
 * origin: 'http://localhost:*'                             // instead of (origin) => origin.startsWith('http://localhost')
 * ```
 *
 * @example
 * ```ts
 * cors({ origin: async (origin) => await tenants.hasOrigin(origin) })
 * ```
 */
export type OriginPredicate = (origin: string, parts: Origin) => boolean | PromiseLike<boolean>

/** A method for the `methods` option. Any other HTTP token is possible. */
export type MethodName = 'PUT' | 'PATCH' | 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'QUERY' | (string & {})

/** A request header for the `allowedHeaders` option. Any other HTTP token is possible. */
export type RequestHeaderName = 'Authorization' | 'Content-Type' | 'X-Requested-With' | '*' | (string & {})

/** A response header for the `exposedHeaders` option. Any other HTTP token is possible. */
export type ResponseHeaderName = 'ETag' | 'Location' | 'Link' | 'Retry-After' | 'X-Request-Id' | '*' | (string & {})

/**
 * The configuration of a CORS policy.
 *
 * The policy controls the CORS headers of a response: headers that other code sets are replaced or removed when the response
 * begins, and restored if other code has removed them. The exceptions are `res.stream.respond` and pushed responses over HTTP/2,
 * bytes that are written to a socket, direct calls of the `writeHead` on Node's prototype, and, on `node:http` and connect, code
 * that replaced the response's `writeHead` before `cors()` ran.
 *
 * This is `mode: 'enforce'`, the default of every adapter. With `mode: 'yield'`, an actual response that begins with another
 * `Access-Control-Allow-Origin` keeps the application's CORS headers; with `mode: 'report'`, the policy changes nothing.
 *
 * Options set to `undefined` are treated as not set. The whole configuration is validated when the policy is built, and one error
 * lists all errors, each with a fix; see {@link CorsConfigError}.
 */
export interface CorsConfig {
  /**
   * The origins that can read responses. Required: there is no default, because no default would be right for everyone.
   *
   * A pattern can have `*` as its first label (`https://*.example.com`: one or more labels, not `example.com` itself) and as its port
   * (`http://localhost:*`: any port, or none). Origins are compared byte for byte, as browsers do.
   *
   * Regular expressions are analyzed exactly. They must match whole origins (`^`, `$`) and spell out the scheme and every registrable
   * domain. A dot, a class or a repetition is possible before the domain, followed by an escaped dot. The flags `g`, `y`, `m` and `v`,
   * backreferences, and lookaround other than `(?!...)` directly after `^` or `//` are not supported. An expression that can never
   * match is an error. `policy.sites` lists what is covered.
   *
   * ```ts
   * origin: 'https://app.example.com'                       // permitted
   * origin: ['https://*.example.com', 'http://localhost:*'] // permitted
   * origin: /^https:\/\/pr-\d+\.preview\.example\.com$/     // permitted
   * origin: false                                           // permitted: no origin; preflights get 403
   * origin: []                                              // prohibited: often a missing environment variable
   * origin: 'https://app.example.com/'                      // prohibited: browsers send origins without a slash
   * origin: 'https://*example.com'                          // prohibited: allows https://evilexample.com
   * origin: /example\.com$/                                 // prohibited: allows https://evilexample.com
   * origin: /^https:\/\/.*example\.com$/                    // prohibited: the same
   * origin: /^https:\/\/app.example.com$/                   // prohibited: allows https://app.examplexcom
   * origin: /^app\.example\.com$/                           // prohibited: every origin has a scheme
   * ```
   *
   * Security: an allowed origin can read every response that the visitor's browser gets from this server, with the visitor's cookies
   * if `credentials` is set. Never allow a site that an attacker can control, now or later. This is why wildcards under public
   * suffixes, and unencrypted origins with credentials, are errors.
   *
   * @see https://fetch.spec.whatwg.org/#http-access-control-allow-origin
   */
  readonly origin: OriginOption

  /**
   * The methods to allow in addition to GET, HEAD and POST, which are always allowed. `'*'` allows every method.
   *
   * ```ts
   * methods: ['PUT', 'PATCH', 'DELETE'] // permitted
   * methods: 'PUT'                      // prohibited: must be an array
   * methods: ['CONNECT']                // prohibited: browsers do not let pages send it
   * ```
   *
   * Methods are capitalized as `fetch` does: `put` becomes `PUT`, but `patch` stays `patch`, which is a different method.
   *
   * @defaultValue `[]`
   * @see https://fetch.spec.whatwg.org/#http-access-control-allow-methods
   */
  readonly methods?: '*' | readonly MethodName[] | undefined

  /**
   * The request headers that pages can set, in addition to `Accept`, `Accept-Language`, `Content-Language`, `Content-Type`
   * and `Range`, which are always allowed. `'*'` allows every header except `Authorization`, which must be listed:
   * `['*', 'Authorization']`.
   *
   * ```ts
   * allowedHeaders: ['Authorization', 'X-Request-Id'] // permitted
   * allowedHeaders: ['Cookie']                        // prohibited: set credentials: true instead
   * allowedHeaders: 'Authorization, X-Request-Id'     // prohibited: must be an array
   * ```
   *
   * Security: without a preflight, browsers send those five only with short, ordinary values. After a preflight, this policy allows
   * any value: JSON in `Content-Type`, every `Range` (several ranges, the end of a file), more than 128 bytes, and the characters
   * `"():<>?@[\]{}`. Do not rely on browsers to keep any of this from your server.
   *
   * Security: `X-HTTP-Method-Override` and similar headers let pages send any method disguised as an allowed POST.
   *
   * @defaultValue `[]`
   * @see https://fetch.spec.whatwg.org/#http-access-control-allow-headers
   */
  readonly allowedHeaders?: '*' | readonly RequestHeaderName[] | undefined

  /**
   * The response headers that pages can read, in addition to the seven safelisted ones. `'*'` exposes all except `Set-Cookie`.
   *
   * ```ts
   * exposedHeaders: ['ETag', 'X-Total-Count'] // permitted
   * exposedHeaders: ['Set-Cookie']            // prohibited: pages can never read it
   * exposedHeaders: '*', credentials: true    // prohibited: browsers treat it as a header named "*"
   * ```
   *
   * @defaultValue `[]`
   * @see https://fetch.spec.whatwg.org/#http-access-control-expose-headers
   */
  readonly exposedHeaders?: '*' | readonly ResponseHeaderName[] | undefined

  /**
   * Whether pages can read responses to requests with cookies, client certificates or HTTP authentication. A bearer token in
   * `Authorization` that the page sets is a header, not a credential in this sense: list it in `allowedHeaders` instead.
   *
   * ```ts
   * origin: 'https://app.example.com', credentials: true // permitted
   * origin: '*', credentials: true                       // prohibited: browsers do not allow it either
   * ```
   *
   * Security: with credentials, an allowed origin can act on behalf of the visitor, so every option is checked more strictly.
   *
   * @defaultValue `false`
   * @see https://fetch.spec.whatwg.org/#http-access-control-allow-credentials
   */
  readonly credentials?: boolean | undefined

  /**
   * How long browsers can cache the result of a preflight, in whole seconds from 0 to 86400. Chromium's limit is 7200, Safari's is
   * 600. 0 means a preflight before every request.
   *
   * ```ts
   * maxAge: 3600  // permitted
   * maxAge: '1h'  // prohibited: must be a number of seconds
   * ```
   *
   * Security: a cached preflight result cannot be revoked.
   *
   * @defaultValue `600`
   * @see https://fetch.spec.whatwg.org/#http-access-control-max-age
   */
  readonly maxAge?: number | undefined

  /**
   * The status of the response to an allowed preflight: 204, or 200 for very old clients and proxies that need a `Content-Length`.
   *
   * ```ts
   * preflightStatus: 200 // permitted
   * preflightStatus: 202 // prohibited: must be 200 or 204
   * ```
   *
   * @defaultValue `204`
   * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch
   */
  readonly preflightStatus?: 200 | 204 | undefined

  /**
   * What to do with an actual request from an origin that is not allowed. `'continue'` runs the handler, and the browser keeps the
   * response from the page. `'reject'` responds with 403 before the handler runs, unless `Sec-Fetch-Site` is `same-origin` or `none`
   * (a request that the user started, for example a bookmark).
   *
   * ```ts
   * onDenied: 'reject' // permitted
   * onDenied: 403      // prohibited: must be 'continue' or 'reject'
   * ```
   *
   * Security: CORS is not access control. Unless this is `'reject'`, a form post from an origin that is not allowed is executed. Even
   * then, it is a second line of defense and does not replace protection against request forgery. Form posts from other sites (payment
   * returns, SAML) are rejected too: exempt such routes.
   *
   * Browsers do not send `Sec-Fetch-Site` from `http:` pages, so a server's own pages are rejected there too, unless `origin` lists
   * their origin. With credentials, that also needs `dangerouslyAllowInsecureOrigins`. It is only safe if the host is not also served
   * over `https:`. `Host` is never read: after DNS rebinding, the browser sends the attacker's name in both `Host` and `Origin`.
   *
   * @defaultValue `'continue'`
   */
  readonly onDenied?: 'continue' | 'reject' | undefined

  /**
   * Allows `'null'` and `'file://'` in `origin`, in a policy without credentials.
   *
   * ```ts
   * origin: ['null'], dangerouslyAllowNullOrigin: true                    // permitted
   * origin: ['file://'], dangerouslyAllowNullOrigin: true                 // permitted: local files in older WebViews
   * origin: ['null'], dangerouslyAllowNullOrigin: true, credentials: true // prohibited, always
   * ```
   *
   * Security: every site can get the origin `null` with a sandboxed frame. Listing it allows every site.
   *
   * @defaultValue `false`
   */
  readonly dangerouslyAllowNullOrigin?: boolean | undefined

  /**
   * Allows unencrypted origins (`http:`, not loopback) in a policy with credentials.
   *
   * ```ts
   * origin: 'http://printer.lan', credentials: true, dangerouslyAllowInsecureOrigins: true // permitted
   * origin: 'http://localhost:3000', credentials: true                                     // permitted without it
   * ```
   *
   * Security: an attacker on the visitor's network can serve a page from such an origin and act on behalf of the visitor.
   *
   * @defaultValue `false`
   */
  readonly dangerouslyAllowInsecureOrigins?: boolean | undefined

  /**
   * Allows wildcards under a public suffix of the list's private section, where anyone can register a name, in a policy with
   * credentials: `https://*.vercel.app`, or a similar regular expression. Without credentials, they are a warning. Under `com`, `co.uk`
   * and similar suffixes, and under a name that has public suffixes below it (`amazonaws.com`), they are always an error.
   *
   * ```ts
   * origin: 'https://*.vercel.app', credentials: true                                       // prohibited
   * origin: 'https://*.vercel.app', credentials: true, dangerouslyAllowPublicSuffixes: true // permitted
   * origin: 'https://*.co.uk', credentials: true, dangerouslyAllowPublicSuffixes: true      // prohibited, always
   * ```
   *
   * Security: anyone can register a name under a public suffix and then act on behalf of your visitors.
   *
   * @defaultValue `false`
   * @see https://publicsuffix.org/
   */
  readonly dangerouslyAllowPublicSuffixes?: boolean | undefined

  /**
   * Adds `Cors-Reason: <reason code>` to responses for origins that are not allowed, for curl and for the network panel of the
   * browser's developer tools. It is not added for methods and headers that are not allowed: the browser's console names them.
   *
   * ```ts
   * debug: process.env.NODE_ENV !== 'production' // permitted
   * debug: 'true'                                // prohibited: must be a boolean
   * ```
   *
   * Security: the code is one of a fixed list and does not reveal what is allowed. Pages cannot read it.
   *
   * @defaultValue `false`
   */
  readonly debug?: boolean | undefined

  /**
   * Called once per request with the decision, before the response is sent and after an async origin function has settled. If an
   * origin function or a selector fails, there is no decision and no call. The result is ignored, and it cannot change the decision. If
   * it throws or rejects, the process emits one warning.
   *
   * ```ts
   * onDecision: ({ decision, reason }) => counter.add(1, { reason, kind: decision.kind }) // permitted
   * onDecision: (event) => counter.add(1, { origin: event.origin })                       // unwise: clients can send any number of origins
   * ```
   *
   * Requests without `Origin` have the reason `origin/absent`. They are neither allowed nor denied.
   *
   * Security: `origin` is what the client sent. Log it as JSON.
   *
   * Performance: it runs before every response. The checks of the method and the headers only run if you read them.
   */
  readonly onDecision?: ((event: DecisionEvent) => void) | undefined
}

/** The name of the configuration in other packages. */
export type CorsOptions = CorsConfig

/**
 * A configuration with all defaults, normalized and frozen. It is itself a valid configuration: a policy built from it is the same
 * policy.
 */
export interface NormalizedConfig {
  readonly origin: '*' | false | OriginPredicate | readonly (string | RegExp)[]
  readonly methods: '*' | readonly string[]
  readonly allowedHeaders: '*' | readonly string[]
  readonly exposedHeaders: '*' | readonly string[]
  readonly credentials: boolean
  readonly maxAge: number
  readonly preflightStatus: 200 | 204
  readonly onDenied: 'continue' | 'reject'
  readonly dangerouslyAllowNullOrigin: boolean
  readonly dangerouslyAllowInsecureOrigins: boolean
  readonly dangerouslyAllowPublicSuffixes: boolean
  readonly debug: boolean
  readonly onDecision: ((event: DecisionEvent) => void) | undefined
}
