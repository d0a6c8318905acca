import { measureContest } from './contest.js'
import { quartiles } from './quartiles.js'
import { ratio, without } from './rounds.js'
import { formatNanoseconds, formatRatio, formatTable, formatWithTarget } from './table.js'
import { targetsOf } from './targets.js'

/**
 * What one contestant did in one scenario. Times are nanoseconds. What is added is the time less that of the same request
 * without CORS in the same rounds.
 *
 * @typedef {object} Row
 * @property {string} field The server that everybody in the comparison runs on.
 * @property {string} scenario
 * @property {'absent' | 'allowed' | 'refused'} verdict
 * @property {string} name
 * @property {import('./contestants/contestant.js').Contestant['role']} role
 * @property {import('./quartiles.js').Quartiles} time
 * @property {import('./quartiles.js').Quartiles} added
 * @property {import('./quartiles.js').Quartiles | undefined} toFloor What is added, as a multiple of what the floor adds.
 * @property {import('./quartiles.js').Quartiles | undefined} toPeer The same of what the first peer adds.
 */

/**
 * Compares everybody on a server in every scenario.
 *
 * @param {string} field
 * @param {{ processes: number }} options
 * @returns {Promise<Row[]>}
 */
export async function compare(field, { processes }) {
  const contests = await measureContest(field, { what: 'time', processes })
  return contests.flatMap(({ scenario: { name: scenario, verdict }, series }) => {
    const none = /** @type {number[]} */ (series[0]?.values)
    const entries = series.map((one) => ({ ...one, added: without(one.values, none) }))
    const floor = entries.find(({ role }) => role === 'floor')
    const peer = entries.find(({ role }) => role === 'peer')
    return entries.map(({ name, role, values, added }) => ({
      field,
      scenario,
      verdict,
      name,
      role,
      time: quartiles(values),
      added: quartiles(added),
      toFloor: floor === undefined || role === 'none' ? undefined : ratio(added, floor.added),
      toPeer: peer === undefined || role === 'none' ? undefined : ratio(added, peer.added),
    }))
  })
}

/** @param {readonly Row[]} rows */
export function formatComparison(rows) {
  return formatTable(
    ['on', 'request', 'who', 'adds', 'to the floor', 'at most', 'to `cors` or `@fastify/cors`', 'at most'],
    rows.map(({ field, scenario, verdict, name, role, time, added, toFloor, toPeer }) => {
      const target = role === 'own' ? targetsOf(field, verdict, scenario) : undefined
      return [
        field,
        scenario,
        name,
        role === 'none' ? `(${formatNanoseconds(time)} in all)` : formatNanoseconds(added),
        ...formatWithTarget(formatRatio, toFloor, target?.toFloor),
        ...formatWithTarget(formatRatio, toPeer, target?.toPeer),
      ]
    }),
  )
}
