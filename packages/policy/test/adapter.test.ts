import { CorsConfigError, type CorsPolicy, createPolicy } from '@crossorigin/policy'
import {
  checkOptions,
  compilePolicySource,
  createObserver,
  type Difference,
  resetWarnings,
  wantedValue,
  warnOfNestedPolicy,
  warnOfOverride,
} from '@crossorigin/policy/adapter'
import { afterEach, describe, expect, it, vi } from 'vitest'

const A = 'https://a.example'
const USAGE = { call: 'cors({ origin: ... })', selector: '(req)', selectorLength: 1 }

afterEach(() => resetWarnings())

describe('checkOptions', () => {
  const onDifference = (): void => {}

  it.each([{}, { vary: ['Host'], mode: 'yield', onError() {} }, { mode: 'report', onDifference }, { mode: undefined }])(
    'returns right options: %o',
    (options) => {
      expect(checkOptions(options)).toBe(options)
    },
  )

  it.each<[options: unknown, message: string]>([
    [null, 'The options must be an object.'],
    ['yield', 'The options must be an object.'],
    [{ modes: 'yield' }, 'Unknown option "modes". The options are vary, mode, onDifference, onError.'],
    [{ vary: 'Host' }, 'vary must be an array of request header names, such as ["Host"].'],
    [{ vary: ['no name'] }, 'vary must be an array'],
    [{ vary: [1] }, 'vary must be an array'],
    [{ mode: 'strict' }, 'mode must be "enforce", "yield" or "report".'],
    [{ onError: true }, 'onError must be a function.'],
    [{ mode: 'report', onDifference: true }, 'onDifference must be a function.'],
    [{ mode: 'report' }, 'mode: "report" and onDifference need each other'],
    [{ onDifference }, 'mode: "report" and onDifference need each other'],
  ])('throws for invalid options: %o', (options, message) => {
    expect(() => checkOptions(options as object)).toThrow(
      expect.objectContaining({ code: 'ERR_CORS_OPTIONS', message: expect.stringContaining(message) }),
    )
  })
})

describe('compilePolicySource', () => {
  it('accepts a configuration, a policy, or a selector', async () => {
    const policy = createPolicy({ origin: A })
    expect(compilePolicySource(policy, USAGE)).toBe(policy)
    expect(compilePolicySource({ origin: A }, USAGE)).toHaveProperty('decide')
    const select = compilePolicySource((req: string) => (req === 'a' ? policy : undefined), USAGE) as (
      req: string,
    ) => unknown
    expect([select('a'), select('b')]).toEqual([policy, undefined])
    const later = compilePolicySource(async () => policy, USAGE) as (req: string) => unknown
    expect(await later('a')).toBe(policy)
  })

  it.each<[what: string, source: unknown, message: string]>([
    ['a request of Node', { headers: {}, method: 'GET' }, 'Pass it a configuration first: cors({ origin: ... }).'],
    ['a request of Fastify', { headers: {}, raw: {} }, 'cors was called with a request'],
    ['a context', { req: {}, res: {} }, 'cors was called with a request'],
    ['a selector with a callback', (_req: unknown, _done: unknown) => {}, 'cors((req) => policy)'],
  ])('throws for %s', (_what, source, message) => {
    expect(() => compilePolicySource(source as never, USAGE)).toThrow(message)
  })

  it('emits the warnings of a policy once, and each wording once', () => {
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const policies = [A, 'https://b.example'].map((origin) => createPolicy({ origin, maxAge: 86400 }))
    for (const policy of [...policies, ...policies]) compilePolicySource(policy, USAGE)
    expect(emit).toHaveBeenCalledTimes(1)
  })

  it('leaves values that are not objects to the policy', () => {
    for (const source of ['*', undefined, null]) {
      expect(() => compilePolicySource(source as never, USAGE)).toThrow(CorsConfigError)
    }
  })

  it('makes a selector throw if it does not return a policy', async () => {
    const select = compilePolicySource((() => ({ origin: A })) as never, USAGE) as () => Promise<unknown>
    await expect(select()).rejects.toThrow('The CORS selector did not return a policy.')
  })
})

