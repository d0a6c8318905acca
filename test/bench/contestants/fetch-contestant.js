import { carryThrough } from '../exchange.js'

/** @typedef {(request: Request) => Response | Promise<Response>} FetchHandler */

/**
 * @param {import('./contestant.js').Contestant['role']} role
 * @param {string} name
 * @param {FetchHandler} handler
 * @returns {import('./contestant.js').Contestant}
 */
export function fetchContestant(role, name, handler) {
  const open = (/** @type {import('../request.js').BenchRequest} */ request) => createFetch(handler, request)
  return { role, name, listener: undefined, open, prepare: (request) => carryThrough(open(request)) }
}

/**
 * @param {FetchHandler} handler
 * @param {import('../request.js').BenchRequest} request
 * @returns {import('../exchange.js').Exchange}
 */
function createFetch(handler, { method, headers, origins }) {
  let turn = 0
  function arrive() {
    const origin = origins[turn]
    turn = turn + 1 < origins.length ? turn + 1 : 0
    const fields = origin === undefined ? headers : { ...headers, origin }
    return new Request('http://api.example.com/', { method, headers: fields })
  }
  // What the handler returns, or resolves to, is the response.
  return { arrive, handle: (request) => handler(request), hasResponded: () => true }
}
