import { type CorsConfig, CorsConfigError, cors, createPolicy } from '@crossorigin/fastify'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { readAnswer } from '../support/cors-headers.ts'
import { serveFastify } from '../support/fastify-application.ts'
import type { RawRequest } from '../support/raw-client.ts'
import {
  ALLOWED,
  EVIL,
  GRANT,
  get,
  LIST_CONFIG,
  PREFLIGHT_GRANT,
  preflight,
  SAFELISTED_HEADERS,
} from './scenarios/list-policy.ts'

const ANY: CorsConfig = { origin: '*', methods: ['PUT'] }
const ANY_GRANT = { 'access-control-allow-origin': '*' }
const ANY_PREFLIGHT_GRANT = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, POST, PUT',
  'access-control-allow-headers': SAFELISTED_HEADERS,
  'access-control-max-age': '600',
}
const NOT_GRANTED = { vary: 'Origin' }

function asking(method: string, origin: string, path: string): RawRequest {
  return preflight(origin, path, ['Access-Control-Request-Method', method])
}

async function createApp(config: CorsConfig = LIST_CONFIG): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cors, config)
  return app
}

describe('config.cors', () => {
  it('gives a route a complete policy of its own, for its preflights too', async () => {
    const app = await createApp()
    app.put('/public', { config: { cors: ANY } }, () => 'public')
    app.put('/plain', () => 'plain')
    const send = await serveFastify(app)
    expect(readAnswer(await send(preflight(EVIL, '/public')))).toEqual([204, ANY_PREFLIGHT_GRANT])
    expect(readAnswer(await send({ ...get(EVIL, '/public'), method: 'PUT' }))).toEqual([200, ANY_GRANT])
    expect(readAnswer(await send(preflight(EVIL, '/plain')))).toEqual([403, NOT_GRANTED])
  })

  it('can be stricter than the scope, for preflights too', async () => {
    const app = await createApp(ANY)
    app.put('/strict', { config: { cors: LIST_CONFIG } }, () => 'strict')
    const send = await serveFastify(app)
    expect(readAnswer(await send(preflight(EVIL, '/strict')))).toEqual([403, NOT_GRANTED])
    expect(readAnswer(await send(preflight(ALLOWED, '/strict')))).toEqual([204, PREFLIGHT_GRANT])
    expect(readAnswer(await send({ ...get(EVIL, '/strict'), method: 'PUT' }))).toEqual([200, NOT_GRANTED])
    expect(readAnswer(await send({ ...get(ALLOWED, '/strict'), method: 'PUT' }))).toEqual([200, GRANT])
  })

  it('disables CORS when it is false, for preflights too', async () => {
    const app = await createApp()
    app.put('/internal', { config: { cors: false } }, () => 'internal')
    const send = await serveFastify(app)
    expect(readAnswer(await send({ ...get(ALLOWED, '/internal'), method: 'PUT' }))).toEqual([200, {}])
    expect(readAnswer(await send(preflight(ALLOWED, '/internal')))).toEqual([404, {}])
  })

  it('accepts a policy that was created with createPolicy', async () => {
    const app = await createApp()
    app.put('/public', { config: { cors: createPolicy(ANY) } }, () => 'public')
    const send = await serveFastify(app)
    expect(readAnswer(await send(preflight(EVIL, '/public')))).toEqual([204, ANY_PREFLIGHT_GRANT])
  })

  it('is treated as not set when it is undefined', async () => {
    const app = await createApp()
    app.put('/plain', { config: { cors: undefined } }, () => 'plain')
    const send = await serveFastify(app)
    expect(readAnswer(await send(preflight(ALLOWED, '/plain')))).toEqual([204, PREFLIGHT_GRANT])
  })

  it('is found by parameters, wildcards and a query', async () => {
    const app = await createApp()
    app.put('/items/:id', { config: { cors: ANY } }, () => 'item')
    app.put('/files/*', { config: { cors: ANY } }, () => 'file')
    app.put('/items/special', () => 'special')
    const send = await serveFastify(app)
    for (const path of ['/items/1', '/items/1?a=b', '/items/sp%65cial2', '/files/a/b']) {
      expect(readAnswer(await send(preflight(EVIL, path)))).toEqual([204, ANY_PREFLIGHT_GRANT])
    }
    expect(readAnswer(await send(preflight(EVIL, '/items/special')))).toEqual([403, NOT_GRANTED])
  })

  it('keeps its headers on errors of its route', async () => {
    const app = await createApp()
    app.get('/', { config: { cors: ANY } }, async () => {
      throw new Error('rejected by a handler')
    })
    const send = await serveFastify(app)
    expect(readAnswer(await send(get(EVIL, '/')))).toEqual([500, ANY_GRANT])
  })

  it('throws in the call that adds the route if it is invalid', async () => {
    const app = await createApp()
    const add = (): unknown => app.put('/x', { config: { cors: { origin: `${ALLOWED}/` } } }, () => 'x')
    expect(add).toThrow(CorsConfigError)
    expect(add).toThrow(
      expect.objectContaining({
        issues: [
          expect.objectContaining({
            code: 'origin/trailing-slash',
            path: ['config', 'cors', 'origin'],
            message: expect.stringContaining('PUT /x: config.cors.origin'),
          }),
        ],
      }),
    )
  })

  it('throws in register if it is invalid and the route was added before', async () => {
    const app = Fastify()
    app.put('/x', { config: { cors: { origin: `${ALLOWED}/` } } }, () => 'x')
    await expect(async () => {
      await app.register(cors, LIST_CONFIG)
    }).rejects.toThrow(CorsConfigError)
  })

  it('throws in ready if it is invalid and register was not awaited', async () => {
    const app = Fastify()
    app.register(cors, LIST_CONFIG)
    app.put('/x', { config: { cors: { origin: [] } } }, () => 'x')
    await expect(async () => {
      await app.ready()
    }).rejects.toThrow(CorsConfigError)
  })

  it('applies to the HEAD route that comes with a GET route, as one policy', async () => {
    const app = await createApp()
    app.get('/public', { config: { cors: ANY } }, () => 'public')
    const send = await serveFastify(app)
    expect(readAnswer(await send({ ...get(EVIL, '/public'), method: 'HEAD' }))).toEqual([200, ANY_GRANT])
    for (const method of ['GET', 'HEAD']) {
      expect(readAnswer(await send(asking(method, EVIL, '/public')))).toEqual([204, ANY_PREFLIGHT_GRANT])
    }
  })

  it('applies to methods that no route has, when the URL has one policy', async () => {
    const app = await createApp()
    app.get('/public', { config: { cors: ANY } }, () => 'public')
    const send = await serveFastify(app)
    expect(readAnswer(await send(asking('DELETE', EVIL, '/public')))).toEqual([204, ANY_PREFLIGHT_GRANT])
    expect(readAnswer(await send(asking('not a method', EVIL, '/public')))).toEqual([204, ANY_PREFLIGHT_GRANT])
    expect(readAnswer(await send(asking('', EVIL, '/public')))).toEqual([204, ANY_PREFLIGHT_GRANT])
  })
})
