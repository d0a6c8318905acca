// Builds the packages into their folders dist. tsc checks them all and writes their declarations; esbuild makes one file of each
// library, because Node takes its time for every module that it loads: with forty of them, importing an adapter took a process
// a third longer. The doctor is a command that loads what it needs when it needs it, so tsc writes its modules one by one.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const LIBRARIES = ['grammar', 'policy', 'node', 'express', 'fastify', 'fetch', 'browser-model']

/** Entries of a library beside its index, by the names of the files that they become. @type {Record<string, Record<string, string>>} */
const OTHER_ENTRIES = {
  fetch: { hono: 'src/hono.ts' },
  policy: { adapter: 'src/adapter/index.ts', 'public-suffix-list': 'src/bundled-suffix-list.ts' },
}

const root = fileURLToPath(new URL('.', import.meta.url))
// What tsc has written before it takes for granted, and does not see that somebody has removed it.
const isWritten = LIBRARIES.every((name) => existsSync(`${root}packages/${name}/dist/index.d.ts`))
const parameters = ['node_modules/typescript/bin/tsc', '-b', ...(isWritten ? [] : ['--force'])]
const { status } = spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' })
if (status !== 0) process.exit(1)

await Promise.all(
  LIBRARIES.map((name) => {
    removeModules(`${root}packages/${name}/dist`)
    return build({
      absWorkingDir: `${root}packages/${name}`,
      entryPoints: { index: 'src/index.ts', ...OTHER_ENTRIES[name] },
      outdir: 'dist',
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'neutral',
      target: 'es2023',
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'warning',
    })
  }),
)

/**
 * Removes code that an earlier build has left: it would be published.
 *
 * @param {string} folder
 */
function removeModules(folder) {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.js(?:\.map)?$/.test(file)) rmSync(`${folder}/${file}`)
  }
}
