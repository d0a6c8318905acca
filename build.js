// Builds the packages into their folders dist: tsc checks them all and writes their declarations, esbuild makes one file of
// each. Node takes its time for every module that it loads, and forty of them cost more than half of importing a server.

import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const LIBRARIES = ['grammar', 'policy', 'node', 'express', 'fastify', 'browser-model']

const root = fileURLToPath(new URL('.', import.meta.url))
const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], {
  cwd: root,
  stdio: 'inherit',
})
if (status !== 0) process.exit(1)

await Promise.all(
  LIBRARIES.map((name) =>
    build({
      absWorkingDir: `${root}packages/${name}`,
      entryPoints: ['src/index.ts'],
      outfile: 'dist/index.js',
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'neutral',
      target: 'es2023',
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'warning',
    }),
  ),
)
