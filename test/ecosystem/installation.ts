import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'

const run = promisify(execFile)

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/ecosystem', import.meta.url))

/** The budget of the suite in seconds, not counting the installation. A fifth of it is for building the site and visiting its pages. */
const BUDGET = 300

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder that the programs run in, inside the installation, so that they find its packages. */
    programs: string
    /** The path of a later Node, for packages that do not support the one that runs the tests. */
    laterNode: string
  }
}

/** Installs the packages, unless an earlier run did, and copies the programs into the installation. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const installed = await installPackages()
  const programs = await mkdtemp(join(installed, 'program-'))
  await cp(join(FOLDER, 'program'), programs, { recursive: true })
  project.provide('programs', programs)
  project.provide('laterNode', laterNodeOf(installed))
  const began = Date.now()
  return async () => {
    await rm(programs, { recursive: true })
    console.log(`ecosystem: ${Math.round((Date.now() - began) / 1000)} s of ${BUDGET} s, without installing`)
  }
}

/** The last step renames the folder, so that an interrupted installation is never mistaken for a complete one. */
async function installPackages(): Promise<string> {
  const lockfile = await readFile(join(FOLDER, 'package-lock.json'))
  const installed = join(CACHE, createHash('sha256').update(lockfile).digest('hex').slice(0, 16))
  if (existsSync(installed)) return installed
  await mkdir(CACHE, { recursive: true })
  const staging = await mkdtemp(`${installed}-`)
  for (const name of ['package.json', 'package-lock.json', 'nest-11', 'nest-12']) {
    await cp(join(FOLDER, name), join(staging, name), { recursive: true })
  }
  // Security: the only install script that runs is the one that fetches Node.
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: staging })
  await run('npm', ['rebuild', 'node', '--no-audit', '--no-fund'], { cwd: staging })
  await run(laterNodeOf(staging), ['--version'])
  await rename(staging, installed)
  return installed
}

function laterNodeOf(folder: string): string {
  return join(folder, 'node_modules/node/bin/node')
}
