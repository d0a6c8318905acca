import {
  type BrowserRequest,
  behaviorOf,
  checkPreflight,
  createPreflightCache,
  ENGINE_DEPARTURES,
  type Engine,
  type EngineBehavior,
  type HttpResponse,
  simulateFetch,
} from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'

const ENGINES: readonly Engine[] = ['chromium', 'firefox', 'webkit']
const REQUEST: BrowserRequest = { pageOrigin: 'https://app.example', url: 'https://api.example/data', method: 'PUT' }

const answer = (headers: Record<string, string>): HttpResponse => ({
  status: 204,
  headers: [
    ['Access-Control-Allow-Origin', 'https://app.example'],
    ['Access-Control-Allow-Credentials', 'true'],
    ...Object.entries(headers).map(([name, value]) => [`Access-Control-${name}`, value] as const),
  ],
})

const ALLOW_PUT = answer({ 'Allow-Methods': 'PUT', 'Max-Age': '60' })

/** Sends requests one after another, without time passing, and returns which of them had a preflight. */
async function preflightsOf(
  engine: Engine | undefined,
  steps: readonly (readonly [Partial<BrowserRequest>, HttpResponse, actual?: HttpResponse | null])[],
): Promise<boolean[]> {
  const cache = createPreflightCache({ now: () => 0, engine })
  const preflighted: boolean[] = []
  for (const [request, preflight, actual = answer({})] of steps) {
    const exchange = async ({ method }: { method: string }) => (method === 'OPTIONS' ? preflight : actual)
    const journey = await simulateFetch({ ...REQUEST, ...request }, exchange, { cache, engine })
    preflighted.push(journey.hops[0]?.preflight ?? false)
  }
  return preflighted
}

describe('without an engine', () => {
  it('there are no departures from the standard', () => {
    const standard = behaviorOf(undefined)
    expect(standard).toMatchObject({
      streamBody: 'stream',
      wildcardCoversAuthorization: false,
      maxAgeSyntax: 'digits',
      invalidMaxAge: 5,
      maxAgeCap: Number.POSITIVE_INFINITY,
      cachePartition: 'site',
      cacheKeyOrigin: 'sent',
      cachedWildcard: 'always',
      cacheModesPassingBy: [],
      cacheModesNotStored: [],
      failureClearsCache: 'with-preflight',
      preflightsLaterHops: false,
      preflightListsRemovedHeaders: 'none',
    })
    for (const { engine, behavior, value } of ENGINE_DEPARTURES) {
      expect(value, behavior).not.toEqual(standard[behavior])
      expect(behaviorOf(engine)[behavior]).toBe(value)
    }
  })
})

