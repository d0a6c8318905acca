/**
 * Prints measurements as the tables of RESULTS.md: `node test/bench/tables.js FILE...`. Each file was written by
 * `bench --json FILE`; the tables of one suite follow each other, one for each file.
 */
import { readFileSync } from 'node:fs'
import { SUITES } from './suites.js'

const files = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')))
if (files.length === 0) {
  process.stderr.write('Name the files that bench --json has written: node test/bench/tables.js FILE...\n')
  process.exit(2)
}

for (const [name, { title, format }] of Object.entries(SUITES)) {
  const measured = files.filter(({ results }) => results[name] !== undefined)
  if (measured.length === 0) continue
  process.stdout.write(`## ${title}\n\n`)
  for (const { machine, results } of measured) {
    process.stdout.write(`### ${machine.runtime.replace(/(?<=^\w+ \d+)\..*/, '')}\n\n${format(results[name])}\n\n`)
  }
}
