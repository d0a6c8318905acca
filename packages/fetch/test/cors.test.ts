import { cors, createPolicy, type DecisionEvent, type Difference, resetWarnings } from '@crossorigin/fetch'
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { UNSPEAKABLE } from '../../../test/support/thrown-values.ts'

const URL = 'https://api.example/items?page=2'
const ALLOWED = 'https://a.example'
const EVIL = 'https://evil.test'
const CONFIG = { origin: [ALLOWED, 'https://b.example'], methods: ['PUT'], credentials: true } as const
const FAILING = {
  origin: (): never => {
    throw new Error('the origin function has failed')
  },
}
const LATER = { origin: async (origin: string) => origin === ALLOWED }

let emitWarning: MockInstance
beforeEach(() => {
  resetWarnings()
  emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
})

const codes = (): unknown[] => emitWarning.mock.calls.map(([, options]) => options?.code)

function get(origin: string | undefined = ALLOWED, init: RequestInit = {}): Request {
  return new Request(URL, { ...init, headers: { ...init.headers, ...(origin !== undefined && { origin }) } })
}

function preflight(origin: string, method = 'PUT'): Request {
  return get(origin, { method: 'OPTIONS', headers: { 'access-control-request-method': method } })
}

/** All headers of a response. */
function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers)
}

const GRANT = {
  'access-control-allow-credentials': 'true',
  'access-control-allow-origin': ALLOWED,
  vary: 'Origin',
}

describe('a wrapped handler', () => {
  it('is called with the same this, the same request and all parameters', () => {
    const environment = { SECRET: 'a' }
    const context = { waitUntil() {} }
    const server = {
      name: 'worker',
      fetch: cors(CONFIG)(function (this: { name: string }, request: Request, env: object, ctx: object) {
        expect([request, env, ctx]).toEqual([sent, environment, context])
        expect(env).toBe(environment)
        return new Response(this.name)
      }),
    }
    const sent = get()
    expect(server.fetch(sent, environment, context)).toBeInstanceOf(Response)
    expect.assertions(3)
  })

  it('passes all parameters to a selector too, as Workers have their origins in env', async () => {
    const one = createPolicy({ origin: ALLOWED })
    const withCors = cors((request: Request, env: { tenant: string }) =>
      request.url.startsWith('https://api.') && env.tenant === 'one' ? one : undefined,
    )
    const handler = withCors(() => new Response('ok'))
    expect(headersOf(await handler(get(), { tenant: 'one' }))).toMatchObject({ vary: 'Origin' })
    expect(headersOf(await handler(get(), { tenant: 'two' }))).not.toHaveProperty('vary')
  })

  it('only returns a promise if it, or the policy, returns one', async () => {
    const respond = (): Response => new Response('ok')
    const policy = createPolicy(CONFIG)
    for (const source of [CONFIG, policy, () => policy, () => undefined, FAILING]) {
      expect(cors(source)(respond)(get())).toBeInstanceOf(Response)
      expect(cors(source)(async () => respond())(preflight(ALLOWED, 'GET'))).toBeInstanceOf(
        source instanceof Function && source() === undefined ? Promise : Response,
      )
    }
    for (const source of [LATER, async () => policy, async () => createPolicy(LATER)]) {
      const response = cors(source)(respond)(get())
      expect(response).toBeInstanceOf(Promise)
      expect(headersOf(await response)).toMatchObject({ 'access-control-allow-origin': ALLOWED })
    }
    expect(cors(CONFIG)(async () => respond())(get())).toBeInstanceOf(Promise)
  })

  it('is not called for preflights, but for every other OPTIONS request', async () => {
    const handler = vi.fn(() => new Response('own', { headers: { Allow: 'OPTIONS' } }))
    const wrapped = cors(CONFIG)(handler)
    const response = await wrapped(preflight(ALLOWED))
    expect([response.status, response.body, headersOf(response)]).toEqual([
      204,
      null,
      {
        ...GRANT,
        'access-control-allow-headers': 'Accept, Accept-Language, Content-Language, Content-Type, Range',
        'access-control-allow-methods': 'GET, HEAD, POST, PUT',
        'access-control-max-age': '600',
      },
    ])
    const denied = await wrapped(preflight(EVIL))
    expect([denied.status, headersOf(denied)]).toEqual([403, { 'content-length': '0', vary: 'Origin' }])
    expect(handler).not.toHaveBeenCalled()
    expect(await (await wrapped(get(ALLOWED, { method: 'OPTIONS' }))).text()).toBe('own')
  })

  it.each<[what: string, value: unknown]>([
    ['undefined, as for Bun after an upgrade', undefined],
    ['null', null],
    ['a text', 'text'],
    ['a request', new Request(URL)],
    ['an object with a Map', { status: 200, headers: new Map() }],
    ['an object without headers', { status: 200, headers: undefined }],
  ])('can return %s, which is passed through', async (_what, value) => {
    expect(cors(CONFIG)(() => value)(get())).toBe(value)
    expect(await cors(CONFIG)(async () => value)(get())).toBe(value)
  })

  it('can return a response of another realm or framework', async () => {
    const foreign = { status: 200, headers: new Headers() }
    expect(cors(CONFIG)(() => foreign)(get())).toBe(foreign)
    expect(Object.fromEntries(foreign.headers)).toEqual(GRANT)
  })

  it('can return a thenable', async () => {
    const response = new Response('ok')
    // biome-ignore lint/suspicious/noThenProperty: the promise of another library.
    const handler = cors(CONFIG)(() => ({ then: (resolve: (value: Response) => void) => resolve(response) }))
    expect(await handler(get())).toBe(response)
    expect(headersOf(response)).toMatchObject(GRANT)
  })
})

