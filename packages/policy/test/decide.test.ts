import { type CorsConfig, type CorsRequest, createPolicy, type Decision } from '@crossorigin/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const A = 'https://app.example.com'
const EVIL = 'https://evil.test'

const decide = (config: CorsConfig, request: CorsRequest): Decision => createPolicy(config).decide(request) as Decision

const preflight = (origin: string, requestMethod = 'PUT', requestHeaders?: string): CorsRequest => ({
  method: 'OPTIONS',
  origin,
  requestMethod,
  requestHeaders,
})

const ALLOW_A = ['Access-Control-Allow-Origin', A]

describe('a preflight request', () => {
  const full: CorsConfig = {
    origin: A,
    methods: ['PUT', 'delete', 'POST'],
    allowedHeaders: ['Authorization', 'X-Custom', 'content-type'],
    exposedHeaders: ['X-Total'],
    credentials: true,
    maxAge: 0,
  }

  it('from an allowed origin gets all CORS headers, even for other names', () => {
    for (const request of [preflight(A), preflight(A, 'PATCH', 'x-unknown'), preflight(A, '', '\u00ff,,')]) {
      expect(decide(full, request)).toEqual({
        kind: 'preflight',
        allowed: true,
        status: 204,
        headers: [
          ...ALLOW_A,
          'Access-Control-Allow-Credentials',
          'true',
          'Access-Control-Allow-Methods',
          'GET, HEAD, POST, PUT, DELETE',
          'Access-Control-Allow-Headers',
          'Accept, Accept-Language, Content-Language, Content-Type, Range, Authorization, X-Custom',
          'Access-Control-Max-Age',
          '0',
        ],
        vary: 'Origin',
        reason: 'origin/listed',
      })
    }
  })

  it('gets the safelisted methods and headers, and the default age, without other options', () => {
    expect(decide({ origin: A }, preflight(A)).headers).toEqual([
      ...ALLOW_A,
      'Access-Control-Allow-Methods',
      'GET, HEAD, POST',
      'Access-Control-Allow-Headers',
      'Accept, Accept-Language, Content-Language, Content-Type, Range',
      'Access-Control-Max-Age',
      '600',
    ])
  })

  it.each([EVIL, 'null', '', '*', `${A}, ${EVIL}`, `${A}/`, 'x'.repeat(15_000)])(
    'from %j is refused with nothing but Vary',
    (origin) => {
      expect(decide(full, preflight(origin))).toMatchObject({
        kind: 'preflight',
        allowed: false,
        status: 403,
        headers: [],
        vary: 'Origin',
      })
    },
  )

  it('gets status 200 if it is configured', () => {
    expect(decide({ origin: A, preflightStatus: 200 }, preflight(A))).toMatchObject({ status: 200 })
    expect(decide({ origin: '*', preflightStatus: 200 }, preflight(A))).toMatchObject({ status: 200 })
  })

  it.each<[string, CorsRequest]>([
    ['no Access-Control-Request-Method', { method: 'OPTIONS', origin: A }],
    ['no Origin', { method: 'OPTIONS', requestMethod: 'PUT' }],
    ['another method', { method: 'GET', origin: A, requestMethod: 'PUT', requestHeaders: 'x-a' }],
    ['options in lower case', { method: 'options', origin: A, requestMethod: 'PUT' }],
  ])('is not one with %s', (_, request) => {
    expect(decide(full, request).kind).toBe('actual')
    expect(decide({ origin: '*' }, request).kind).toBe('actual')
  })

  it('can have empty values', () => {
    expect(decide(full, { method: 'OPTIONS', origin: '', requestMethod: '' })).toMatchObject({
      kind: 'preflight',
      reason: 'origin/malformed',
    })
  })
})

