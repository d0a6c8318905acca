import { type CorsConfig, cors } from '@crossorigin/fastify'
import Fastify from 'fastify'
import { describe, expect, it, vi } from 'vitest'
import { readAnswer } from '../support/cors-headers.ts'
import { serveFastify } from '../support/fastify-application.ts'
import type { RawRequest } from '../support/raw-client.ts'
import { ALLOWED, EVIL, get, LIST_CONFIG, preflight } from './scenarios/list-policy.ts'

const ANY: CorsConfig = { origin: '*' }

/** What {@link LIST_CONFIG} sends to an origin that is not listed, for a route whose own policy is {@link ANY}. */
type Verdict = 'own policy' | "scope's policy"

/** Returns whose policy applies to the preflights and the requests of a path. */
async function findVerdicts(send: Awaited<ReturnType<typeof serveFastify>>, path: string): Promise<[Verdict, Verdict]> {
  const ask = async (request: RawRequest): Promise<Verdict> =>
    (await send(request)).get('access-control-allow-origin') === '*' ? 'own policy' : "scope's policy"
  return [await ask(preflight(EVIL, path)), await ask({ ...get(EVIL, path), method: 'PUT' })]
}

const OWN: readonly [Verdict, Verdict] = ['own policy', 'own policy']
const SCOPE: readonly [Verdict, Verdict] = ["scope's policy", "scope's policy"]

describe('the index route of a scope', () => {
  it.each<[option: 'both' | 'slash' | 'no-slash' | undefined, own: string[], scope: string[]]>([
    [undefined, ['/api', '/api/'], ['/api/x']],
    ['both', ['/api', '/api/'], ['/api/x']],
    ['slash', ['/api/'], ['/api']],
    ['no-slash', ['/api'], ['/api/']],
  ])('follows prefixTrailingSlash %s for its path with a slash', async (prefixTrailingSlash, own, scope) => {
    const app = Fastify()
    await app.register(cors, LIST_CONFIG)
    await app.register(
      async (api) => {
        const options = prefixTrailingSlash === undefined ? {} : { prefixTrailingSlash }
        api.put('/', { ...options, config: { cors: ANY } }, () => 'index')
      },
      { prefix: '/api' },
    )
    const send = await serveFastify(app)
    for (const path of own) expect(await findVerdicts(send, path)).toEqual(OWN)
    for (const path of scope) expect(await findVerdicts(send, path)).toEqual(SCOPE)
  })

  it('leaves the path with a slash to its own route', async () => {
    const app = Fastify()
    await app.register(cors, LIST_CONFIG)
    await app.register(
      async (api) => {
        api.put('', { config: { cors: ANY } }, () => 'without')
        api.put('/', { prefixTrailingSlash: 'slash' }, () => 'with')
      },
      { prefix: '/api' },
    )
    const send = await serveFastify(app)
    expect(await findVerdicts(send, '/api')).toEqual(OWN)
    expect(await findVerdicts(send, '/api/')).toEqual(SCOPE)
  })

  it('has only one path when its path is empty', async () => {
    const app = Fastify()
    await app.register(cors, LIST_CONFIG)
    await app.register(async (api) => void api.put('', { config: { cors: ANY } }, () => 'without'), { prefix: '/api' })
    const send = await serveFastify(app)
    expect(await findVerdicts(send, '/api')).toEqual(OWN)
    expect(await findVerdicts(send, '/api/')).toEqual(SCOPE)
  })
})

describe('a route for HEAD', () => {
  it('that Fastify could not add, because part of it existed already, changes no policy', async () => {
    const app = Fastify({ routerOptions: { ignoreTrailingSlash: true } })
    await app.register(cors, LIST_CONFIG)
    app.head('/items/:id', () => '')
    app.get('/items/:id?/', { config: { cors: ANY } }, () => 'get')
    app.head('/*', () => '')
    await app.ready()
    for (const url of ['/items', '/items/1']) {
      const headers = { origin: EVIL, 'access-control-request-method': 'HEAD' }
      const asked = await app.inject({ method: 'OPTIONS', url, headers })
      const served = await app.inject({ method: 'HEAD', url, headers: { origin: EVIL } })
      const origins = [asked, served].map((response) => response.headers['access-control-allow-origin'])
      expect([served.statusCode, ...origins]).toEqual([200, undefined, undefined])
    }
    await app.close()
  })
})

