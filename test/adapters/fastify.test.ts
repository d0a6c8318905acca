import { cors, createPolicy } from '@crossorigin/fastify'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { createDeferred } from '../support/deferred.ts'
import { serveFastify } from '../support/fastify-application.ts'
import { sendHttp2 } from '../support/http2-client.ts'
import { beginRaw } from '../support/raw-client.ts'
import { ALLOWED, EVIL, GRANT, get, LIST_CONFIG, PREFLIGHT_GRANT, preflight } from './scenarios/list-policy.ts'

const NOT_GRANTED = { vary: 'Origin' }

async function createApp(): Promise<FastifyInstance> {
  const app = Fastify()
  await app.register(cors, LIST_CONFIG)
  return app
}

describe('registration', () => {
  it.each([
    ['an option in addition to a policy', { policy: createPolicy({ origin: '*' }), credentials: true }],
    ['a mode that does not exist', { policy: createPolicy({ origin: '*' }), mode: 'off' }],
    ['report mode without onDifference', { policy: createPolicy({ origin: '*' }), mode: 'report' }],
    ['onDifference without a report', { policy: createPolicy({ origin: '*' }), onDifference() {} }],
    ['a string for vary', { policy: () => undefined, vary: 'Host' }],
  ])('refuses %s', async (_what, options) => {
    await expect(async () => {
      await Fastify().register(cors, options as never)
    }).rejects.toThrow(expect.objectContaining({ code: 'ERR_CORS_OPTIONS' }))
  })

  it('does not disturb injected requests', async () => {
    const app = await createApp()
    app.get('/', () => 'ok')
    const headers = { origin: ALLOWED, 'access-control-request-method': 'PUT' }
    const actual = await app.inject({ url: '/', headers })
    expect([actual.statusCode, actual.body, actual.headers]).toMatchObject([200, 'ok', GRANT])
    const preflighted = await app.inject({ method: 'OPTIONS', url: '/', headers })
    expect([preflighted.statusCode, preflighted.body, preflighted.headers]).toMatchObject([204, '', PREFLIGHT_GRANT])
    const refused = await app.inject({ method: 'OPTIONS', url: '/', headers: { ...headers, origin: EVIL } })
    expect([refused.statusCode, refused.headers['content-length'], refused.headers.vary]).toEqual([403, '0', 'Origin'])
  })
})

describe("the application's own routes", () => {
  it('may handle OPTIONS, or every method', async () => {
    const app = await createApp()
    app.options('/own', (_request, reply) => reply.header('Allow', 'GET, OPTIONS').send('own'))
    app.options('*', () => 'any options')
    app.all('/everything', () => 'everything')
    const send = await serveFastify(app)
    const plain = { ...get(ALLOWED, '/own'), method: 'OPTIONS' }
    const own = await send(plain)
    expect([own.status, own.body, own.get('allow'), readCorsHeaders(own)]).toEqual([200, 'own', 'GET, OPTIONS', GRANT])
    expect((await send({ ...plain, path: '/other' })).body).toBe('any options')
    expect((await send({ ...plain, path: '/everything' })).body).toBe('everything')
    for (const path of ['/own', '/other', '/everything']) {
      expect(readCorsHeaders(await send(preflight(ALLOWED, path)))).toEqual(PREFLIGHT_GRANT)
    }
  })

  it('may catch all methods of all paths', async () => {
    const app = await createApp()
    app.all('*', () => 'page')
    const send = await serveFastify(app)
    const page = await send(get(ALLOWED, '/any/path'))
    expect([page.body, readCorsHeaders(page)]).toEqual(['page', GRANT])
    expect((await send({ ...get(undefined, '/any/path'), method: 'OPTIONS' })).body).toBe('page')
    expect((await send(preflight(EVIL, '/any/path'))).status).toBe(403)
  })

  it('do not include routes added by the plugin', async () => {
    expect((await createApp()).printRoutes()).toBe('(empty tree)')
  })

  it('send all headers after hijack, with a stream of events', async () => {
    const app = await createApp()
    app.get('/events', (_request, reply) => {
      const { raw } = reply.hijack()
      raw.setHeader('Content-Type', 'text/event-stream')
      raw.setHeader('Vary', 'Last-Event-ID')
      raw.write('data: 1\n\n')
      raw.end()
    })
    const send = await serveFastify(app)
    expect(readCorsHeaders(await send(get(ALLOWED, '/events')))).toEqual({ ...GRANT, vary: 'Last-Event-ID, Origin' })
    expect(readCorsHeaders(await send(get(EVIL, '/events')))).toEqual({ vary: 'Last-Event-ID, Origin' })
  })
})

