// Runs the rows of the matrix and adds up their tests: all rows, those whose names contain the given text, or with --corners
// the first and the last version of everything.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { timeInstallation } from '../support/installation-time.js'
import { ROWS } from './matrix.js'

/** @typedef {import('./matrix.js').Row} Row */

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const CACHE = join(ROOT, 'node_modules/.cache/matrix')
const TIMEOUT = 600_000

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<{ code: number | null, output: string }>}
 */
function run(command, parameters, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd: ROOT, env, timeout: TIMEOUT, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

/**
 * Installs a package by itself, once, and returns its folder. Renaming is atomic, so an installation is never incomplete.
 *
 * @param {string} specifier
 */
async function install(specifier) {
  const [name = ''] = specifier.split('@')
  const folder = join(CACHE, specifier)
  if (!existsSync(folder)) await timeInstallation(() => installInto(folder, specifier))
  return join(folder, 'node_modules', name)
}

/** @param {string} folder @param {string} specifier */
async function installInto(folder, specifier) {
  await mkdir(CACHE, { recursive: true })
  const staging = await mkdtemp(`${folder}-`)
  const options = ['--prefix', staging, '--no-audit', '--no-fund', '--no-package-lock']
  const { code, output } = await run('npm', ['install', ...options, specifier])
  if (code !== 0) throw new Error(`${specifier} was not installed:\n${output}`)
  await rename(staging, folder)
}

/** @param {Row} row */
async function prepare({ installs, node, replaces = {}, typescript }) {
  const folders = new Map(
    await Promise.all(installs.map(async (each) => /** @type {const} */ ([each, await install(each)]))),
  )
  const folderOf = (/** @type {string} */ specifier) => folders.get(specifier) ?? ''
  const command = node === undefined ? process.execPath : join(folderOf(`node@${node}`), 'bin/node')
  const replaced = Object.entries(replaces).map(([module, specifier]) => {
    const folder = folderOf(specifier)
    return [module, createRequire(join(folder, 'package.json')).resolve(folder)]
  })
  const env = { ...process.env, REPLACED_MODULES: JSON.stringify(Object.fromEntries(replaced)) }
  if (typescript === undefined) return { command, env }
  return { command, env: { ...env, TYPESCRIPT_FOLDER: folderOf(`typescript@${typescript}`) } }
}

/**
 * A run can fail without a failed test if a file does not load, and must not succeed without a test.
 *
 * @param {Row} row
 */
async function runRow(row) {
  const { command, env } = await prepare(row)
  if (row.node !== undefined) {
    const { output } = await run(command, ['--version'])
    if (output.trim() !== `v${row.node}`) throw new Error(`${command} is ${output}`)
  }
  const folder = await mkdtemp(join(tmpdir(), 'crossorigin-matrix-'))
  const report = join(folder, 'report.json')
  const parameters = [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', ...row.tests]
  const { code, output } = await run(command, parameters, { ...env, TEST_REPORT: report })
  const { numPassedTests = 0, numFailedTests = 0 } = existsSync(report)
    ? JSON.parse(await readFile(report, 'utf8'))
    : {}
  await rm(folder, { recursive: true })
  const isSound = code === 0 && numPassedTests > 0
  return { passed: numPassedTests, failed: isSound ? 0 : Math.max(1, numFailedTests), output }
}

const { values, positionals } = parseArgs({ options: { corners: { type: 'boolean' } }, allowPositionals: true })
const rows = ROWS.filter(({ name, isCorner }) => (isCorner || !values.corners) && name.includes(positionals.join(' ')))
if (rows.length === 0) throw new Error(`unknown row: ${ROWS.map(({ name }) => name).join(', ')}`)

const total = { numPassedTests: 0, numFailedTests: 0 }
for (const row of rows) {
  const began = Date.now()
  const { passed, failed, output } = await runRow(row).catch((error) => ({ passed: 0, failed: 1, output: error.stack }))
  total.numPassedTests += passed
  total.numFailedTests += failed
  if (failed > 0) console.error(output)
  console.log(`${row.name}: ${passed} passed, ${failed} failed, ${Math.round((Date.now() - began) / 1000)} s`)
}
if (process.env['TEST_REPORT']) await writeFile(process.env['TEST_REPORT'], JSON.stringify(total))
console.log(`${total.numPassedTests} passed, ${total.numFailedTests} failed`)
process.exitCode = total.numFailedTests === 0 ? 0 : 1
