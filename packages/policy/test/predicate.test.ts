import { readFile } from 'node:fs/promises'
import {
  type CorsConfig,
  createPolicy,
  type Decision,
  type Origin,
  type OriginPredicate,
  validateConfig,
} from '@crossorigin/policy'
import { describe, expect, it, vi } from 'vitest'

const A = 'https://a.example'

const ask = (origin: OriginPredicate, request: string | undefined = A, more: Partial<CorsConfig> = {}) =>
  createPolicy({ origin, ...more }).decide({ method: 'GET', origin: request })

describe('an origin function', () => {
  it('is called with the origin and its parts', () => {
    const predicate = vi.fn(() => true)
    ask(predicate, 'https://a.example:8443')
    expect(predicate).toHaveBeenCalledExactlyOnceWith('https://a.example:8443', {
      scheme: 'https',
      host: 'a.example',
      port: 8443,
    })
  })

  it.each([
    ['no origin', undefined, 'origin/absent'],
    ['null', 'null', 'origin/null'],
    ['a local file in an older WebView', 'file://', 'origin/null'],
    ['an empty origin', '', 'origin/malformed'],
    ['two origins', `${A}, ${A}`, 'origin/malformed'],
    ['a trailing slash', `${A}/`, 'origin/malformed'],
    ['15 kB', 'x'.repeat(15_000), 'origin/malformed'],
  ])('is not called with %s', (_, origin, reason) => {
    const predicate = vi.fn(() => true)
    expect(createPolicy({ origin: predicate }).decide({ method: 'GET', origin })).toMatchObject({
      allowed: false,
      reason,
    })
    expect(predicate).not.toHaveBeenCalled()
  })

  it('is not called with unencrypted origins in a policy with credentials, unless they are permitted', () => {
    const insecure = 'http://a.example'
    expect(ask(() => true, insecure, { credentials: true })).toMatchObject({
      allowed: false,
      reason: 'origin/insecure',
    })
    expect(ask(() => true, 'http://localhost:1', { credentials: true })).toMatchObject({ allowed: true })
    expect(ask(() => true, insecure)).toMatchObject({ allowed: true })
    expect(ask(() => true, insecure, { credentials: true, dangerouslyAllowInsecureOrigins: true })).toMatchObject({
      allowed: true,
    })
  })

  it('is treated like a regular expression in this case', () => {
    const policy = createPolicy({ origin: /^https?:\/\/a\.test$/, credentials: true })
    expect(policy.decide({ method: 'GET', origin: 'http://a.test' })).toMatchObject({
      allowed: false,
      reason: 'origin/insecure',
    })
  })

  it('allows with true and denies with false', () => {
    expect(ask(() => true)).toMatchObject({
      allowed: true,
      reason: 'origin/predicate',
      headers: ['Access-Control-Allow-Origin', A],
    })
    expect(ask(() => false)).toMatchObject({
      allowed: false,
      reason: 'origin/predicate-refused',
      headers: [],
      vary: 'Origin',
    })
  })

  it('allows and denies with a promise too', async () => {
    await expect(ask(async () => true)).resolves.toMatchObject({ allowed: true, reason: 'origin/predicate' })
    await expect(ask(async () => false)).resolves.toMatchObject({ allowed: false, reason: 'origin/predicate-refused' })
  })

  it('can return a promise of any implementation, which counts once', async () => {
    const settlesTwice = {
      // biome-ignore lint/suspicious/noThenProperty: it tests promises of other implementations.
      then(resolve: (value: boolean) => void) {
        resolve(false)
        resolve(true)
      },
    }
    await expect(ask((() => settlesTwice) as never)).resolves.toMatchObject({ allowed: false })
  })

  it('can return a native promise with a replaced then, which is ignored', async () => {
    for (const then of [(resolve: (value: boolean) => void) => resolve(true), () => 'origin/predicate']) {
      const disguised = Object.assign(Promise.resolve(false), { then })
      await expect(ask(() => disguised as never)).resolves.toMatchObject({ allowed: false })
    }
  })

  it.each([undefined, null, 1, 'true', A, {}, [], '*'])('causes a TypeError if it returns %j', async (answer) => {
    expect(() => ask((() => answer) as never)).toThrow(TypeError)
    expect(() => ask((() => answer) as never)).toThrow(
      /true or false.+Callbacks in the style of the "cors" package.+are not supported/,
    )
    await expect(ask((async () => answer) as never)).rejects.toThrow(TypeError)
  })

  it.each([
    [undefined, 'returned nothing. It must return true or false'],
    [1, 'returned a value of type number. It must return true or false'],
    [[A], 'returned an array: use list.includes(origin). It must return true or false'],
  ])('causes an error that describes the result %j', (answer, text) => {
    expect(() => ask((() => answer) as never)).toThrow(`The origin function ${text}`)
  })

  it('denies if it throws or rejects, and the error is passed on', async () => {
    const error = new Error('database')
    expect(() =>
      ask(() => {
        throw error
      }),
    ).toThrow(error)
    await expect(ask(() => Promise.reject(error))).rejects.toBe(error)
  })

  it('is called when a decision is explained', async () => {
    const policy = createPolicy({ origin: async () => true })
    await expect(policy.explain({ method: 'GET', origin: A })).resolves.toMatchObject({
      allowed: true,
      reason: 'origin/predicate',
    })
    expect(policy.explain({ method: 'GET' })).toMatchObject({ reason: 'origin/absent' })
  })

  it('decides about preflights too', async () => {
    const decision = await createPolicy({ origin: async () => true }).decide({
      method: 'OPTIONS',
      origin: A,
      requestMethod: 'PUT',
    })
    expect(decision satisfies Decision).toMatchObject({ kind: 'preflight', allowed: true, status: 204 })
  })
})