describe('an engine', () => {
  it.each(ENGINE_DEPARTURES)('$engine departs in $behavior, with evidence', ({ evidence }) => {
    expect(evidence).toMatch(/^measured in \w+( \w+)* \d+|^read in [\w/.-]+, 20\d\d/)
  })

  it.each<[Engine, Partial<EngineBehavior>]>([
    ['chromium', { maxAgeSyntax: 'integer', cacheKeyOrigin: 'page' }],
    ['firefox', { cacheKeyOrigin: 'page' }],
    ['webkit', { maxAgeSyntax: 'integer', cachePartition: 'origin' }],
  ])('%s behaves as %j', (engine, behavior) => {
    expect(behaviorOf(engine)).toMatchObject(behavior)
  })

  it('has every difference from the standard among its departures', () => {
    const standard = behaviorOf(undefined)
    const behaviors = Object.keys(standard) as (keyof EngineBehavior)[]
    const differences = ENGINES.flatMap((engine) =>
      behaviors.filter((name) => behaviorOf(engine)[name] !== standard[name]).map((name) => `${engine} ${name}`),
    )
    const departures = ENGINE_DEPARTURES.map(({ engine, behavior }) => `${engine} ${behavior}`)
    expect(departures.sort()).toEqual(differences.sort())
  })

  it.each<[string, Engine | undefined, number]>([
    ['100000', undefined, 100_000],
    ['100000', 'chromium', 7200],
    ['100000', 'firefox', 86_400],
    ['100000', 'webkit', 600],
    ['-1x', 'chromium', 5],
    ['5-1', 'chromium', 5],
    ['-10', 'chromium', 0],
    ['-1', undefined, 5],
    ['-1', 'chromium', 0],
    ['-1', 'firefox', 0],
    ['-1', 'webkit', 0],
    ['1.5', undefined, 5],
    ['1.5', 'chromium', 5],
    ['1.5', 'firefox', 0],
    ['1.5', 'webkit', 5],
    ['+60', undefined, 5],
    ['+60', 'chromium', 60],
    ['+60', 'firefox', 0],
    ['+60', 'webkit', 60],
    ['9223372036854775807', 'webkit', 600],
    ['9223372036854775808', 'webkit', 5],
    ['9223372036854775808', 'firefox', 86_400],
    ['-9223372036854775808', 'chromium', 5],
    ['', undefined, 5],
    ['', 'firefox', 5],
  ])('reads Access-Control-Max-Age: %s in %s as %d', (value, engine, maxAge) => {
    const response = answer({ 'Allow-Methods': 'PUT', 'Max-Age': value })
    expect(checkPreflight(REQUEST, response, engine).maxAge).toBe(maxAge)
  })

  it.each([undefined, ...ENGINES])('%s caches a preflight without Access-Control-Max-Age for 5 seconds', (engine) => {
    expect(checkPreflight(REQUEST, answer({ 'Allow-Methods': 'PUT' }), engine).maxAge).toBe(5)
  })

  it.each<[Engine | undefined, string | null]>([
    [undefined, null],
    ['chromium', 'method-not-allowed'],
    ['firefox', 'method-not-allowed'],
    ['webkit', 'method-not-allowed'],
  ])('%s judges a PUT with an upload listener, without a list of methods', (engine, code) => {
    const withListener = { ...REQUEST, api: 'xhr', uploadListener: true, body: { kind: 'string' } } as const
    expect(checkPreflight(withListener, answer({}), engine).code).toBe(code)
  })

  it.each<[Engine | undefined, string | null]>([
    [undefined, null],
    ['chromium', 'method-not-allowed'],
  ])('%s judges a streamed PUT without a list of methods', (engine, code) => {
    const request = { ...REQUEST, body: { kind: 'stream' }, duplex: 'half' } as const
    expect(checkPreflight(request, answer({}), engine).code).toBe(code)
  })

  it.each<[Engine | undefined, boolean]>([
    [undefined, false],
    ['chromium', true],
    ['firefox', false],
    ['webkit', true],
  ])('%s replaces the cached results of a URL: %j', async (engine, replaces) => {
    const allow = (method: string): HttpResponse => answer({ 'Allow-Methods': method, 'Max-Age': '60' })
    const steps = [
      [{}, allow('PUT')],
      [{ method: 'DELETE' }, allow('DELETE')],
      [{}, allow('PUT')],
    ] as const
    expect(await preflightsOf(engine, steps)).toEqual([true, true, replaces])
  })

  it.each<[Engine | undefined, boolean, boolean]>([
    [undefined, false, false],
    ['chromium', false, true],
    ['firefox', true, true],
    ['webkit', false, true],
  ])(
    '%s remembers a wildcard literally: %j, and with credentials: %j',
    async (engine, isLiteral, isLiteralWithCredentials) => {
      const wildcard = answer({ 'Allow-Methods': 'PUT, *', 'Max-Age': '60' })
      const again = { method: 'DELETE' }
      expect(
        (
          await preflightsOf(engine, [
            [{}, wildcard],
            [again, wildcard],
          ])
        )[1],
      ).toBe(isLiteral)
      const credentials = { credentials: 'include' } as const
      const steps = [
        [credentials, wildcard],
        [{ ...again, ...credentials }, wildcard],
      ] as const
      expect((await preflightsOf(engine, steps))[1]).toBe(isLiteralWithCredentials)
    },
  )

  it.each<[Engine | undefined, boolean]>([
    [undefined, true],
    ['chromium', true],
    ['firefox', true],
    ['webkit', false],
  ])('%s needs Authorization in addition to a cached wildcard: %j', async (engine, isNeeded) => {
    const allow = answer({ 'Allow-Methods': 'PUT', 'Allow-Headers': 'x-a, *', 'Max-Age': '60' })
    const steps = [
      [{ headers: [['X-A', '1']] }, allow],
      [{ headers: [['Authorization', '1']] }, allow],
    ] as const
    expect((await preflightsOf(engine, steps))[1]).toBe(isNeeded)
  })

  it.each<[Engine | undefined, boolean]>([
    [undefined, false],
    ['firefox', true],
    ['chromium', false],
  ])('%s caches preflights with credentials separately: %j', async (engine, areApart) => {
    expect(
      (
        await preflightsOf(engine, [
          [{ credentials: 'include' }, ALLOW_PUT],
          [{}, ALLOW_PUT],
        ])
      )[1],
    ).toBe(areApart)
  })

  it.each<[Engine | undefined, boolean]>([
    [undefined, true],
    ['firefox', true],
    ['chromium', false],
    ['webkit', false],
  ])('%s removes a cached preflight if the request fails: %j', async (engine, forgets) => {
    const steps = [
      [{}, ALLOW_PUT, { status: 200, headers: [] }],
      [{}, ALLOW_PUT],
    ] as const
    expect((await preflightsOf(engine, steps))[1]).toBe(forgets)
  })

  it.each([undefined, ...ENGINES])('%s keeps a cached preflight if a request in mode no-cors fails', async (engine) => {
    const steps = [
      [{}, ALLOW_PUT],
      [{ method: 'GET', mode: 'no-cors' }, ALLOW_PUT, null],
      [{}, ALLOW_PUT],
    ] as const
    expect(await preflightsOf(engine, steps)).toEqual([true, false, false])
  })

  it.each([undefined, ...ENGINES])('%s removes a cached preflight if one for another method fails', async (engine) => {
    const steps = [
      [{}, ALLOW_PUT],
      [{ method: 'DELETE' }, { status: 500, headers: [] }],
      [{}, ALLOW_PUT],
    ] as const
    expect(await preflightsOf(engine, steps)).toEqual([true, true, true])
  })

  it.each<[Engine | undefined, boolean, boolean]>([
    [undefined, false, false],
    ['chromium', true, false],
    ['firefox', true, true],
    ['webkit', false, false],
  ])(
    '%s sends a preflight for a request that reloads: %j, and removes the cached one if it fails: %j',
    async (engine, asks, forgets) => {
      const steps = [
        [{}, ALLOW_PUT],
        [{ cache: 'reload' }, { status: 500, headers: [] }],
        [{}, ALLOW_PUT],
      ] as const
      expect(await preflightsOf(engine, steps)).toEqual([true, asks, forgets])
    },
  )

  it.each<[Engine | undefined, readonly string[], readonly string[]]>([
    [undefined, [], ['x-a', 'x-a']],
    ['chromium', [], ['x-a', 'x-a']],
    ['firefox', ['earlier-hop'], ['x-a', 'authorization,x-a']],
    ['webkit', ['earlier-hop'], ['authorization,x-a', 'authorization,x-a']],
  ])(
    '%s gives later hops the additional reasons %j, and lists %j after Authorization was removed',
    async (engine, reasons, names) => {
      const locations = ['https://third.example/y', '/z']
      const journey = await simulateFetch(
        {
          ...REQUEST,
          method: 'GET',
          headers: [
            ['Authorization', 'a'],
            ['X-A', '1'],
          ],
        },
        async (_, { kind, hop }) => {
          const location = kind === 'request' ? locations[hop] : undefined
          return {
            status: location === undefined ? 200 : 302,
            headers: [
              ['Access-Control-Allow-Origin', '*'],
              ['Access-Control-Allow-Headers', 'authorization, x-a'],
              ...(location === undefined ? [] : [['Location', location] as const]),
            ],
          }
        },
        { engine },
      )
      const routes = journey.steps.flatMap((step) => (step.kind === 'route' ? [step.route.reasons] : []))
      expect(journey.result).toBe('readable')
      expect(routes.slice(1)).toEqual(locations.map(() => ['header:x-a', ...reasons]))
      expect(journey.hops.slice(1).map(({ requestHeaders }) => requestHeaders)).toEqual(names)
    },
  )
})

