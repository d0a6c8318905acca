import { type CorsConfig, type CorsRequest, createPolicy, type Explanation } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

const A = 'https://a.example'

const explain = (config: Partial<CorsConfig>, request: Partial<CorsRequest>): Explanation =>
  createPolicy({ origin: A, ...config }).explain({ method: 'GET', origin: A, ...request }) as Explanation

const PREFLIGHT = { method: 'OPTIONS', requestMethod: 'PUT' }

describe('explain', () => {
  it('makes the same decision', () => {
    const policy = createPolicy({ origin: A, methods: ['PUT'], onDenied: 'reject', debug: true })
    for (const origin of [A, undefined, 'https://evil.test', 'null', 'x']) {
      for (const request of [
        { method: 'GET', origin },
        { ...PREFLIGHT, origin },
      ]) {
        expect(policy.explain(request)).toMatchObject(policy.decide(request))
      }
    }
  })

  it.each<[Partial<CorsConfig>, string | undefined, string, string]>([
    [{}, A, 'origin/listed', `The origin "${A}" is listed.`],
    [{ origin: '*' }, A, 'origin/any', 'Every origin is allowed.'],
    [{ origin: 'https://*.example' }, A, 'origin/pattern', `The origin "${A}" is covered by a pattern.`],
    [{ origin: /^https:\/\/a\.example$/ }, A, 'origin/regexp', `The origin "${A}" is covered by a regular expression.`],
    [{ origin: () => true }, A, 'origin/predicate', `The origin "${A}" is allowed by the origin function.`],
    [
      { origin: () => false },
      A,
      'origin/predicate-refused',
      `The origin "${A}" is not allowed by the origin function.`,
    ],
    [{}, undefined, 'origin/absent', 'The request has no Origin header, so it is not a CORS request.'],
    [
      {},
      'null',
      'origin/null',
      'The origin "null" is not allowed. Sandboxed frames, local files and some redirected requests send it.',
    ],
    [{}, 'https://b.example', 'origin/not-listed', 'The origin "https://b.example" is not listed in origin.'],
    [
      { origin: () => true, credentials: true },
      'http://a.example',
      'origin/insecure',
      'The origin "http://a.example" is not encrypted, and the policy allows credentials.',
    ],
    [
      {},
      'a\n\u00e9',
      'origin/malformed',
      'The origin "a\\n\\u00e9" is not a valid origin. Browsers send scheme, host and port.',
    ],
  ])('describes the verdict on the origin: %j, %j', (config, origin, code, message) => {
    const { verdicts, allowed } = explain(config, { origin })
    expect(verdicts).toEqual([{ code, allowed, subject: origin ?? '', message }])
  })

  it('shortens long values', () => {
    const messageOn = (origin: string): string | undefined => explain({}, { origin }).verdicts[0]?.message
    expect(messageOn('x'.repeat(200))).toContain(`The origin "${'x'.repeat(200)}" is not`)
    expect(messageOn('x'.repeat(15_000))).toContain(`The origin "${'x'.repeat(200)}..." is not`)
  })

  it.each<[string | undefined, string]>([
    ['cross-site', 'Sec-Fetch-Site is "cross-site", so the request is rejected before the handler runs.'],
    [undefined, 'The request has no Sec-Fetch-Site, so the request is rejected before the handler runs.'],
  ])('says why a request is rejected, with Sec-Fetch-Site %j', (fetchSite, text) => {
    const { verdicts } = explain({ onDenied: 'reject' }, { origin: 'https://b.example', fetchSite })
    expect(verdicts[0]?.message).toContain(text)
  })

  it.each<[Partial<CorsConfig>, string, boolean, string]>([
    [{}, 'GET', true, 'is always allowed.'],
    [{ methods: ['PUT'] }, 'PUT', true, 'is listed.'],
    [{ methods: ['put'] }, 'PUT', true, 'is listed.'],
    [{}, 'PUT', false, 'is not listed in methods.'],
    [{ methods: ['PATCH'] }, 'patch', false, 'is not listed. PATCH is, but methods are case-sensitive.'],
    [{ methods: '*' }, 'chicken', true, 'is allowed by "*".'],
    [{ methods: '*' }, 'P T', false, 'is not a valid method.'],
    [{ methods: ['DELETE'] }, 'PUT', false, 'is not listed in methods.'],
    [{ methods: ['DELETE', 'PATCH'] }, 'patch', false, 'is not listed. PATCH is, but methods are case-sensitive.'],
    [{ methods: '*', credentials: true }, 'x'.repeat(4096), true, 'is allowed by "*".'],
    [{ methods: '*', credentials: true }, 'x'.repeat(4097), false, 'is not a valid method.'],
    [{ methods: '*' }, 'x'.repeat(4097), true, 'is allowed by "*".'],
  ])('judges the method: %j, %s: %j', (config, requestMethod, allowed, text) => {
    const { verdicts } = explain(config, { ...PREFLIGHT, requestMethod })
    expect(verdicts[1]).toMatchObject({
      code: allowed ? 'method/allowed' : 'method/not-allowed',
      allowed,
      subject: requestMethod,
    })
    expect(verdicts[1]?.message).toContain(text)
  })

  it.each<[Partial<CorsConfig>, string, [string, boolean, string][]]>([
    [
      {},
      'content-type,x-a',
      [
        ['content-type', true, 'is always allowed.'],
        ['x-a', false, 'is not listed in allowedHeaders.'],
      ],
    ],
    [
      { allowedHeaders: ['X-A'] },
      'x-a, accept, Accept-Language, content-language, range, x-b',
      [
        ['x-a', true, 'is listed.'],
        ['accept', true, 'is always allowed.'],
        ['Accept-Language', true, 'is always allowed.'],
        ['content-language', true, 'is always allowed.'],
        ['range', true, 'is always allowed.'],
        ['x-b', false, 'is not listed'],
      ],
    ],
    [
      { allowedHeaders: '*' },
      'x-a,authorization',
      [
        ['x-a', true, 'is allowed by "*".'],
        ['authorization', false, 'not covered by "*"'],
      ],
    ],
    [{ allowedHeaders: ['*', 'Authorization'] }, 'authorization', [['authorization', true, 'is listed.']]],
    [
      { allowedHeaders: '*', credentials: true },
      `x,${'y'.repeat(4096)}`,
      [
        ['x', false, 'more than 4096 bytes'],
        ['y'.repeat(4096), false, 'more than 4096 bytes'],
      ],
    ],
    [{ allowedHeaders: ['*', 'Authorization'] }, 'x-a', [['x-a', true, 'is allowed by "*".']]],
    [{ allowedHeaders: '*', credentials: true }, 'y'.repeat(4096), [['y'.repeat(4096), true, 'is allowed by "*".']]],
    [{ allowedHeaders: '*' }, 'y'.repeat(4097), [['y'.repeat(4097), true, 'is allowed by "*".']]],
    [{}, 'a b', [['a b', false, 'is not a valid list of header names.']]],
    [{}, '', []],
  ])('judges each header: %j, %s', (config, requestHeaders, expected) => {
    const { verdicts } = explain(config, { ...PREFLIGHT, requestHeaders })
    const headers = verdicts.slice(2)
    expect(headers.map(({ code, subject, allowed }) => [code, subject, allowed])).toEqual(
      expected.map(([subject, allowed]) => [allowed ? 'header/allowed' : 'header/not-allowed', subject, allowed]),
    )
    for (const [index, [, , text]] of expected.entries()) expect(headers[index]?.message).toContain(text)
  })

  it('runs every check, even if the origin is denied', () => {
    const { verdicts } = explain({}, { ...PREFLIGHT, origin: 'https://b.example', requestHeaders: 'x-a' })
    expect(verdicts.map(({ code }) => code)).toEqual(['origin/not-listed', 'method/not-allowed', 'header/not-allowed'])
  })

  it('checks no header if none is requested', () => {
    expect(explain({}, PREFLIGHT).verdicts).toHaveLength(2)
  })

  it('agrees with the headers that are sent', () => {
    const policy = createPolicy({ origin: A, methods: '*', allowedHeaders: '*', credentials: true })
    const request = { ...PREFLIGHT, origin: A, requestHeaders: 'x-a,authorization' }
    const { headers, verdicts } = policy.explain(request) as Explanation
    expect(headers[headers.indexOf('Access-Control-Allow-Headers') + 1]).toBe('x-a')
    expect(verdicts.filter(({ allowed }) => !allowed).map(({ subject }) => subject)).toEqual(['authorization'])
  })
})
