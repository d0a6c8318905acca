import { build } from 'esbuild'
import { quartiles } from '../quartiles.js'
import { ratio } from '../rounds.js'
import { formatNanoseconds, formatRatio, formatTable } from '../table.js'

const LENGTHS = [1, 3, 9, 100, 1_000, 10_000, 100_000]
/** Texts that are asked about in a round, each of them new. */
const ASKED = 4096
const WARM_UP_ROUNDS = 10
const ROUNDS = 40

/**
 * Looking up an origin in a list: as the policy does it, and with a `Set` alone. Origins are created again for every round, as a
 * server makes them from bytes: looking up one whose hash is known already takes less.
 *
 * @typedef {object} ListsRow
 * @property {string} list
 * @property {string} strings Where those of the list come from: each on its own, or split from one text.
 * @property {string} asked
 * @property {import('../quartiles.js').Quartiles} own
 * @property {import('../quartiles.js').Quartiles} toSet
 */
export async function runListsSuite() {
  const { compileTexts, compileSuffixes } = await importTextSets()
  /** @type {ListsRow[]} */
  const rows = []
  for (const length of LENGTHS) {
    for (const strings of ['whole', 'split']) {
      const origins = makeList(length, strings, (index) => `https://tenant-${index}.example.com`)
      const hosts = makeList(length, strings, (index) => `tenant-${index}.example.com`)
      const exact = { own: compileTexts(new Set(origins)), set: lookUp(new Set(origins)) }
      const patterns = { own: compileSuffixes(new Set(hosts)), set: lookUpSuffixes(new Set(hosts)) }
      const asked = {
        'an origin, listed': { finders: exact, texts: origins },
        'an origin, not listed': { finders: exact, texts: origins.map((text) => text.replace('.com', '.net')) },
        'a pattern, matched': { finders: patterns, texts: origins.map((text) => text.replace('://', '://app.')) },
        'a pattern, not matched': {
          finders: patterns,
          texts: origins.map((text) => text.replace('://tenant', '://app.other')),
        },
      }
      for (const [name, { finders, texts }] of Object.entries(asked)) {
        rows.push({ list: length.toLocaleString('en'), strings, asked: name, ...compareFinders(finders, texts) })
      }
    }
  }
  return rows
}

/** @typedef {(text: string) => boolean} Finder */

/**
 * The part of the policy that is measured. Nobody can import it from outside.
 *
 * @returns {Promise<{ compileTexts(texts: ReadonlySet<string>): Finder, compileSuffixes(suffixes: ReadonlySet<string>): Finder }>}
 */
async function importTextSets() {
  const entry = new URL('../../../packages/policy/src/origin/text-set.ts', import.meta.url)
  const { outputFiles } = await build({ entryPoints: [entry.pathname], bundle: true, format: 'esm', write: false })
  return import(`data:text/javascript,${encodeURIComponent(/** @type {any} */ (outputFiles[0]).text)}`)
}

/**
 * @param {number} length
 * @param {string} strings
 * @param {(index: number) => string} make
 */
function makeList(length, strings, make) {
  const list = Array.from({ length }, (_, index) => make(index))
  return strings === 'split' ? list.join(',').split(',') : list
}

/**
 * @param {ReadonlySet<string>} set
 * @returns {Finder}
 */
function lookUp(set) {
  return (text) => set.has(text)
}

/**
 * Cuts out what follows each dot, from the right.
 *
 * @param {ReadonlySet<string>} set
 * @returns {Finder}
 */
function lookUpSuffixes(set) {
  return (text) => {
    for (let dot = text.lastIndexOf('.'); dot !== -1; dot = text.lastIndexOf('.', dot - 1)) {
      if (set.has(text.slice(dot + 1))) return true
    }
    return false
  }
}

/**
 * @param {{ own: Finder, set: Finder }} finders
 * @param {readonly string[]} texts
 */
function compareFinders({ own, set }, texts) {
  /** @type {number[]} */
  const ownTimes = []
  /** @type {number[]} */
  const setTimes = []
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round++) {
    const turns = [
      { find: own, times: ownTimes },
      { find: set, times: setTimes },
    ]
    for (const { find, times } of round % 2 === 0 ? turns : turns.reverse()) {
      const time = timeFinder(find, makeAnew(texts))
      if (round >= WARM_UP_ROUNDS) times.push(time)
    }
  }
  return { own: quartiles(ownTimes), toSet: ratio(ownTimes, setTimes) }
}

/**
 * @param {readonly string[]} texts
 * @returns {string[]}
 */
function makeAnew(texts) {
  // 7919 is a prime that divides none of the lengths, so that the turn goes all over the list.
  return Array.from({ length: ASKED }, (_, index) => {
    const text = /** @type {string} */ (texts[(index * 7919) % texts.length])
    return Buffer.from(text, 'latin1').toString('latin1')
  })
}

/**
 * @param {Finder} find
 * @param {readonly string[]} texts
 * @returns {number} Nanoseconds per text.
 */
function timeFinder(find, texts) {
  let found = 0
  const start = process.hrtime.bigint()
  for (const text of texts) if (find(text)) found++
  const time = Number(process.hrtime.bigint() - start)
  if (found !== 0 && found !== texts.length) throw new Error('Some are found, and some are not.')
  return time / texts.length
}

/** @param {readonly ListsRow[]} rows */
export function formatLists(rows) {
  return formatTable(
    ['asked about', 'list of', 'strings', 'takes', 'to a Set'],
    rows.map(({ asked, list, strings, own, toSet }) => [
      asked,
      list,
      strings,
      formatNanoseconds(own),
      formatRatio(toSet),
    ]),
  )
}
