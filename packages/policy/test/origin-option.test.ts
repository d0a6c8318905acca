import { createPolicy, validateConfig } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'
import vectors from '../../../test/vectors/origin-parse.json' with { type: 'json' }

/** Reasons of the vectors that a policy takes as they stand, with the warning that goes with it. */
const ACCEPTED = new Map<string, string[]>([
  ['ok', []],
  ['ok-custom-scheme', []],
  ['host-hyphen', []],
  ['host-underscore', []],
  ['host-trailing-dot', ['origin/trailing-dot']],
  ['port-zero', ['origin/port-zero']],
])

/** Rows that are no origins, but patterns. */
const PATTERNS = new Set(['https://*.example.com', 'http://localhost:*', '*'])

/** Rows whose problem has a name of its own where patterns are read. */
const RENAMED = new Map([
  ['/example\\.com$/', 'origin/regexp-as-text'],
  ['*://example.com', 'origin/wildcard-position'],
  ['https://a.example,https://b.example', 'origin/comma-separated'],
  ['https://a.example, https://b.example', 'origin/comma-separated'],
  ['null', 'origin/null-not-allowed'],
])

describe('the vectors at construction', () => {
  const rows = vectors.cases.filter(({ input }) => !PATTERNS.has(input))
  const accepted = rows.filter((row) => ACCEPTED.has(row.expect.reason))
  const refused = rows.filter((row) => !ACCEPTED.has(row.expect.reason))

  it.each(accepted)('accept $id', ({ id, input, expect: { reason } }) => {
    const isBeyondDns = id === 'or-long-label-64' || id === 'or-long-host-300'
    const warnings = isBeyondDns ? ['origin/beyond-dns'] : ACCEPTED.get(reason)
    const issues = validateConfig({ origin: [input] })
    expect(issues.map((issue) => issue.code)).toEqual(warnings)
    expect(issues.every((issue) => issue.severity === 'warning')).toBe(true)
    expect(createPolicy({ origin: [input] }).decide({ method: 'GET', origin: input })).toMatchObject({ allowed: true })
  })

  it.each(refused)('report an error for $id, with its reason', ({ input, expect: { reason } }) => {
    const [issue, ...others] = validateConfig({ origin: [input] })
    expect(issue).toMatchObject({
      code: RENAMED.get(input) ?? `origin/${reason}`,
      path: ['origin', 0],
      severity: 'error',
    })
    expect(others).toEqual([])
  })

  it.each(refused.filter(({ input, expect: { normalized } }) => normalized !== null && normalized !== input))(
    'refuse $id, and show what to write',
    ({ input, expect: { normalized } }) => {
      expect(validateConfig({ origin: [input] })[0]?.hint).toContain(`"${normalized}"`)
    },
  )
})