describe('wildcards without credentials', () => {
  it('are sent literally', () => {
    const { headers, vary } = decide(
      { origin: A, methods: '*', allowedHeaders: '*', exposedHeaders: '*' },
      preflight(A),
    )
    expect(headers).toEqual([
      ...ALLOW_A,
      'Access-Control-Allow-Methods',
      '*',
      'Access-Control-Allow-Headers',
      '*',
      'Access-Control-Max-Age',
      '600',
    ])
    expect(vary).toBe('Origin')
  })

  it('are sent together with Authorization if it is listed', () => {
    expect(decide({ origin: '*', allowedHeaders: ['Authorization', 'X-A', '*'] }, preflight(A)).headers).toContain(
      '*, Authorization',
    )
  })
})

describe('wildcards with credentials', () => {
  const config: CorsConfig = { origin: A, methods: '*', allowedHeaders: '*', credentials: true }
  const headersOf = (request: CorsRequest, more: Partial<CorsConfig> = {}): Record<string, string> => {
    const { headers } = decide({ ...config, ...more }, request)
    return Object.fromEntries(
      headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] as string]] : [])),
    )
  }

  it('echo the requested names, and vary on them', () => {
    expect(decide(config, preflight(A, 'PATCH', 'x-a,x-b'))).toEqual({
      kind: 'preflight',
      allowed: true,
      status: 204,
      headers: [
        ...ALLOW_A,
        'Access-Control-Allow-Credentials',
        'true',
        'Access-Control-Allow-Methods',
        'PATCH',
        'Access-Control-Allow-Headers',
        'x-a,x-b',
        'Access-Control-Max-Age',
        '600',
      ],
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
      reason: 'origin/listed',
    })
  })

  it('echo only in the header that has a wildcard', () => {
    expect(decide({ ...config, methods: ['PUT'] }, preflight(A, 'PATCH', 'x-a'))).toMatchObject({
      vary: 'Origin, Access-Control-Request-Headers',
    })
    expect(headersOf(preflight(A, 'PATCH', 'x-a'), { methods: ['PUT'] })['Access-Control-Allow-Methods']).toBe(
      'GET, HEAD, POST, PUT',
    )
    expect(decide({ ...config, allowedHeaders: ['X-A'] }, preflight(A))).toMatchObject({
      vary: 'Origin, Access-Control-Request-Method',
    })
    expect(headersOf(preflight(A), { allowedHeaders: ['X-A'] })['Access-Control-Allow-Headers']).toBe(
      'Accept, Accept-Language, Content-Language, Content-Type, Range, X-A',
    )
  })

  it.each(['', 'P T', 'PUT, DELETE', 'P\u00fcT', 'x'.repeat(4097)])('do not echo the method %j', (method) => {
    expect(headersOf(preflight(A, method))).not.toHaveProperty('Access-Control-Allow-Methods')
  })

  it.each([undefined, '', ' , ', 'x-a x-b', 'x-a;', 'x-\u00e9', 'authorization', 'x-a,'.repeat(1025)])(
    'do not echo the headers %j',
    (requestHeaders) => {
      expect(headersOf(preflight(A, 'PUT', requestHeaders))).not.toHaveProperty('Access-Control-Allow-Headers')
    },
  )

  it('echo no space at the end, which two header lines can leave', () => {
    expect(headersOf(preflight(A, 'PUT', 'x-a, '))['Access-Control-Allow-Headers']).toBe('x-a,')
    expect(headersOf(preflight(A, 'PUT', '\tx-a,x-b\t'))['Access-Control-Allow-Headers']).toBe('x-a,x-b')
  })

  it('echo up to 4096 bytes', () => {
    const longest = 'x-a,'.repeat(1024)
    expect(headersOf(preflight(A, 'PUT', longest))['Access-Control-Allow-Headers']).toBe(longest)
    const method = 'x'.repeat(4096)
    expect(headersOf(preflight(A, method))['Access-Control-Allow-Methods']).toBe(method)
  })

  it.each<[string, string, string | undefined, readonly string[]]>([
    ['a method that is none', 'P T', undefined, []],
    ['a method that is too long', 'x'.repeat(4097), undefined, []],
    ['headers that are none', 'PUT', 'a b', ['Access-Control-Allow-Methods', 'PUT']],
    ['headers that are too long', 'PUT', 'x'.repeat(4097), ['Access-Control-Allow-Methods', 'PUT']],
    ['no headers', 'PUT', undefined, ['Access-Control-Allow-Methods', 'PUT']],
    ['Authorization alone', 'PUT', 'authorization', ['Access-Control-Allow-Methods', 'PUT']],
  ])('omit %s', (_, method, names, headers) => {
    expect(createPolicy(config).decide(preflight(A, method, names))).toMatchObject({
      headers: [
        'Access-Control-Allow-Origin',
        A,
        'Access-Control-Allow-Credentials',
        'true',
        ...headers,
        'Access-Control-Max-Age',
        '600',
      ],
    })
  })

  it('keep names that only contain that of Authorization', () => {
    const names = 'a, x-authorization ,authorization-x'
    expect(headersOf(preflight(A, 'PUT', names))['Access-Control-Allow-Headers']).toBe(names)
  })

  it('omit Authorization unless it is listed', () => {
    const request = preflight(A, 'PUT', 'authorization, x-a,X-B')
    expect(headersOf(request)['Access-Control-Allow-Headers']).toBe('x-a,X-B')
    expect(headersOf(request, { allowedHeaders: ['*', 'Authorization'] })['Access-Control-Allow-Headers']).toBe(
      'authorization, x-a,X-B',
    )
  })

  it('only echo names that were requested and parsed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (method, names) => {
        const answer = headersOf(preflight(A, method, names))
        const echoed = [
          answer['Access-Control-Allow-Methods'] ?? '',
          answer['Access-Control-Allow-Headers'] ?? '',
        ].join()
        expect(echoed).toMatch(/^[!#$%&'*+\-.^_`|~0-9A-Za-z, \t]*$/)
        for (const name of echoed.split(/[, \t]+/)) expect(`${method},${names}`).toContain(name)
      }),
    )
  })
})

