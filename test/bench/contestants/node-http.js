import { cors } from '@crossorigin/node'
import peerCors from 'cors'
import corser from 'corser'
import { ALLOWED_HEADERS_LINE, configOf, MAX_AGE, METHODS_LINE, peerOptionsOf } from '../policy.js'
import { contestant } from './contestant.js'
import { createFloor } from './floor.js'

/**
 * What an application does at the least: say what its body is, and send it, or answer OPTIONS with nothing.
 *
 * @type {import('../exchange.js').Listener}
 */
export function sendHello(req, res) {
  if (req.method === 'OPTIONS') {
    res.writeHead(204)
    return res.end()
  }
  res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  return res.end('hello')
}

/**
 * Everybody who runs on plain `node:http`.
 *
 * @param {import('../policy.js').BenchPolicy} policy
 * @param {(listener: import('../exchange.js').Listener) => import('../exchange.js').Listener} [wrap] Puts something in front
 * of everybody.
 */
export function nodeContestants(policy, wrap = (listener) => listener) {
  const floor = createFloor(policy.origins)
  const peer = peerCors(peerOptionsOf(policy))
  const corserListener = corser.create(corserOptionsOf(policy))
  return [
    contestant('none', 'none', wrap(sendHello)),
    contestant(
      'floor',
      'floor',
      wrap((req, res) => floor(req, res) || sendHello(req, res)),
    ),
    contestant('own', '@crossorigin/node', wrap(cors(configOf(policy))(sendHello))),
    contestant(
      'peer',
      'cors',
      wrap((req, res) => peer(req, res, () => sendHello(req, res))),
    ),
    contestant(
      'peer',
      'corser',
      wrap((req, res) => corserListener(req, res, () => sendHello(req, res))),
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
