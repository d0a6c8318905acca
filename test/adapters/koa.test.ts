import { createServer, type RequestListener } from 'node:http'
import { Readable } from 'node:stream'
import { cors, createPolicy, type DecisionEvent, type KoaContext } from '@crossorigin/koa'
import { cors as withCors } from '@crossorigin/node'
import koaPeerCors from '@koa/cors'
import Router from '@koa/router'
import Koa, { type Context } from 'koa'
import Koa2 from 'koa2'
import { describe, expect, it, vi } from 'vitest'
import { readAnswer, readCorsHeaders } from '../support/cors-headers.ts'
import { createDeferred } from '../support/deferred.ts'
import type { KoaVersion } from '../support/koa-application.ts'
import { listen } from '../support/listen.ts'
import { beginRaw, type RawRequest, type RawResponse, sendRaw } from '../support/raw-client.ts'
import { ALLOWED, EVIL, GRANT, get, LIST_CONFIG, PREFLIGHT_GRANT, preflight } from './scenarios/list-policy.ts'

const VERSIONS: readonly { readonly name: string; readonly Version: KoaVersion }[] = [
  { name: 'Koa 2', Version: Koa2 },
  { name: 'Koa 3', Version: Koa },
]

/** Starts an application that is closed after the test, and returns a function that sends it a request. */
async function serve(app: Koa): Promise<(request: RawRequest) => Promise<RawResponse>> {
  app.silent = true
  const port = await listen(createServer(app.callback()))
  return (request) => sendRaw(port, request)
}

function failingOrigin(): never {
  throw new Error('the origin function failed')
}

function throwIt(thrown: unknown): never {
  throw thrown
}

function setBody(make: () => unknown): (ctx: Context) => void {
  return (ctx) => {
    ctx.body = make()
  }
}

function failingStream(): Readable {
  return new Readable({
    read() {
      this.destroy(Object.assign(new Error('there is no such file'), { code: 'ENOENT' }))
    },
  })
}

