/**
 * Draws where the time of an actual request from an allowed origin goes, in this project's adapter for `node:http`:
 * `node test/bench/flame-graph.js FILE.svg`.
 */

import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { nodeContestants } from './contestants/node-http.js'
import { THREE_ORIGINS } from './policy.js'
import { actual } from './request.js'

const REQUESTS = 600_000
const WIDTH = 1200
const ROW = 18
const LEAST_SHARE = 0.002

/**
 * @typedef {object} Frame
 * @property {string} name
 * @property {boolean} isOwn Whether it is code of this project.
 * @property {number} time
 * @property {Map<string, Frame>} children
 */

/** @param {() => unknown} exchange */
async function profile(exchange) {
  for (let index = 0; index < REQUESTS / 10; index++) exchange()
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 100 })
  await session.post('Profiler.start')
  for (let index = 0; index < REQUESTS; index++) exchange()
  const { profile: taken } = await session.post('Profiler.stop')
  session.disconnect()
  return taken
}

/** @param {import('node:inspector').Profiler.Profile} taken */
function fold({ nodes, samples = [], timeDeltas = [] }) {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])))
  const root = createFrame('all', false)
  for (const [index, sample] of samples.entries()) {
    const path = []
    for (let id = /** @type {number | undefined} */ (sample); id !== undefined; id = parents.get(id))
      path.push(byId.get(id))
    let frame = root
    frame.time += timeDeltas[index] ?? 0
    for (const node of path.reverse().slice(1)) {
      frame = childOf(frame, node)
      frame.time += timeDeltas[index] ?? 0
    }
  }
  return root
}

/**
 * @param {string} name
 * @param {boolean} isOwn
 * @returns {Frame}
 */
function createFrame(name, isOwn) {
  return { name, isOwn, time: 0, children: new Map() }
}

/**
 * @param {Frame} frame
 * @param {import('node:inspector').Profiler.ProfileNode | undefined} node
 */
function childOf(frame, node) {
  const { functionName = '', url = '' } = node?.callFrame ?? {}
  const name = functionName === '' ? '(anonymous)' : functionName
  const child = frame.children.get(name) ?? createFrame(name, /\/packages\/[a-z-]+\/dist\//.test(url))
  frame.children.set(name, child)
  return child
}

/** @param {Frame} root */
function draw(root) {
  /** @type {string[]} */
  const boxes = []
  const depth = drawFrame(root, { root, x: 0, row: 0, boxes })
  const height = (depth + 1) * ROW
  const title = '<title>Where the time of a request goes</title>'
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="monospace" font-size="11">${title}\n<rect width="${WIDTH}" height="${height}" fill="#fff"/>\n${boxes.join('\n')}\n</svg>\n`
}

/**
 * @param {Frame} frame
 * @param {{ root: Frame, x: number, row: number, boxes: string[] }} place
 * @returns {number} The deepest row.
 */
function drawFrame({ name, isOwn, time, children }, { root, x, row, boxes }) {
  const share = time / root.time
  const width = share * WIDTH
  const label = escapeText(name)
  const room = Math.floor((width - 6) / 6.7)
  boxes.push(
    `<g><title>${label}: ${(100 * share).toFixed(1)} %</title>` +
      `<rect x="${x.toFixed(1)}" y="${row * ROW}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${isOwn ? '#f4a261' : '#cfd8dc'}"/>` +
      `${room < 3 ? '' : `<text x="${(x + 3).toFixed(1)}" y="${row * ROW + 12}">${escapeText(name.slice(0, room))}</text>`}</g>`,
  )
  let deepest = row
  let left = x
  for (const child of [...children.values()].toSorted((one, other) => other.time - one.time)) {
    if (child.time / root.time < LEAST_SHARE) continue
    deepest = Math.max(deepest, drawFrame(child, { root, x: left, row: row + 1, boxes }))
    left += (child.time / root.time) * WIDTH
  }
  return deepest
}

/** @param {string} text */
function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

const [, , file] = process.argv
const own = nodeContestants(THREE_ORIGINS).find(({ role }) => role === 'own')
if (file === undefined || own === undefined)
  throw new Error('Say where to write: node test/bench/flame-graph.js FILE.svg')
writeFileSync(file, draw(fold(await profile(own.prepare(actual('actual, allowed', THREE_ORIGINS.allowed))))))
