import { median, quartiles } from './quartiles.js'
import { measureRounds, ratio, without } from './rounds.js'
import { formatNanoseconds, formatRatio, formatTable } from './table.js'

/**
 * What one contestant did in one scenario. Times are nanoseconds. What is added is the time less that of the same request
 * without CORS, in the same round.
 *
 * @typedef {object} Row
 * @property {string} field The server that everybody in the comparison runs on.
 * @property {string} scenario
 * @property {string} name
 * @property {import('./contestants/contestant.js').Contestant['role']} role
 * @property {import('./quartiles.js').Quartiles} time
 * @property {import('./quartiles.js').Quartiles} added
 * @property {import('./quartiles.js').Quartiles | undefined} toFloor What is added, as a multiple of what the floor adds.
 * @property {import('./quartiles.js').Quartiles | undefined} toPeer The same of the peer that adds least.
 * @property {string | undefined} bestPeer
 */

/**
 * Times everybody side by side with the same request. The first is the one without CORS.
 *
 * @param {readonly import('./contestants/contestant.js').Contestant[]} contestants
 * @param {{ field: string, scenario: string, request: import('./request.js').BenchRequest, rounds?: number }} options
 * @returns {Promise<Row[]>}
 */
export async function compare(contestants, { field, scenario, request, rounds }) {
  const times = await measureRounds(
    contestants.map(({ prepare }) => prepare(request)),
    { rounds },
  )
  const none = /** @type {number[]} */ (times[0])
  const entries = contestants.map((one, index) => {
    const time = /** @type {number[]} */ (times[index])
    return { ...one, time, added: without(time, none) }
  })
  const floor = entries.find(({ role }) => role === 'floor')
  const [peer] = entries
    .filter(({ role }) => role === 'peer')
    .toSorted((left, right) => median(left.added) - median(right.added))
  return entries.map(({ name, role, time, added }) => ({
    field,
    scenario,
    name,
    role,
    time: quartiles(time),
    added: quartiles(added),
    toFloor: floor === undefined || role === 'none' ? undefined : ratio(added, floor.added),
    toPeer: peer === undefined || role === 'none' ? undefined : ratio(added, peer.added),
    bestPeer: peer?.name,
  }))
}

/** @param {readonly Row[]} rows */
export function formatComparison(rows) {
  return formatTable(
    ['on', 'request', 'who', 'adds', 'to the floor', 'to the best peer', 'best peer'],
    rows.map(({ field, scenario, name, role, time, added, toFloor, toPeer, bestPeer }) => [
      field,
      scenario,
      name,
      role === 'none' ? `(${formatNanoseconds(time)} in all)` : formatNanoseconds(added),
      formatRatio(toFloor),
      formatRatio(toPeer),
      role === 'own' ? (bestPeer ?? '') : '',
    ]),
  )
}
