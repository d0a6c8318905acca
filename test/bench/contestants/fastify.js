import { cors } from '@crossorigin/fastify'
import peerCors from '@fastify/cors'
import Fastify from 'fastify'
import { configOf, peerOptionsOf } from '../policy.js'
import { contestant } from './contestant.js'
import { createFloor } from './floor.js'

/**
 * Everybody who runs on Fastify 5. `own, per route` has routes with a policy of their own, so that the plugin has to find out
 * for each request what governs it.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export async function fastifyContestants(policy) {
  const floor = createFloor(policy.origins)
  return [
    contestant('none', 'none', await createRouting(() => {})),
    contestant(
      'floor',
      'floor',
      await createRouting((app) => {
        app.addHook('onRequest', (request, reply, done) => {
          if (!floor(request.raw, reply.raw)) done()
        })
      }),
    ),
    contestant('own', '@crossorigin/fastify', await createRouting((app) => app.register(cors, configOf(policy)))),
    contestant(
      'own',
      '@crossorigin/fastify, policies per route',
      await createRouting(async (app) => {
        await app.register(cors, configOf(policy))
        app.get('/public', { config: { cors: { origin: '*' } } }, async () => 'public')
      }),
    ),
    contestant('peer', '@fastify/cors', await createRouting((app) => app.register(peerCors, peerOptionsOf(policy)))),
  ]
}

/**
 * @param {(app: import('fastify').FastifyInstance) => unknown} prepare
 * @returns {Promise<import('../exchange.js').Listener>}
 */
async function createRouting(prepare) {
  const app = await createFastify(prepare)
  return app.routing
}

/** @param {(app: import('fastify').FastifyInstance) => unknown} prepare */
async function createFastify(prepare) {
  const app = Fastify()
  await prepare(app)
  app.get('/', (_request, reply) => {
    reply.type('text/plain; charset=utf-8').send('hello')
  })
  app.options('/', (_request, reply) => {
    reply.code(204).send()
  })
  await app.ready()
  return app
}
