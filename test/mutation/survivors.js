/**
 * A mutant, by what a reader of the sources sees of it.
 *
 * @typedef {object} Mutant
 * @property {string} file
 * @property {string} mutator
 * @property {string} line - The line that it begins in, without the space around it.
 * @property {string} original - White space in it is one space.
 * @property {string} replacement
 */

/** @typedef {Mutant & { reason: string }} EquivalentMutant */

/** @typedef {{ line: number, column: number }} Position - Both counted from 1. */

/**
 * The part of Stryker's report that is read here.
 *
 * @typedef {object} Report
 * @property {Record<string, { source: string, mutants: ReportedMutant[] }>} files
 */

/**
 * @typedef {object} ReportedMutant
 * @property {string} mutatorName
 * @property {string} replacement
 * @property {string} status
 * @property {number} [testsCompleted]
 * @property {{ start: Position, end: Position }} location
 */

const DETECTED = new Set(['Killed', 'Timeout'])
const UNDETECTED = new Set(['Survived', 'NoCoverage'])

/**
 * Returns the status of a mutant. If no test has completed, because a module with the mutant cannot even be loaded, Stryker takes it
 * for a survivor.
 *
 * @param {ReportedMutant} mutant
 */
function statusOf({ status, testsCompleted }) {
  return status === 'Survived' && testsCompleted === 0 ? 'Killed' : status
}

/**
 * Counts the mutants of a report by their status, and gives the share of those that the tests detect, in percent.
 *
 * @param {Report} report
 */
export function countMutants({ files }) {
  /** @type {Record<string, number>} */
  const counts = {}
  for (const status of Object.values(files).flatMap(({ mutants }) => mutants.map(statusOf))) {
    counts[status] = (counts[status] ?? 0) + 1
  }
  const detected = sum(counts, DETECTED)
  return { counts, score: (100 * detected) / (detected + sum(counts, UNDETECTED)) }
}

/**
 * @param {Record<string, number>} counts
 * @param {ReadonlySet<string>} statuses
 */
function sum(counts, statuses) {
  return [...statuses].reduce((total, status) => total + (counts[status] ?? 0), 0)
}

/**
 * Returns the mutants of a report that have one of some statuses.
 *
 * @param {Report} report
 * @param {ReadonlySet<string>} statuses
 * @returns {Mutant[]}
 */
function findMutants({ files }, statuses) {
  return Object.entries(files).flatMap(([file, { source, mutants }]) => {
    const lines = source.split('\n')
    return mutants
      .filter((mutant) => statuses.has(statusOf(mutant)))
      .map(({ mutatorName, replacement, location: { start, end } }) => ({
        file,
        mutator: mutatorName,
        line: (lines[start.line - 1] ?? '').trim(),
        original: oneLine(textBetween(lines, start, end)),
        replacement: oneLine(replacement),
      }))
  })
}

/**
 * @param {string[]} lines
 * @param {Position} start
 * @param {Position} end
 */
function textBetween(lines, start, end) {
  const text = lines.slice(start.line - 1, end.line)
  text[text.length - 1] = (text.at(-1) ?? '').slice(0, end.column - 1)
  text[0] = (text[0] ?? '').slice(start.column - 1)
  return text.join('\n')
}

/** @param {string} text */
function oneLine(text) {
  return text.replace(/\s+/g, ' ')
}

/**
 * Holds the survivors of a report against the list of those that change nothing. A mutant that ran out of time is not held
 * against the list: on a busy machine any can.
 *
 * @param {Report} report
 * @param {readonly EquivalentMutant[]} equivalents
 * @returns {{ unlisted: Mutant[], stale: EquivalentMutant[] }} Survivors without a reason, and reasons without a survivor.
 */
export function compareSurvivors(report, equivalents) {
  const survivors = findMutants(report, UNDETECTED)
  const listed = new Set(equivalents.map(keyOf))
  const surviving = new Set([...survivors, ...findMutants(report, new Set(['Timeout']))].map(keyOf))
  return {
    unlisted: survivors.filter((mutant) => !listed.has(keyOf(mutant))),
    stale: equivalents.filter((mutant) => !surviving.has(keyOf(mutant))),
  }
}

/** @param {Mutant} mutant */
function keyOf({ file, mutator, line, original, replacement }) {
  return JSON.stringify([file, mutator, line, original, replacement])
}
