import type { Origin } from '@crossorigin/grammar'
import type { DecisionEvent } from './decision.ts'

/**
 * Which origins may read the responses: `'*'`, one origin or pattern, one regular expression, a list of origins, patterns
 * and regular expressions, a function, or `false` for none.
 */
export type OriginOption = '*' | false | (string & {}) | RegExp | OriginPredicate | readonly (string | RegExp)[]

/**
 * Decides about one origin. It is asked only about well-formed origins, never about a missing one, `null`, `file://`, or
 * a text that is not an origin. Only `true` grants.
 *
 * Anything but a boolean, or a promise of one, is a `TypeError`. Where it throws or rejects, nothing is granted and the
 * error takes the framework's error path. It is not timed out: a promise that never settles holds its request.
 *
 * Security: a function is believed. What it allows is not checked when the policy is built, because no analysis can look into
 * it: `() => true` with credentials lets every website act in the name of your visitors, `origin.endsWith('example.com')`
 * allows `https://evilexample.com`, `origin.startsWith('https://example.com')` allows `https://example.com.evil.test`, and
 * `origin.includes('example.com')` allows both. Compare whole origins, or write a pattern, which is checked:
 *
 * ```ts
 * origin: '*'                                              // in place of () => true, without credentials
 * origin: ['https://example.com', 'https://*.example.com'] // in place of (origin) => origin.endsWith('example.com')
 * origin: 'http://localhost:*'                             // in place of (origin) => origin.startsWith('http://localhost')
 * ```
 *
 * @example
 * ```ts
 * cors({ origin: async (origin) => await tenants.hasOrigin(origin) })
 * ```
 */
export type OriginPredicate = (origin: string, parts: Origin) => boolean | PromiseLike<boolean>

/** A method that a policy can list. Any other HTTP token is one too. */
export type MethodName = 'PUT' | 'PATCH' | 'DELETE' | 'GET' | 'HEAD' | 'POST' | 'QUERY' | (string & {})

/** A request header that a policy can list. Any other HTTP token is one too. */
export type RequestHeaderName = 'Authorization' | 'Content-Type' | 'X-Requested-With' | '*' | (string & {})

/** A response header that a policy can expose. Any other HTTP token is one too. */
export type ResponseHeaderName = 'ETag' | 'Location' | 'Link' | 'Retry-After' | 'X-Request-Id' | '*' | (string & {})

/**
 * A CORS policy as it is written down.
 *
 * The policy has the last word on a response: CORS headers that other code sets are replaced or removed when the response
 * begins, and restored if other code has removed them. Out of reach are `res.stream.respond` and pushed responses over HTTP/2,
 * bytes that are written to a socket, `writeHead` of Node's prototype when it is called past the response, and, on `node:http`
 * and connect, code that replaced the response's `writeHead` before `cors()` ran.
 *
 * This is `mode: 'enforce'`, the default of every adapter. With `mode: 'yield'`, an actual response that begins with another
 * `Access-Control-Allow-Origin` keeps the application's CORS headers; with `mode: 'report'`, the policy changes nothing.
 *
 * An option that is `undefined` counts as absent. Every mistake is refused when the policy is built, all of them at once,
 * each with what to write instead; see {@link CorsConfigError}.
 */
export interface CorsConfig {
  /**
   * The origins that may read responses. Required: there is no default, because every default would be wrong for somebody.
   *
   * A pattern may replace the leading label (`https://*.example.com`: one or more labels, not `example.com` itself) and
   * the port (`http://localhost:*`: any port, or none). Origins are compared byte for byte, as browsers do.
   *
   * A regular expression is analyzed exactly. It must match whole origins (`^`, `$`) and spell out the scheme and every registrable
   * domain; what it leaves open (a dot, a class, a repetition) must be in front of that, behind an escaped dot. It must not have the
   * flags `g`, `y`, `m` or `v`, backreferences, or lookaround other than `(?!...)` directly after `^` or `//`. One that can never
   * match is an error. `policy.sites` lists what is covered.
   *
   * ```ts
   * origin: 'https://app.example.com'                       // permitted
   * origin: ['https://*.example.com', 'http://localhost:*'] // permitted
   * origin: /^https:\/\/pr-\d+\.preview\.example\.com$/     // permitted
   * origin: false                                           // permitted: no other origin; preflights get 403
   * origin: []                                              // prohibited: often an environment variable that is not set
   * origin: 'https://app.example.com/'                      // prohibited: browsers send no slash
   * origin: 'https://*example.com'                          // prohibited: allows https://evilexample.com
   * origin: /example\.com$/                                 // prohibited: allows https://evilexample.com
   * origin: /^https:\/\/.*example\.com$/                    // prohibited: the same
   * origin: /^https:\/\/app.example.com$/                   // prohibited: allows https://app.examplexcom
   * origin: /^app\.example\.com$/                           // prohibited: no origin is without a scheme
   * ```
   *
   * Security: whoever is listed here reads whatever the server answers to the visitor's browser, with the visitor's
   * cookies if `credentials` is set. A site that an attacker can write to, now or later, must not be covered: hence no
   * wildcard under a public suffix and no unencrypted origin in a policy with credentials.
   *
   * @see https://fetch.spec.whatwg.org/#http-access-control-allow-origin
   */
  readonly origin: OriginOption