describe('the cache', () => {
  it('is partitioned by the site of the top-level page', async () => {
    const steps = [
      [{ topLevelSite: 'https://a.example' }, ALLOW_PUT],
      [{ topLevelSite: 'https://b.example' }, ALLOW_PUT],
      [{ topLevelSite: 'https://a.example' }, ALLOW_PUT],
    ] as const
    expect(await preflightsOf(undefined, steps)).toEqual([true, true, false])
  })

  it('extends the time of an entry that is allowed again', async () => {
    let time = 0
    const cache = createPreflightCache({ now: () => time })
    const key = { partition: 'a', origin: 'a', url: 'a', withCredentials: false }
    const grant = { ...key, methods: ['PUT'], headerNames: [], maxAge: 10 }
    const question = { ...key, method: 'PUT', unsafeNames: [], isForced: false }
    cache.store(grant)
    time = 9000
    cache.store(grant)
    time = 18_000
    expect(cache.covers(question)).toBe(true)
    time = 19_000
    expect(cache.covers(question)).toBe(false)
  })

  const KEY = { partition: 'a', origin: 'a', url: 'a', withCredentials: false }
  const GRANT = { ...KEY, methods: [], headerNames: [], maxAge: 10 }
  const QUESTION = { ...KEY, method: 'GET', unsafeNames: [], isForced: false }

  it('shortens the time of an entry that is allowed again for less', () => {
    let time = 0
    const cache = createPreflightCache({ now: () => time })
    cache.store({ ...GRANT, methods: ['PUT'], maxAge: 100 })
    cache.store({ ...GRANT, methods: ['PUT'], maxAge: 10 })
    time = 20_000
    expect(cache.covers({ ...QUESTION, method: 'PUT' })).toBe(false)
  })

  it('distinguishes methods and header names', () => {
    const cache = createPreflightCache({ now: () => 0 })
    cache.store({ ...GRANT, headerNames: ['put', 'x-a'] })
    expect(cache.covers({ ...QUESTION, method: 'put' })).toBe(false)
    expect(cache.covers({ ...QUESTION, unsafeNames: ['x-a'] })).toBe(true)
    expect(cache.covers({ ...QUESTION, unsafeNames: ['x-a'], isForced: true })).toBe(false)
  })

  it('applies a wildcard to any method', () => {
    const cache = createPreflightCache({ now: () => 0 })
    cache.store({ ...GRANT, methods: ['*'], headerNames: ['*'] })
    expect(cache.covers({ ...QUESTION, method: 'AUTHORIZATION' })).toBe(true)
    expect(cache.covers({ ...QUESTION, unsafeNames: ['authorization'] })).toBe(false)
  })

  it('uses the current time by default', () => {
    const cache = createPreflightCache()
    const key = { partition: 'a', origin: 'a', url: 'a', withCredentials: false }
    cache.store({ ...key, methods: ['PUT'], headerNames: [], maxAge: 1000 })
    expect(cache.covers({ ...key, method: 'PUT', unsafeNames: [], isForced: false })).toBe(true)
    cache.clear(key)
    expect(cache.covers({ ...key, method: 'PUT', unsafeNames: [], isForced: false })).toBe(false)
  })
})
