import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { loadStryker } from './stryker.js'
import { reportOf, strykerOptionsOf } from './stryker-options.js'
import { compareSurvivors, countMutants } from './survivors.js'

// Mutates the packages that are named, or all of them. Fails where a mutant survives that is not known to change nothing.

const PACKAGES = ['grammar', 'policy', 'browser-model']
const LEAST_SCORE = 95

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))

const { values, positionals } = parseArgs({
  options: {
    // Judges the reports that are there.
    'judge-only': { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const unknown = positionals.filter((name) => !PACKAGES.includes(name))
if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: not one of ${PACKAGES.join(', ')}.`)

/** @type {import('./survivors.js').EquivalentMutant[]} */
const equivalents = readJson('test/mutation/equivalent.json')
for (const name of positionals.length > 0 ? positionals : PACKAGES) {
  if (!values['judge-only']) {
    const { Stryker, runner } = await loadStryker()
    await new Stryker(strykerOptionsOf(name, runner)).runMutationTest()
  }
  if (!judge(name)) process.exitCode = 1
}

/**
 * Says what became of the mutants of a package, and whether that will do.
 *
 * @param {string} name
 */
function judge(name) {
  const report = readJson(reportOf(name))
  const { counts, score } = countMutants(report)
  const isPartial = process.env['MUTATION_FILES'] !== undefined
  const expected = equivalents.filter(({ file }) =>
    isPartial ? file in report.files : file.startsWith(`packages/${name}/`),
  )
  const { unlisted, stale } = compareSurvivors(report, expected)
  console.log(`${name}: ${score.toFixed(2)} % detected, ${JSON.stringify(counts)}`)
  for (const mutant of unlisted) console.log(`Survives, and is not listed: ${JSON.stringify(mutant, undefined, 2)}`)
  for (const mutant of stale) console.log(`Is listed, and does not survive: ${JSON.stringify(mutant, undefined, 2)}`)
  return score >= LEAST_SCORE && unlisted.length === 0 && stale.length === 0
}
