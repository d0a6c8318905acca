import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.js'
import { SUITES } from './suites.js'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, processes: { type: 'string' }, on: { type: 'string', multiple: true } },
})
const processes = values.processes === undefined ? undefined : Number(values.processes)
const unknown = positionals.filter((name) => !Object.hasOwn(SUITES, name))
if (unknown.length > 0) {
  process.stderr.write(`There is no ${unknown.join(', ')} here; there is ${Object.keys(SUITES).join(', ')}.\n`)
  process.exit(2)
}

const chosen = Object.entries(SUITES).filter(([name]) => positionals.length === 0 || positionals.includes(name))
const machine = describeMachine()
process.stdout.write(
  `${Object.entries(machine)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')}\n`,
)
/** @type {Record<string, unknown>} */
const results = {}
for (const [name, { title, run, format }] of chosen) {
  process.stdout.write(`\n## ${title}\n\n`)
  const start = performance.now()
  const rows = await run({ processes, fields: values.on })
  results[name] = rows
  process.stdout.write(`${format(rows)}\n`)
  process.stderr.write(`${name} took ${((performance.now() - start) / 1000).toFixed(0)} s\n`)
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ machine, results }, undefined, 2)}\n`)
process.exit(0)
