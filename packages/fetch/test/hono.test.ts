import { cors as fetchCors } from '@crossorigin/fetch'
import { cors, createPolicy, type Difference, resetWarnings } from '@crossorigin/fetch/hono'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { streamSSE, streamText } from 'hono/streaming'
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'

const ALLOWED = 'https://a.example'
const EVIL = 'https://evil.test'
const CONFIG = { origin: ALLOWED, methods: ['PUT'], credentials: true } as const
const GRANT = { 'access-control-allow-credentials': 'true', 'access-control-allow-origin': ALLOWED, vary: 'Origin' }

let emitWarning: MockInstance
beforeEach(() => {
  resetWarnings()
  emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
})

function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers)
}

type App = { request(path: string, init?: RequestInit, env?: object): Response | Promise<Response> }

function send(app: App, path: string, origin = ALLOWED, init: RequestInit = {}): Response | Promise<Response> {
  return app.request(path, { ...init, headers: { origin, ...(init.headers as Record<string, string>) } })
}

function preflight(app: App, path: string, origin = ALLOWED): Response | Promise<Response> {
  return send(app, path, origin, { method: 'OPTIONS', headers: { 'access-control-request-method': 'PUT' } })
}

describe('the CORS headers of an application', () => {
  const app = new Hono()
  app.use(cors(CONFIG))
  app.use('/etag/*', etag())
  app.use('/compressed', compress())
  app.get('/', (c) => c.text('hello'))
  app.get('/raw', () => new Response('raw'))
  app.get('/json', (c) => c.json({ a: 1 }, 201, { Vary: 'Accept' }))
  app.get('/redirect', (c) => c.redirect('/'))
  app.get('/fixed', () => Response.redirect('https://api.example/'))
  app.get('/throw', () => {
    throw new Error('thrown')
  })
  app.get('/exception', () => {
    throw new HTTPException(401, { message: 'who are you' })
  })
  app.get('/exception/response', () => {
    throw new HTTPException(402, { res: new Response('pay', { headers: { 'Access-Control-Allow-Origin': '*' } }) })
  })
  app.get('/etag/a', (c) => c.text('tagged'))
  app.get('/compressed', (c) => c.text('a'.repeat(2000)))
  app.get('/stream', (c) =>
    streamText(c, async (stream) => {
      for (const part of ['one ', 'two']) await stream.write(part)
    }),
  )
  app.get('/events', (c) => streamSSE(c, (stream) => stream.writeSSE({ data: 'one' })))
  app.get('/reflect', (c) => {
    c.header('Access-Control-Allow-Origin', c.req.header('origin'))
    c.header('Access-Control-Allow-Credentials', 'true')
    return c.text('reflected')
  })
  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    return c.text('sorry', 500)
  })

  it.each([
    ['/', 200],
    ['/raw', 200],
    ['/redirect', 302],
    ['/fixed', 302],
    ['/throw', 500],
    ['/exception', 401],
    ['/exception/response', 402],
    ['/nowhere', 404],
    ['/etag/a', 200],
    ['/stream', 200],
    ['/events', 200],
    ['/reflect', 200],
  ])('are on %s', async (path, status) => {
    const allowed = await send(app, path)
    expect([allowed.status, headersOf(allowed)]).toEqual([status, expect.objectContaining(GRANT)])
    const denied = await send(app, path, EVIL)
    expect([denied.status, denied.headers.get('access-control-allow-origin')]).toEqual([status, null])
    expect(denied.headers.get('vary')).toBe('Origin')
  })

  it('are added to the Vary of the application and of compress()', async () => {
    expect(headersOf(await send(app, '/json'))).toMatchObject({ ...GRANT, vary: 'Accept, Origin' })
    const compressed = await send(app, '/compressed', ALLOWED, { headers: { 'accept-encoding': 'gzip' } })
    expect(headersOf(compressed)).toMatchObject({
      ...GRANT,
      'content-encoding': 'gzip',
      vary: 'Accept-Encoding, Origin',
    })
  })

  it('are on the 304 of etag()', async () => {
    const tag = (await send(app, '/etag/a')).headers.get('etag') as string
    const response = await send(app, '/etag/a', ALLOWED, { headers: { 'if-none-match': tag } })
    expect([response.status, headersOf(response)]).toEqual([304, expect.objectContaining(GRANT)])
  })

  it('do not change streams', async () => {
    expect(await (await send(app, '/stream')).text()).toBe('one two')
    expect(await (await send(app, '/events')).text()).toBe('data: one\n\n')
  })

  it('are on preflight responses, without a route for them', async () => {
    for (const path of ['/', '/nowhere']) {
      const response = await preflight(app, path)
      expect([response.status, headersOf(response)]).toEqual([204, expect.objectContaining(GRANT)])
      const denied = await preflight(app, path, EVIL)
      expect([denied.status, headersOf(denied)]).toEqual([403, { 'content-length': '0', vary: 'Origin' }])
    }
  })
})

