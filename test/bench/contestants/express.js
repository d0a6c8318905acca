import { cors } from '@crossorigin/express'
import peerCors from 'cors'
import corser from 'corser'
import express from 'express'
import { configOf, peerOptionsOf } from '../policy.js'
import { contestant, OWN_HEADERS } from './contestant.js'
import { createFloor } from './floor.js'
import { corserOptionsOf, sendHello } from './node-http.js'

/**
 * Everybody who runs on Express 5, with Express's requests and responses, but without its router and its `send`: these take
 * thirty times as long as what is compared, and drown it. Whole servers are compared elsewhere.
 *
 * Performance: changing the prototypes of a request and a response costs ten times what is compared, so it is done before the
 * clock starts, as is what else Express does before its first middleware.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 * @param {import('../exchange.js').Listener} [handler] What the application does.
 */
export function expressContestants(policy, handler = sendHello) {
  const app = express()
  const floor = createFloor(policy.origins)
  /** @type {import('../exchange.js').Listener} */
  const dress = (req, res) => {
    Object.setPrototypeOf(req, app.request)
    Object.setPrototypeOf(res, app.response)
    res.setHeader('X-Powered-By', 'Express')
  }
  /** @type {(role: import('./contestant.js').Contestant['role'], name: string, middleware: import('../exchange.js').Middleware) => import('./contestant.js').Contestant} */
  const mount = (role, name, middleware) =>
    contestant(role, name, (req, res) => middleware(req, res, () => handler(req, res)), dress)
  return [
    mount('none', 'none', (_req, _res, next) => next()),
    mount('floor', 'floor', (req, res, next) => floor(req, res) || next()),
    mount('own', '@crossorigin/express', cors(configOf(policy))),
    mount('peer', 'cors', peerCors(peerOptionsOf(policy))),
    mount('peer', 'corser', corser.create(corserOptionsOf(policy))),
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
  app.get('/', (_req, res) => void res.set(OWN_HEADERS).send('hello'))
  return app
}
