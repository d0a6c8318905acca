import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { quartiles } from '../quartiles.js'
import { formatTable } from '../table.js'

const PROGRAM = fileURLToPath(new URL('../programs/build-policy.js', import.meta.url))
const RUNS = 9

/**
 * Building a policy of 100,000 origins: the first one of a fresh process, as a server builds it, and what stays in memory
 * beyond the strings.
 *
 * @typedef {object} ConstructionRow
 * @property {string} list
 * @property {import('../quartiles.js').Quartiles} milliseconds
 * @property {import('../quartiles.js').Quartiles} processorMilliseconds
 * @property {import('../quartiles.js').Quartiles} bytes For each origin.
 */
export async function runConstructionSuite() {
  return ['exact', 'patterns'].map((list) => {
    const runs = Array.from({ length: RUNS }, () => buildInProcess(list))
    return {
      list,
      milliseconds: quartiles(runs.map(({ milliseconds }) => milliseconds)),
      processorMilliseconds: quartiles(runs.map(({ processorMilliseconds }) => processorMilliseconds)),
      bytes: quartiles(runs.map(({ bytes }) => bytes)),
    }
  })
}

/**
 * @param {string} list
 * @returns {{ milliseconds: number, processorMilliseconds: number, bytes: number }}
 */
function buildInProcess(list) {
  return JSON.parse(execFileSync(process.execPath, ['--expose-gc', PROGRAM, list], { encoding: 'utf8' }))
}

/** @param {readonly ConstructionRow[]} rows */
export function formatConstruction(rows) {
  const write = (/** @type {import('../quartiles.js').Quartiles} */ { median, low, high }) =>
    `${median.toFixed(0)} (${low.toFixed(0)} to ${high.toFixed(0)})`
  return formatTable(
    ['list of 100,000', 'ms', 'ms of processor time, all threads', 'bytes an origin'],
    rows.map(({ list, milliseconds, processorMilliseconds, bytes }) => [
      list,
      write(milliseconds),
      write(processorMilliseconds),
      write(bytes),
    ]),
  )
}
