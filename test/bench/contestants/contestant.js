/**
 * Somebody who takes part in a comparison.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {'none' | 'floor' | 'own' | 'peer'} role `none` has no CORS at all; `floor` is the least work that could put the
 * same bytes on the wire. The first peer of a comparison is the one that our figures are set beside.
 * @property {import('../exchange.js').Listener | undefined} listener For a server of `node:http`.
 * @property {(request: import('../request.js').BenchRequest) => import('../exchange.js').Exchange} open
 * @property {(request: import('../request.js').BenchRequest) => () => unknown} prepare Makes a function that carries one
 * request through.
 */

import { carryThrough, createExchange } from '../exchange.js'

/**
 * What every application sets on its responses, whatever the framework.
 *
 * @type {Readonly<Record<string, string>>}
 */
export const OWN_HEADERS = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Cache-Control': 'no-store',
  'X-Request-Id': '1',
}

/**
 * @param {Contestant['role']} role
 * @param {string} name
 * @param {import('../exchange.js').Listener} listener
 * @param {import('../exchange.js').Listener} [dress] What the framework does to each request and response first.
 * @returns {Contestant}
 */
export function contestant(role, name, listener, dress) {
  const open = (/** @type {import('../request.js').BenchRequest} */ request) => createExchange(listener, request, dress)
  return { role, name, listener, open, prepare: (request) => carryThrough(open(request)) }
}