describe('hooks', () => {
  it('for authentication registered later do not see preflights, and their 401 keeps the headers', async () => {
    const app = await createApp()
    const authenticate = vi.fn()
    app.addHook('onRequest', (_request, reply, done) => {
      authenticate()
      reply.code(401).send()
      done()
    })
    app.put('/', () => 'ok')
    const send = await serveFastify(app)
    expect((await send(preflight(ALLOWED, '/'))).status).toBe(204)
    expect((await send(preflight(EVIL, '/'))).status).toBe(403)
    expect(authenticate).not.toHaveBeenCalled()
    const unauthorized = await send({ ...get(ALLOWED, '/'), method: 'PUT' })
    expect([unauthorized.status, readCorsHeaders(unauthorized)]).toEqual([401, GRANT])
  })

  it('registered earlier keep their headers on preflights, and onSend hooks run', async () => {
    const app = Fastify()
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('X-Request-Id', '1')
    })
    await app.register(cors, LIST_CONFIG)
    const sent = vi.fn()
    app.addHook('onSend', async (_request, reply) => {
      sent(reply.statusCode)
    })
    const send = await serveFastify(app)
    const response = await send(preflight(ALLOWED, '/'))
    expect([response.get('x-request-id'), readCorsHeaders(response)]).toEqual(['1', PREFLIGHT_GRANT])
    expect(sent.mock.calls).toEqual([[204]])
  })

  it('that set Vary in onSend lose nothing', async () => {
    const app = await createApp()
    app.addHook('onSend', async (_request, reply) => {
      reply.header('vary', 'Accept-Encoding')
    })
    app.get('/', () => 'ok')
    const send = await serveFastify(app)
    expect(readCorsHeaders(await send(get(ALLOWED, '/')))).toEqual({ ...GRANT, vary: 'Accept-Encoding, Origin' })
    expect((await send(preflight(ALLOWED, '/'))).get('vary')).toBe('Accept-Encoding, Origin')
  })
})

describe('errors', () => {
  it('about unsupported media types keep the headers', async () => {
    const app = await createApp()
    app.post('/', () => 'ok')
    const send = await serveFastify(app)
    const lines = [
      ['Content-Type', 'text/x-unknown'],
      ['Content-Length', '2'],
    ] as const
    const response = await send({ ...get(ALLOWED, '/', ...lines), method: 'POST', body: '{}' })
    expect([response.status, readCorsHeaders(response)]).toEqual([415, GRANT])
  })

  it('of schema validation keep the headers', async () => {
    const app = await createApp()
    const schema = { querystring: { type: 'object', required: ['id'] } }
    app.get('/', { schema }, () => 'ok')
    const send = await serveFastify(app)
    const response = await send(get(ALLOWED, '/'))
    expect([response.status, readCorsHeaders(response)]).toEqual([400, GRANT])
  })

  it('of origin functions reach the error handler', async () => {
    const app = Fastify()
    const error = new Error('the origin function failed')
    await app.register(cors, { origin: () => Promise.reject(error) })
    app.setErrorHandler((caught, _request, reply) => reply.code(503).send(String(caught === error)))
    app.get('/', () => 'ok')
    const send = await serveFastify(app)
    const response = await send(get(ALLOWED, '/'))
    expect([response.status, response.body, readCorsHeaders(response)]).toEqual([503, 'true', NOT_GRANTED])
  })
})

describe('an origin function that resolves late', () => {
  it('changes nothing about a reply that was sent', async () => {
    const sent = createDeferred()
    const answer = createDeferred<boolean>()
    const handler = vi.fn()
    const app = Fastify()
    app.addHook('onRequest', (_request, reply, done) => {
      done()
      reply.code(503).send('too slow')
      reply.raw.on('finish', sent.resolve)
    })
    await app.register(cors, { origin: () => answer.promise })
    app.get('/', handler)
    onTestFinished(() => app.close())
    await app.listen({ port: 0, host: '127.0.0.1' })
    const begun = beginRaw(Number(new URL(app.listeningOrigin).port), get(ALLOWED, '/'))
    await sent.promise
    answer.resolve(true)
    const response = await begun.response
    expect([response.status, response.body, readCorsHeaders(response)]).toEqual([503, 'too slow', NOT_GRANTED])
    expect(handler).not.toHaveBeenCalled()
  })
})

describe('HTTP/2', () => {
  it('uses its authority as the host of a constraint', async () => {
    const app = Fastify({ http2: true }) as unknown as FastifyInstance
    await app.register(cors, LIST_CONFIG)
    const constraints = { host: 'api.example.test' }
    app.put('/', { constraints, config: { cors: { origin: EVIL } } }, () => 'ok')
    onTestFinished(() => app.close())
    await app.listen({ port: 0, host: '127.0.0.1' })
    const response = await sendHttp2(Number(new URL(app.listeningOrigin).port), preflight(EVIL, '/'))
    expect([response.status, response.get('access-control-allow-origin')]).toEqual([204, EVIL])
  })
})
