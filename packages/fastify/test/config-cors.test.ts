import { CorsConfigError, cors, createPolicy, resetWarnings } from '@crossorigin/fastify'
import Fastify, { type FastifyInstance } from 'fastify'
import { beforeEach, describe, expect, it, vi } from 'vitest'

const A = 'https://a.example'
const EVIL = 'https://evil.test'
const OPEN = { origin: '*', methods: ['PUT'] } as const

let app: FastifyInstance
beforeEach(() => {
  app = Fastify()
})

const preflight = (url: string, origin = EVIL) =>
  app.inject({ method: 'OPTIONS', url, headers: { origin, 'access-control-request-method': 'PUT' } })

describe('config.cors', () => {
  it.each([0, 1])('must be the same if only a header distinguishes two routes, in either order: %d', async (first) => {
    const routes = [
      () => app.put('/x', { constraints: { version: '1.0.0' }, config: { cors: OPEN } }, async () => 'open'),
      () => app.put('/x', async () => 'strict'),
    ]
    await app.register(cors, { origin: A })
    routes[first]?.()
    routes[1 - first]?.()
    await expect(app.ready()).rejects.toThrow(/PUT \/x .+different CORS policies.+the constraint version/)
  })

  it('can be the same for routes that only a header distinguishes', async () => {
    await app.register(cors, { origin: A })
    app.put('/x', { constraints: { version: '1.0.0' }, config: { cors: OPEN } }, async () => 'one')
    app.put('/x', { constraints: { version: '2.0.0' }, config: { cors: OPEN } }, async () => 'two')
    expect((await preflight('/x')).statusCode).toBe(204)
  })

  it('counts after other onRoute hooks have changed it', async () => {
    await app.register(cors, { origin: A, methods: ['PUT'] })
    app.addHook('onRoute', (route) => {
      if (route.url === '/closed') route.config = { cors: false }
    })
    app.put('/closed', async () => 'closed')
    app.put('/other', { config: { cors: OPEN } }, async () => 'other')
    expect((await preflight('/closed', A)).statusCode).toBe(404)
    const response = await app.inject({ method: 'PUT', url: '/closed', headers: { origin: A } })
    expect([response.statusCode, response.headers['access-control-allow-origin']]).toEqual([200, undefined])
  })

  it('is validated after other onRoute hooks have changed it', async () => {
    await app.register(cors, { origin: A })
    app.addHook('onRoute', (route) => {
      route.config = { cors: { origin: `${A}/` } }
    })
    app.get('/x', async () => 'x')
    await expect(app.ready()).rejects.toThrow(CorsConfigError)
  })

  it.each([
    [
      { origin: A, credential: true },
      'ERR_CORS_POLICY',
      /GET \/x: config\.cors\.credential .+ Did you mean credentials\?/,
    ],
    [{ orgin: A }, 'ERR_CORS_POLICY', /GET \/x: config\.cors\.orgin .+ Did you mean origin\?/],
    [{ policy: { origin: A }, mod: 'yield' }, 'ERR_CORS_OPTIONS', /^GET \/x: config\.cors: Unknown option "mod"\./],
  ])('is an error that names the misspelled key and the route: %j', async (misspelt, code, message) => {
    await app.register(cors, { origin: A })
    const add = () => app.get('/x', { config: { cors: misspelt as never } }, async () => 'x')
    expect(add).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })

  it('causes a warning if the plugin does not apply to the route', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    app.put('/outside', { config: { cors: OPEN } }, async () => 'outside')
    await app.register(async (child) => {
      await child.register(cors, { origin: A })
    })
    await app.ready()
    expect(emitWarning).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('PUT /outside'), {
      type: 'CorsWarning',
      code: 'CORS_ROUTES_NOT_GOVERNED',
    })
    expect((await preflight('/outside')).statusCode).toBe(404)
  })

  it('is the same policy as that of the scope if both are identical', async () => {
    const policy = createPolicy({ origin: A, methods: ['PUT'] })
    await app.register(cors, { policy })
    app.put('/x', { config: { cors: policy } }, async () => 'x')
    app.get('/x', async () => 'x')
    expect((await preflight('/x', A)).headers['access-control-max-age']).toBe('600')
  })

  it('denies preflights that do not reveal the route, and no route of the application responds', async () => {
    resetWarnings()
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    app = Fastify({ rewriteUrl: (req) => (req.headers['x-rewritten'] === undefined ? (req.url ?? '/') : '/other') })
    await app.register(cors, { origin: A })
    app.options('/*', async (_request, reply) => reply.header('Access-Control-Allow-Origin', '*').send('own'))
    app.put('/x', { config: { cors: OPEN } }, async () => 'x')
    const response = await preflight('/x')
    expect([response.statusCode, response.headers['access-control-allow-origin']]).toEqual([403, undefined])
    await preflight('/x')
    expect(emitWarning).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('rewriteUrl'), {
      type: 'CorsWarning',
      code: 'CORS_PREFLIGHT_UNDECIDED',
    })
  })

  it.each([
    ['null', () => null],
    ['an object', () => ({})],
    ['a promise of null', async () => null],
  ])('causes an error if its selector returns %s for a shared URL', async (_what, selector) => {
    await app.register(cors, { policy: selector as never })
    app.put('/x', async () => 'x')
    app.get('/x', { config: { cors: OPEN } }, async () => 'x')
    const response = await preflight('/x')
    expect([response.statusCode, response.json().message]).toEqual([
      500,
      expect.stringContaining('The CORS selector did not return a policy.'),
    ])
  })

  it('must be in config', async () => {
    await app.register(cors, { origin: A })
    expect(() => app.get('/x', { cors: false } as never, async () => 'x')).toThrow(
      'GET /x: the option cors belongs in config: { config: { cors: false } }.',
    )
  })

  it('causes errors that name the problem and the route', async () => {
    await app.register(cors, { origin: A })
    expect(() => app.get('/x', { config: { cors: true as never } }, async () => 'x')).toThrow(
      'GET /x: config.cors: true is not a configuration.',
    )
    expect(() => app.get('/y', { config: { cors: { origin: `${A}/` } } }, async () => 'y')).toThrow(
      'GET /y: config.cors.origin: ',
    )
  })
})

