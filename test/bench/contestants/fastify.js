import { cors } from '@crossorigin/fastify'
import peerCors from '@fastify/cors'
import Fastify from 'fastify'
import { waitForTurn } from '../exchange.js'
import { configOf, peerOptionsOf } from '../policy.js'
import { contestant, OWN_HEADERS } from './contestant.js'
import { createFloor } from './floor.js'

/**
 * What the application does.
 *
 * @param {unknown} _request
 * @param {import('fastify').FastifyReply} reply
 */
function sendHello(_request, reply) {
  reply.headers(OWN_HEADERS).send('hello')
}

/**
 * The same, once other requests have arrived in the meantime.
 *
 * @param {unknown} _request
 * @param {import('fastify').FastifyReply} reply
 */
export async function sendHelloLater(_request, reply) {
  await waitForTurn()
  return reply.headers(OWN_HEADERS).send('hello')
}

/**
 * Everybody who runs on Fastify 5. `own, per route` has routes with a policy of their own, so that the plugin has to find out
 * for each request what governs it.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 * @param {import('fastify').RouteHandler} [handler] What the application does.
 */
export async function fastifyContestants(policy, handler = sendHello) {
  const floor = createFloor(policy.origins)
  return [
    contestant('none', 'none', await createRouting(handler, () => {})),
    contestant(
      'floor',
      'floor',
      await createRouting(handler, (app) => {
        app.addHook('onRequest', (request, reply, done) => {
          if (!floor(request.raw, reply.raw, reply)) done()
        })
      }),
    ),
    contestant(
      'own',
      '@crossorigin/fastify',
      await createRouting(handler, (app) => app.register(cors, configOf(policy))),
    ),
    contestant(
      'own',
      '@crossorigin/fastify, policies per route',
      await createRouting(handler, async (app) => {
        await app.register(cors, configOf(policy))
        app.get('/public', { config: { cors: { origin: '*' } } }, async () => 'public')
      }),
    ),
    contestant(
      'peer',
      '@fastify/cors',
      await createRouting(handler, (app) => app.register(peerCors, peerOptionsOf(policy))),
    ),
  ]
}

/**
 * @param {import('fastify').RouteHandler} handler
 * @param {(app: import('fastify').FastifyInstance) => unknown} prepare
 * @returns {Promise<import('../exchange.js').Listener>}
 */
async function createRouting(handler, prepare) {
  const app = Fastify()
  await prepare(app)
  app.get('/', handler)
  app.options('/', (_request, reply) => {
    reply.code(204).send()
  })
  await app.ready()
  return app.routing
}
