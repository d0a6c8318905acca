import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { quartiles } from '../quartiles.js'
import { ratio } from '../rounds.js'
import { formatRatio, formatTable } from '../table.js'

const ROUNDS = 21
const HERE = fileURLToPath(new URL('..', import.meta.url))

const PROGRAMS = {
  nothing: '0',
  cors: "import 'cors'",
  // Which every server loads, and which these versions of Node load at different cost.
  'cors and node:http': "import 'cors'; import 'node:http'",
  '@fastify/cors': "import '@fastify/cors'",
  '@crossorigin/node': "import '@crossorigin/node'",
  '@crossorigin/express': "import '@crossorigin/express'",
  '@crossorigin/fastify': "import '@crossorigin/fastify'",
}

/**
 * How long a process lives that imports a package and does nothing else.
 *
 * @typedef {object} ImportRow
 * @property {string} name
 * @property {import('../quartiles.js').Quartiles} milliseconds
 * @property {import('../quartiles.js').Quartiles} toCors
 */
export async function runImportsSuite() {
  const names = /** @type {(keyof typeof PROGRAMS)[]} */ (Object.keys(PROGRAMS))
  const times = new Map(names.map((name) => [name, /** @type {number[]} */ ([])]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) times.get(name)?.push(timeProcess(PROGRAMS[name]))
    names.reverse()
  }
  const cors = /** @type {number[]} */ (times.get('cors'))
  return [...times].map(([name, all]) => ({ name, milliseconds: quartiles(all), toCors: ratio(all, cors) }))
}

/** @param {string} program */
function timeProcess(program) {
  const start = performance.now()
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { cwd: HERE })
  if (status !== 0) throw new Error(`A process failed: ${program}`)
  return performance.now() - start
}

/** @param {readonly ImportRow[]} rows */
export function formatImports(rows) {
  return formatTable(
    ['a process that imports', 'ms', 'to cors'],
    rows.map(({ name, milliseconds: { median, low, high }, toCors }) => [
      name,
      `${median.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`,
      formatRatio(toCors),
    ]),
  )
}
