import helmet from 'helmet'
import { assertAnswer } from '../answers.js'
import { compare } from '../comparison.js'
import { expressContestants } from '../contestants/express.js'
import { fastifyContestants } from '../contestants/fastify.js'
import { honoContestants } from '../contestants/hono.js'
import { koaContestants } from '../contestants/koa.js'
import { nodeContestants } from '../contestants/node-http.js'
import { THREE_ORIGINS } from '../policy.js'
import { usualRequests } from '../request.js'

/** What CORS adds to a request, on every server, under a policy of three origins with credentials. */
export async function runRequestSuite() {
  /** @type {import('../comparison.js').Row[]} */
  const rows = []
  for (const { framework, contestants } of await createFields()) {
    for (const { request, verdict } of usualRequests(THREE_ORIGINS)) {
      for (const one of contestants) await assertAnswer(one, request, verdict)
      rows.push(...(await compare(contestants, { field: framework, scenario: request.name, request })))
    }
  }
  return rows
}

async function createFields() {
  const setHelmet = helmet()
  return [
    { framework: 'node:http', contestants: nodeContestants(THREE_ORIGINS) },
    {
      framework: 'node:http after helmet',
      contestants: nodeContestants(
        THREE_ORIGINS,
        (listener) => (req, res) => setHelmet(req, res, () => listener(req, res)),
      ),
    },
    { framework: 'Express 5', contestants: expressContestants(THREE_ORIGINS) },
    { framework: 'Fastify 5', contestants: await fastifyContestants(THREE_ORIGINS) },
    { framework: 'Koa 3', contestants: koaContestants(THREE_ORIGINS) },
    { framework: 'Hono 4', contestants: honoContestants(THREE_ORIGINS) },
  ]
}
