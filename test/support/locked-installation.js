import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { timeInstallation } from './installation-time.js'

const run = promisify(execFile)

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/installed', import.meta.url))

/**
 * Installs the versions in the lock file of a folder, with `npm ci`, unless an earlier run did. Returns the folder of the installation.
 *
 * Renaming is the last step, so that an interrupted installation is never mistaken for a complete one.
 *
 * @param {string} folder Has a package.json and a package-lock.json.
 * @param {{ others?: readonly string[], needsNode?: boolean }} [options] Other files to copy: the folders of workspaces, `.npmrc`; and whether the package `node`
 * is installed, whose script fetches it.
 * @returns {Promise<string>}
 */
export async function installLocked(folder, options = {}) {
  const lockfile = await readFile(join(folder, 'package-lock.json'))
  const installed = join(CACHE, createHash('sha256').update(lockfile).digest('hex').slice(0, 16))
  if (!existsSync(installed)) await timeInstallation(() => installInto(installed, folder, options))
  return installed
}

/**
 * @param {string} installed
 * @param {string} folder
 * @param {{ others?: readonly string[], needsNode?: boolean }} options
 */
async function installInto(installed, folder, { others = [], needsNode = false }) {
  await mkdir(CACHE, { recursive: true })
  const staging = await mkdtemp(`${installed}-`)
  for (const name of ['package.json', 'package-lock.json', ...others]) {
    await cp(join(folder, name), join(staging, name), { recursive: true })
  }
  // Security: the only install script that runs is the one that fetches Node. The log level hides warnings about engines.
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: staging })
  if (needsNode) {
    await run('npm', ['rebuild', 'node', '--no-audit', '--no-fund'], { cwd: staging })
    await run(installedNode(staging), ['--version'])
  }
  await rename(staging, installed)
}

/**
 * Returns the path of the Node that is installed in a folder.
 *
 * @param {string} folder
 */
export function installedNode(folder) {
  return join(folder, 'node_modules/node/bin/node')
}