  /**
   * The methods to allow in addition to GET, HEAD and POST, which are always allowed. `'*'` stands for every method.
   *
   * ```ts
   * methods: ['PUT', 'PATCH', 'DELETE'] // permitted
   * methods: 'PUT'                      // prohibited: a list is a list
   * methods: ['CONNECT']                // prohibited: no script can send it
   * ```
   *
   * Methods are spelled as `fetch` spells them: `put` becomes `PUT`, but `patch` stays `patch`, another method.
   *
   * @defaultValue `[]`
   * @see https://fetch.spec.whatwg.org/#http-access-control-allow-methods
   */
  readonly methods?: '*' | readonly MethodName[] | undefined

  /**
   * The request headers that pages can set, in addition to `Accept`, `Accept-Language`, `Content-Language`, `Content-Type`
   * and `Range`, which are always allowed. `'*'` stands for every header except `Authorization`, which must be listed:
   * `['*', 'Authorization']`.
   *
   * ```ts
   * allowedHeaders: ['Authorization', 'X-Request-Id'] // permitted
   * allowedHeaders: ['Cookie']                        // prohibited: the browser's own; set credentials instead
   * allowedHeaders: 'Authorization, X-Request-Id'     // prohibited: a list is a list
   * ```
   *
   * Security: without a preflight, browsers send those five only with short and ordinary values. After a preflight, this
   * policy allows any value of them: JSON in `Content-Type`, every `Range` (several ranges, the end of a file), more than 128
   * bytes, and the characters `"():<>?@[\]{}`. Do not rely on browsers to keep any of this from your server.
   *
   * Security: `X-HTTP-Method-Override` and its like let a caller tunnel any method through an allowed POST.
   *
   * @defaultValue `[]`
   * @see https://fetch.spec.whatwg.org/#http-access-control-allow-headers
   */
  readonly allowedHeaders?: '*' | readonly RequestHeaderName[] | undefined

  /**
   * The response headers that script may read, beside the seven safelisted ones. `'*'` stands for all but `Set-Cookie`.
   *
   * ```ts
   * exposedHeaders: ['ETag', 'X-Total-Count'] // permitted
   * exposedHeaders: ['Set-Cookie']            // prohibited: no script ever reads it
   * exposedHeaders: '*', credentials: true    // prohibited: browsers take it for a header named "*"
   * ```
   *
   * @defaultValue `[]`
   * @see https://fetch.spec.whatwg.org/#http-access-control-expose-headers
   */
  readonly exposedHeaders?: '*' | readonly ResponseHeaderName[] | undefined

  /**
   * Whether responses to requests with cookies, client certificates or HTTP authentication may be read. A bearer token
   * that script puts into `Authorization` is a header, not a credential in this sense: list the header instead.
   *
   * ```ts
   * origin: 'https://app.example.com', credentials: true // permitted
   * origin: '*', credentials: true                       // prohibited: browsers refuse it, and so they should
   * ```
   *
   * Security: with credentials, an allowed origin acts in the visitor's name. Every option is judged more strictly.
   *
   * @defaultValue `false`
   * @see https://fetch.spec.whatwg.org/#http-access-control-allow-credentials
   */
  readonly credentials?: boolean | undefined

  /**
   * How long a browser may remember a preflight's answer, in whole seconds from 0 to 86400. Chromium keeps it for 7200 at
   * most, Safari for 600. 0 means a preflight for every request.
   *
   * ```ts
   * maxAge: 3600  // permitted
   * maxAge: '1h'  // prohibited: seconds, as a number
   * ```
   *
   * Security: a grant that has been remembered cannot be called back.
   *
   * @defaultValue `600`
   * @see https://fetch.spec.whatwg.org/#http-access-control-max-age
   */
  readonly maxAge?: number | undefined

