// Packs every package as it would be published.

import { execFile } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The folder of the repository. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/**
 * Packs every package into a folder, and returns the tarballs by the names of the packages' folders.
 *
 * @param {string} destination
 * @returns {Promise<ReadonlyMap<string, string>>}
 */
export async function packPackages(destination) {
  const names = await readdir(join(ROOT, 'packages'))
  await mkdir(destination, { recursive: true })
  await runPnpm(['-r', '--filter', './packages/*', 'pack', '--pack-destination', destination])
  const files = await readdir(destination)
  return new Map(names.map((name) => [name, join(destination, findTarball(files, name))]))
}

/** @param {readonly string[]} files @param {string} name */
function findTarball(files, name) {
  const tarball = files.find((file) => /^crossorigin-(.+)-\d+\.\d+\.\d+(?:-.+)?\.tgz$/.exec(file)?.[1] === name)
  if (tarball === undefined) throw new Error(`${name} was not packed: ${files.join(', ')}`)
  return tarball
}

/**
 * A pnpm script finds pnpm; a test that is run directly may not.
 *
 * @param {readonly string[]} parameters
 */
export async function runPnpm(parameters) {
  try {
    await run('pnpm', parameters, { cwd: ROOT })
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
    await run('npx', ['--yes', 'pnpm@12', ...parameters], { cwd: ROOT })
  }
}