describe('what no analysis can see', () => {
  const COM = ['https://example.com', 'https://*.example.com']

  it.each<[string, OriginPredicate, string, CorsConfig['origin']]>([
    ['() => true', () => true, 'https://evil.test', COM],
    ['endsWith', (origin) => origin.endsWith('example.com'), 'https://evilexample.com', COM],
    ['startsWith', (origin) => origin.startsWith('https://example.com'), 'https://example.com.evil.test', COM],
    ['includes', (origin) => origin.includes('example.com'), 'https://example.com.evil.test', COM],
    [
      'startsWith for loopback',
      (origin) => origin.startsWith('http://localhost'),
      'http://localhost.evil.test',
      'http://localhost:*',
    ],
  ])('includes %s, which allows a stranger, unlike the recommended pattern', (_, origin, stranger, pattern) => {
    const config = { credentials: true, dangerouslyAllowInsecureOrigins: true }
    expect(validateConfig({ ...config, origin })).toEqual([])
    expect(ask(origin, stranger, config)).toMatchObject({ allowed: true })
    const policy = createPolicy({ origin: pattern, credentials: true })
    expect(policy.warnings).toEqual([])
    expect(policy.decide({ method: 'GET', origin: stranger })).toMatchObject({ allowed: false })
  })

  it('is documented in the manual, with the recommended patterns', async () => {
    const manual = await readFile(new URL('../src/config.ts', import.meta.url), 'utf8')
    for (const text of ['() => true', "endsWith('example.com')", "['https://example.com', 'https://*.example.com']"]) {
      expect(manual).toContain(text)
    }
  })

  it.each([
    ['an arrow', (_origin: string, callback: unknown) => callback !== undefined],
    [
      'a function',
      function allow(_origin: string, cb: unknown) {
        return cb !== undefined
      },
    ],
    ['a minified one', new Function('o,cb', 'return cb') as (_origin: string, cb: unknown) => boolean],
    ['an asynchronous one', async (_origin: string, done: unknown) => done !== undefined],
  ])('is an error at startup if it takes a callback: %s', (_what, origin) => {
    expect(validateConfig({ origin }).map(({ code, path, message, hint }) => [code, path, message, hint])).toEqual([
      [
        'origin/callback',
        ['origin'],
        expect.stringContaining('takes a callback, which is never called.'),
        'Return the result, or a promise of it: async (origin) => allowed.has(origin).',
      ],
    ])
  })

  it.each([
    ['has the parts of the origin as its second parameter', (_origin: string, parts: Origin) => parts.port === null],
    ['destructures them', (_origin: string, { host }: Origin) => host === 'a.example'],
    ['has something like a callback in its body', (origin: string) => [origin].some((_origin, next) => next === 0)],
  ])('is accepted if it %s', (_what, origin) => {
    expect(validateConfig({ origin })).toEqual([])
  })
})
