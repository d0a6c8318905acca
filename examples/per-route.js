import { cors } from '@crossorigin/fastify'
import Fastify from 'fastify'

const app = Fastify()

// What every route has that says nothing else.
await app.register(cors, { origin: 'https://app.example.com', methods: ['PUT'], credentials: true })

app.get('/account', async () => ({ name: 'Ada' }))

// A route's own policy is the whole policy: nothing of the one above is mixed into it. Its preflights follow it too.
app.get('/public', { config: { cors: { origin: '*', exposedHeaders: ['ETag'] } } }, async () => ({ open: true }))
app.put('/public', { config: { cors: { origin: 'https://admin.example.com', methods: ['PUT'] } } }, async () => ({}))

// No other origin reads this, and no preflight for it is granted.
app.get('/internal', { config: { cors: false } }, async () => ({ secret: true }))

const address = await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
console.log(`listening on http://localhost:${new URL(address).port}`)