describe('an actual request', () => {
  const config: CorsConfig = { origin: A, methods: ['PUT'], credentials: true, exposedHeaders: ['X-Total', 'ETag'] }

  it('from an allowed origin gets that origin, the credentials and the exposed headers', () => {
    expect(decide(config, { method: 'DELETE', origin: A })).toEqual({
      kind: 'actual',
      allowed: true,
      headers: [
        ...ALLOW_A,
        'Access-Control-Allow-Credentials',
        'true',
        'Access-Control-Expose-Headers',
        'X-Total, ETag',
      ],
      vary: 'Origin',
      reason: 'origin/listed',
    })
  })

  it('gets only the origin if nothing else is configured', () => {
    expect(decide({ origin: A }, { method: 'GET', origin: A }).headers).toEqual(ALLOW_A)
  })

  it('from another origin gets only Vary', () => {
    expect(decide(config, { method: 'GET', origin: EVIL })).toEqual({
      kind: 'actual',
      allowed: false,
      headers: [],
      vary: 'Origin',
      reason: 'origin/not-listed',
    })
  })

  it.each(['', `${A}, ${A}`, `${A}, `])(
    'from %j, where caches may see another origin, is answered for nobody else',
    (origin) => {
      for (const onDenied of ['continue', 'reject'] as const) {
        const malformed = { allowed: false, headers: [], vary: '*', reason: 'origin/malformed' }
        const policy: CorsConfig = { ...config, onDenied }
        expect(decide(policy, { method: 'GET', origin })).toMatchObject(malformed)
        expect(decide(policy, { method: 'GET', origin, fetchSite: 'same-origin' })).toMatchObject(malformed)
        expect(decide(policy, preflight(origin))).toMatchObject({ ...malformed, vary: 'Origin' })
      }
    },
  )

  it('without an origin gets only Vary, and is not denied', () => {
    for (const onDenied of ['continue', 'reject'] as const) {
      expect(decide({ ...config, onDenied }, { method: 'POST' })).toEqual({
        kind: 'actual',
        allowed: false,
        headers: [],
        vary: 'Origin',
        reason: 'origin/absent',
      })
    }
  })
})

