import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { assertAnswer, assertSameBytes } from './answers.js'
import { COMPARISONS } from './contestants/fields.js'
import { median } from './quartiles.js'
import { scenariosOf } from './scenario.js'

const PROGRAM = fileURLToPath(new URL('programs/measure.js', import.meta.url))

/** Rounds that a process takes part in. The median of them counts. Bytes are the same in every round. */
const ROUNDS = { time: 3, bytes: 1 }

/**
 * What was measured in one scenario.
 *
 * @typedef {object} Contest
 * @property {import('./scenario.js').Scenario} scenario
 * @property {readonly Series[]} series The first is the one without CORS.
 */

/**
 * What was measured of one contestant: one value for each of its processes.
 *
 * @typedef {object} Series
 * @property {string} name
 * @property {import('./contestants/contestant.js').Contestant['role']} role
 * @property {number[]} values
 */

/**
 * Measures everybody on a server side by side, each in a process of its own: everybody in every round, in turn forwards and
 * backwards, so that whatever else the machine does falls on all of them alike. Then all of it again in new processes, because
 * each compiles the same code a little differently, which differs more than the rounds of one process.
 *
 * @param {string} field
 * @param {{ what: 'time' | 'bytes', processes: number }} options
 * @returns {Promise<Contest[]>}
 */
export async function measureContest(field, { what, processes }) {
  const contestants = await assertContest(field)
  const contests = scenariosOf(field).map((scenario) => ({
    scenario,
    series: contestants.map(({ name, role }) => ({ name, role, values: /** @type {number[]} */ ([]) })),
  }))
  for (let process = 0; process < processes; process++) {
    const children = await Promise.all(contestants.map(({ name }) => startProcess(field, name)))
    for (const { scenario, series } of contests) {
      const values = await measureInTurn(children, { scenario: scenario.name, what })
      for (const [index, one] of series.entries()) one.values.push(median(values[index] ?? []))
    }
    for (const child of children) child.disconnect()
  }
  return contests
}

/** @typedef {import('node:child_process').ChildProcess} Child */

/**
 * @param {readonly Child[]} children
 * @param {{ scenario: string, what: 'time' | 'bytes' }} question
 */
async function measureInTurn(children, question) {
  const contestants = children.map((child) => ({ child, values: /** @type {number[]} */ ([]) }))
  const order = [...contestants]
  for (let round = 0; round < ROUNDS[question.what]; round++) {
    for (const { child, values } of order) values.push(await ask(child, question))
    order.reverse()
  }
  return contestants.map(({ values }) => values)
}

/**
 * Measures how many bytes a million requests leave for good.
 *
 * @param {string} field
 * @param {string} name
 * @param {string} scenario
 */
export async function measureGrowth(field, name, scenario) {
  const child = await startProcess(field, name)
  const growth = await ask(child, { scenario, what: 'growth' })
  child.disconnect()
  return growth
}

/**
 * Asserts that everybody responds as the policy says, and the floor with the bytes of this project.
 *
 * @param {string} field
 */
async function assertContest(field) {
  const { create, createLater } = /** @type {import('./contestants/fields.js').Comparison} */ (COMPARISONS[field])
  const atOnce = await create()
  const later = (await createLater?.()) ?? []
  for (const { request, verdict, isLater } of scenariosOf(field)) {
    const contestants = isLater ? later : atOnce
    for (const one of contestants) await assertAnswer(one, request, verdict)
    await assertSameBytes(contestants, request)
  }
  return atOnce
}

/**
 * @param {string} field
 * @param {string} name
 * @returns {Promise<Child>}
 */
async function startProcess(field, name) {
  const child = fork(PROGRAM, [field, name], { execArgv: ['--expose-gc'] })
  child.once('exit', (code) => {
    if (code !== 0) throw new Error(`${name} on ${field} could not be measured.`)
  })
  await once(child, 'message')
  return child
}

/**
 * @param {Child} child
 * @param {{ scenario: string, what: 'time' | 'bytes' | 'growth' }} question
 * @returns {Promise<number>}
 */
async function ask(child, question) {
  child.send(question)
  const [value] = await once(child, 'message')
  return value
}
