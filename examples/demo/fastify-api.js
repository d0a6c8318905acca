import { cors } from '@crossorigin/fastify'
import Fastify from 'fastify'
import { isAuthorized, NOTES, readAccount } from './notes.js'

/**
 * Builds the API with Fastify.
 *
 * @param {import('@crossorigin/fastify').PolicySelector<import('fastify').FastifyRequest>} selectPolicy
 */
export async function createFastifyApi(selectPolicy) {
  const app = Fastify()
  await app.register(cors, { policy: selectPolicy })

  app.get('/notes', (_request, reply) => {
    reply.headers({ 'X-Total-Count': String(NOTES.length), 'X-Served-By': 'Fastify' }).send(NOTES)
  })
  app.post('/notes', (request, reply) => {
    const note = /** @type {{ text: string }} */ (request.body)
    reply.code(201).send({ added: note.text })
  })
  app.put('/notes/:id', (request, reply) => {
    const { id } = /** @type {{ id: string }} */ (request.params)
    if (isAuthorized(request.headers.authorization)) reply.send({ changed: id })
    else reply.code(401).send({ error: 'Unauthorized' })
  })
  app.delete('/notes/:id', (_request, reply) => {
    reply.code(204).send()
  })
  app.get('/account', (request, reply) => {
    reply.send({ account: readAccount(request.headers.cookie) })
  })
  app.get('/failure', () => {
    throw new Error('This handler always fails.')
  })

  await app.ready()
  return app.server
}