describe("origin: '*'", () => {
  const config: CorsConfig = { origin: '*', methods: ['PUT'], exposedHeaders: ['ETag'] }
  const actual = ['Access-Control-Allow-Origin', '*', 'Access-Control-Expose-Headers', 'ETag']

  it.each([A, EVIL, 'null', '', 'garbage', '\u00ff'])(
    'answers %j without looking at it, and without Vary',
    (origin) => {
      expect(decide(config, { method: 'GET', origin })).toEqual({
        kind: 'actual',
        allowed: true,
        headers: actual,
        vary: undefined,
        reason: 'origin/any',
      })
      expect(decide(config, preflight(origin))).toEqual({
        kind: 'preflight',
        allowed: true,
        status: 204,
        headers: [
          'Access-Control-Allow-Origin',
          '*',
          'Access-Control-Allow-Methods',
          'GET, HEAD, POST, PUT',
          'Access-Control-Allow-Headers',
          'Accept, Accept-Language, Content-Language, Content-Type, Range',
          'Access-Control-Max-Age',
          '600',
        ],
        vary: undefined,
        reason: 'origin/any',
      })
    },
  )

  it('responds the same to requests without an origin', () => {
    expect(decide(config, { method: 'GET' })).toEqual({
      kind: 'actual',
      allowed: true,
      headers: actual,
      vary: undefined,
      reason: 'origin/absent',
    })
  })

  it('rejects nothing', () => {
    expect(
      decide({ ...config, onDenied: 'reject' }, { method: 'POST', origin: EVIL, fetchSite: 'cross-site' }),
    ).toMatchObject({ kind: 'actual' })
  })
})

describe("onDenied: 'reject'", () => {
  const config: CorsConfig = { origin: A, onDenied: 'reject' }

  it.each(['cross-site', 'same-site', 'SAME-ORIGIN', '', undefined])(
    'rejects another origin whose Sec-Fetch-Site is %j',
    (fetchSite) => {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        expect(decide(config, { method, origin: EVIL, fetchSite })).toEqual({
          kind: 'reject',
          allowed: false,
          status: 403,
          headers: [],
          vary: 'Origin, Sec-Fetch-Site',
          reason: 'origin/not-listed',
        })
      }
    },
  )

  it.each(['same-origin', 'none'])('does not reject another origin if Sec-Fetch-Site is %j', (fetchSite) => {
    expect(decide(config, { method: 'POST', origin: EVIL, fetchSite })).toMatchObject({
      kind: 'actual',
      allowed: false,
      vary: 'Origin, Sec-Fetch-Site',
    })
  })

  it('changes nothing for allowed origins and for preflights', () => {
    expect(decide(config, { method: 'POST', origin: A, fetchSite: 'cross-site' })).toMatchObject({
      kind: 'actual',
      vary: 'Origin',
    })
    expect(decide(config, preflight(EVIL))).toMatchObject({ kind: 'preflight', status: 403, vary: 'Origin' })
  })
})

describe('debug', () => {
  it('adds the reason to denied responses only', () => {
    const config: CorsConfig = { origin: A, debug: true, onDenied: 'reject' }
    const reason = ['Cors-Reason', 'origin/not-listed']
    expect(decide(config, { method: 'GET', origin: EVIL }).headers).toEqual(reason)
    expect(decide(config, { method: 'GET', origin: EVIL, fetchSite: 'none' }).headers).toEqual(reason)
    expect(decide(config, preflight(EVIL)).headers).toEqual(reason)
    expect(decide(config, { method: 'GET', origin: A }).headers).toEqual(ALLOW_A)
    expect(decide(config, { method: 'GET' }).headers).toEqual([])
  })
})

