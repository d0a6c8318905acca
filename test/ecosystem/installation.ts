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

/** Seconds that the suite may take once everything is installed. */
const BUDGET = 240

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the programs, from which they find what is installed. */
    programs: string
    /** The command of a Node that runs packages which the oldest supported Node does not. */
    laterNode: string
  }
}

/** Installs the packages, unless an earlier run has, and puts a copy of the programs where they find them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const installed = await installPackages()
  const programs = await mkdtemp(join(installed, 'program-'))
  await cp(join(FOLDER, 'program'), programs, { recursive: true })
  project.provide('programs', programs)
  project.provide('laterNode', join(installed, 'node_modules/node/bin/node'))
  const began = Date.now()
  return async () => {
    await rm(programs, { recursive: true })
    console.log(`ecosystem: ${Math.round((Date.now() - began) / 1000)} s of ${BUDGET} s, without installing`)
  }
}

/** Renaming happens all at once, so an installation that was interrupted is never taken for a whole one. */
async function installPackages(): Promise<string> {
  const lockfile = await readFile(join(FOLDER, 'package-lock.json'))
  const installed = join(CACHE, createHash('sha256').update(lockfile).digest('hex').slice(0, 16))
  if (existsSync(installed)) return installed
  await mkdir(CACHE, { recursive: true })
  const staging = await mkdtemp(`${installed}-`)
  for (const name of ['package.json', 'package-lock.json', 'nest-11', 'nest-12']) {
    await cp(join(FOLDER, name), join(staging, name), { recursive: true })
  }
  // Security: of the scripts of packages, only the one that fetches Node runs.
  await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: staging })
  await run('npm', ['rebuild', 'node', '--no-audit', '--no-fund'], { cwd: staging })
  await rename(staging, installed)
  return installed
}