  /**
   * The status of an accepted preflight: 204, or 200 for very old clients and proxies that want a body's length.
   *
   * ```ts
   * preflightStatus: 200 // permitted
   * preflightStatus: 202 // prohibited: nothing needs it
   * ```
   *
   * @defaultValue `204`
   * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch
   */
  readonly preflightStatus?: 200 | 204 | undefined

  /**
   * What happens to an actual request from an origin that is not allowed. `'continue'` runs the handler and lets the browser
   * withhold the answer. `'reject'` answers 403 before the handler runs, unless `Sec-Fetch-Site` says that the request is
   * of the same origin or the user's own.
   *
   * ```ts
   * onDenied: 'reject' // permitted
   * onDenied: 403      // prohibited
   * ```
   *
   * Security: CORS is not access control; a refused form post is executed unless this is `'reject'`. Even then it is a
   * second line of defence, not protection against request forgery. Form posts from other sites (payment returns, SAML) are
   * rejected: exempt such routes.
   *
   * Browsers send no `Sec-Fetch-Site` from plain `http:` pages, so that a server's own pages are rejected there too, unless
   * `origin` lists their origin. With credentials, that also needs `dangerouslyAllowInsecureOrigins`. This is safe only
   * if the host is not also served over `https:`. `Host` is never consulted: after DNS rebinding, the browser sends the
   * attacker's name in both `Host` and `Origin`.
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
   * Security: any site can have the origin `null` by putting itself into a sandboxed frame. Listing it is listing everyone.
   *
   * @defaultValue `false`
   */
  readonly dangerouslyAllowNullOrigin?: boolean | undefined

  /**
   * Permits unencrypted origins (`http:`, not loopback) in a policy with credentials.
   *
   * ```ts
   * origin: 'http://printer.lan', credentials: true, dangerouslyAllowInsecureOrigins: true // permitted
   * origin: 'http://localhost:3000', credentials: true                                     // permitted without it
   * ```
   *
   * Security: whoever sits on the visitor's network can serve a page of such an origin and act in the visitor's name.
   *
   * @defaultValue `false`
   */
  readonly dangerouslyAllowInsecureOrigins?: boolean | undefined

  /**
   * Permits open names under a public suffix of the list's private section, where anyone can register a name, in a policy with
   * credentials: `https://*.vercel.app`, or a regular expression like it. Without credentials they are a warning. Under `com`, `co.uk`
   * and the like, and under a name that has public suffixes below it (`amazonaws.com`), they are always an error.
   *
   * ```ts
   * origin: 'https://*.vercel.app', credentials: true                                       // prohibited
   * origin: 'https://*.vercel.app', credentials: true, dangerouslyAllowPublicSuffixes: true // permitted
   * origin: 'https://*.co.uk', credentials: true, dangerouslyAllowPublicSuffixes: true      // prohibited, always
   * ```
   *
   * Security: anyone can register a name under a public suffix, and all of them can then act in the name of your visitors.
   *
   * @defaultValue `false`
   * @see https://publicsuffix.org/
   */
  readonly dangerouslyAllowPublicSuffixes?: boolean | undefined

  /**
   * Whether answers to origins that are not allowed carry `Cors-Reason: <reason code>`, to be read by curl and in the network
   * panel of a browser's tools. A method or a header that is not allowed has none: the browser's console names it.
   *
   * ```ts
   * debug: process.env.NODE_ENV !== 'production' // permitted
   * debug: 'true'                                // prohibited: a boolean is a boolean
   * ```
   *
   * Security: the code is one of a fixed list and says nothing of what else is allowed. Script cannot read it.
   *
   * @defaultValue `false`
   */
  readonly debug?: boolean | undefined

  /**
   * Is told about every decision, once per request, before the answer goes out and after an asynchronous predicate has
   * settled. Where a predicate or a selector fails, there is no decision, and it is not told. What it returns is ignored; what
   * it throws, or rejects with, becomes one warning of the process. It changes nothing.
   *
   * ```ts
   * onDecision: ({ decision, reason }) => counter.add(1, { reason, kind: decision.kind }) // permitted
   * onDecision: (event) => counter.add(1, { origin: event.origin })                       // unwise: anyone makes up origins
   * ```
   *
   * Without an `Origin` the reason is `origin/absent`, and that is no refusal: nobody asked.
   *
   * Security: `origin` is what the client sent. Write it to a log as JSON.
   *
   * Performance: it runs before every response; the verdicts on method and headers cost nothing until they are read.
   */
  readonly onDecision?: ((event: DecisionEvent) => void) | undefined
}

/** The name that other packages have for a configuration. */
export type CorsOptions = CorsConfig

/**
 * A configuration with every default filled in, every list copied and normalized, and everything frozen. It is itself a
 * configuration: a policy built from it is the same policy.
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