describe('register', () => {
  it.each([
    ['a policy by itself', createPolicy(OPEN)],
    ['a selector by itself', () => createPolicy(OPEN)],
    ['an asynchronous selector by itself', async () => createPolicy(OPEN)],
    ['a selector that finds nothing in the instance', () => undefined],
  ])('throws for %s, because Fastify calls functions that are registered as options', async (_what, options) => {
    await expect(app.register(cors, options as never)).rejects.toThrow('app.register(cors, { policy })')
  })

  it.each(['prefix', 'logLevel', 'logSerializers'])('throws for %s, which has no effect on it', async (name) => {
    await expect(app.register(cors, { origin: A, [name]: '/api' } as never)).rejects.toThrow(`${name} has no effect`)
  })

  it.each([[[0, 1]], [[1, 0]]])('throws for a second policy in a scope, in either order: %j', async (order) => {
    await app.register(cors, [{ origin: A }, { origin: '*' } as const][order[0] as number] as { origin: string })
    await expect(app.register(cors, { origin: [EVIL, A][order[1] as number] as string })).rejects.toThrow(
      'This scope already has a CORS policy.',
    )
  })

  it('lists the options that it has in addition to a policy', async () => {
    await expect(app.register(cors, { policy: createPolicy(OPEN), origin: A } as never)).rejects.toThrow(
      'Unknown option "origin". The options are vary, mode, onDifference, onError.',
    )
  })

  it('starts if routes differ only by a slash that is ignored', async () => {
    app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
    await app.register(cors, { origin: A })
    app.get('/foo', { constraints: { version: '1.0.0' } }, async () => 'one')
    app.get('/foo/', { constraints: { version: '2.0.0' } }, async () => 'two')
    await expect(app.ready()).resolves.toBeDefined()
  })

  it('does not start if their policies also differ', async () => {
    app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
    await app.register(cors, { origin: A })
    app.put('/foo', { constraints: { version: '1.0.0' }, config: { cors: OPEN } }, async () => 'one')
    app.put('/foo/', { constraints: { version: '2.0.0' } }, async () => 'two')
    await expect(app.ready()).rejects.toThrow(/PUT \/foo\/ .+different CORS policies.+the constraint version/)
  })
})