describe('wantedValue', () => {
  it('exposes the headers of the application if the policy exposes none', () => {
    const { decide } = createPolicy({ origin: A })
    const decision = decide({ method: 'GET', origin: A }) as never
    expect(wantedValue(decision, 'Access-Control-Expose-Headers', 'X-A, not a name', 'GET')).toBe('X-A')
    expect(wantedValue(decision, 'Access-Control-Expose-Headers', 'not a name', 'GET')).toBeUndefined()
  })

  it('merges exposed names: each once, at most 100, and no * with credentials', () => {
    const { decide } = createPolicy({ origin: A, credentials: true, exposedHeaders: ['X-A'] })
    const decision = decide({ method: 'GET', origin: A }) as never
    expect(wantedValue(decision, 'Access-Control-Expose-Headers', 'x-a, *, X-B', 'GET')).toBe('X-A, X-B')
    const names = Array.from({ length: 150 }, (_, index) => `X-${index}`)
    expect(wantedValue(decision, 'Access-Control-Expose-Headers', names.join(), 'GET')).toBe(
      ['X-A', ...names.slice(0, 99)].join(', '),
    )
  })

  it('leaves the lists to an OPTIONS request that is not a preflight', () => {
    const { decide } = createPolicy({ origin: A })
    const decision = decide({ method: 'OPTIONS', origin: A }) as never
    expect(wantedValue(decision, 'Access-Control-Allow-Methods', 'PUT', 'OPTIONS')).toBe('PUT')
    expect(wantedValue(decision, 'Access-Control-Allow-Methods', 'PUT', 'GET')).toBeUndefined()
    expect(wantedValue(decision, 'Access-Control-Allow-Origin', '*', 'OPTIONS')).toBe(A)
    const denied = decide({ method: 'GET', origin: 'https://b.example' }) as never
    expect(wantedValue(denied, 'Access-Control-Expose-Headers', 'X-A', 'GET')).toBeUndefined()
  })
})

