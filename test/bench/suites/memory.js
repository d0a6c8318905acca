import { expressContestants } from '../contestants/express.js'
import { fastifyContestants } from '../contestants/fastify.js'
import { nodeContestants } from '../contestants/node-http.js'
import { THREE_ORIGINS } from '../policy.js'
import { quartiles } from '../quartiles.js'
import { usualRequests } from '../request.js'
import { formatTable } from '../table.js'

/** Few enough for the new space of the heap, so that nothing is collected meanwhile. */
const BATCH = 400
const SAMPLES = 25
const ENDURANCE = 1_000_000

/**
 * Bytes that a request leaves behind for the garbage collector, beyond those of the same request without CORS, and what a
 * million requests leave behind for good.
 *
 * @typedef {object} MemoryRow
 * @property {string} field
 * @property {string} scenario
 * @property {string} name
 * @property {import('../quartiles.js').Quartiles} added Bytes for each request.
 * @property {number | undefined} growth Bytes of heap after a million requests.
 */
export async function runMemorySuite() {
  /** @type {MemoryRow[]} */
  const rows = []
  const usual = usualRequests(THREE_ORIGINS)
  const fields = [
    { field: 'node:http', contestants: nodeContestants(THREE_ORIGINS) },
    { field: 'Express 5', contestants: expressContestants(THREE_ORIGINS) },
    { field: 'Fastify 5', contestants: await fastifyContestants(THREE_ORIGINS) },
  ]
  for (const { field, contestants } of fields) {
    for (const { request } of usual) {
      const [none, ...others] = contestants.map((one) => ({ ...one, exchange: one.prepare(request) }))
      if (none === undefined) continue
      const without = countBytes(none.exchange).median
      for (const { name, role, exchange } of others) {
        const { median, low, high } = countBytes(exchange)
        // A million of one kind are enough: what is kept would be kept of each.
        const growth = role === 'own' && request === usual[1].request ? measureGrowth(exchange) : undefined
        const added = { median: median - without, low: low - without, high: high - without }
        rows.push({ field, scenario: request.name, name, added, growth })
      }
    }
  }
  return rows
}

/** @param {() => unknown} exchange */
function countBytes(exchange) {
  const collect = /** @type {() => void} */ (globalThis.gc)
  /** @type {number[]} */
  const samples = []
  for (let sample = 0; sample < SAMPLES + 5; sample++) {
    collect()
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < BATCH; index++) exchange()
    if (sample >= 5) samples.push((process.memoryUsage().heapUsed - before) / BATCH)
  }
  return quartiles(samples)
}

/** @param {() => unknown} exchange */
function measureGrowth(exchange) {
  const collect = /** @type {() => void} */ (globalThis.gc)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < ENDURANCE; index++) exchange()
  collect()
  return process.memoryUsage().heapUsed - before
}

/** @param {readonly MemoryRow[]} rows */
export function formatMemory(rows) {
  return formatTable(
    ['on', 'request', 'who', 'bytes added', 'bytes left by a million'],
    rows.map(({ field, scenario, name, added, growth }) => [
      field,
      scenario,
      name,
      `${added.median.toFixed(0)} (${added.low.toFixed(0)} to ${added.high.toFixed(0)})`,
      growth === undefined ? '' : growth.toFixed(0),
    ]),
  )
}
