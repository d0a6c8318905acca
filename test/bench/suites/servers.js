import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { FIELDS } from '../contestants/fields.js'
import { THREE_ORIGINS } from '../policy.js'
import { quartiles } from '../quartiles.js'
import { ratio } from '../rounds.js'
import { formatRatio, formatTable } from '../table.js'

const PROGRAM = fileURLToPath(new URL('../programs/serve.js', import.meta.url))
const ROUNDS = 5
const WARM_UP_ROUNDS = 1

/**
 * Whole servers, each in a process of its own, asked over the loopback interface for what an allowed origin may read.
 *
 * @typedef {object} ServerRow
 * @property {string} field
 * @property {number} pipelining
 * @property {string} name
 * @property {import('../quartiles.js').Quartiles} throughput Requests per second.
 * @property {import('../quartiles.js').Quartiles} p99 Milliseconds.
 * @property {import('../quartiles.js').Quartiles} toNone Requests per second, as a share of those without CORS.
 * @property {import('../quartiles.js').Quartiles} processorToNone Processor time for each request, as a multiple of that
 * without CORS. It does not depend on what else the machine does.
 */
export async function runServersSuite() {
  /** @type {ServerRow[]} */
  const rows = []
  for (const [field, create] of Object.entries(FIELDS)) {
    const names = (await create()).map(({ name }) => name)
    const servers = await Promise.all(names.map((name) => startServer(field, name)))
    for (const pipelining of [1, 10]) rows.push(...(await compareServers(field, servers, pipelining)))
    for (const { child } of servers) child.disconnect()
  }
  return rows
}

/**
 * @typedef {{ name: string, port: number, child: import('node:child_process').ChildProcess }} Server
 */

/**
 * @param {string} field
 * @param {string} name
 * @returns {Promise<Server>}
 */
async function startServer(field, name) {
  const child = fork(PROGRAM, [field, name])
  const [{ port }] = await once(child, 'message')
  return { name, port, child }
}

/**
 * @param {string} field
 * @param {readonly Server[]} servers The first is the one without CORS.
 * @param {number} pipelining
 * @returns {Promise<ServerRow[]>}
 */
async function compareServers(field, servers, pipelining) {
  const series = servers.map((server) => ({
    server,
    throughput: /** @type {number[]} */ ([]),
    p99: /** @type {number[]} */ ([]),
    processor: /** @type {number[]} */ ([]),
  }))
  const order = [...series]
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++) {
    for (const { server, throughput, p99, processor } of order) {
      const figures = await load(server, pipelining)
      if (round < WARM_UP_ROUNDS) continue
      throughput.push(figures.throughput)
      p99.push(figures.p99)
      processor.push(figures.processor)
    }
    order.reverse()
  }
  const none = /** @type {typeof series[number]} */ (series[0])
  return series.map(({ server: { name }, throughput, p99, processor }) => ({
    field,
    pipelining,
    name,
    throughput: quartiles(throughput),
    p99: quartiles(p99),
    toNone: ratio(throughput, none.throughput),
    processorToNone: ratio(processor, none.processor),
  }))
}

/**
 * @param {Server} server
 * @param {number} pipelining
 */
async function load({ name, port, child }, pipelining) {
  const before = await askProcessorTime(child)
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/`,
    connections: 10,
    pipelining,
    duration: 1,
    headers: { Origin: THREE_ORIGINS.allowed[1] ?? '' },
  })
  const spent = (await askProcessorTime(child)) - before
  const { total } = result.requests
  if (total === 0 || result.non2xx > 0 || result.errors > 0) throw new Error(`${name} fails under load.`)
  return { throughput: total / result.duration, p99: result.latency.p99, processor: spent / total }
}

/** @param {import('node:child_process').ChildProcess} child */
async function askProcessorTime(child) {
  child.send('processor')
  const [{ microseconds }] = await once(child, 'message')
  return /** @type {number} */ (microseconds)
}

/** @param {readonly ServerRow[]} rows */
export function formatServers(rows) {
  return formatTable(
    ['on', 'pipelining', 'who', 'requests/s', 'p99 ms', 'requests/s to none', 'processor time to none'],
    rows.map(({ field, pipelining, name, throughput, p99, toNone, processorToNone }) => [
      field,
      String(pipelining),
      name,
      throughput.median.toFixed(0),
      p99.median.toFixed(1),
      formatRatio(toNone),
      formatRatio(processorToNone),
    ]),
  )
}