describe('paths', () => {
  it.each<[what: string, options: object, own: string[], scope: string[]]>([
    ['by default', {}, ['/Items/1', '/exact'], ['/items/1', '/Items/1/', '//Items/1', '/exact;a=b']],
    ['without case', { routerOptions: { caseSensitive: false } }, ['/Items/1', '/items/1', '/ITEMS/1'], ['/Items/1/']],
    [
      'without trailing slashes',
      { routerOptions: { ignoreTrailingSlash: true } },
      ['/Items/1', '/Items/1/'],
      ['/items/1'],
    ],
    [
      'without double slashes',
      { routerOptions: { ignoreDuplicateSlashes: true } },
      ['/Items/1', '//Items//1'],
      ['/items/1'],
    ],
    ['with semicolons', { routerOptions: { useSemicolonDelimiter: true } }, ['/exact', '/exact;a=b'], ['/items/1']],
    ['with long parameters', { routerOptions: { maxParamLength: 200 } }, [`/Items/${'1'.repeat(150)}`], []],
  ])('are read as the router reads them: %s', async (_what, options, own, scope) => {
    const app = Fastify(options)
    await app.register(cors, LIST_CONFIG)
    app.put('/Items/:id', { config: { cors: ANY } }, () => 'item')
    app.put('/exact', { config: { cors: ANY } }, () => 'exact')
    const send = await serveFastify(app)
    for (const path of own) expect(await findVerdicts(send, path)).toEqual(OWN)
    for (const path of scope) expect(await findVerdicts(send, path)).toEqual(SCOPE)
  })

  it("that are malformed get Fastify's own response, which no hook sees", async () => {
    const app = Fastify()
    await app.register(cors, LIST_CONFIG)
    const send = await serveFastify(app)
    for (const request of [get(ALLOWED, '/%zz'), preflight(ALLOWED, '/%zz')]) {
      expect(readAnswer(await send(request))).toEqual([400, {}])
    }
  })

  it('are read after they were rewritten', async () => {
    const app = Fastify({ rewriteUrl: (request) => (request.url === '/old' ? '/new' : (request.url ?? '/')) })
    await app.register(cors, LIST_CONFIG)
    app.put('/new', { config: { cors: ANY } }, () => 'new')
    const send = await serveFastify(app)
    expect(await findVerdicts(send, '/old')).toEqual(OWN)
  })

  it('are read as the router reads them when its options are outside routerOptions', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = Fastify({ ignoreTrailingSlash: true })
    await app.register(cors, LIST_CONFIG)
    app.put('/items', { config: { cors: ANY } }, () => 'items')
    const send = await serveFastify(app)
    expect(await findVerdicts(send, '/items/')).toEqual(OWN)
    emitWarning.mockRestore()
  })
})

describe('constraints', () => {
  it('by host decide which policy applies', async () => {
    const app = Fastify()
    await app.register(cors, LIST_CONFIG)
    app.put('/', { constraints: { host: 'api.example.test' }, config: { cors: ANY } }, () => 'constrained')
    app.put('/', { constraints: { host: 'other.example.test' } }, () => 'other')
    app.put('/plain', () => 'plain')
    const send = await serveFastify(app)
    expect(await findVerdicts(send, '/')).toEqual(OWN)
    const headers = { origin: ALLOWED, 'access-control-request-method': 'PUT', host: 'other.example.test' }
    const other = await app.inject({ method: 'OPTIONS', url: '/', headers })
    expect(other.headers['access-control-allow-origin']).toBe(ALLOWED)
  })

  it('that a preflight cannot meet are an error when the policies differ', async () => {
    const app = Fastify()
    await app.register(cors, LIST_CONFIG)
    app.get('/', { constraints: { version: '1.0.0' } }, () => 'one')
    app.get('/', { constraints: { version: '2.0.0' }, config: { cors: ANY } }, () => 'two')
    await expect(async () => {
      await app.ready()
    }).rejects.toThrow(expect.objectContaining({ code: 'ERR_CORS_OPTIONS' }))
  })

  it('that a preflight cannot meet are fine when the policy is the same', async () => {
    const app = Fastify()
    await app.register(cors, LIST_CONFIG)
    app.put('/', { constraints: { version: '1.0.0' }, config: { cors: ANY } }, () => 'one')
    app.put('/', { constraints: { version: '2.0.0' }, config: { cors: ANY } }, () => 'two')
    const send = await serveFastify(app)
    const response = await send(preflight(EVIL, '/'))
    expect([response.status, response.get('access-control-allow-origin')]).toEqual([204, '*'])
  })
})
