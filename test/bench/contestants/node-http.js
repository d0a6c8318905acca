import { cors } from '@crossorigin/node'
import peerCors from 'cors'
import corser from 'corser'
import { waitForTurn } from '../exchange.js'
import { ALLOWED_HEADERS_LINE, configOf, MAX_AGE, METHODS_LINE, peerOptionsOf } from '../policy.js'
import { contestant } from './contestant.js'
import { createFloor } from './floor.js'

/**
 * What an application does at least: set three headers of its own and send a body, or respond to OPTIONS with nothing.
 *
 * @type {import('../exchange.js').Listener}
 */
export function sendHello(req, res) {
  if (req.method === 'OPTIONS') {
    res.writeHead(204)
    return res.end()
  }
  res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  res.setHeader('Cache-Control', 'no-store')
  res.setHeader('X-Request-Id', '1')
  return res.end('hello')
}

/**
 * The same, once other requests have arrived in the meantime.
 *
 * @type {import('../exchange.js').Listener}
 */
export async function sendHelloLater(req, res) {
  await waitForTurn()
  return sendHello(req, res)
}

/**
 * Everybody who runs on plain `node:http`.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 * @param {import('../exchange.js').Listener} [handler] What the application does.
 * @param {(listener: import('../exchange.js').Listener) => import('../exchange.js').Listener} [wrap] Puts something in front
 * of everybody.
 */
export function nodeContestants(policy, handler = sendHello, wrap = (listener) => listener) {
  const floor = createFloor(policy.origins)
  const peer = peerCors(peerOptionsOf(policy))
  const corserListener = corser.create(corserOptionsOf(policy))
  return [
    contestant('none', 'none', wrap(handler)),
    contestant(
      'floor',
      'floor',
      wrap((req, res) => floor(req, res) || handler(req, res)),
    ),
    contestant('own', '@crossorigin/node', wrap(cors(configOf(policy))(handler))),
    contestant(
      'peer',
      'cors',
      wrap((req, res) => peer(req, res, () => handler(req, res))),
    ),
    contestant(
      'peer',
      'corser',
      wrap((req, res) => corserListener(req, res, () => handler(req, res))),
    ),
  ]
}

/** @param {import('../policy.js').BenchPolicy} policy */
export function corserOptionsOf({ origins }) {
  return {
    origins,
    methods: METHODS_LINE.split(', '),
    requestHeaders: ALLOWED_HEADERS_LINE.split(', '),
    supportsCredentials: true,
    maxAge: MAX_AGE,
  }
}
