import { cors } from '@crossorigin/express'
import peerCors from 'cors'
import corser from 'corser'
import express from 'express'
import { configOf, peerOptionsOf } from '../policy.js'
import { contestant } from './contestant.js'
import { createFloor } from './floor.js'
import { corserOptionsOf } from './node-http.js'

/**
 * Everybody who runs on Express 5.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export function expressContestants(policy) {
  const floor = createFloor(policy.origins)
  return [
    contestant('none', 'none', createApp()),
    contestant(
      'floor',
      'floor',
      createApp((req, res, next) => floor(req, res) || next()),
    ),
    contestant(
      'own',
      '@crossorigin/express',
      createApp(/** @type {express.RequestHandler} */ (cors(configOf(policy)))),
    ),
    contestant('peer', 'cors', createApp(peerCors(peerOptionsOf(policy)))),
    contestant('peer', 'corser', createApp(corser.create(corserOptionsOf(policy)))),
  ]
}

/** @param {express.RequestHandler[]} middleware */
function createApp(...middleware) {
  const app = express()
  for (const handler of middleware) app.use(handler)
  app.get('/', (_req, res) => void res.type('text').send('hello'))
  app.options('/', (_req, res) => void res.status(204).end())
  return app
}
