/**
 * Somebody who takes part in a comparison.
 *
 * @typedef {object} Contestant
 * @property {string} name
 * @property {'none' | 'floor' | 'own' | 'peer'} role `none` has no CORS at all; `floor` is the least work that could put the
 * same bytes on the wire.
 * @property {import('../exchange.js').Listener | undefined} listener For a server of `node:http`.
 * @property {(request: import('../request.js').BenchRequest) => () => unknown} prepare Makes a function that carries one
 * request through.
 */

import { createExchange } from '../exchange.js'

/**
 * @param {Contestant['role']} role
 * @param {string} name
 * @param {import('../exchange.js').Listener} listener
 * @returns {Contestant}
 */
export function contestant(role, name, listener) {
  return { role, name, listener, prepare: (request) => createExchange(listener, request) }
}
