import { cors, createPolicy } from '@crossorigin/fastify'
import Fastify from 'fastify'

/** Compiled, never run. */
const policy = createPolicy({ origin: 'https://a.example' })
const app = Fastify()

await app.register(cors, { origin: 'https://a.example', credentials: true })
await app.register(cors, { origin: ['https://a.example'], prefix: '/api', logLevel: 'warn' })
await app.register(cors, { policy })
await app.register(cors, { policy: (request) => (request.hostname === 'a' ? policy : undefined), vary: ['Host'] })
await app.register(cors, { policy: async () => policy })

app.get('/public', { config: { cors: { origin: '*' } } }, async (request) => request.headers.host)
app.get('/prebuilt', { config: { cors: policy } }, async () => 'x')
app.get('/internal', { config: { cors: false } }, async (_, reply) => reply.code(204).send())

// @ts-expect-error: there is no such option.
await app.register(cors, { origin: '*', credential: true })
// @ts-expect-error: there is no such option, for a route either.
app.get('/x', { config: { cors: { orgin: '*' } } }, async () => 'x')
// @ts-expect-error: true is not a policy.
app.get('/x', { config: { cors: true } }, async () => 'x')
