// Packs every package, checks the tarballs against this project's rules, and publishes them. With --dry-run, it only prints what
// would be published. `--fill-in` copies the fields of owner.json to the manifests.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { lintTarballs } from './test/package/lint-tarballs.js'
import { packPackages, runPnpm } from './test/package/pack.js'

const ROOT = fileURLToPath(new URL('.', import.meta.url))

/** What the owner of the project fills in, once for all packages. @typedef {Record<(typeof FIELDS)[number], string>} Owner */
const FIELDS = /** @type {const} */ (['author', 'repository', 'homepage', 'bugs', 'contact'])

const { values } = parseArgs({ options: { 'dry-run': { type: 'boolean' }, 'fill-in': { type: 'boolean' } } })
/** @type {Owner} */
const owner = readJson('owner.json')
const folders = readdirSync(join(ROOT, 'packages'))
if (values['fill-in']) for (const folder of folders) fillIn(folder)
else process.exitCode = await release()

/** @returns {Promise<0 | 1>} The exit code. */
async function release() {
  const destination = await mkdtemp(join(tmpdir(), 'crossorigin-release-'))
  try {
    const tarballs = await packPackages(destination)
    const failures = await lintTarballs(tarballs)
    const names = inOrder(folders)
    for (const name of names) console.log(`publish ${describe(name)}`)
    const obstacles = [...failures, ...listObstacles()]
    for (const obstacle of obstacles) console.error(`Not ready: ${obstacle}`)
    if (obstacles.length > 0) return 1
    if (values['dry-run']) return 0
    for (const name of names) {
      await runPnpm(['publish', /** @type {string} */ (tarballs.get(name)), '--access', 'public', '--provenance'])
    }
    return 0
  } finally {
    await rm(destination, { recursive: true })
  }
}

/**
 * Puts packages behind those that they depend on, so that nothing is published before what it needs.
 *
 * @param {readonly string[]} names
 * @returns {string[]}
 */
function inOrder(names) {
  const ready = names.filter((name) => {
    const dependencies = Object.keys(manifestOf(name).dependencies ?? {})
    return names.every((other) => !dependencies.includes(`@crossorigin/${other}`))
  })
  const rest = names.filter((name) => !ready.includes(name))
  return rest.length === 0 ? ready : [...ready, ...inOrder(rest)]
}

/** @returns {string[]} Problems that must be fixed before anything can be published. */
function listObstacles() {
  const empty = FIELDS.filter((field) => owner[field] === '').map((field) => `owner.json has no ${field}.`)
  const stale = folders
    .filter((folder) =>
      Object.entries(publishedFields(folder)).some(([field, value]) => !isSame(manifestOf(folder)[field], value)),
    )
    .map((folder) => `packages/${folder}/package.json differs from owner.json: run \`pnpm release --fill-in\`.`)
  const pending = readdirSync(join(ROOT, '.changeset')).filter((file) => file.endsWith('.md') && file !== 'README.md')
  return [
    ...empty,
    ...(empty.length > 0 ? [] : stale),
    ...pending.map((file) => `.changeset/${file} is not part of a version: run \`pnpm changeset version\`.`),
  ]
}

/**
 * The fields of a package's manifest that come from the owner.
 *
 * @param {string} folder
 */
function publishedFields(folder) {
  return {
    author: owner.author,
    repository: { type: 'git', url: owner.repository, directory: `packages/${folder}` },
    homepage: owner.homepage,
    bugs: owner.bugs,
  }
}

/** @param {string} folder */
function fillIn(folder) {
  const manifest = { ...manifestOf(folder), ...publishedFields(folder) }
  writeFileSync(join(ROOT, 'packages', folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

/** @param {string} name */
function describe(name) {
  const { version, description } = manifestOf(name)
  return `@crossorigin/${name}@${version}: ${description}`
}

/** @param {string} folder */
function manifestOf(folder) {
  return readJson(`packages/${folder}/package.json`)
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
}

/** @param {unknown} left @param {unknown} right */
function isSame(left, right) {
  return JSON.stringify(left) === JSON.stringify(right)
}