describe.each(VERSIONS)('$name', ({ Version }) => {
  it.each<[what: string, status: number, fail: (ctx: Context) => unknown]>([
    ['an error', 500, () => throwIt(new Error('thrown'))],
    ['a string', 500, () => throwIt('thrown')],
    ['a number', 500, () => throwIt(0)],
    ['an object', 500, () => throwIt({ status: 404 })],
    ['an error with a status', 404, (ctx) => ctx.throw(404, 'missing')],
    ['an error with a status that does not exist', 500, () => throwIt(Object.assign(new Error(), { status: 999 }))],
    ['an error of the file system', 404, () => throwIt(Object.assign(new Error(), { status: 404, code: 'ENOENT' }))],
    [
      'an error with its own CORS headers',
      418,
      (ctx) => ctx.throw(418, { headers: { 'Access-Control-Allow-Origin': '*', Vary: 'Cookie' } }),
    ],
    ['an assertion', 401, (ctx) => ctx.assert(false, 401)],
    ['a rejection', 500, () => Promise.reject(new Error('rejected'))],
    ['a late rejection', 500, () => new Promise((_resolve, reject) => setImmediate(reject, new Error('late')))],
  ])('keeps its headers on the response to %s', async (_what, status, fail) => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = new Version()
    app.use(cors(LIST_CONFIG))
    app.use((ctx) => fail(ctx))
    const send = await serve(app)
    const allowed = await send(get(ALLOWED))
    expect([allowed.status, readCorsHeaders(allowed)]).toEqual([
      status,
      { ...GRANT, vary: expect.stringMatching(/^(?:Cookie, )?Origin$/) },
    ])
    const denied = await send(get(EVIL))
    expect([denied.status, Object.keys(readCorsHeaders(denied))]).toEqual([status, ['vary']])
  })

  it('keeps its headers on the response of an error handler above the routes', async () => {
    const app = new Version()
    app.use(cors(LIST_CONFIG))
    app.use(async (ctx, next) => {
      try {
        await next()
      } catch (error) {
        for (const name of ctx.res.getHeaderNames()) ctx.remove(name)
        ctx.status = 422
        ctx.body = { error: String(error) }
      }
    })
    app.use(() => throwIt(new Error('thrown')))
    const send = await serve(app)
    expect(readAnswer(await send(get(ALLOWED)))).toEqual([422, GRANT])
    expect(readAnswer(await send(get(EVIL)))).toEqual([422, { vary: 'Origin' }])
  })

  it.each<[what: string, request: Partial<RawRequest>, status: number, respond: (ctx: Context) => void]>([
    ['a stream', {}, 200, setBody(() => Readable.from(['one ', 'two']))],
    ['a HEAD request', { method: 'HEAD' }, 200, setBody(() => 'hello')],
    ['an empty body', {}, 204, setBody(() => null)],
    ['an unknown path', {}, 404, () => {}],
    [
      'a conditional request',
      {},
      304,
      (ctx) => {
        ctx.body = 'hello'
        ctx.set('ETag', '"1"')
        if (ctx.get('If-None-Match') === '"1"') ctx.status = 304
      },
    ],
    [
      'Node that responds instead of Koa',
      {},
      202,
      (ctx) => {
        ctx.respond = false
        setImmediate(() => ctx.res.writeHead(202, { Vary: 'Origin' }).end('later'))
      },
    ],
  ])('keeps its headers on the response to %s', async (_what, request, status, respond) => {
    const app = new Version()
    app.use(cors(LIST_CONFIG))
    app.use(respond)
    const send = await serve(app)
    for (const [origin, headers] of [
      [ALLOWED, GRANT],
      [EVIL, { vary: 'Origin' }],
    ] as const) {
      const asked = get(origin, '/', ['If-None-Match', '"1"'])
      expect(readAnswer(await send({ ...asked, ...request }))).toEqual([status, headers])
    }
  })

  it("merges with what Koa's own helpers put into Vary, and with what a handler sets afterwards", async () => {
    const app = new Version()
    app.use(async (ctx, next) => {
      await next()
      if (ctx.path === '/late') ctx.set('Vary', 'Cookie')
    })
    app.use(cors(LIST_CONFIG))
    app.use((ctx) => {
      ctx.body = 'ok'
      ctx.vary('Accept')
      ctx.vary('origin')
    })
    const send = await serve(app)
    expect((await send(get(EVIL, '/'))).get('vary')).toBe('Origin, Accept')
    expect((await send(get(EVIL, '/late'))).get('vary')).toBe('Cookie, Origin')
  })

  it('ends the response to a preflight, so that earlier middleware cannot change it', async () => {
    const statuses: number[] = []
    const app = new Version()
    app.use(async (ctx, next) => {
      await next()
      statuses.push(ctx.status)
      ctx.set('X-Response-Time', '1')
      ctx.status = 404
      ctx.body = 'not found'
    })
    app.use(cors(LIST_CONFIG))
    const handler = vi.fn()
    app.use(handler)
    const send = await serve(app)
    expect(readAnswer(await send(preflight(ALLOWED)))).toEqual([204, PREFLIGHT_GRANT])
    expect(readAnswer(await send(preflight(EVIL)))).toEqual([403, { vary: 'Origin' }])
    expect(statuses).toEqual([204, 403])
    expect(handler).not.toHaveBeenCalled()
  })

  it('leaves OPTIONS that is not a preflight to the application', async () => {
    const app = new Version()
    app.use(cors(LIST_CONFIG))
    app.use((ctx) => {
      ctx.set('Allow', 'GET, OPTIONS')
      ctx.body = 'own'
    })
    const response = await (await serve(app))({ ...get(ALLOWED), method: 'OPTIONS' })
    expect([response.body, response.get('allow'), readCorsHeaders(response)]).toEqual(['own', 'GET, OPTIONS', GRANT])
  })

  it('applies to a single route of a router, and to the preflights of its path', async () => {
    const app = new Version()
    const router = new Router()
    const forRoute = cors(LIST_CONFIG)
    router.options('/one', forRoute)
    router.get('/one', forRoute, (ctx) => {
      ctx.body = 'one'
    })
    router.get('/other', (ctx) => {
      ctx.body = 'other'
    })
    app.use(router.routes()).use(router.allowedMethods())
    const send = await serve(app)
    expect(readAnswer(await send(get(ALLOWED, '/one')))).toEqual([200, GRANT])
    expect(readAnswer(await send(preflight(ALLOWED, '/one')))).toEqual([204, PREFLIGHT_GRANT])
    expect(readAnswer(await send(get(ALLOWED, '/other')))).toEqual([200, {}])
    expect(readAnswer(await send(preflight(ALLOWED, '/other')))).toEqual([200, {}])
  })

  it("responds to preflights in front of a router's own OPTIONS", async () => {
    const app = new Version()
    const router = new Router()
    router.put('/one', (ctx) => {
      ctx.body = 'one'
    })
    app.use(cors(LIST_CONFIG)).use(router.routes()).use(router.allowedMethods())
    const send = await serve(app)
    expect(readAnswer(await send(preflight(ALLOWED, '/one')))).toEqual([204, PREFLIGHT_GRANT])
    expect(readAnswer(await send(get(ALLOWED, '/one')))).toEqual([405, GRANT])
  })

  it('lets the innermost policy decide about actual requests', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = new Version()
    app.use(cors({ origin: '*', exposedHeaders: ['X-Outer'] }))
    const strict = cors(LIST_CONFIG)
    app.use((ctx, next) => (ctx.path === '/strict' ? strict(ctx, next) : next()))
    app.use((ctx) => {
      ctx.body = 'ok'
    })
    const send = await serve(app)
    expect(readCorsHeaders(await send(get(EVIL, '/strict')))).toEqual({ vary: 'Origin' })
    expect(readCorsHeaders(await send(get(ALLOWED, '/strict')))).toEqual(GRANT)
    expect((await send(get(EVIL, '/open'))).get('access-control-allow-origin')).toBe('*')
  })

  it('keeps Vary when the server is wrapped as well, with its own policy', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = new Version()
    app.use(cors(LIST_CONFIG))
    app.use((ctx) => {
      ctx.body = 'ok'
      ctx.set('Vary', 'Cookie')
    })
    const wrapped = withCors({ origin: EVIL, exposedHeaders: ['X-Outer'] })(app.callback() as RequestListener)
    const response = await sendRaw(await listen(createServer(wrapped)), get(EVIL))
    expect(readCorsHeaders(response)).toEqual({ vary: 'Cookie, Origin' })
  })

  it.each([
    ['after', [cors(LIST_CONFIG), koaPeerCors({ credentials: true })]],
    ['before', [koaPeerCors({ credentials: true }), cors(LIST_CONFIG)]],
  ])('has the last word when @koa/cors, which reflects any origin, is used %s it', async (_where, middleware) => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = new Version()
    for (const each of middleware) app.use(each)
    app.use((ctx) => {
      if (ctx.path === '/throw') ctx.throw(400)
      ctx.body = 'ok'
    })
    const send = await serve(app)
    for (const [path, status] of [
      ['/', 200],
      ['/throw', 400],
    ] as const) {
      expect(readAnswer(await send(get(EVIL, path)))).toEqual([status, { vary: 'Origin' }])
      expect(readAnswer(await send(get(ALLOWED, path)))).toEqual([status, GRANT])
      expect(readAnswer(await send(get(undefined, path)))).toEqual([status, { vary: 'Origin' }])
    }
  })

  it("selects a policy by Koa's context", async () => {
    const tenant = createPolicy({ origin: ALLOWED })
    const app = new Version()
    app.use(cors<Context>((ctx) => (ctx.hostname === 'tenant.example' ? tenant : undefined), { vary: ['Host'] }))
    app.use((ctx) => {
      ctx.body = 'ok'
    })
    const send = await serve(app)
    const own = await send({ ...get(ALLOWED), host: 'tenant.example' })
    expect(readCorsHeaders(own)).toEqual({ 'access-control-allow-origin': ALLOWED, vary: 'Origin, Host' })
    const other = await send({ ...get(ALLOWED), host: 'other.example' })
    expect(readCorsHeaders(other)).toEqual({ vary: 'Host' })
  })

  it("calls onDecision with Koa's context", async () => {
    const events: DecisionEvent[] = []
    const contexts: KoaContext[] = []
    const app = new Version()
    app.use((ctx, next) => {
      contexts.push(ctx)
      return next()
    })
    app.use(cors({ ...LIST_CONFIG, onDecision: (event) => events.push(event) }))
    const send = await serve(app)
    for (const request of [get(EVIL, '/a'), preflight(ALLOWED, '/b')]) await send(request)
    expect(events.map(({ request }) => request?.url)).toEqual(['/a', '/b'])
    expect(events.every(({ request }, index) => request === contexts[index])).toBe(true)
  })

  it.each([
    ['at once', failingOrigin],
    ['later', async () => failingOrigin()],
  ])('throws what an origin function throws %s, after onError was called', async (_when, origin) => {
    const reported: unknown[] = []
    const app = new Version()
    app.use(async (ctx, next) => {
      try {
        await next()
      } catch (error) {
        ctx.status = 503
        ctx.body = String(reported.includes(error))
      }
    })
    const onError = (error: Error, ctx: KoaContext, res: unknown): void => {
      if (ctx.res === res) reported.push(error)
    }
    app.use(cors({ origin }, { onError }))
    const handler = vi.fn()
    app.use(handler)
    const send = await serve(app)
    for (const request of [get(ALLOWED), preflight(ALLOWED)]) {
      const response = await send(request)
      expect([response.body, ...readAnswer(response)]).toEqual(['true', 503, { vary: 'Origin' }])
    }
    expect(handler).not.toHaveBeenCalled()
  })

  it('lets onError respond', async () => {
    const onError = (_error: Error, ctx: Context): void => {
      ctx.respond = false
      ctx.res.writeHead(503, { 'Access-Control-Allow-Origin': '*', 'Content-Length': '13' })
      ctx.res.write('later')
      setImmediate(() => ctx.res.end(', please'))
    }
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = new Version()
    app.use(cors({ origin: async () => failingOrigin() }, { onError }))
    const response = await (await serve(app))(get(ALLOWED))
    expect([response.body, ...readAnswer(response)]).toEqual(['later, please', 503, { vary: 'Origin' }])
  })

  it('changes nothing when a time limit has responded before the origin function', async () => {
    const asked = createDeferred()
    const finished = createDeferred<boolean>()
    const handler = vi.fn()
    const app = new Version()
    app.use(async (ctx, next) => {
      const rest = next()
      await asked.promise
      ctx.status = 503
      ctx.res.once('finish', () => finished.resolve(true))
      ctx.body = 'too slow'
      rest.catch(() => {})
    })
    const origin = (): Promise<boolean> => {
      asked.resolve()
      return finished.promise
    }
    app.use(cors({ origin }))
    app.use(handler)
    const response = await beginRaw(await listen(createServer(app.callback())), get(ALLOWED)).response
    expect([response.body, ...readAnswer(response)]).toEqual(['too slow', 503, { vary: 'Origin' }])
    await new Promise((resolve) => setImmediate(resolve))
    expect(handler).not.toHaveBeenCalled()
  })

  it('returns a promise of what the middleware below returns', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const results: unknown[] = []
    const app = new Version()
    const policies = [cors(LIST_CONFIG), cors({ origin: async () => true }), cors(() => undefined)]
    app.use(async (ctx) => {
      for (const middleware of policies) results.push(await middleware(ctx, async () => 'below'))
      ctx.body = 'ok'
    })
    await (await serve(app))(get(ALLOWED))
    expect(results).toEqual(['below', 'below', 'below'])
  })
})

// Koa 3 closes the connection instead.
describe('Koa 2', () => {
  it('keeps its headers when a stream fails before it begins', async () => {
    const app = new Koa2()
    app.use(cors(LIST_CONFIG))
    app.use((ctx) => {
      ctx.body = failingStream()
    })
    const send = await serve(app)
    expect(readAnswer(await send(get(ALLOWED)))).toEqual([404, GRANT])
    expect(readAnswer(await send(get(EVIL)))).toEqual([404, { vary: 'Origin' }])
  })
})