describe('the response to a preflight', () => {
  it('has headers that earlier middleware sets, before and after', async () => {
    const app = new Hono()
    app.use(secureHeaders())
    app.use(async (c, next) => {
      c.header('X-Early', 'a')
      c.header('Vary', 'Accept')
      expect(c.res.headers.get('x-early')).toBe('a')
      await next()
      c.header('X-Late', 'b')
    })
    app.use(cors(CONFIG))
    app.put('/', (c) => c.text('put'))
    expect(headersOf(await preflight(app, '/'))).toMatchObject({
      ...GRANT,
      vary: 'Accept, Origin',
      'x-early': 'a',
      'x-late': 'b',
      'x-frame-options': 'SAMEORIGIN',
    })
  })
})

describe('a selector', () => {
  it('is called with the context, including the bindings of a Worker', async () => {
    type Env = { Bindings: { ORIGIN: string } }
    const app = new Hono<Env>()
    const policies = new Map([ALLOWED, EVIL].map((origin) => [origin, createPolicy({ origin })]))
    app.use(cors((c: Context<Env>) => policies.get(c.env.ORIGIN)))
    app.get('/', (c) => c.text('hello'))
    const allowOf = async (env: object): Promise<string | null> =>
      (await app.request('/', { headers: { origin: EVIL } }, env)).headers.get('access-control-allow-origin')
    expect(await Promise.all([allowOf({ ORIGIN: EVIL }), allowOf({ ORIGIN: ALLOWED }), allowOf({})])).toEqual([
      EVIL,
      null,
      null,
    ])
  })
})

