import { COMPARISONS } from './contestants/fields.js'
import { THREE_ORIGINS } from './policy.js'
import { usualRequests } from './request.js'

/**
 * A request, and how it is sent.
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {import('./request.js').BenchRequest} request
 * @property {'absent' | 'allowed' | 'refused'} verdict
 * @property {boolean} isLater Whether the handler responds only once all requests of a batch have arrived.
 */

/** @type {readonly Scenario[]} */
const AT_ONCE = usualRequests(THREE_ORIGINS).map((usual) => ({ ...usual, name: usual.request.name, isLater: false }))

/**
 * Preflights are left out: without CORS, they reach the handler and wait, and with CORS they do not.
 *
 * @type {readonly Scenario[]}
 */
const LATER = AT_ONCE.filter(({ request }) => request.method !== 'OPTIONS').map((one) => ({
  ...one,
  name: `${one.name}, 64 in flight`,
  isLater: true,
}))

/**
 * What is asked of everybody in a comparison.
 *
 * @param {string} field
 */
export function scenariosOf(field) {
  return COMPARISONS[field]?.createLater === undefined ? AT_ONCE : [...AT_ONCE, ...LATER]
}
