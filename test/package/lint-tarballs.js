// Packs every package as it would be published and checks the tarball with publint, attw and the rules of this project.

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { packPackages, ROOT } from './pack.js'

const run = promisify(execFile)
const PUBLISHED =
  /^package\/(?:dist\/.+\.(?:c?js|d\.ts)(?:\.map)?|dist\/.+\.d\.cts|src\/.+\.c?ts|package\.json|schema\/.+\.json|README\.md|LICENSE)$/

/** A library has two files per entry, one for each format. Files left by an earlier build must not be in it. */
const OF_LIBRARY = /^(?!.*\.c?js(?:\.map)?$)|^package\/dist\/(?:adapter|hono|index|public-suffix-list)\.c?js(?:\.map)?$/

/** @param {string} name @param {string} tarball */
async function findStrays(name, tarball) {
  const { stdout: list } = await run('tar', ['-tzf', tarball])
  const { stdout: manifest } = await run('tar', ['-xzOf', tarball, 'package/package.json'])
  const isPublished = (/** @type {string} */ path) =>
    PUBLISHED.test(path) && (name === 'doctor' || OF_LIBRARY.test(path))
  const strays = list.split('\n').filter((path) => path !== '' && !path.endsWith('/') && !isPublished(path))
  const leaks = ['workspace:', '@crossorigin/source', '"install"', '"postinstall"'].filter((text) =>
    manifest.includes(text),
  )
  const missing = ['package/README.md', 'package/LICENSE', 'package/dist/index.js'].filter(
    (path) => !list.includes(path),
  )
  return [...strays, ...leaks, ...missing.map((path) => `no ${path}`)]
}

/** @param {string} name @param {string} tarball */
async function lint(name, tarball) {
  const strays = await findStrays(name, tarball)
  if (strays.length > 0) throw new Error(`unexpected or missing files: ${strays.join(', ')}`)
  const bin = join(ROOT, 'node_modules', '.bin')
  await run(join(bin, 'publint'), ['run', '--strict', tarball])
  await run(join(bin, 'attw'), [tarball, '--profile', name === 'doctor' ? 'esm-only' : 'strict', '--no-color'])
}

/**
 * Lints all tarballs, and prints whether each can be published. Returns the errors.
 *
 * @param {ReadonlyMap<string, string>} tarballs By the names of the packages' folders.
 */
export async function lintTarballs(tarballs) {
  /** @type {string[]} */
  const failures = []
  for (const [name, tarball] of tarballs) {
    try {
      await lint(name, tarball)
      console.log(`@crossorigin/${name}: fit to be published`)
    } catch (error) {
      const { message, stdout = '', stderr = '' } = /** @type {Error & { stdout?: string, stderr?: string }} */ (error)
      failures.push(`@crossorigin/${name}: ${message}\n${stdout}${stderr}`)
    }
  }
  return failures
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const destination = await mkdtemp(join(tmpdir(), 'crossorigin-pack-'))
  const failures = await lintTarballs(await packPackages(destination))
  for (const failure of failures) console.error(failure)
  await rm(destination, { recursive: true })
  process.exitCode = failures.length === 0 ? 0 : 1
}