describe('warnOfOverride', () => {
  it('quotes values in printable ASCII, and at most 200 characters', () => {
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const { decide } = createPolicy({ origin: A })
    const decision = decide({ method: 'GET', origin: A }) as never
    expect(warnOfOverride('Access-Control-Allow-Origin', '\u{e9}'.repeat(200), A, decision)).toBe(true)
    const [[message]] = emit.mock.calls as unknown as [[string]]
    expect(message).toMatch(/: "(?:\\u00e9){32}\\u0\.{3}" on a response\. It was replaced with "https:/)
    expect(warnOfOverride('Access-Control-Allow-Origin', '*', A, decision)).toBe(true)
    expect(emit).toHaveBeenCalledTimes(1)
    expect(warnOfOverride('Access-Control-Allow-Methods', 'PUT', undefined, decision)).toBe(false)
    expect(warnOfOverride('Access-Control-Allow-Origin', undefined, A, decision)).toBe(false)
  })

  it.each<[why: string, origin: string | undefined, name: string, reason: string]>([
    ['the policy does not send it', A, 'Access-Control-Allow-Credentials', 'your CORS policy does not send it'],
    ['there is no origin', undefined, 'Access-Control-Allow-Origin', 'the request had no Origin header'],
    ['the origin is denied', 'https://b.example', 'Access-Control-Allow-Origin', 'your CORS policy does not allow'],
  ])('says, if a header is removed, that %s', (_why, origin, name, reason) => {
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const decision = createPolicy({ origin: A }).decide({ method: 'GET', origin }) as never
    expect(warnOfOverride(name, 'true', undefined, decision)).toBe(true)
    expect(emit.mock.calls).toEqual([[expect.stringContaining(`It was removed, because ${reason}`), expect.anything()]])
  })
})

describe('warnOfNestedPolicy', () => {
  it('warns once about two policies, unless their configurations are the same', () => {
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const allow = (): boolean => true
    const create = (): CorsPolicy => createPolicy({ origin: /^https:\/\/a\.example$/ })
    const [one, two] = [create(), create()]
    warnOfNestedPolicy(one, one)
    for (let count = 0; count < 2; count++) warnOfNestedPolicy(one, two)
    warnOfNestedPolicy(createPolicy({ origin: allow }), createPolicy({ origin: allow }))
    expect(emit).not.toHaveBeenCalled()
    for (let count = 0; count < 2; count++) warnOfNestedPolicy(createPolicy({ origin: A }), two)
    expect(emit.mock.calls).toEqual([
      [
        expect.stringMatching(/^A request met two different CORS policies\./),
        { type: 'CorsWarning', code: 'CORS_NESTED' },
      ],
    ])
  })
})

describe('createObserver', () => {
  async function differ(
    asked: object,
    status: number,
    headers: Readonly<Record<string, string>>,
    origin = A,
  ): Promise<unknown> {
    const found: Difference<string>[] = []
    const policy = createPolicy({ origin, methods: ['PUT'], allowedHeaders: ['X-A'] })
    const observe = createObserver<string>({
      request: 'request',
      asked: { method: 'OPTIONS', origin: A, requestMethod: 'PUT', ...asked },
      choosePolicy: () => policy,
      onDifference: (difference) => void found.push(difference),
      onError: () => expect.unreachable(),
    })
    observe(status, (name) => headers[name])
    await new Promise((resolve) => setTimeout(resolve))
    return found.flatMap(({ aspects }) => aspects)
  }

  it('finds no difference if the lists are spelled differently, or are longer', async () => {
    const open = { 'access-control-allow-origin': '*', vary: 'origin' }
    const lists = { 'access-control-allow-methods': '*', 'access-control-allow-headers': '*' }
    expect(await differ({ requestHeaders: 'x-a' }, 200, { ...open, ...lists })).toEqual([])
    expect(await differ({}, 204, { ...open, 'access-control-allow-methods': 'PUT,DELETE' })).toEqual([])
    expect(await differ({ requestHeaders: 'authorization' }, 204, { ...open, ...lists })).toEqual([])
    expect(await differ({ method: 'GET', requestMethod: undefined }, 200, open, '*')).toEqual([])
  })

  it('finds decisions that a browser would make differently', async () => {
    const open = { 'access-control-allow-origin': '*', vary: '*' }
    expect(await differ({ requestHeaders: 'x-a' }, 204, open)).toEqual(['method', 'headers'])
    expect(await differ({}, 405, { ...open, 'access-control-allow-methods': 'PUT' })).toEqual(['status'])
    const broken = { ...open, 'access-control-allow-methods': 'not a list', vary: 'not a list' }
    expect(await differ({}, 204, broken)).toEqual(['method', 'vary'])
    expect(
      await differ({ requestHeaders: 'not a list' }, 204, { ...open, 'access-control-allow-methods': '*' }),
    ).toEqual([])
    expect(await differ({ method: 'GET', requestMethod: undefined, origin: undefined }, 200, {})).toEqual(['vary'])
  })

  it('ignores a callback that throws, with a warning', async () => {
    const emit = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const observe = createObserver<string>({
      request: 'request',
      asked: { method: 'GET', origin: A },
      choosePolicy: () => createPolicy({ origin: A }),
      onDifference: () => {
        throw new Error('no log')
      },
      onError: () => expect.unreachable(),
    })
    observe(200, () => undefined)
    await new Promise((resolve) => setTimeout(resolve))
    expect(emit.mock.calls).toEqual([
      ['onDifference or onError threw, and was ignored: no log', { type: 'CorsWarning', code: 'CORS_REPORT_THREW' }],
    ])
  })
})
