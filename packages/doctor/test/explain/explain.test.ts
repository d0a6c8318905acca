import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explain } from '../../src/explain/explain.ts'
import { FINDINGS } from '../../src/findings/findings.ts'

const PROPERTY_TIMEOUT = 60_000

interface Pasted {
  readonly text: string
  readonly engine: string | undefined
  readonly codes: readonly string[]
  readonly facts?: Readonly<Record<string, unknown>>
  readonly command?: string
}

const PASTED: readonly Pasted[] = [
  // Chrome, current.
  {
    text: "Access to fetch at 'https://api.example.com/users/7' from origin 'https://app.example.com' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    engine: 'chromium',
    codes: ['response/allow-origin-missing', 'redirect/hop-without-cors', 'response/missing-on-error-status'],
    facts: { url: 'https://api.example.com/users/7', origin: 'https://app.example.com', api: 'fetch' },
    command: 'cors-doctor https://api.example.com/users/7 --origin https://app.example.com',
  },
  {
    text: "Access to fetch at 'http://localhost:8000/api/auth/sign-in' from origin 'http://localhost:3000' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource. If an opaque response serves your needs, set the request's mode to 'no-cors' to fetch the resource with CORS disabled.",
    engine: 'chromium',
    codes: ['preflight/allow-origin-missing', 'preflight/status-not-ok', 'preflight/headers-on-actual-only'],
    facts: { url: 'http://localhost:8000/api/auth/sign-in', origin: 'http://localhost:3000' },
    command: 'cors-doctor http://localhost:8000/api/auth/sign-in --origin http://localhost:3000 -X METHOD',
  },
  {
    text: `Access to fetch at 'https://api.example.com/users/7' from origin
 'https://app.example.com' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.
users.js:12  PUT https://api.example.com/users/7 net::ERR_FAILED 401 (Unauthorized)
users.js:12  Uncaught (in promise) TypeError: Failed to fetch`,
    engine: 'chromium',
    codes: ['preflight/status-not-ok', 'preflight/allow-origin-missing'],
    facts: { method: 'PUT', status: 401 },
    command: 'cors-doctor https://api.example.com/users/7 --origin https://app.example.com -X PUT',
  },
  {
    text: "Access to XMLHttpRequest at 'https://login.example.org/?a=1&b=it%27s' (redirected from 'https://api.example.com/me') from origin 'https://app.example.com' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    engine: 'chromium',
    codes: ['redirect/hop-without-cors', 'response/allow-origin-missing'],
    facts: { redirectedFrom: 'https://api.example.com/me', api: 'xhr' },
    command: 'cors-doctor https://api.example.com/me --origin https://app.example.com',
  },
  {
    text: "Access to fetch at 'https://api.example.com/?a=1&b=2' from origin 'null' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.",
    engine: 'chromium',
    codes: ['null-origin/file-url', 'null-origin/sandboxed-frame', 'response/allow-origin-missing'],
    facts: { origin: 'null' },
    command: "cors-doctor 'https://api.example.com/?a=1&b=2' --origin null",
  },
  {
    text: "Access to fetch at 'https://api.example.com/' from origin 'https://app.example.com' has been blocked by CORS policy: The 'Access-Control-Allow-Origin' header contains multiple values '*, https://app.example.com', but only one is allowed. Have the server send the header with a valid value.",
    engine: 'chromium',
    codes: ['response/allow-origin-multiple'],
    facts: { value: '*, https://app.example.com' },
  },
  {
    text: "Access to fetch at 'https://api.example.com/' from origin 'https://app.example.com' has been blocked by CORS policy: The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must be 'true' when the request's credentials mode is 'include'.",
    engine: 'chromium',
    codes: ['credentials/allow-missing', 'credentials/not-needed'],
    facts: { value: '', credentials: true },
    command: 'cors-doctor https://api.example.com/ --origin https://app.example.com --credentials',
  },
  {
    text: "Access to fetch at 'https://api.example.com/' from origin 'https://app.example.com' has been blocked by CORS policy: The value of the 'Access-Control-Allow-Credentials' header in the response is 'True' which must be 'true' when the request's credentials mode is 'include'.",
    engine: 'chromium',
    codes: ['credentials/allow-not-true', 'credentials/allow-missing'],
    facts: { value: 'True' },
  },
  {
    text: "Access to fetch at 'https://api.example.com/' from origin 'https://app.example.com' has been blocked by CORS policy: Request header field x-foo is not allowed by Access-Control-Allow-Headers in preflight response.",
    engine: 'chromium',
    codes: ['preflight/header-not-allowed'],
    facts: { header: 'x-foo' },
    command: "cors-doctor https://api.example.com/ --origin https://app.example.com -H 'x-foo: 1'",
  },
  {
    text: "Access to fetch at 'https://api.example.com/' from origin 'https://app.example.com' has been blocked by CORS policy: Request header field sentry-trace is not allowed by Access-Control-Allow-Headers in preflight response.",
    engine: 'chromium',
    codes: ['classify/added-by-tooling', 'preflight/header-not-allowed'],
  },
  {
    text: "Access to fetch at 'https://api.example.com/' from origin 'https://app.example.com' has been blocked by CORS policy: Method patch is not allowed by Access-Control-Allow-Methods in preflight response.",
    engine: 'chromium',
    codes: ['preflight/method-case', 'preflight/method-not-allowed'],
    facts: { method: 'patch' },
    command: 'cors-doctor https://api.example.com/ --origin https://app.example.com -X patch',
  },
  {
    text: "Access to fetch at 'http://localhost:8137/health' from origin 'https://monk-editor.vercel.app' has been blocked by CORS policy: Permission was denied for this request to access the `loopback` address space.",
    engine: 'chromium',
    codes: ['lookalike/local-network-permission'],
    facts: { addressSpace: 'loopback', url: 'http://localhost:8137/health' },
  },
  {
    text: 'Permission was denied for this request to access the unknown address space',
    engine: 'chromium',
    codes: ['lookalike/local-network-permission'],
    facts: { addressSpace: 'unknown' },
    command: 'cors-doctor URL --origin ORIGIN',
  },
  {
    text: "The 'Access-Control-Allow-Origin' header contains multiple values 'https://b.test, *', but only one is allowed.",
    engine: 'chromium',
    codes: ['response/allow-origin-multiple'],
    facts: { url: undefined, value: 'https://b.test, *' },
    command: 'cors-doctor URL --origin ORIGIN',
  },
  {
    text: "https://api.example.com/ failed: The 'Access-Control-Allow-Origin' header contains multiple values 'https://b.test, https://c.test', but only one is allowed.",
    engine: 'chromium',
    codes: ['response/allow-origin-multiple'],
    facts: { url: 'https://api.example.com/', value: 'https://b.test, https://c.test' },
  },
  // Chrome, former versions.
  {
    text: "XMLHttpRequest cannot load https://identity.example.com/v3/auth/tokens. Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource. Origin 'http://localhost:3000' is therefore not allowed access. The response had HTTP status code 404.",
    engine: 'chromium',
    codes: ['preflight/status-not-ok'],
    facts: {
      url: 'https://identity.example.com/v3/auth/tokens',
      origin: 'http://localhost:3000',
      status: 404,
      api: 'xhr',
    },
  },
  {
    text: "Failed to load https://api.example.com/v3/search?term=pizza&limit=25: No 'Access-Control-Allow-Origin' header is present on the requested resource. Origin 'http://localhost:8000' is therefore not allowed access. The response had HTTP status code 503.",
    engine: 'chromium',
    codes: ['response/missing-on-error-status', 'response/allow-origin-missing'],
    facts: {
      url: 'https://api.example.com/v3/search?term=pizza&limit=25',
      origin: 'http://localhost:8000',
      status: 503,
    },
  },
  {
    text: "XMLHttpRequest cannot load http://api.example.com/. A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true. Origin 'http://localhost' is therefore not allowed access.",
    engine: 'chromium',
    codes: ['credentials/wildcard-origin'],
    facts: { credentials: true, origin: 'http://localhost' },
  },
  {
    text: 'XMLHttpRequest cannot load http://api.example.com/a.b. Response for preflight has invalid HTTP status code 405',
    engine: 'chromium',
    codes: ['preflight/status-not-ok'],
    facts: { url: 'http://api.example.com/a.b', status: 405 },
  },
  {
    text: "Redirect from 'https://api.example.com/a' to 'https://other.example.org/b' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource. Origin 'https://app.example.com' is therefore not allowed access.",
    engine: 'chromium',
    codes: ['response/allow-origin-missing'],
    facts: { url: 'https://api.example.com/a', origin: 'https://app.example.com' },
  },
  {
    text: 'Fetch API cannot load file:///tmp/d.json. URL scheme "file" is not supported.',
    engine: 'chromium',
    codes: ['null-origin/file-url'],
    facts: { url: 'file:///tmp/d.json' },
  },
  // Firefox.
  {
    text: 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/users. (Reason: CORS header \u2018Access-Control-Allow-Origin\u2019 missing). Status code: 500. [Learn More]',
    engine: 'firefox',
    codes: ['response/missing-on-error-status', 'preflight/status-not-ok', 'response/allow-origin-missing'],
    facts: { url: 'https://api.example.com/users', status: 500 },
    command: 'cors-doctor https://api.example.com/users --origin ORIGIN',
  },
  {
    text: 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/. (Reason: CORS request did not succeed). Status code: (null).',
    engine: 'firefox',
    codes: ['lookalike/refused', 'lookalike/dns'],
    facts: { url: 'https://api.example.com/', status: undefined },
  },
  {
    text: 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/. (Reason: CORS header \u2018Access-Control-Allow-Origin\u2019 does not match \u2018https://www.example.com\u2019).',
    engine: 'firefox',
    codes: ['response/allow-origin-mismatch'],
    facts: { value: 'https://www.example.com' },
  },
  {
    text: 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/. (Reason: CORS header \u2018Access-Control-Allow-Origin\u2019 does not match \u2018https://a.example, https://b.example\u2019).',
    engine: 'firefox',
    codes: ['response/allow-origin-multiple'],
  },
  {
    text: 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at \u2018https://api.example.com/x\u2019. (Reason: Credential is not supported if the CORS header \u2018Access-Control-Allow-Origin\u2019 is \u2018*\u2019).',
    engine: 'firefox',
    codes: ['credentials/wildcard-origin'],
    facts: { url: 'https://api.example.com/x', credentials: true },
  },
  {
    text: 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/. (Reason: missing token \u2018x-requested-with\u2019 in CORS header \u2018Access-Control-Allow-Headers\u2019 from CORS preflight channel).',
    engine: 'firefox',
    codes: ['classify/added-by-tooling', 'preflight/header-not-allowed'],
    facts: { header: 'x-requested-with' },
    command: "cors-doctor https://api.example.com/ --origin ORIGIN -H 'x-requested-with: 1'",
  },
  {
    text: 'Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.com/. (Reason: CORS preflight channel did not succeed).',
    engine: 'firefox',
    codes: ['preflight/status-not-ok'],
  },
  {
    text: 'Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at https://api.example.com/ soon. (Reason: When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not covered. To include the `Authorization` header, it must be explicitly listed in CORS header `Access-Control-Allow-Headers`).',
    engine: 'firefox',
    codes: ['preflight/authorization-needs-naming'],
    facts: { url: 'https://api.example.com/' },
  },
  {
    text: 'Local Network Access detected: top-level site "https://example.com/", initiator "moz-extension://b818d629/embed.html", accessing target "http://127.0.0.1:3000/" (127.0.0.1:3000) via fetch. Secure context: True, prompt action: prompt_allow',
    engine: 'firefox',
    codes: ['lookalike/local-network-permission'],
    facts: { url: 'http://127.0.0.1:3000/', origin: 'https://example.com' },
  },
  // Safari.
  {
    text: `[Error] Origin http://localhost:3000 is not allowed by Access-Control-Allow-Origin. Status code: 200
[Error] Fetch API cannot load https://api.example.com/login due to access control checks.
[Error] Failed to load resource: Origin http://localhost:3000 is not allowed by Access-Control-Allow-Origin. Status code: 200 (login, line 0)`,
    engine: 'webkit',
    codes: ['response/allow-origin-missing'],
    facts: { url: 'https://api.example.com/login', origin: 'http://localhost:3000', status: 200 },
    command: 'cors-doctor https://api.example.com/login --origin http://localhost:3000',
  },
  {
    text: 'Origin https://app.example.com is not allowed by Access-Control-Allow-Origin. Status code: 200',
    engine: 'webkit',
    codes: ['response/allow-origin-missing'],
    facts: { url: undefined, origin: 'https://app.example.com', status: 200 },
  },
  {
    text: 'Preflight response is not successful. Status code: 405',
    engine: 'webkit',
    codes: ['preflight/status-not-ok'],
    facts: { status: 405 },
    command: 'cors-doctor URL --origin ORIGIN -X METHOD',
  },
  {
    text: 'Access-Control-Allow-Origin cannot contain more than one origin.',
    engine: 'webkit',
    codes: ['response/allow-origin-multiple', 'preflight/allow-origin-multiple'],
  },
  {
    text: 'XMLHttpRequest cannot load https://api.example.com/. Request header field Authorization is not allowed by Access-Control-Allow-Headers.',
    engine: 'webkit',
    codes: ['preflight/header-not-allowed'],
    facts: { header: 'Authorization', api: 'xhr' },
    command: "cors-doctor https://api.example.com/ --origin ORIGIN -H 'Authorization: Bearer token'",
  },
  {
    text: 'Header Access-Control-Allow-Methods has an invalid value: PUT; DELETE',
    engine: 'webkit',
    codes: ['preflight/allow-methods-unparsable'],
    facts: { value: 'PUT; DELETE' },
  },
  {
    text: 'Cross-origin redirection to https://login.example.org/ denied by Cross-Origin Resource Sharing policy: Origin null is not allowed by Access-Control-Allow-Origin.',
    engine: 'webkit',
    codes: ['redirect/hop-without-cors', 'redirect/origin-becomes-null'],
    facts: { url: 'https://login.example.org/', origin: 'null' },
  },
  // Look-alikes.
  {
    text: "Refused to connect to 'https://api.example.com/' because it violates the following Content Security Policy directive: \"connect-src 'self'\".",
    engine: 'chromium',
    codes: ['lookalike/csp-connect-src'],
    facts: { url: 'https://api.example.com/', value: "connect-src 'self'" },
  },
  {
    text: "Content-Security-Policy: The page\u2019s settings blocked the loading of a resource (connect-src) at https://api.example.com/eur.json because it violates the following directive: \u201cconnect-src 'self' https://*.redd.it\u201d",
    engine: 'firefox',
    codes: ['lookalike/csp-connect-src'],
    facts: { url: 'https://api.example.com/eur.json' },
  },
  {
    text: 'Refused to connect to https://api.example.com/search?zip=1 because it does not appear in the connect-src directive of the Content Security Policy.',
    engine: 'webkit',
    codes: ['lookalike/csp-connect-src'],
    facts: { url: 'https://api.example.com/search?zip=1' },
  },
  {
    text: "Mixed Content: The page at 'https://app.example.com/dashboard' was loaded over HTTPS, but requested an insecure resource 'http://api.example.com/posts'. This request has been blocked; the content must be served over HTTPS.",
    engine: 'chromium',
    codes: ['lookalike/mixed-content'],
    facts: { url: 'http://api.example.com/posts', page: 'https://app.example.com/dashboard' },
    command:
      'cors-doctor http://api.example.com/posts --origin https://app.example.com --page https://app.example.com/dashboard',
  },
  {
    text: '[blocked] The page at https://app.example.com/ requested insecure content from http://127.0.0.1:7717/health. This content was blocked and must be served over HTTPS.',
    engine: 'webkit',
    codes: ['lookalike/mixed-content'],
    facts: { url: 'http://127.0.0.1:7717/health', origin: 'https://app.example.com' },
  },
  {
    text: 'Blocked loading mixed active content \u201chttp://api.example.com/\u201d',
    engine: 'firefox',
    codes: ['lookalike/mixed-content'],
    facts: { url: 'http://api.example.com/' },
  },
  {
    text: 'GET https://img.example.com/a.png net::ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep 200 (OK)',
    engine: 'chromium',
    codes: ['lookalike/corp', 'lookalike/coep'],
    facts: { url: 'https://img.example.com/a.png', method: 'GET', status: 200 },
  },
  {
    text: 'The resource at \u201chttps://unpkg.com/pico.css\u201d was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof). See https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#',
    engine: 'firefox',
    codes: ['lookalike/corp'],
    facts: { url: 'https://unpkg.com/pico.css' },
  },
  {
    text: 'A resource is blocked by OpaqueResponseBlocking, please check browser console for details.',
    engine: 'firefox',
    codes: ['lookalike/orb'],
  },
  { text: 'net::ERR_BLOCKED_BY_ORB', engine: 'chromium', codes: ['lookalike/orb'] },
  // The network.
  {
    text: 'POST http://localhost:4000/graphql net::ERR_CONNECTION_REFUSED',
    engine: 'chromium',
    codes: ['lookalike/refused'],
    facts: { method: 'POST', url: 'http://localhost:4000/graphql' },
    command: 'cors-doctor http://localhost:4000/graphql --origin ORIGIN -X POST',
  },
  { text: 'ERR_NAME_NOT_RESOLVED', engine: 'chromium', codes: ['lookalike/dns'] },
  { text: 'ERR_CERT_DATE_INVALID', engine: 'chromium', codes: ['lookalike/tls-expired'] },
  { text: 'NS_ERROR_CONNECTION_REFUSED', engine: 'firefox', codes: ['lookalike/refused'] },
  { text: 'A server with the specified hostname could not be found.', engine: 'webkit', codes: ['lookalike/dns'] },
  {
    text: 'Uncaught (in promise) TypeError: Failed to fetch',
    engine: 'chromium',
    codes: ['response/allow-origin-missing'],
  },
  {
    text: 'TypeError: NetworkError when attempting to fetch resource.',
    engine: 'firefox',
    codes: ['response/allow-origin-missing'],
  },
  { text: 'TypeError: Load failed', engine: 'webkit', codes: ['response/allow-origin-missing'] },
  // Other wordings.
  {
    text: 'the response lacks Access-Control-Allow-Origin',
    engine: undefined,
    codes: ['response/allow-origin-missing'],
  },
  {
    text: 'Preflight was answered with more than one Access-Control-Allow-Origin',
    engine: undefined,
    codes: ['preflight/allow-origin-multiple'],
  },
  { text: 'blocked by CORS policy', engine: undefined, codes: ['response/allow-origin-missing'] },
]

describe('explain', () => {
  test.each(PASTED)('explains: $text', ({ text, engine, codes, facts, command }) => {
    const explanation = explain(text)
    expect(explanation).toBeDefined()
    expect(explanation?.engine).toBe(engine)
    expect(explanation?.candidates.map(({ code }) => code).slice(0, codes.length)).toEqual(codes)
    if (facts !== undefined) expect(explanation?.facts).toMatchObject(facts)
    if (command !== undefined) expect(explanation?.reproduction.command).toBe(command)
  })

  test('gives each candidate its entry, once', () => {
    for (const { text } of PASTED) {
      const candidates = explain(text)?.candidates ?? []
      expect(new Set(candidates.map(({ code }) => code)).size).toBe(candidates.length)
      for (const { code, entry } of candidates) {
        expect(entry.title).toBe(FINDINGS[code].title)
        expect(JSON.stringify(entry)).not.toMatch(/\{[a-zA-Z]+\}/)
      }
    }
  })

  test('lists what a message does not show', () => {
    const text =
      "Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present"
    expect(explain(text)?.hides).toContain('401')
  })

  test('names the missing parts of the command', () => {
    expect(explain('Preflight response is not successful')?.reproduction.missing).toEqual(['url', 'origin', 'method'])
    expect(explain(PASTED[0]?.text ?? '')?.reproduction.missing).toEqual([])
  })

  test('translates between the engines', () => {
    const [candidate] = explain('Method PUT is not allowed by Access-Control-Allow-Methods.')?.candidates ?? []
    expect(candidate?.names).toEqual({ chromium: 'MethodDisallowedByPreflightResponse', firefox: 'CORSMethodNotFound' })
    expect(candidate?.says.chrome).toContain(
      'Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.',
    )
    expect(candidate?.says.firefox).toContain(
      "(Reason: Did not find method in CORS header 'Access-Control-Allow-Methods')",
    )
  })

  test.each(['response/allow-origin-missing', 'PREFLIGHT/status-not-ok', ' classify/method\n'])(
    'takes the code %j',
    (code) => {
      const explanation = explain(code)
      expect(explanation?.kind).toBe('code')
      expect(explanation?.candidates.map((candidate) => candidate.code)).toEqual([code.trim().toLowerCase()])
    },
  )

  test.each([
    ['preflight/status-not-okay', 'preflight/status-not-ok'],
    ['prefligth/redirect', 'preflight/redirect'],
    ['header-not-exposed', 'exposure/header-not-exposed'],
    ['MissingAlowOriginHeader', 'response/allow-origin-missing'],
  ])('takes %s for %s', (misspelled, code) => {
    const explanation = explain(misspelled)
    expect(explanation?.kind).toBe('misspelled')
    expect(explanation?.candidates[0]?.code).toBe(code)
  })

  test.each(['', ' \n', 'hello world', 'xyzzy', 'https://example.com/', '\u0000', 'x'.repeat(1_000)])(
    'knows nothing of %j',
    (text) => {
      expect(explain(text)).toBeUndefined()
    },
  )

  test('puts nothing into the command that a shell or terminal would interpret', () => {
    const text =
      "Access to fetch at 'https://api.example.com/\u001b[31m$(id)`id`;id' from origin 'https://app.example.com' has been blocked by CORS policy: Method PUT;id is not allowed by Access-Control-Allow-Methods in preflight response."
    const { command } = explain(text)?.reproduction ?? { command: '' }
    expect(command).toMatch(/^cors-doctor '[^']*' --origin https:\/\/app\.example\.com -X METHOD$/)
    expect(command).toMatch(/^[\x20-\x7e]+$/)
  })

  test(
    'never throws, and always returns at once',
    () => {
      const pieces = fc.constantFrom(
        ...PASTED.map(({ text }) => text),
        "'",
        '"',
        '`',
        ' ',
        '(',
        'origin ',
        'method ',
        '\u2018',
        '\u{1f4a9}',
      )
      const mixed = fc
        .array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 12 })
        .map((parts) => parts.join(''))
      fc.assert(
        fc.property(mixed, (text) => {
          const explanation = explain(text)
          expect(explanation === undefined || explanation.candidates.length > 0).toBe(true)
          expect(explanation?.reproduction.command ?? '').toMatch(/^[\x20-\x7e]*$/)
        }),
        { numRuns: 300 },
      )
    },
    PROPERTY_TIMEOUT,
  )

  test.each([
    "origin '",
    "access to fetch at '",
    'redirect from ',
    'method is not ',
    'reason: header ',
    '(redirected from ',
  ])('reads 20,000 characters of %j without delay', (piece) => {
    const start = performance.now()
    explain(`CORS policy ${piece.repeat(5_000)}`)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