describe('an origin in a configuration', () => {
  it.each<[string, unknown, string, string]>([
    ['is required', undefined, 'origin/missing', 'as in cors(), is { origin: "*" }'],
    ['is not null', null, 'origin/not-an-origin', 'Write origins'],
    ['is not a number', 3, 'origin/not-an-origin', 'Write origins'],
    ['is not true', true, 'origin/reflects-any', 'Write "*"'],
    ['is not a Set', new Set(['https://a.example']), 'origin/not-an-origin', 'Write an array: [...origins].'],
    [
      'is not a URL',
      new URL('https://a.example/x'),
      'origin/not-an-origin',
      'url.origin, which is "https://a.example"',
    ],
    [
      'is not an object that throws',
      {
        get [Symbol.toStringTag]() {
          throw new Error('none of your business')
        },
      },
      'origin/not-an-origin',
      'Write origins',
    ],
    ['is not a promise', Promise.resolve('https://a.example'), 'origin/not-an-origin', 'Await it'],
    [
      'is not a regular expression in quotes',
      '/^https:\\/\\/a\\.example$/i',
      'origin/regexp-as-text',
      '/^https:\\/\\/a\\.example$/i, with "\\." for a dot',
    ],
    ['is not the source of one', '^https://a\\.example$', 'origin/regexp-as-text', '/^https:\\/\\/a\\.example$/'],
    ['is not the source of one that is not valid', '^(', 'origin/scheme-missing', 'Write scheme, host and port'],
    ['is not a path of one letter', '/i', 'origin/scheme-missing', 'Write scheme, host and port'],
    ['is not a path', '/api', 'origin/scheme-missing', 'Write scheme, host and port'],
    ['is not a regular expression in quotes that is not valid', '/(/', 'origin/scheme-missing', 'Write scheme'],
    ['is not an empty list', [], 'origin/empty-list', 'environment variable'],
    ['is not empty', '', 'origin/empty', 'environment variable'],
    [
      'is not several in one text',
      'https://a.example, https://b.example',
      'origin/comma-separated',
      '["https://a.example", "https://b.example"]',
    ],
    [
      'is not several parted by spaces',
      'https://a.example https://b.example',
      'origin/list',
      '["https://a.example", "https://b.example"]',
    ],
    ['has a scheme', 'app.example.com', 'origin/scheme-missing', 'Write "https://app.example.com"'],
    ['has a scheme behind a wildcard', '*.Example.com', 'origin/scheme-missing', 'Write "https://*.example.com"'],
    ['has a scheme where it is nothing else either', '*.a..b', 'origin/scheme-missing', 'Write scheme, host and port'],
    ['is not null with a port', 'null:*', 'origin/wildcard-position', 'the whole port'],
    ['has no path', 'https://app.example.com/app', 'origin/path', 'Write "https://app.example.com"'],
    ['has brackets around IPv6', 'http://::1', 'origin/ipv6-invalid', 'Write "http://[::1]"'],
    ['is not a file', 'file:///index.html', 'origin/file', 'Serve the page over http'],
    [
      'is not the origin of all files without its flag',
      'file://',
      'origin/null-not-allowed',
      'dangerouslyAllowNullOrigin: true',
    ],
    ['is no opaque scheme', 'data:text/html,x', 'origin/opaque-scheme', 'Serve the page over http'],
    ['is no socket', 'wss://app.example.com', 'origin/scheme-not-a-page', 'the page that connects'],
    [
      'has no wildcard without a dot',
      'https://*example.com:8443',
      'origin/wildcard-position',
      'Write "https://*.example.com:8443" for its subdomains, "https://example.com:8443" for itself, or both.',
    ],
    [
      'has no wildcard without a dot before a longer name',
      'https://*a.example.com',
      'origin/wildcard-position',
      'Write "https://*.a.example.com" for its subdomains',
    ],
    [
      'has no two wildcards without a dot',
      'https://*a.exa*mple.com',
      'origin/wildcard-position',
      'the whole first label',
    ],
    ['has no wildcard behind its own domain', 'https://a-*.b.c.*', 'origin/wildcard-position', 'the whole first label'],
    [
      'has no wildcard before its scheme',
      '*https://a-*.example.com',
      'origin/wildcard-position',
      'the whole first label',
    ],
    ['has no wildcard and a path', 'https://a-*.example.com/x', 'origin/wildcard-position', 'the whole first label'],
    [
      'is not several with wildcards inside',
      'https://a-*.example.com, https://b.example',
      'origin/comma-separated',
      '["https://a-*.example.com", "https://b.example"]',
    ],
    ['has no wildcard in a public name', 'https://app.*', 'origin/wildcard-position', 'the whole first label'],
    ['has no wildcard in its own domain', 'https://ex*mple.com', 'origin/wildcard-position', 'the whole first label'],
    ['has no wildcard for all hosts', 'https://*', 'origin/wildcard-position', 'List the hosts'],
    ['has no wildcard for all hosts of a port', 'http://*:3000', 'origin/wildcard-position', 'List the hosts'],
    [
      'has no wildcard for all extensions',
      'moz-extension://*',
      'origin/wildcard-position',
      '/^moz-extension:\\/\\/[0-9a-f-]{36}$/',
    ],
    [
      'has no wildcard for all extensions of Safari',
      'safari-web-extension://*',
      'origin/wildcard-position',
      '[0-9A-F-]{36}',
    ],
    [
      'has no wildcard for all extensions of Chromium',
      'chrome-extension://*',
      'origin/wildcard-position',
      'the ID of your extension',
    ],
    ['has no wildcard for all hosts of an app', 'app://*', 'origin/wildcard-position', '"app://localhost"'],
    ['has no wildcard for a part of a port', 'https://example.com:80*', 'origin/wildcard-position', 'the whole port'],
    ['has no wildcard for a scheme', '*://example.com', 'origin/wildcard-position', 'the whole first label'],
    ['has no wildcard in front of an address', 'http://*.127.0.0.1', 'origin/wildcard-ip', 'without the wildcard'],
    [
      'has no wildcard in front of a longer address',
      'http://*.127.0.0.10',
      'origin/wildcard-ip',
      'without the wildcard',
    ],
    ['has no wildcard in front of an IPv6 address', 'http://*.[::1]', 'origin/wildcard-ip', 'without the wildcard'],
    [
      'keeps its wildcards when corrected',
      'https://*.Example.com:*/',
      'origin/trailing-slash',
      'Write "https://*.example.com:*"',
    ],
    ['keeps a wildcard port when corrected', 'http://LOCALHOST:*', 'origin/host-upper', 'Write "http://localhost:*"'],
    ['keeps any port when corrected', 'https://A.example:*', 'origin/host-upper', 'Write "https://a.example:*"'],
    [
      'has no default port behind a wildcard',
      'https://*.example.com:443',
      'origin/default-port',
      'Write "https://*.example.com"',
    ],
    ['has no impossible host', 'https://a..example', 'origin/host-empty-label', 'Write scheme, host and port'],
    ['is not too long', `https://${'a'.repeat(400)}`, 'origin/too-long', 'Write scheme, host and port'],
    [
      'leaves room for what a wildcard stands for',
      `https://*.${'a'.repeat(317)}`,
      'origin/too-long',
      'Write scheme, host and port',
    ],
    ['has no port above 65535', 'https://a.example:65536', 'origin/port-out-of-range', 'Write scheme, host and port'],
    ['has no dot after an address', 'http://127.0.0.1.', 'origin/ipv4-noncanonical', 'Write "http://127.0.0.1"'],
    ['has no wildcard in front of a number', 'https://*.1', 'origin/wildcard-ip', 'without the wildcard'],
  ])('%s', (_, origin, code, hint) => {
    const issues = validateConfig({ origin })
    expect(issues.map((issue) => [issue.code, issue.path, issue.severity])).toEqual([[code, ['origin'], 'error']])
    expect(issues[0]?.hint).toContain(hint)
  })

  it.each<[string, unknown[], string[]]>([
    ['a function in a list', ['https://a.example', () => true], ['origin/predicate-in-list']],
    ['any origin in a list', ['*'], ['origin/any-in-list']],
    ['a variable that is not set in a list', ['https://a.example', undefined], ['origin/not-an-origin']],
    ['a Set in a list', [new Set()], ['origin/not-an-origin']],
    ['a list in a list', [['https://a.example']], ['origin/not-an-origin']],
    ['a URL in a list', [new URL('https://a.example')], ['origin/not-an-origin']],
    ['false in a list', [false], ['origin/not-an-origin']],
    ['any origin beside others', ['https://a.example', '*'], ['origin/any-in-list']],
    [
      'what is no text in a list',
      [3, null, ['https://a.example']],
      ['origin/not-an-origin', 'origin/not-an-origin', 'origin/not-an-origin'],
    ],
    ['what is no text twice', [3, 3], ['origin/not-an-origin', 'origin/not-an-origin']],
    ['null in a list', ['null'], ['origin/null-not-allowed']],
    ['a hole in a list', Object.assign(new Array(2), { 1: 'https://a.example' }), ['origin/not-an-origin']],
  ])('is an error: %s', (_, origin, codes) => {
    expect(validateConfig({ origin }).map((issue) => issue.code)).toEqual(codes)
  })

  it('never allows null together with credentials, with any flag', () => {
    for (const dangerouslyAllowNullOrigin of [true, false]) {
      const issues = validateConfig({ origin: ['null'], credentials: true, dangerouslyAllowNullOrigin })
      expect(issues.map((issue) => issue.code)).toEqual(['origin/null-with-credentials'])
    }
  })

  it('allows null without credentials if its flag is set', () => {
    const policy = createPolicy({ origin: 'null', dangerouslyAllowNullOrigin: true })
    expect(policy.warnings).toEqual([])
    expect(policy.decide({ method: 'GET', origin: 'null' })).toMatchObject({ allowed: true, reason: 'origin/listed' })
  })

  it.each<[string, string, string[]]>([
    ['of a label of 63 characters', `${'a'.repeat(63)}.example`, []],
    ['of a label of 64 characters', `a.${'b'.repeat(64)}`, ['origin/beyond-dns']],
    ['of 63 characters in one label', 'a'.repeat(63), []],
    ['of 253 characters', `${'a.'.repeat(126)}a`, []],
    ['of 254 characters', `${'a.'.repeat(126)}aa`, ['origin/beyond-dns']],
    ['of 253 characters and a dot', `${'a.'.repeat(126)}a.`, ['origin/trailing-dot']],
    ['of 316 characters after a wildcard', `*.${'a'.repeat(316)}`, ['origin/beyond-dns']],
    ['of 251 characters after a wildcard', `*.${'a.'.repeat(125)}a`, []],
    ['of 252 characters after a wildcard', `*.${'a.'.repeat(125)}aa`, ['origin/beyond-dns']],
  ])('is compared with the limits of DNS: a name %s', (_, host, codes) => {
    expect(validateConfig({ origin: `https://${host}` }).map((issue) => issue.code)).toEqual(codes)
  })

  it.each([
    ['https://app-*.example.com', /^https:\/\/app-[a-z0-9-]+\.example\.com$/, 'https://app-1.example.com'],
    [
      'https://*-app.example.com:8443',
      /^https:\/\/[a-z0-9-]+-app\.example\.com:8443$/,
      'https://a-app.example.com:8443',
    ],
    ['https://app-**.example.com', /^https:\/\/app-[a-z0-9-]+\.example\.com$/, 'https://app-1.example.com'],
    ['https://app.*.example.com', /^https:\/\/app\.[a-z0-9-]+\.example\.com$/, 'https://app.eu.example.com'],
    ['https://*.*.example.co.uk', /^https:\/\/[a-z0-9-]+\.[a-z0-9-]+\.example\.co\.uk$/, 'https://a.b.example.co.uk'],
    ['https://pr-*.example.com:*', /^https:\/\/pr-[a-z0-9-]+\.example\.com(?::[0-9]+)?$/, 'https://pr-1.example.com:1'],
    ['http://pr-*.app.localhost', /^http:\/\/pr-[a-z0-9-]+\.app\.localhost$/, 'http://pr-1.app.localhost'],
  ])(
    'that has a wildcard inside, %s, is written as a regular expression, which the message shows',
    (text, expression, origin) => {
      expect(validateConfig({ origin: text })[0]?.hint).toBe(`Write a regular expression: ${expression}.`)
      const policy = createPolicy({ origin: [expression], credentials: true })
      expect(policy.decide({ method: 'GET', origin })).toMatchObject({ allowed: true })
    },
  )

  it.each([
    ['com.example.app', /^com\.example\.app:\/\/a-[a-z0-9-]+\.b\.c$/],
    ['app-http', /^app-http:\/\/a-[a-z0-9-]+\.b\.c$/],
    ['http-app', /^http-app:\/\/a-[a-z0-9-]+\.b\.c$/],
  ])(
    'that has a wildcard inside the host of another scheme, %s, is written as a regular expression without credentials',
    (scheme, expression) => {
      expect(validateConfig({ origin: `${scheme}://a-*.b.c` })[0]?.hint).toBe(
        `List the hosts, or write a regular expression, without credentials: ${expression}.`,
      )
      const policy = createPolicy({ origin: expression })
      expect(policy.decide({ method: 'GET', origin: `${scheme}://a-1.b.c` })).toMatchObject({ allowed: true })
    },
  )

  it('can be false to allow none', () => {
    for (const credentials of [false, true]) {
      const policy = createPolicy({ origin: false, credentials })
      expect(policy.warnings).toEqual([])
      expect(policy.config.origin).toBe(false)
      expect(createPolicy(policy.config).config).toEqual(policy.config)
      expect(policy.decide({ method: 'GET', origin: 'https://a.example' })).toMatchObject({
        allowed: false,
        headers: [],
        reason: 'origin/not-listed',
      })
      expect(policy.decide({ method: 'GET', origin: 'null' })).toMatchObject({ reason: 'origin/null' })
    }
  })

  it('is a different one with a dot at its end, with and without encryption', () => {
    for (const origin of ['https://a.example.', 'http://a.example.']) {
      expect(validateConfig({ origin }).map(({ code }) => code)).toEqual(['origin/trailing-dot'])
    }
  })

  it('allows file:// without credentials if the flag for null is set', () => {
    const policy = createPolicy({ origin: ['file://'], dangerouslyAllowNullOrigin: true })
    expect(policy.warnings).toEqual([])
    expect(policy.decide({ method: 'GET', origin: 'file://' })).toMatchObject({
      allowed: true,
      reason: 'origin/listed',
    })
    expect(policy.decide({ method: 'GET', origin: 'null' })).toMatchObject({ allowed: false, reason: 'origin/null' })
  })

  it.each(['null', 'file://'])('is never %s with credentials', (origin) => {
    const config = { origin, credentials: true, dangerouslyAllowNullOrigin: true }
    expect(validateConfig(config).map(({ code }) => code)).toEqual(['origin/null-with-credentials'])
  })

  it.each([
    'https://-a.example',
    'https://a-.example',
    'https://r1---sn-.example',
    'https://example-',
    'app://.',
    'app://-',
    'app://-:8080',
    'app://a..b',
    `app://${'a'.repeat(70)}.`,
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
    'moz-extension://1c4f6b5e-9d2a-4c3b-8e7f-0a1b2c3d4e5f',
    'safari-web-extension://E5B6F0A2-0001',
    'https://a.example:65535',
  ])('can be %s, with and without credentials', (origin) => {
    for (const credentials of [false, true]) {
      const policy = createPolicy({ origin: [origin], credentials })
      expect(policy.warnings).toEqual([])
      expect(policy.decide({ method: 'GET', origin })).toMatchObject({ allowed: true, reason: 'origin/listed' })
    }
  })

  it('causes a warning if it is listed twice', () => {
    const issues = validateConfig({
      origin: ['https://a.example', 'https://*.b.example', 'https://a.example', 'https://*.b.example'],
    })
    expect(issues.map(({ code, path, severity }) => [code, path, severity])).toEqual([
      ['origin/duplicate', ['origin', 2], 'warning'],
      ['origin/duplicate', ['origin', 3], 'warning'],
    ])
  })

  it.each<[string, string, string[]]>([
    ['a subdomain', 'https://a.example.com', ['https://*.example.com']],
    ['a port', 'http://localhost:3000', ['http://localhost:*']],
    ['a narrower wildcard', 'https://*.a.example.com', ['https://*.example.com']],
    ['a wildcard of one port', 'https://*.example.com', ['https://*.example.com:*']],
    ['a host with any port', 'https://a.example.com:*', ['https://*.example.com:*']],
  ])('causes a warning for %s that a wider pattern covers', (_, narrow, wide) => {
    const issues = validateConfig({ origin: [...wide, narrow] })
    expect(issues.map(({ code, value }) => [code, value])).toEqual([['origin/subsumed', narrow]])
  })

  it.each<[string, string[]]>([
    ['another port', ['https://*.example.com', 'https://a.example.com:8443']],
    ['another scheme', ['https://*.example.com', 'http://a.example.com']],
    ['the bare domain', ['https://*.example.com', 'https://example.com']],
    ['any port beside one', ['https://*.example.com', 'https://a.example.com:*']],
    ['subdomains beside any port', ['https://a.example.com:*', 'https://*.a.example.com']],
    ['one port beside another', ['https://*.example.com:1', 'https://*.example.com:2']],
    ['null', ['https://*.example.com', 'null']],
  ])('is not treated as covered if it is %s', (_, origin) => {
    expect(validateConfig({ origin, dangerouslyAllowNullOrigin: origin.includes('null') })).toEqual([])
  })
})

