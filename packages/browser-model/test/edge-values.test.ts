import {
  type BrowserRequest,
  behaviorOf,
  checkResponse,
  classify,
  createPreflightCache,
  type Engine,
  type EngineBehavior,
  simulateFetch,
} from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'

const REQUEST: BrowserRequest = { pageOrigin: 'https://app.example', url: 'https://api.example/data', method: 'GET' }
const ENGINES: readonly Engine[] = ['chromium', 'firefox', 'webkit']

/** The engines that behave in a way, and those that do not. */
function divide(behaves: (behavior: EngineBehavior) => boolean): readonly [Engine, readonly Engine[]] {
  const [first, ...more] = ENGINES.filter((engine) => behaves(behaviorOf(engine)))
  if (first === undefined) throw new Error('No engine behaves in this way.')
  return [first, ENGINES.filter((engine) => engine !== first && !more.includes(engine))]
}

describe('a client hint', () => {
  const [engine, others] = divide(({ safelistsClientHints }) => safelistsClientHints)
  const NUMBERS = [
    ...['0', '1', '12', '1.5', '12.25'].map((value) => [value, true] as const),
    ...['', 'x1', '1x', '1.', '.5', '1.5x', '-1', '1.5.2'].map((value) => [value, false] as const),
  ]
  const INTEGERS = [
    ...['0', '1', '1024'].map((value) => [value, true] as const),
    ...['', 'x1', '1x', '1.5', '-1'].map((value) => [value, false] as const),
  ]
  const SWITCHES = [
    ...['on', 'On', 'ON'].map((value) => [value, true] as const),
    ...['', 'off', 'xon', 'onx', 'o n'].map((value) => [value, false] as const),
  ]
  const ROWS = [
    ...['Device-Memory', 'DPR'].flatMap((name) => NUMBERS.map((row) => [name, ...row] as const)),
    ...['Viewport-Width', 'Width'].flatMap((name) => INTEGERS.map((row) => [name, ...row] as const)),
    ...SWITCHES.map((row) => ['Save-Data', ...row] as const),
  ]

  it.each(ROWS)('%s: %j needs no preflight: %j', (name, value, isSafelisted) => {
    const request = { ...REQUEST, headers: [[name, value]] as const }
    expect(classify(request, engine).outcome).toBe(isSafelisted ? 'simple' : 'preflight')
    for (const other of [undefined, ...others]) expect(classify(request, other).outcome, other).toBe('preflight')
  })
})

describe('an address that is not encrypted, requested by a secure page', () => {
  const [engine, others] = divide(({ allowsPrivateAddress }) => allowsPrivateAddress)
  const ROWS = [
    ...['10.0.0.1', '10.255.1.2', '192.168.0.1', '169.254.1.1', '172.16.0.1', '172.19.0.1', '172.20.1.1'],
    ...['172.29.0.1', '172.30.0.1', '172.31.9.9', '[fc00::1]', '[fd12:3456::1]', '[fe80::1]', '[fe90::1]'],
    ...['[fea0::1]', '[febf::1]', 'printer.local', 'a.b.local'],
  ].map((host) => [host, true] as const)
  const PUBLIC = [
    ...['11.0.0.1', '110.0.0.1', '172.15.0.1', '172.32.0.1', '172.40.0.1', '192.169.0.1', '169.255.0.1', '1.10.0.1'],
    ...['10.example.com', '10.0.0.1.example.com', 'a192.168.0.1.example.com', '[2001:db8::fd00]', '[fb00::1]'],
    ...['[fec0::1]', '[fe70::1]', 'local', 'printerlocal.test', 'printer.local.test', 'printer.locals'],
  ].map((host) => [host, false] as const)

  it.each([...ROWS, ...PUBLIC])('http://%s is allowed as private: %j', (host, isPrivate) => {
    const request = { ...REQUEST, url: `http://${host}/` }
    expect(classify(request, engine).outcome).toBe(isPrivate ? 'simple' : 'networkError')
    for (const other of [undefined, ...others]) expect(classify(request, other).outcome, other).toBe('networkError')
  })
})

describe('Access-Control-Expose-Headers with a malformed name', () => {
  const [engine, others] = divide(({ exposesAllBeforeMalformedName }) => exposesAllBeforeMalformedName)

  function read(value: string, request: Partial<BrowserRequest>, by: Engine | undefined): boolean {
    const headers = [
      ['Access-Control-Allow-Origin', '*'],
      ['Access-Control-Expose-Headers', value],
      ['X-A', '1'],
    ] as const
    return checkResponse({ ...REQUEST, ...request }, { status: 200, headers }, by).readableHeaders.includes('x-a')
  }

  it.each([
    ['*, b c', true],
    ['a,*,b c', true],
    ['a , * , b c', true],
    [', *, b c', true],
    ['b c, *', false],
    ['a, b c, *', false],
    ['a*, b c', false],
    ['x, b c', false],
  ])('%j exposes everything before it: %j', (value, isExposed) => {
    expect(read(value, {}, engine)).toBe(isExposed)
    expect(read(value, { api: 'xhr' }, engine)).toBe(false)
    for (const other of [undefined, ...others]) expect(read(value, {}, other), other).toBe(false)
  })
})

describe('a preflight after a redirect to a third origin, which has Origin: null', () => {
  const ALLOW = [
    ['Access-Control-Allow-Origin', '*'],
    ['Access-Control-Allow-Methods', 'PUT'],
    ['Access-Control-Max-Age', '600'],
  ] as const
  const TARGET = 'https://third.example/x'

  it.each<[engine: Engine | undefined, isPreflighted: boolean]>([
    [undefined, true],
    ['chromium', false],
    ['firefox', false],
  ])('%s: a direct request to the same URL has another preflight: %j', async (engine, isPreflighted) => {
    const cache = createPreflightCache({ now: () => 0, engine })
    const exchange = async ({ method, url }: { method: string; url: string }) => {
      if (method !== 'OPTIONS' && url !== TARGET)
        return { status: 307, headers: [...ALLOW, ['Location', TARGET]] as const }
      return { status: 200, headers: ALLOW }
    }
    const options = { cache, engine }
    const redirected = await simulateFetch({ ...REQUEST, method: 'PUT' }, exchange, options)
    expect(redirected.hops[1]).toMatchObject({ origin: 'null', preflight: true })
    const direct = await simulateFetch({ ...REQUEST, method: 'PUT', url: TARGET }, exchange, options)
    expect(direct.hops[0]).toMatchObject({ origin: 'https://app.example', preflight: isPreflighted })
  })
})