describe('decide', () => {
  const origins = fc.oneof(fc.constant(undefined), fc.constantFrom(A, EVIL, 'null', ''), fc.string({ unit: 'binary' }))
  const request = fc.record({
    method: fc.oneof(fc.constantFrom('GET', 'OPTIONS'), fc.string()),
    origin: origins,
    requestMethod: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
    requestHeaders: fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
    fetchSite: fc.option(fc.constantFrom('none', 'cross-site', 'x'), { nil: undefined }),
  })
  // Built by the tests: against what runs while they are gathered, mutation testing holds all tests of the package.
  const configs: CorsConfig[] = [
    { origin: A, credentials: true, methods: '*', allowedHeaders: '*', onDenied: 'reject' },
    { origin: ['https://*.example.com', /^https:\/\/b\.example$/], debug: true },
    { origin: (origin) => origin.endsWith('.com') },
  ]

  it('never throws, and sends no CORS headers to denied origins', () => {
    fc.assert(
      fc.property(fc.constantFrom(...configs.map(createPolicy)), request, (policy, asked) => {
        const { kind, allowed, headers, vary } = policy.decide(asked) as Decision
        const names = headers.filter((_, index) => index % 2 === 0)
        const isForNobody = kind !== 'preflight' && (asked.origin === '' || asked.origin?.includes(',') === true)
        expect(vary).toMatch(isForNobody ? /^\*$/ : /^Origin/)
        if (!allowed) expect(names.filter((name) => name.startsWith('Access-Control-'))).toEqual([])
        else expect(headers[1]).toBe(asked.origin)
      }),
      { numRuns: 5000 },
    )
  })

  it('returns headers that later decisions do not change', () => {
    const policy = createPolicy({ origin: [A, 'https://b.example'] })
    const first = policy.decide({ method: 'GET', origin: A }) as Decision
    policy.decide({ method: 'GET', origin: 'https://b.example' })
    expect(first.headers).toEqual(['Access-Control-Allow-Origin', A])
  })

  it('returns the same each time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...configs.map(createPolicy)), request, (policy, asked) => {
        expect(policy.decide(asked)).toEqual(policy.decide(asked))
      }),
    )
  })
})

describe('a policy', () => {
  it('is frozen, with all of its configuration', () => {
    const policy = createPolicy({ origin: [A, /^https:\/\/b\.example$/], methods: ['PUT'] })
    const { config } = policy
    for (const part of [policy, config, config.origin, config.methods, config.allowedHeaders, config.exposedHeaders]) {
      expect(Object.isFrozen(part)).toBe(true)
    }
    expect(Object.isFrozen((config.origin as RegExp[])[1])).toBe(true)
  })

  it.each<[CorsConfig]>([
    [{ origin: '*' }],
    [{ origin: A }],
    [
      {
        origin: ['https://*.example.com', 'http://localhost:*', 'http://[::1]:90', /^https:\/\/b\.example$/],
        credentials: true,
      },
    ],
    [
      {
        origin: [A, A],
        methods: ['put', 'PUT', 'patch'],
        allowedHeaders: ['*', 'Authorization'],
        exposedHeaders: ['*'],
      },
    ],
    [{ origin: A, methods: '*', maxAge: 0, preflightStatus: 200, onDenied: 'reject', debug: true }],
    [{ origin: 'null', dangerouslyAllowNullOrigin: true }],
  ])('can be rebuilt from its own configuration: %j', (config) => {
    const policy = createPolicy(config)
    const again = createPolicy(policy.config)
    expect(again.config).toEqual(policy.config)
    for (const origin of [undefined, A, EVIL, 'null', 'https://b.example', 'http://[::1]:90', 'http://localhost:1']) {
      for (const request of [
        { method: 'PUT', origin },
        { method: 'OPTIONS', origin, requestMethod: 'PUT', requestHeaders: 'x-a' },
      ]) {
        expect(again.decide(request)).toEqual(policy.decide(request))
      }
    }
  })

  it('can be derived from another policy', () => {
    const first = createPolicy({ origin: A, credentials: true })
    const second = createPolicy({ ...first.config, methods: ['PUT'] })
    expect(second.config).toEqual({ ...first.config, methods: ['PUT'] })
  })

  it('fills in every default', () => {
    expect(createPolicy({ origin: A }).config).toEqual({
      origin: [A],
      methods: [],
      allowedHeaders: [],
      exposedHeaders: [],
      credentials: false,
      maxAge: 600,
      preflightStatus: 204,
      onDenied: 'continue',
      dangerouslyAllowNullOrigin: false,
      dangerouslyAllowInsecureOrigins: false,
      dangerouslyAllowPublicSuffixes: false,
      debug: false,
      onDecision: undefined,
    })
  })
})
