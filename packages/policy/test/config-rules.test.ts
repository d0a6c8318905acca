import { type CorsConfig, CorsConfigError, createPolicy, validateConfig } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

const A = 'https://a.example'

describe('validateConfig', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', A],
    ['a list', [A]],
    ['a function', () => true],
  ])('reports an error for %s as a configuration', (_, config) => {
    const issues = validateConfig(config)
    expect(issues.map(({ code, path }) => [code, path])).toEqual([['config/not-an-object', []]])
    expect(issues[0]?.message).toMatch(/^configuration: .+ is not a configuration\.$/)
  })

  it.each<[string, object, string, string]>([
    ['a mistyped option', { credential: true }, 'config/unknown-option', 'Did you mean credentials?'],
    ['an option in another case', { maxage: 1 }, 'config/unknown-option', 'Did you mean maxAge?'],
    ['an option of nobody', { flavour: 1 }, 'config/unknown-option', 'The options are origin, methods'],
    ['an option with a long name', { ['x'.repeat(500)]: 1 }, 'config/unknown-option', 'The options are origin'],
    ['an option that is far from all of them', { xigin: 1 }, 'config/unknown-option', 'The options are origin'],
    ['a name of the prototype', { constructor: 1 }, 'config/unknown-option', 'The options are origin'],
    ['optionsSuccessStatus', { optionsSuccessStatus: 200 }, 'config/foreign-option', 'preflightStatus'],
    ['preflightContinue', { preflightContinue: true }, 'config/foreign-option', 'Remove it'],
    ['strictPreflight', { strictPreflight: false }, 'config/foreign-option', 'reach your application'],
    ['hook', { hook: 'preHandler' }, 'config/foreign-option', 'onRequest'],
    ['allowHeaders', { allowHeaders: [] }, 'config/foreign-option', 'allowedHeaders'],
  ])('reports an error for %s', (_, options, code, hint) => {
    const issues = validateConfig({ origin: A, ...options })
    expect(issues.map((issue) => [issue.code, issue.path, issue.severity])).toEqual([
      [code, Object.keys(options), 'error'],
    ])
    expect(issues[0]?.hint).toContain(hint)
  })

  it('reports an error for an own property named __proto__, and reads no option from it', () => {
    expect(
      validateConfig(JSON.parse(`{"origin":"${A}","__proto__":{"credentials":"true"}}`)).map(({ code }) => code),
    ).toEqual(['config/unknown-option'])
  })

  it.each([
    'credentials',
    'debug',
    'dangerouslyAllowNullOrigin',
    'dangerouslyAllowInsecureOrigins',
    'dangerouslyAllowPublicSuffixes',
  ])('accepts only true and false for %s', (option) => {
    for (const [value, hint] of [
      ['true', 'Write true, without quotes.'],
      ['false', 'Write false, without quotes.'],
      [1, 'Write true or false.'],
      [null, 'Write true or false.'],
    ]) {
      const issues = validateConfig({ origin: A, [option]: value })
      expect(issues.map(({ code, path, hint }) => [code, path, hint])).toEqual([
        [`${option}/not-a-boolean`, [option], hint],
      ])
    }
    expect(validateConfig({ origin: A, [option]: false })).toEqual([])
  })

  it.each(['dangerouslyAllowNullOrigin', 'dangerouslyAllowInsecureOrigins', 'dangerouslyAllowPublicSuffixes'])(
    'warns of %s where nothing calls for it',
    (flag) => {
      const issues = validateConfig({ origin: A, credentials: true, [flag]: true })
      expect(issues.map(({ code, severity }) => [code, severity])).toEqual([[`${flag}/unneeded`, 'warning']])
    },
  )

  it('treats dangerouslyAllowInsecureOrigins as needed if there is a function or a regular expression', () => {
    for (const origin of [() => true, /^https?:\/\/a\.example$/]) {
      expect(validateConfig({ origin, credentials: true, dangerouslyAllowInsecureOrigins: true })).toEqual([])
      expect(validateConfig({ origin, dangerouslyAllowInsecureOrigins: true })).toHaveLength(1)
    }
  })

  it.each<[unknown, string]>([
    ['1h', 'maxAge/not-an-integer'],
    ['600', 'maxAge/not-an-integer'],
    [1.5, 'maxAge/not-an-integer'],
    [Number.NaN, 'maxAge/not-an-integer'],
    [Number.POSITIVE_INFINITY, 'maxAge/not-an-integer'],
    [null, 'maxAge/not-an-integer'],
    [-1, 'maxAge/out-of-range'],
    [86_401, 'maxAge/out-of-range'],
    [7201, 'maxAge/above-cap'],
  ])('reports an issue for maxAge %j', (maxAge, code) => {
    expect(validateConfig({ origin: A, maxAge }).map((issue) => [issue.code, issue.path])).toEqual([[code, ['maxAge']]])
  })

  it.each([0, 1, 600, 7200])('accepts %d for maxAge', (maxAge) => {
    expect(validateConfig({ origin: A, maxAge })).toEqual([])
  })

  it('accepts 86400 for maxAge, with a warning', () => {
    expect(validateConfig({ origin: A, maxAge: 86_400 }).map(({ severity }) => severity)).toEqual(['warning'])
  })

  it.each<[object, string]>([
    [{ preflightStatus: 202 }, 'preflightStatus/unsupported'],
    [{ preflightStatus: '204' }, 'preflightStatus/unsupported'],
    [{ onDenied: 403 }, 'onDenied/unsupported'],
    [{ onDenied: 'deny' }, 'onDenied/unsupported'],
    [{ onDecision: {} }, 'onDecision/not-a-function'],
  ])('reports an error for %j', (options, code) => {
    expect(validateConfig({ origin: A, ...options }).map((issue) => [issue.code, issue.path])).toEqual([
      [code, Object.keys(options)],
    ])
  })

  it.each<[object]>([
    [{ preflightStatus: 200 }],
    [{ preflightStatus: 204 }],
    [{ onDenied: 'continue' }],
    [{ onDenied: 'reject' }],
    [{ onDecision: () => undefined }],
    [{ methods: undefined, credentials: undefined, unknown: undefined }],
  ])('accepts %j', (options) => {
    expect(validateConfig({ origin: A, ...options })).toEqual([])
  })

  it("warns about onDenied: 'reject' if it rejects nothing, or less than it seems", () => {
    expect(validateConfig({ origin: '*', onDenied: 'reject' }).map(({ code }) => code)).toEqual([
      'onDenied/reject-with-any-origin',
    ])
    const config = { origin: [A, 'null'], dangerouslyAllowNullOrigin: true, onDenied: 'reject' }
    expect(validateConfig(config).map(({ code }) => code)).toEqual(['onDenied/reject-with-null'])
    expect(validateConfig({ origin: () => true, onDenied: 'reject' })).toEqual([])
    expect(validateConfig({ origin: true, onDenied: 'reject' }).map(({ code }) => code)).toEqual([
      'origin/reflects-any',
    ])
  })
})

