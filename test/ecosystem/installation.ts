import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { installedNode, installLocked } from '../support/locked-installation.js'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))

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
  const installed = await installLocked(FOLDER, { others: ['nest-11', 'nest-12'], needsNode: true })
  const programs = await mkdtemp(join(installed, 'program-'))
  await cp(join(FOLDER, 'program'), programs, { recursive: true })
  project.provide('programs', programs)
  project.provide('laterNode', installedNode(installed))
  const began = Date.now()
  return async () => {
    await rm(programs, { recursive: true })
    console.log(`ecosystem: ${Math.round((Date.now() - began) / 1000)} s of ${BUDGET} s, without installing`)
  }
}
