import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { installLocked } from '../support/locked-installation.js'

/** @typedef {new (options: object) => { runMutationTest(): Promise<unknown> }} StrykerConstructor */

/**
 * Installs Stryker, unless an earlier run did: most people never run it, and some of what it depends on warns of their Node. Its
 * runner finds the vitest of the repository, which the tests import as well.
 *
 * @returns {Promise<{ Stryker: StrykerConstructor, runner: string }>}
 */
export async function loadStryker() {
  const folder = await installLocked(fileURLToPath(new URL('.', import.meta.url)), { others: ['.npmrc'] })
  const { resolve } = createRequire(`${folder}/package.json`)
  const core = await import(pathToFileURL(resolve('@stryker-mutator/core')).href)
  return { Stryker: core.Stryker, runner: resolve('@stryker-mutator/vitest-runner') }
}