describe('a list of names', () => {
  it.each<[object, string, (string | number)[], string]>([
    [{ methods: 'PUT' }, 'methods/not-a-list', ['methods'], 'Write ["PUT"]'],
    [{ methods: 'PUT, DELETE' }, 'methods/comma-separated', ['methods'], 'Write ["PUT", "DELETE"]'],
    [{ methods: '' }, 'methods/not-a-list', ['methods'], 'Write "*" or an array'],
    [{ methods: ' ' }, 'methods/not-a-list', ['methods'], 'Write "*" or an array'],
    [{ methods: 3 }, 'methods/not-a-list', ['methods'], 'Write "*" or an array'],
    [{ methods: null }, 'methods/not-a-list', ['methods'], 'Write "*" or an array'],
    [{ methods: ['PUT', 'GET,DELETE'] }, 'methods/comma-separated', ['methods', 1], 'Write "GET", "DELETE"'],
    [{ methods: ['PUT '] }, 'methods/not-a-token', ['methods', 0], 'Write "PUT"'],
    [{ methods: ['P T'] }, 'methods/not-a-token', ['methods', 0], 'such as ["PUT", "DELETE"]'],
    [{ methods: [''] }, 'methods/not-a-token', ['methods', 0], 'Write names'],
    [{ methods: [3] }, 'methods/not-a-token', ['methods', 0], 'Write names'],
    [{ methods: [['PUT']] }, 'methods/not-a-token', ['methods', 0], 'Write names'],
    [{ methods: ['connect'] }, 'methods/forbidden', ['methods', 0], 'Remove it'],
    [{ methods: ['TRACE'] }, 'methods/forbidden', ['methods', 0], 'Remove it'],
    [{ allowedHeaders: 'X-A' }, 'allowedHeaders/not-a-list', ['allowedHeaders'], 'Write ["X-A"]'],
    [{ allowedHeaders: 'X-A,X-B' }, 'allowedHeaders/comma-separated', ['allowedHeaders'], 'Write ["X-A", "X-B"]'],
    [{ allowedHeaders: ['X A'] }, 'allowedHeaders/not-a-token', ['allowedHeaders', 0], 'such as'],
    [{ allowedHeaders: ['Cookie'] }, 'allowedHeaders/forbidden', ['allowedHeaders', 0], 'credentials: true'],
    [{ allowedHeaders: ['Sec-Fetch-Site'] }, 'allowedHeaders/forbidden', ['allowedHeaders', 0], 'Remove it.'],
    [{ allowedHeaders: ['Origin'] }, 'allowedHeaders/forbidden', ['allowedHeaders', 0], 'Remove it.'],
    [
      { allowedHeaders: ['Access-Control-Allow-Origin'] },
      'allowedHeaders/response-header',
      ['allowedHeaders', 0],
      'List request headers',
    ],
    [{ exposedHeaders: 'ETag' }, 'exposedHeaders/not-a-list', ['exposedHeaders'], 'Write ["ETag"]'],
    [{ exposedHeaders: ['Set-Cookie'] }, 'exposedHeaders/forbidden', ['exposedHeaders', 0], 'Remove it.'],
    [
      { exposedHeaders: '*', credentials: true },
      'exposedHeaders/wildcard-with-credentials',
      ['exposedHeaders'],
      'List the headers.',
    ],
    [
      { exposedHeaders: ['*'], credentials: true },
      'exposedHeaders/wildcard-with-credentials',
      ['exposedHeaders'],
      'List the headers.',
    ],
  ])('is an error as %j', (options, code, path, hint) => {
    const issues = validateConfig({ origin: A, ...options })
    expect(issues.map((issue) => [issue.code, issue.path, issue.severity])).toEqual([[code, path, 'error']])
    expect(issues[0]?.hint).toContain(hint)
  })

  it.each<[object, string, (string | number)[]]>([
    [{ methods: ['patch'] }, 'methods/lower-case-patch', ['methods', 0]],
    [{ methods: ['OPTIONS'] }, 'methods/options', ['methods', 0]],
    [{ methods: ['options'] }, 'methods/options', ['methods', 0]],
    [{ methods: ['PUT', 'put'] }, 'methods/duplicate', ['methods', 1]],
    [{ methods: ['*', 'PUT'] }, 'methods/beside-wildcard', ['methods', 1]],
    [{ allowedHeaders: ['X-A', 'x-a'] }, 'allowedHeaders/duplicate', ['allowedHeaders', 1]],
    [{ allowedHeaders: ['*', 'X-A'] }, 'allowedHeaders/beside-wildcard', ['allowedHeaders', 1]],
    [{ allowedHeaders: ['X-HTTP-Method-Override'] }, 'allowedHeaders/method-override', ['allowedHeaders', 0]],
    [
      { allowedHeaders: ['Access-Control-Request-Private-Network'] },
      'allowedHeaders/private-network',
      ['allowedHeaders', 0],
    ],
    [{ allowedHeaders: '*', credentials: true }, 'allowedHeaders/wildcard-with-credentials', ['allowedHeaders']],
    [
      { allowedHeaders: ['*', 'Authorization'], credentials: true },
      'allowedHeaders/wildcard-with-credentials',
      ['allowedHeaders'],
    ],
    [{ exposedHeaders: ['Content-Type'] }, 'exposedHeaders/safelisted', ['exposedHeaders', 0]],
    [{ exposedHeaders: ['Origin'] }, 'exposedHeaders/cors-header', ['exposedHeaders', 0]],
    [{ exposedHeaders: ['*', 'ETag'] }, 'exposedHeaders/beside-wildcard', ['exposedHeaders', 1]],
  ])('is a warning as %j', (options, code, path) => {
    const issues = validateConfig({ origin: A, ...options })
    expect(issues.map((issue) => [issue.code, issue.path, issue.severity])).toEqual([[code, path, 'warning']])
  })

  it.each<[object]>([
    [{ methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'QUERY', 'chicken'] }],
    [{ methods: '*', credentials: true }],
    [{ methods: ['*'] }],
    [{ methods: [] }],
    [{ allowedHeaders: ['Content-Type', 'Accept', 'Range', 'Authorization', 'X-A'] }],
    [{ allowedHeaders: '*' }],
    [{ allowedHeaders: ['*', 'Authorization'] }],
    [{ exposedHeaders: '*' }],
    [{ exposedHeaders: ['ETag', 'Location'] }],
  ])('is accepted as %j', (options) => {
    expect(validateConfig({ origin: A, ...options })).toEqual([])
  })
})