describe('a value that a handler throws', () => {
  it.each<[what: string, value: unknown]>([
    ['an error', new Error('thrown')],
    ['a text', 'thrown'],
    ['nothing', undefined],
  ])('is rethrown if it is %s', async (_what, value) => {
    const fail = (): never => {
      throw value
    }
    const caught: unknown[] = []
    try {
      cors(CONFIG)(fail)(get())
    } catch (thrown) {
      caught.push(thrown)
    }
    await Promise.resolve(cors(CONFIG)(async () => fail())(get())).catch((thrown: unknown) => caught.push(thrown))
    await Promise.resolve(cors(LATER)(fail)(get())).catch((thrown: unknown) => caught.push(thrown))
    expect(caught).toEqual([value, value, value])
  })

  it('gets CORS headers if it is a response', async () => {
    const unauthorized = new Response(null, { status: 401 })
    const fail = (): never => {
      throw unauthorized
    }
    expect(() => cors(CONFIG)(fail)(get())).toThrow(expect.objectContaining({ status: 401 }))
    expect(headersOf(unauthorized)).toEqual(GRANT)
    const redirect = async (): Promise<Response> => {
      throw Response.redirect('https://api.example/login')
    }
    const thrown = await Promise.resolve(cors(CONFIG)(redirect)(get())).catch((value: Response) => value)
    expect([thrown.status, headersOf(thrown)]).toEqual([302, { ...GRANT, location: 'https://api.example/login' }])
  })
})

describe('an origin function or a selector that fails', () => {
  const SOURCES = [
    ['an origin function that throws', FAILING],
    ['an origin function that rejects', { origin: async () => FAILING.origin() }],
    ['a selector that throws', () => FAILING.origin()],
    ['a selector that rejects', async () => FAILING.origin()],
  ] as const

  it.each(SOURCES)('causes a 500 that no origin can read, and a warning: %s', async (_what, source) => {
    const handler = vi.fn(() => new Response('ok'))
    for (const request of [get(), preflight(ALLOWED)]) {
      const response = await cors(source, { vary: ['X-Tenant'] })(handler)(request)
      expect([response.status, headersOf(response)]).toEqual([500, { 'content-length': '0', vary: 'Origin, X-Tenant' }])
    }
    expect(handler).not.toHaveBeenCalled()
    expect(emitWarning.mock.calls.map(([error]) => error.message)).toEqual([
      'the origin function has failed',
      'the origin function has failed',
    ])
  })

  it.each(SOURCES)('goes only to onError, with all parameters: %s', async (_what, source) => {
    const onError = vi.fn()
    const request = get()
    await cors(source, { onError })((_request: Request, _env: string) => new Response('ok'))(request, 'env')
    expect(onError.mock.calls).toEqual([
      [expect.objectContaining({ message: 'the origin function has failed' }), request, 'env'],
    ])
    expect(emitWarning).not.toHaveBeenCalled()
  })

  it('lets onError respond, now or later, and no origin can read the response', async () => {
    const respond = (): Response =>
      new Response('sorry', { status: 503, headers: { 'Access-Control-Allow-Origin': '*', Vary: 'Accept' } })
    for (const onError of [respond, async () => respond()]) {
      const response = await cors(FAILING, { onError })(() => new Response('ok'))(get())
      expect([response.status, await response.text()]).toEqual([503, 'sorry'])
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect(response.headers.get('vary')).toBe('Accept, Origin')
    }
  })

  it('causes a 500 and one warning if onError fails too', async () => {
    const fail = (): never => {
      throw new Error('onError has failed')
    }
    for (const onError of [fail, async () => fail(), fail]) {
      expect((await cors(FAILING, { onError })(() => new Response('ok'))(get())).status).toBe(500)
    }
    expect(codes()).toEqual(['CORS_ON_ERROR_THREW'])
  })

  it.each(UNSPEAKABLE)('can throw %s', async (_what, make) => {
    const origin = (): never => {
      throw make()
    }
    expect((await cors({ origin })(() => new Response('ok'))(get())).status).toBe(500)
  })
})

