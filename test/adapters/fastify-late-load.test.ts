import Fastify, { type FastifyInstance } from 'fastify'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { type RawRequest, type RawResponse, sendRaw } from '../support/raw-client.ts'
import { ALLOWED, EVIL, get, LIST_CONFIG, preflight } from './scenarios/list-policy.ts'

/** Loads the plugin after the application has added its routes: it is imported nowhere else in this file. */
async function registerLate(app: FastifyInstance): Promise<(request: RawRequest) => Promise<RawResponse>> {
  const { cors } = await import('@crossorigin/fastify')
  await app.register(cors, LIST_CONFIG)
  onTestFinished(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (request) => sendRaw(Number(new URL(app.listeningOrigin).port), request)
}

let app: FastifyInstance

// The first application is the one that the plugin does not know. Copies loaded by other tests know it.
beforeEach(() => {
  vi.resetModules()
  app = Fastify()
  Reflect.deleteProperty(app, Symbol.for('@crossorigin/fastify.log/1'))
})

it('applies to routes that were added before the plugin was loaded, and warns that it may have missed some', async () => {
  const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
  app.put('/plain', () => 'plain')
  const send = await registerLate(app)
  expect(emitWarning.mock.calls).toEqual([
    [expect.stringContaining('await'), { type: 'CorsWarning', code: 'CORS_ROUTES_MISSED' }],
  ])
  expect((await send(get(ALLOWED, '/plain'))).get('access-control-allow-origin')).toBe(ALLOWED)
  expect((await send(preflight(ALLOWED, '/plain'))).status).toBe(204)
  expect((await send(preflight(EVIL, '/plain'))).status).toBe(403)
})

it('decides about requests for a route by its own policy, although that policy is unknown when the preflight arrives', async () => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
  app.put('/own', { config: { cors: { origin: '*' } } as object }, () => 'own')
  app.put('/none', { config: { cors: false } as object }, () => 'none')
  const send = await registerLate(app)
  const own = await send({ ...get(EVIL, '/own'), method: 'PUT' })
  expect([own.status, own.get('access-control-allow-origin')]).toEqual([200, '*'])
  const none = await send({ ...get(ALLOWED, '/none'), method: 'PUT' })
  expect([none.status, none.get('access-control-allow-origin')]).toEqual([200, undefined])
})

it('knows the routes of the scope in which it was loaded, from then on', async () => {
  await app.register(
    async (child) => {
      const { cors } = await import('@crossorigin/fastify')
      await child.register(cors, LIST_CONFIG)
      child.put('/own', { config: { cors: { origin: '*' } } as object }, () => 'own')
    },
    { prefix: '/child' },
  )
  onTestFinished(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const port = Number(new URL(app.listeningOrigin).port)
  expect((await sendRaw(port, preflight(EVIL, '/child/own'))).status).toBe(204)
  const own = await sendRaw(port, { ...get(EVIL, '/child/own'), method: 'PUT' })
  expect([own.status, own.get('access-control-allow-origin')]).toEqual([200, '*'])
})

it('treats a strategy that may have been replaced earlier as unknown', async () => {
  app.addConstraintStrategy({
    name: 'host',
    mustMatchWhenDerived: false,
    storage: () => new Map(),
    validate: () => undefined,
    deriveConstraint: (request) => request.headers['x-forwarded-host'],
  })
  const { cors } = await import('@crossorigin/fastify')
  onTestFinished(() => app.close())
  await app.register(cors, LIST_CONFIG)
  app.put('/', { constraints: { host: 'a.example' } }, () => 'a')
  app.put('/', { constraints: { host: 'b.example' }, config: { cors: { origin: '*' } } as object }, () => 'b')
  await expect(async () => {
    await app.ready()
  }).rejects.toThrow(expect.objectContaining({ code: 'ERR_CORS_OPTIONS' }))
})
