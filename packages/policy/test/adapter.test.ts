import { CorsConfigError, createPolicy } from '@crossorigin/policy'
import {
  checkOptions,
  compilePolicySource,
  createObserver,
  type Difference,
  wantedValue,
} from '@crossorigin/policy/adapter'
import { describe, expect, it } from 'vitest'

const A = 'https://a.example'
const USAGE = { call: 'cors({ origin: ... })', selector: '(req)', selectorLength: 1 }

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
})

describe('createObserver', () => {
  async function differ(asked: object, status: number, headers: Readonly<Record<string, string>>): Promise<unknown> {
    const found: Difference<string>[] = []
    const policy = createPolicy({ origin: A, methods: ['PUT'], allowedHeaders: ['X-A'] })
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
})
