import { measureContest, measureGrowth } from '../contest.js'
import { FIELDS } from '../contestants/fields.js'
import { quartiles } from '../quartiles.js'
import { ratio, without } from '../rounds.js'
import { formatCount, formatRatio, formatTable, formatWithTarget } from '../table.js'
import { targetsOf } from '../targets.js'

/** One kind is enough: what is kept would be kept of each. */
const ENDURED = ['actual, allowed', 'actual, allowed, 64 in flight']

/**
 * Bytes that a request leaves behind for the garbage collector, beyond those of the same request without CORS, and what
 * 300,000 requests leave behind for good.
 *
 * @typedef {object} MemoryRow
 * @property {string} field
 * @property {string} scenario
 * @property {'absent' | 'allowed' | 'refused'} verdict
 * @property {string} name
 * @property {import('../contestants/contestant.js').Contestant['role']} role
 * @property {import('../quartiles.js').Quartiles} added Bytes for each request.
 * @property {import('../quartiles.js').Quartiles} toPeer Those, as a multiple of those of the first peer.
 * @property {number | undefined} growth Bytes of heap after 300,000 requests.
 */

/** @param {{ processes?: number | undefined }} options */
export async function runMemorySuite({ processes = 5 }) {
  /** @type {MemoryRow[]} */
  const rows = []
  for (const field of Object.keys(FIELDS)) {
    for (const { scenario, series } of await measureContest(field, { what: 'bytes', processes })) {
      const [none, ...others] = series.map(({ values }) => values)
      const peer = series.find(({ role }) => role === 'peer')
      if (none === undefined || peer === undefined) continue
      const peerAdded = without(peer.values, none)
      for (const [index, { name, role }] of series.slice(1).entries()) {
        const added = without(/** @type {number[]} */ (others[index]), none)
        const isEndured = role === 'own' && ENDURED.includes(scenario.name)
        rows.push({
          field,
          scenario: scenario.name,
          verdict: scenario.verdict,
          name,
          role,
          added: quartiles(added),
          toPeer: ratio(added, peerAdded),
          growth: isEndured ? await measureGrowth(field, name, scenario.name) : undefined,
        })
      }
    }
  }
  return rows
}

/** @param {readonly MemoryRow[]} rows */
export function formatMemory(rows) {
  return formatTable(
    ['on', 'request', 'who', 'bytes added', 'to `cors` or `@fastify/cors`', 'at most', 'bytes left by 300,000'],
    rows.map(({ field, scenario, verdict, name, role, added, toPeer, growth }) => [
      field,
      scenario,
      name,
      formatCount(added),
      ...formatWithTarget(
        formatRatio,
        toPeer,
        role === 'own' ? targetsOf(field, verdict, scenario).bytesToPeer : undefined,
      ),
      growth === undefined ? '' : growth.toFixed(0),
    ]),
  )
}
