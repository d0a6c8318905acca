import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { ROOT } from './pack.js'

/** In bytes, without `grammar`, which other packages share, and without the Public Suffix List. */
const LIMIT = 22_000

it('policy is at most 22 kB, minified and gzipped', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'packages/policy/dist/index.js')],
    bundle: true,
    packages: 'external',
    format: 'esm',
    minify: true,
    write: false,
  })
  const size = gzipSync(outputFiles[0]?.contents as Uint8Array, { level: 9 }).length
  expect(size).toBeGreaterThan(LIMIT / 2)
  expect(size).toBeLessThanOrEqual(LIMIT)
})
