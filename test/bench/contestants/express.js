import { cors } from '@crossorigin/express'
import peerCors from 'cors'
import corser from 'corser'
import express from 'express'
import { configOf, peerOptionsOf } from '../policy.js'
import { contestant } from './contestant.js'
import { createFloor } from './floor.js'
import { corserOptionsOf, sendHello } from './node-http.js'

/**
 * Everybody who runs on Express 5, with Express's requests and responses, but without its router and its `send`: these take
 * thirty times as long as what is compared, and drown it. Whole servers are compared elsewhere.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export function expressContestants(policy) {
  const app = express()
  const floor = createFloor(policy.origins)
  /** @param {import('../exchange.js').Middleware} middleware */
  const mount = (middleware) => {
    /** @type {import('../exchange.js').Listener} */
    const listener = (req, res) => {
      Object.setPrototypeOf(req, app.request)
      Object.setPrototypeOf(res, app.response)
      res.setHeader('X-Powered-By', 'Express')
      return middleware(req, res, () => sendHello(req, res))
    }
    return listener
  }
  return [
    contestant(
      'none',
      'none',
      mount((_req, _res, next) => next()),
    ),
    contestant(
      'floor',
      'floor',
      mount((req, res, next) => floor(req, res) || next()),
    ),
    contestant('own', '@crossorigin/express', mount(cors(configOf(policy)))),
    contestant('peer', 'cors', mount(peerCors(peerOptionsOf(policy)))),
    contestant('peer', 'corser', mount(corser.create(corserOptionsOf(policy)))),
  ]
}

/**
 * Everybody on whole applications of Express 5.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 */
export function expressApplications(policy) {
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
  return app
}
