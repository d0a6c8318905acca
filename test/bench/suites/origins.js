import { cors } from '@crossorigin/node'
import peerCors from 'cors'
import { assertAnswer } from '../answers.js'
import { contestant } from '../contestants/contestant.js'
import { sendHello } from '../contestants/node-http.js'
import { configOf, exactOrigins, peerOptionsOf, subdomainPatterns } from '../policy.js'
import { quartiles } from '../quartiles.js'
import { usualRequests } from '../request.js'
import { measureRounds, ratio, without } from '../rounds.js'
import { formatNanoseconds, formatRatio, formatTable } from '../table.js'

const POLICIES = [...[1, 3, 1_000, 100_000].map(exactOrigins), ...[1, 10_000].map(subdomainPatterns)]

/** The peer looks through its list from one end to the other: more than this and a round of it takes minutes. */
const LONGEST_PEER_LIST = 1_000

/**
 * What a longer list costs: this project and `cors` on `node:http`, each against itself with one exact origin.
 *
 * @typedef {object} OriginsRow
 * @property {string} scenario
 * @property {string} policy
 * @property {string} name
 * @property {import('../quartiles.js').Quartiles} added
 * @property {import('../quartiles.js').Quartiles} toOne
 */
export async function runOriginsSuite() {
  /** @type {OriginsRow[]} */
  const rows = []
  const fields = [
    { name: '@crossorigin/node', policies: POLICIES, create: createOwn },
    { name: 'cors', policies: POLICIES.filter(isShort), create: createPeer },
  ]
  for (const { name, policies, create } of fields) {
    const listeners = policies.map((policy) => ({ policy, listener: create(policy) }))
    for (const [index, { verdict }] of usualRequests(exactOrigins(1)).entries()) {
      if (verdict !== 'absent') rows.push(...(await compareLengths(name, listeners, index)))
    }
  }
  return rows
}

/** @param {import('../policy.js').BenchPolicy} policy */
function isShort({ origins, patterns }) {
  return origins.length <= LONGEST_PEER_LIST && patterns.length <= LONGEST_PEER_LIST
}

/** @param {import('../policy.js').BenchPolicy} policy */
function createOwn(policy) {
  return cors(configOf(policy))(sendHello)
}

/**
 * @param {import('../policy.js').BenchPolicy} policy
 * @returns {import('../exchange.js').Listener}
 */
function createPeer(policy) {
  const middleware = peerCors(peerOptionsOf(policy))
  return (req, res) => middleware(req, res, () => sendHello(req, res))
}

/**
 * @param {string} name
 * @param {readonly { policy: import('../policy.js').BenchPolicy, listener: import('../exchange.js').Listener }[]} listeners
 * @param {number} index Which of the usual requests.
 * @returns {Promise<OriginsRow[]>}
 */
async function compareLengths(name, listeners, index) {
  const exchanges = []
  const scenario = /** @type {any} */ (usualRequests(exactOrigins(1))[index]).request.name
  for (const { policy, listener } of listeners) {
    const { request, verdict } = /** @type {any} */ (usualRequests(policy)[index])
    const one = contestant(name === 'cors' ? 'peer' : 'own', `${name} with ${policy.name}`, listener)
    await assertAnswer(one, request, verdict)
    // Each with the same requests without CORS beside it: making an Origin of one in a thousand takes its time too.
    exchanges.push(contestant('none', 'none', sendHello).prepare(request), one.prepare(request))
  }
  const times = await measureRounds(exchanges)
  const added = listeners.map((_, at) => without(seriesAt(times, 2 * at + 1), seriesAt(times, 2 * at)))
  return listeners.map(({ policy }, at) => ({
    scenario,
    policy: policy.name,
    name,
    added: quartiles(seriesAt(added, at)),
    toOne: ratio(seriesAt(added, at), seriesAt(added, 0)),
  }))
}

/**
 * @param {readonly (readonly number[])[]} series
 * @param {number} index
 */
function seriesAt(series, index) {
  return /** @type {readonly number[]} */ (series[index])
}

/** @param {readonly OriginsRow[]} rows */
export function formatOrigins(rows) {
  return formatTable(
    ['request', 'policy', 'who', 'adds', 'to 1 origin'],
    rows.map(({ scenario, policy, name, added, toOne }) => [
      scenario,
      policy,
      name,
      formatNanoseconds(added),
      formatRatio(toOne),
    ]),
  )
}
