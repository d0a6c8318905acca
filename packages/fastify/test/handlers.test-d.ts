import { cors, createPolicy, type RouteCors } from '@crossorigin/fastify'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { expectTypeOf } from 'vitest'

/** Compiled, never run: with the plugin registered, instances and handlers have the types that they have without it. */
interface Note {
  readonly id: string
}

const app = Fastify()
expectTypeOf(app.register(cors, { origin: 'https://a.example' })).toExtend<FastifyInstance>()
expectTypeOf(app.register(cors, { origin: '*' }).after().ready).toBeFunction()
await Fastify({ http2: true }).register(cors, { origin: '*' })
await Fastify({ https: {} }).register(cors, { policy: createPolicy({ origin: '*' }) })
await Fastify({ http2: true, https: {} }).register(cors, { policy: (request) => void request.headers.host })

app.get<{ Params: Note; Querystring: { page: string } }>(
  '/notes/:id',
  { config: { cors: false } },
  (request, reply) => {
    expectTypeOf(request.params).toEqualTypeOf<Note>()
    expectTypeOf(request.query.page).toBeString()
    expectTypeOf(request.routeOptions.config.cors).toEqualTypeOf<RouteCors | undefined>()
    expectTypeOf(reply.code(204).send).toBeFunction()
  },
)
app.post<{ Body: Note; Reply: Note }>('/notes', { config: { cors: { origin: '*' } } }, async (request, reply) => {
  expectTypeOf(request.body).toEqualTypeOf<Note>()
  // @ts-expect-error: this is not a note.
  reply.send({ id: 1 })
  return request.body
})
app.route({ method: 'PUT', url: '/', config: { cors: { origin: ['https://a.example'] } }, handler: () => 'ok' })
app.register(async (scope) => {
  await scope.register(cors, { origin: 'https://b.example', prefix: '/api' })
  expectTypeOf(scope).toExtend<FastifyInstance>()
})
await app.register(cors, {
  policy: (request) => {
    expectTypeOf(request).toEqualTypeOf<FastifyRequest>()
    return undefined
  },
})

// @ts-expect-error: an origin is required.
await app.register(cors, {})
// @ts-expect-error: a selector returns a policy, not a configuration.
await app.register(cors, { policy: () => ({ origin: '*' }) })
// @ts-expect-error: a list is required, for a route too.
app.get('/text', { config: { cors: { origin: '*', methods: 'PUT' } } }, () => 'ok')
// @ts-expect-error: a selector cannot be a route's own policy.
app.get('/selector', { config: { cors: () => undefined } }, () => 'ok')