describe('nested uses', () => {
  /** Wrapping one in the other directly is an error; a handler in between stands for a router. */
  function nest(...sources: readonly Parameters<typeof cors>[0][]) {
    return sources.reduceRight<(request: Request) => Response | Promise<Response>>(
      (handler, source) => cors(source)((request: Request) => handler(request)),
      () => new Response('ok', { headers: { Vary: 'Accept' } }),
    )
  }

  it('let the innermost policy decide, and keep every name in Vary', async () => {
    const outer = createPolicy({ origin: '*' })
    const inner = createPolicy(CONFIG)
    expect(headersOf(await nest(() => outer, inner)(get(EVIL)))).toMatchObject({ vary: 'Accept, Origin' })
    expect(headersOf(await nest(() => inner, outer)(get(EVIL)))).toMatchObject({
      'access-control-allow-origin': '*',
      vary: 'Accept, Origin',
    })
    expect(
      headersOf(
        await nest(
          () => inner,
          () => undefined,
        )(get()),
      ),
    ).not.toHaveProperty('access-control-allow-origin')
    expect(codes()).toEqual([])
  })

  it('still do so if code in between copies the response, or responds to an error', async () => {
    const inner = cors(CONFIG)((request: Request) => {
      if (request.url.endsWith('2')) throw new Error('thrown')
      return new Response('ok')
    })
    const outer = cors(
      { origin: '*' },
      { mode: 'enforce' },
    )(async (request: Request) => {
      try {
        const response = await inner(request)
        return new Response(response.body, response)
      } catch {
        return new Response('sorry', { status: 500 })
      }
    })
    for (const url of [URL, 'https://api.example/']) {
      expect(headersOf(await outer(new Request(url, { headers: { origin: EVIL } })))).toMatchObject({ vary: 'Origin' })
      expect(headersOf(await outer(new Request(url, { headers: { origin: ALLOWED } })))).toMatchObject(GRANT)
    }
  })

  it('correct changes by code in between', async () => {
    const inner = cors(CONFIG)(() => new Response('ok'))
    const outer = cors(() => createPolicy({ origin: '*' }))(async (request: Request) => {
      const response = await inner(request)
      response.headers.set('Access-Control-Allow-Origin', '*')
      response.headers.delete('Vary')
      return response
    })
    expect(headersOf(await outer(get()))).toMatchObject(GRANT)
    expect(codes()).toEqual(['CORS_OVERRIDDEN'])
  })

  it('cause a warning if their policies differ', async () => {
    await nest({ origin: '*' }, CONFIG)(get())
    expect(codes()).toEqual(['CORS_NESTED'])
  })

  it('let an inner policy respond to a preflight without an outer policy', async () => {
    const response = await nest(() => undefined, CONFIG)(preflight(ALLOWED))
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([204, ALLOWED])
  })

  it('deny if an inner policy fails, even if the outer one would allow', async () => {
    const response = await nest({ origin: '*' }, FAILING)(get())
    expect([response.status, headersOf(response)]).toEqual([500, { 'content-length': '0', vary: 'Origin' }])
  })

  it('forget a request once it has its response', async () => {
    const request = get(EVIL)
    await cors({ origin: '*' })(() => new Response('ok'))(request)
    await Promise.resolve(cors({ origin: '*' })(() => Promise.reject(new Error('thrown')))(request)).catch(() => {})
    const response = await cors(CONFIG)(() => new Response('ok'))(request)
    expect(headersOf(response)).toMatchObject({ vary: 'Origin' })
    expect(codes()).toEqual([])
  })
})