describe('an origin function that fails', () => {
  const FAILING = {
    origin: (): never => {
      throw new Error('the origin function has failed')
    },
  }

  it.each([
    ['throws', FAILING],
    ['rejects', { origin: async () => FAILING.origin() }],
    ['throws no error', { origin: () => Promise.reject('no') }],
  ])('with %s, makes app.onError respond, and no origin can read the response', async (_what, config) => {
    const app = new Hono()
    const errors: Error[] = []
    app.use(cors(config))
    app.get('/', (c) => c.text('hello'))
    app.onError((error, c) => {
      errors.push(error)
      return c.text('sorry', 503)
    })
    for (const response of [await send(app, '/'), await preflight(app, '/')]) {
      expect([response.status, response.headers.get('vary')]).toEqual([503, 'Origin'])
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect(errors).toHaveLength(2)
    expect(errors[0]).toBeInstanceOf(Error)
    expect(emitWarning).not.toHaveBeenCalled()
  })

  it('denies, even if an outer policy allows', async () => {
    const app = new Hono()
    app.use(cors(() => createPolicy({ origin: '*' })))
    app.use(cors(FAILING))
    app.onError(() => new Response('sorry', { status: 500, headers: { Vary: 'Accept' } }))
    expect(headersOf(await send(app, '/'))).toMatchObject({ vary: 'Accept, Origin' })
    expect((await send(app, '/')).headers.get('access-control-allow-origin')).toBeNull()
  })

  it('lets the option onError respond', async () => {
    const app = new Hono()
    const onError = (_error: Error, c: Context): Response => c.text('later', 503)
    app.use(cors(FAILING, { onError }))
    const response = await send(app, '/')
    expect([response.status, await response.text(), response.headers.get('vary')]).toEqual([503, 'later', 'Origin'])
  })
})

describe('nested uses', () => {
  it('let the policy of a sub-application decide', async () => {
    const open = new Hono()
    open.use(cors(createPolicy({ origin: '*' }), { mode: 'enforce' }))
    open.get('/', (c) => c.text('open'))
    const app = new Hono()
    app.use(cors(CONFIG))
    app.route('/open', open)
    app.get('/', (c) => c.text('hello'))
    const response = await send(app, '/open', EVIL)
    expect(headersOf(response)).toMatchObject({ 'access-control-allow-origin': '*', vary: 'Origin' })
    expect((await send(app, '/', EVIL)).headers.get('access-control-allow-origin')).toBeNull()
    expect(emitWarning).not.toHaveBeenCalled()
  })

  it('still do if bodyLimit() has replaced the request, and in a wrapped handler', async () => {
    const app = new Hono()
    app.use(cors(() => createPolicy({ origin: EVIL })))
    app.use(bodyLimit({ maxSize: 100 }))
    app.use(cors(CONFIG, { mode: 'enforce' }))
    app.post('/', async (c) => c.text(await c.req.text()))
    const wrapped = fetchCors(() => createPolicy({ origin: '*' }))((request: Request) => app.fetch(request))
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('hello'))
        controller.close()
      },
    })
    const init = { method: 'POST', headers: { origin: ALLOWED }, body, duplex: 'half' }
    const response = await wrapped(new Request('https://api.example/', init as RequestInit))
    expect([await response.text(), headersOf(response)]).toEqual(['hello', expect.objectContaining(GRANT)])
    expect(emitWarning).not.toHaveBeenCalled()
  })

  it('forget the request if a handler throws a value that is not an error', async () => {
    const app = new Hono()
    app.use(cors(CONFIG))
    app.get('/', () => {
      throw 'text'
    })
    const request = new Request('https://api.example/', { headers: { origin: ALLOWED } })
    await expect(app.fetch(request)).rejects.toBe('text')
    const response = await fetchCors({ origin: EVIL })(() => new Response('ok'))(request)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('mode: report', () => {
  it('changes nothing, and observes sent responses, inside another use and alone', async () => {
    const differences: Difference<Context>[] = []
    const onDifference = (difference: Difference<Context>): void => void differences.push(difference)
    const reporting = cors<Context>({ origin: EVIL }, { mode: 'report', onDifference })
    const alone = new Hono().use(reporting)
    alone.get('/', (c) => c.text('hello', 200, { 'Access-Control-Allow-Origin': '*', Vary: 'Origin' }))
    const within = new Hono().use(cors(CONFIG)).use(reporting)
    within.get('/', (c) => c.text('hello'))
    expect(headersOf(await send(alone, '/'))).toMatchObject({ 'access-control-allow-origin': '*' })
    expect(headersOf(await send(within, '/'))).toMatchObject(GRANT)
    await new Promise((resolve) => setImmediate(resolve))
    expect(differences.map(({ request, aspects }) => [request.req.path, aspects])).toEqual([
      ['/', ['origin']],
      ['/', ['origin']],
    ])
  })
})

describe('incorrect use', () => {
  it.each<[what: string, use: () => unknown, message: string]>([
    ['app.use(cors)', () => new Hono().use(cors as never).request('/'), 'app.use(cors({ origin: ... }))'],
    ['a selector with a callback', () => cors(((_c: unknown, _done: unknown) => undefined) as never), 'no callback'],
    [
      'a handler that takes a Request',
      () => cors(CONFIG)(new Request('https://a.example/') as never, async () => {}),
      '@crossorigin/fetch',
    ],
  ])('is an error that shows the correct code: %s', async (_what, use, message) => {
    let caught: unknown
    const onError = (error: unknown): void => {
      caught = error
    }
    const printError = vi.spyOn(console, 'error').mockImplementation(onError)
    try {
      await use()
    } catch (error) {
      onError(error)
    }
    printError.mockClear()
    expect(String(caught)).toContain(message)
  })
})
