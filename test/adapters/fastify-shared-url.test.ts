import { type CorsConfig, cors, createPolicy } from '@crossorigin/fastify'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { readAnswer } from '../support/cors-headers.ts'
import { serveFastify } from '../support/fastify-application.ts'
import type { RawRequest } from '../support/raw-client.ts'
import { ALLOWED, EVIL, LIST_CONFIG, PREFLIGHT_GRANT, preflight, SAFELISTED_HEADERS } from './scenarios/list-policy.ts'

const OTHER = 'https://other.example'
const ANY: CorsConfig = { origin: '*', methods: ['PUT'] }
const ANY_PREFLIGHT_GRANT = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, POST, PUT',
  'access-control-allow-headers': SAFELISTED_HEADERS,
  'access-control-max-age': '600',
}

function asking(method: string, origin: string, path: string): RawRequest {
  return preflight(origin, path, ['Access-Control-Request-Method', method])
}

async function createApp(config: CorsConfig = LIST_CONFIG): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cors, config)
  return app
}

describe('one URL with one policy', () => {
  it.each([
    ['one configuration', ANY],
    ['one policy', createPolicy(ANY)],
  ])('is not narrowed when two routes share %s', async (_what, shared) => {
    const app = await createApp()
    app.get('/x', { config: { cors: shared } }, () => 'get')
    app.put('/x', { config: { cors: shared } }, () => 'put')
    const send = await serveFastify(app)
    expect(readAnswer(await send(preflight(EVIL, '/x')))).toEqual([204, ANY_PREFLIGHT_GRANT])
  })

  it('is not narrowed when one route has several methods', async () => {
    const app = await createApp()
    app.route({ method: ['GET', 'PUT'], url: '/x', config: { cors: ANY }, handler: () => 'x' })
    const send = await serveFastify(app)
    expect(readAnswer(await send(preflight(EVIL, '/x')))).toEqual([204, ANY_PREFLIGHT_GRANT])
  })
})

describe('one URL with several policies', () => {
  const VARY = 'Origin, Access-Control-Request-Method'
  const PUT_GRANT = {
    'access-control-allow-origin': OTHER,
    'access-control-allow-methods': 'PUT',
    'access-control-allow-headers': SAFELISTED_HEADERS,
    'access-control-max-age': '0',
    vary: VARY,
  }

  async function createSharedApp(): Promise<FastifyInstance> {
    const app = await createApp()
    app.get('/x', () => 'get')
    app.put('/x', { config: { cors: { origin: OTHER, methods: ['PUT', 'DELETE'] } } }, () => 'put')
    return app
  }

  it('lists only the requested method, varies on it, and is not cached', async () => {
    const send = await serveFastify(await createSharedApp())
    expect(readAnswer(await send(asking('PUT', OTHER, '/x')))).toEqual([204, PUT_GRANT])
    const { 'access-control-max-age': _, 'access-control-allow-methods': __, ...rest } = PREFLIGHT_GRANT
    expect(readAnswer(await send(asking('GET', ALLOWED, '/x')))).toEqual([
      204,
      { ...rest, 'access-control-allow-methods': 'GET', 'access-control-max-age': '0', vary: VARY },
    ])
  })

  it('denies for one method what it allows for the other', async () => {
    const send = await serveFastify(await createSharedApp())
    expect(readAnswer(await send(asking('PUT', ALLOWED, '/x')))).toEqual([403, { vary: VARY }])
    expect(readAnswer(await send(asking('GET', OTHER, '/x')))).toEqual([403, { vary: VARY }])
  })

  it('leaves a method that no route has to the scope, and lists the methods of the scope', async () => {
    const send = await serveFastify(await createSharedApp())
    expect(readAnswer(await send(asking('DELETE', OTHER, '/x')))).toEqual([403, { vary: VARY }])
    const [status, headers] = readAnswer(await send(asking('DELETE', ALLOWED, '/x')))
    expect([status, headers['access-control-allow-methods'], headers['access-control-max-age']]).toEqual([
      204,
      undefined,
      '0',
    ])
  })

  it.each(['constructor', '__proto__', 'PUT, GET', 'put', '', '*'])(
    'leaves the method "%s" to the scope',
    async (method) => {
      const send = await serveFastify(await createSharedApp())
      expect(readAnswer(await send(asking(method, OTHER, '/x')))).toEqual([403, { vary: VARY }])
      const [status, headers] = readAnswer(await send(asking(method, ALLOWED, '/x')))
      expect([status, headers['access-control-allow-methods'], headers.vary]).toEqual([204, undefined, VARY])
    },
  )

  it('lists no method that was not allowed', async () => {
    const app = await createApp({ origin: ALLOWED })
    app.get('/x', () => 'get')
    app.put('/x', { config: { cors: { origin: OTHER } } }, () => 'put')
    const send = await serveFastify(app)
    const { 'access-control-allow-methods': _, ...rest } = PUT_GRANT
    expect(readAnswer(await send(asking('PUT', OTHER, '/x')))).toEqual([204, rest])
  })

  it('lists the requested method instead of a wildcard', async () => {
    const app = await createApp()
    app.get('/x', () => 'get')
    app.put('/x', { config: { cors: { origin: '*', methods: '*' } } }, () => 'put')
    const send = await serveFastify(app)
    expect(readAnswer(await send(asking('PUT', EVIL, '/x')))).toEqual([
      204,
      { ...PUT_GRANT, 'access-control-allow-origin': '*', vary: 'Access-Control-Request-Method' },
    ])
  })

  it('narrows next to a route without CORS', async () => {
    const app = await createApp()
    app.get('/x', () => 'get')
    app.put('/x', { config: { cors: false } }, () => 'put')
    const send = await serveFastify(app)
    expect(readAnswer(await send(asking('PUT', ALLOWED, '/x')))).toEqual([404, {}])
    const [status, headers] = readAnswer(await send(asking('GET', ALLOWED, '/x')))
    expect([status, headers['access-control-allow-methods'], headers['access-control-max-age']]).toEqual([
      204,
      'GET',
      '0',
    ])
  })

  it('narrows when an origin function resolves late', async () => {
    const app = await createApp()
    app.get('/x', () => 'get')
    app.put('/x', { config: { cors: { origin: async () => true, methods: ['PUT'] } } }, () => 'put')
    const send = await serveFastify(app)
    expect(readAnswer(await send(asking('PUT', OTHER, '/x')))).toEqual([204, PUT_GRANT])
  })
})