describe('an origin in a configuration with credentials', () => {
  const codesOf = (config: object): string[] =>
    validateConfig({ credentials: true, ...config }).map((issue) => issue.code)

  it('cannot be any origin', () => {
    expect(codesOf({ origin: '*' })).toEqual(['origin/any-with-credentials'])
  })

  it.each(['http://a.example', 'http://10.0.0.1', 'http://*.a.example', 'http://localhost.example'])(
    'is not %s',
    (origin) => {
      const issues = validateConfig({ origin, credentials: true })
      expect(issues.map((issue) => issue.code)).toEqual(['origin/insecure-with-credentials'])
      expect(issues[0]?.hint).toContain(`"${origin.replace('http:', 'https:')}"`)
      expect(codesOf({ origin, dangerouslyAllowInsecureOrigins: true })).toEqual([])
    },
  )

  it.each([
    'http://localhost:3000',
    'http://localhost:*',
    'http://app.localhost',
    'http://*.localhost',
    'http://127.0.0.1:3000',
    'http://[::1]:*',
    'app://localhost',
  ])('may be %s', (origin) => {
    expect(codesOf({ origin })).toEqual([])
  })

  it.each(['https://*.vercel.app', 'https://*.github.io', 'https://*.vercel.app:*', 'https://*.s3.amazonaws.com'])(
    'is not %s, under which anyone can register a name',
    (origin) => {
      expect(codesOf({ origin })).toContain('origin/public-suffix')
      expect(codesOf({ origin, dangerouslyAllowPublicSuffixes: true })).not.toContain('origin/public-suffix')
      expect(codesOf({ origin, dangerouslyAllowPublicSuffixes: true })).not.toContain(
        'dangerouslyAllowPublicSuffixes/unneeded',
      )
      expect(validateConfig({ origin })).toMatchObject([{ code: 'origin/public-suffix', severity: 'warning' }])
    },
  )

  it.each([
    'https://*.com',
    'https://*.co.uk',
    'https://*.com.',
    'https://*.za',
    'https://*.amazonaws.com',
    'https://*.us-east-2.amazonaws.com',
  ])('is never %s, even with the flag or without credentials', (origin) => {
    for (const config of [{}, { credentials: false }, { dangerouslyAllowPublicSuffixes: true }]) {
      const issues = validateConfig({ origin, credentials: true, ...config })
      expect(issues).toContainEqual(expect.objectContaining({ code: 'origin/public-suffix', severity: 'error' }))
    }
  })

  it.each([
    'https://*.example.com',
    'https://*.a.b.example.com',
    'https://*.my-app.vercel.app',
    'https://my-app.vercel.app',
  ])('may be %s', (origin) => {
    expect(codesOf({ origin })).toEqual([])
  })

  it('should not be a wildcard under a single label', () => {
    expect(codesOf({ origin: 'https://*.internal' })).toEqual(['origin/single-label-wildcard'])
  })

  it('should not be any port of a host', () => {
    expect(codesOf({ origin: 'https://a.example:*' })).toEqual(['origin/any-port-with-credentials'])
  })

  it('should not be listed both with and without encryption', () => {
    const origin = ['https://a.example', 'http://a.example', 'http://b.example']
    expect(codesOf({ origin, dangerouslyAllowInsecureOrigins: true })).toEqual(['origin/http-beside-https'])
    expect(validateConfig({ origin })).toEqual([])
  })
})
