import { cors } from '@crossorigin/fastify'
import Fastify from 'fastify'

const config = {
  origin: ['https://app.example.com', 'http://localhost:*'],
  methods: ['PUT', 'DELETE'],
  allowedHeaders: ['Authorization'],
}

const app = Fastify()
await app.register(cors, config)

// Hooks run in the order of registration: preflights, which never carry a token, get their response before this one.
app.addHook('onRequest', async (request, reply) => {
  if (request.headers.authorization !== 'Bearer secret') await reply.code(401).send({ error: 'no token' })
})

/** @type {Map<string, string>} */
const notes = new Map([['1', 'water the plants']])

app.get('/notes', async () => Object.fromEntries(notes))

app.put('/notes', async (request, reply) => {
  for (const [id, note] of Object.entries(Object(request.body))) notes.set(id, String(note))
  return reply.code(204).send()
})

app.delete('/notes', async (_request, reply) => {
  notes.clear()
  return reply.code(204).send()
})

const address = await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' })
console.log(`listening on http://localhost:${new URL(address).port}`)