describe('createPolicy', () => {
  const broken = {
    orgin: A,
    methods: 'PUT',
    allowedHeaders: ['Cookie', 'X A'],
    credentials: 'true',
    maxAge: -1,
    origin: ['https://b.example/', 'c.example'],
  }

  it('throws one error that lists every problem, in the order of the options', () => {
    let thrown: unknown
    try {
      createPolicy(broken as never)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(CorsConfigError)
    expect(thrown).toBeInstanceOf(TypeError)
    const { code, name, issues, message } = thrown as CorsConfigError
    expect({ code, name }).toEqual({ code: 'ERR_CORS_POLICY', name: 'CorsConfigError' })
    expect(issues.map((issue) => issue.code)).toEqual([
      'config/unknown-option',
      'origin/trailing-slash',
      'origin/scheme-missing',
      'methods/not-a-list',
      'allowedHeaders/forbidden',
      'allowedHeaders/not-a-token',
      'credentials/not-a-boolean',
      'maxAge/out-of-range',
    ])
    expect(message.split('\n')).toEqual([
      'The CORS configuration has 8 errors.',
      '  - orgin is not an option. Did you mean origin?',
      '  - origin[0]: "https://b.example/" ends with a slash. Browsers send origins without one. Write "https://b.example".',
      '  - origin[1]: "c.example" has no scheme. Write "https://c.example".',
      '  - methods: "PUT" must be an array. Write ["PUT"].',
      '  - allowedHeaders[0]: "Cookie" is a header that pages cannot set. Remove it. To allow cookies, set credentials: true.',
      '  - allowedHeaders[1]: "X A" is not a valid name. Names have letters, digits and hyphens, and no spaces. Write names, such as ["Authorization", "X-Request-Id"].',
      '  - credentials: "true" must be true or false. Write true, without quotes.',
      '  - maxAge: -1 must be between 0 and 86400 seconds. Use 0 to disable preflight caching.',
    ])
  })

  it('reports the problems of a list before those of its entries', () => {
    const config = { origin: A, allowedHeaders: ['*', 'X-A'], credentials: true }
    expect(validateConfig(config).map(({ code }) => code)).toEqual([
      'allowedHeaders/wildcard-with-credentials',
      'allowedHeaders/beside-wildcard',
    ])
  })

  it('counts a single problem as one', () => {
    expect(() => createPolicy({ origin: [] })).toThrow(/^The CORS configuration has 1 error\.\n/)
  })

  it('recognizes the error of another copy of the package, and nothing else', () => {
    const brand = Symbol.for('@crossorigin/policy.CorsConfigError')
    const foreign = Object.assign(new TypeError('x'), { [brand]: true })
    expect(foreign instanceof CorsConfigError).toBe(true)
    expect(Reflect.get(new CorsConfigError([]), brand)).toBe(true)
    for (const value of [new TypeError('x'), null, undefined, 'x', {}])
      expect(value instanceof CorsConfigError).toBe(false)
  })

  it('quotes values of any kind on one line of bounded length', () => {
    const circular: Record<string, unknown> = {}
    circular['self'] = circular
    const values = [
      circular,
      { toJSON: () => undefined },
      Symbol('s'),
      10n,
      () => 1,
      { a: [1] },
      'x'.repeat(118),
      'x'.repeat(1000),
    ]
    const messages = values.map((maxAge) => validateConfig({ origin: A, maxAge })[0]?.message)
    expect(messages.map((message) => message?.split(' must be')[0])).toEqual([
      'maxAge: an object',
      'maxAge: an object',
      'maxAge: Symbol(s)',
      'maxAge: 10',
      'maxAge: a function',
      'maxAge: {"a":[1]}',
      `maxAge: "${'x'.repeat(118)}"`,
      `maxAge: "${'x'.repeat(118)}\u2026`,
    ])
  })

  it('keeps warnings, without throwing', () => {
    const { warnings } = createPolicy({ origin: [A, A], maxAge: 86_400 })
    expect(warnings.map(({ code }) => code)).toEqual(['origin/duplicate', 'maxAge/above-cap'])
    expect(Object.isFrozen(warnings)).toBe(true)
  })

  it('reads each option once, and only those that are the object\u2019s own', () => {
    let reads = 0
    const config = Object.create(
      { credentials: true },
      {
        origin: {
          enumerable: true,
          get: () => {
            reads++
            return A
          },
        },
      },
    ) as CorsConfig
    expect(createPolicy(config).config.credentials).toBe(false)
    expect(reads).toBe(1)
  })

  it('does not change the functions in the configuration', () => {
    const [origin, onDecision] = [() => true, () => undefined]
    expect(createPolicy({ origin, onDecision }).config).toMatchObject({ origin, onDecision })
    for (const given of [origin, onDecision]) expect(Object.isFrozen(given)).toBe(false)
  })

  it('is not affected by later changes of the configuration', () => {
    const origin = [A]
    const methods = ['PUT']
    const policy = createPolicy({ origin, methods })
    origin.push('https://evil.test')
    methods.push('DELETE')
    expect(policy.config).toMatchObject({ origin: [A], methods: ['PUT'] })
    expect(policy.decide({ method: 'GET', origin: 'https://evil.test' })).toMatchObject({ allowed: false })
  })
})
