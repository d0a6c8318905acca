import { cors } from '@crossorigin/fastify'
import Fastify from 'fastify'

const app = Fastify()

// For every route without its own policy.
await app.register(cors, { origin: 'https://app.example.com', methods: ['PUT'], credentials: true })

app.get('/account', async () => ({ name: 'Ada' }))

// The policy of a route is the whole policy: nothing of the one above is merged into it. Preflights follow it too.
app.get('/public', { config: { cors: { origin: '*', exposedHeaders: ['ETag'] } } }, async () => ({ open: true }))
app.put('/public', { config: { cors: { origin: 'https://admin.example.com', methods: ['PUT'] } } }, async () => ({}))

// No other origin can read this, and preflights for it are denied.
app.get('/internal', { config: { cors: false } }, async () => ({ secret: true }))

const address = await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
console.log(`listening on http://localhost:${new URL(address).port}`)