describe('mode: report', () => {
  async function report(
    source: Parameters<typeof cors>[0],
    request: Request,
    respond: () => unknown,
    onError?: () => unknown,
  ) {
    const differences: Difference<unknown>[] = []
    const onDifference = (difference: Difference<unknown>): void => void differences.push(difference)
    const handler = cors(source, { mode: 'report', onDifference, onError })(respond)
    let result: unknown
    try {
      result = await handler(request)
    } catch (thrown) {
      result = thrown
    }
    await new Promise((resolve) => setImmediate(resolve))
    return { result, differences, aspects: differences.flatMap(({ aspects }) => aspects) }
  }

  it('changes nothing, and is called if a browser would decide differently', async () => {
    const open = new Response('ok', { headers: { 'Access-Control-Allow-Origin': '*' } })
    const request = get(EVIL)
    const { result, differences } = await report(CONFIG, request, () => open)
    expect(result).toBe(open)
    expect(headersOf(open)).toMatchObject({ 'access-control-allow-origin': '*' })
    expect(differences).toEqual([
      {
        request,
        aspects: ['origin', 'vary'],
        decision: expect.objectContaining({ kind: 'actual', allowed: false }),
        response: { status: 200, headers: { 'access-control-allow-origin': '*' } },
      },
    ])
  })

  it('passes preflights on, and observes thrown responses, but no other values', async () => {
    const handler = vi.fn(() => new Response(null, { status: 204 }))
    expect((await report(CONFIG, preflight(ALLOWED), handler)).aspects).toEqual(['origin', 'vary'])
    expect(handler).toHaveBeenCalledOnce()
    const thrown = new Response(null, { status: 401 })
    const { result, aspects } = await report(CONFIG, get(), () => {
      throw thrown
    })
    expect(result).toBe(thrown)
    expect(aspects).toEqual(['origin', 'vary'])
    expect((await report(CONFIG, get(), () => undefined)).aspects).toEqual([])
  })

  it('does not wait for the observer, and calls only onError with failures', async () => {
    const never = { origin: () => new Promise<boolean>(() => {}) }
    const onDifference = (): never => expect.unreachable()
    expect(cors(never, { mode: 'report', onDifference })(() => new Response('ok'))(get())).toBeInstanceOf(Response)
    const onError = vi.fn()
    const { result, aspects } = await report(
      () => FAILING.origin(),
      get(),
      () => new Response('ok'),
      onError,
    )
    expect([(result as Response).status, aspects]).toEqual([200, []])
    expect(onError.mock.calls).toEqual([[expect.any(Error), expect.any(Request)]])
    await report(FAILING, get(), () => new Response('ok'))
    expect(emitWarning).not.toHaveBeenCalled()
  })

  it('observes the corrections of an enforced policy, outside or inside', async () => {
    const differences: string[] = []
    const onDifference = ({ aspects }: Difference<unknown>): void => void differences.push(...aspects)
    const enforcing = cors({ origin: ALLOWED })
    const reporting = cors({ origin: EVIL }, { mode: 'report', onDifference })
    const handler = (): Response => new Response('ok')
    await reporting(enforcing(handler))(get())
    await enforcing(reporting(reporting(handler)))(get())
    await enforcing(reporting(() => undefined))(get())
    await new Promise((resolve) => setImmediate(resolve))
    expect(differences).toEqual(['origin', 'origin', 'origin'])
    expect(() => cors(CONFIG)(reporting(enforcing(handler)))).toThrow('already wrapped')
  })
})

describe('onDecision', () => {
  it('is called with the request and its Sec-Fetch-Site', async () => {
    const events: DecisionEvent[] = []
    const request = get(ALLOWED, { headers: { 'sec-fetch-site': 'same-site' } })
    await cors({ ...CONFIG, onDecision: (event) => void events.push(event) })(() => new Response('ok'))(request)
    expect(events).toEqual([expect.objectContaining({ request, fetchSite: 'same-site', origin: ALLOWED })])
  })
})

describe('onDenied: reject', () => {
  it('responds before the handler, unless the request is same-origin', async () => {
    const handler = vi.fn(() => new Response('ok'))
    const rejecting = cors({ ...CONFIG, onDenied: 'reject' })(handler)
    const rejected = await rejecting(get(EVIL))
    expect([rejected.status, headersOf(rejected)]).toEqual([
      403,
      { 'content-length': '0', vary: 'Origin, Sec-Fetch-Site' },
    ])
    expect(handler).not.toHaveBeenCalled()
    expect((await rejecting(get(EVIL, { headers: { 'sec-fetch-site': 'same-origin' } }))).status).toBe(200)
  })
})

describe('incorrect use', () => {
  const respond = (): Response => new Response('ok')

  it.each<[what: string, use: () => unknown, message: string]>([
    ['a request in place of a configuration', () => cors(get() as never), 'cors({ origin: ... })(handler)'],
    ['no handler', () => cors(CONFIG)(undefined as never), 'cors(config) takes a handler'],
    ['an application', () => cors(CONFIG)({ fetch: respond } as never), 'app.fetch(request)'],
    ['a handler that is wrapped', () => cors(CONFIG)(cors(CONFIG)(respond)), 'already wrapped'],
    ['an unknown option', () => cors(CONFIG, { onFailure: respond } as never), 'Unknown option "onFailure"'],
    ['a request in place of a handler', () => cors(CONFIG)(get() as never), 'cors(config) takes a handler'],
    ['no request', () => cors(CONFIG)(respond)(undefined as never), 'takes a Request as its first parameter'],
    [
      'the context of Hono',
      () => cors(CONFIG, { mode: 'report', onDifference() {} })(respond)({ req: {} } as never),
      '@crossorigin/fetch/hono',
    ],
  ])('is an error that shows the correct code: %s', (_what, use, message) => {
    expect(use).toThrow(
      expect.objectContaining({ code: 'ERR_CORS_OPTIONS', message: expect.stringContaining(message) }),
    )
  })
})
