import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, inject, it } from 'vitest'
import { ROOT } from './pack.js'

/** In bytes, without `grammar`, which other packages share, and without the Public Suffix List. */
const LIMIT = 22_000

/** Measures a module, minified and gzipped. */
async function sizeOf(text: string, external: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: ROOT },
    external: ['node:*', ...external],
    bundle: true,
    format: 'esm',
    minify: true,
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents as Uint8Array, { level: 9 }).length
}

it('policy is at most 22 kB, minified and gzipped', async () => {
  const size = await sizeOf("export * from '@crossorigin/policy'", ['@crossorigin/grammar', 'tldts'])
  expect(size).toBeGreaterThan(LIMIT / 2)
  expect(size).toBeLessThanOrEqual(LIMIT)
})

/**
 * In bytes, minified and gzipped, without its imports. Every application has `policy/adapter` in addition to `policy`, and
 * on Node `node` in addition to that; `express`, `fastify` and `koa` need all of it. Most of `fastify` finds the route that a preflight
 * is for.
 */
const ADAPTER_LIMITS = {
  'policy/dist/adapter': 3900,
  'node/dist/index': 3800,
  'express/dist/index': 1300,
  'fastify/dist/index': 8600,
  'koa/dist/index': 800,
  'fetch/dist/index': 3000,
  'fetch/dist/hono': 3000,
}

it.each(Object.entries(ADAPTER_LIMITS))('%s is at most %d bytes, in both formats', async (file, limit) => {
  for (const extension of ['js', 'cjs']) {
    const { outputFiles } = await build({
      entryPoints: [join(ROOT, 'packages', `${file}.${extension}`)],
      bundle: true,
      packages: 'external',
      platform: 'node',
      minify: true,
      write: false,
    })
    const size = gzipSync(outputFiles[0]?.contents as Uint8Array, { level: 9 }).length
    expect(size).toBeGreaterThan(limit / 2)
    expect(size).toBeLessThanOrEqual(limit)
  }
})

/** In bytes. The other installed files are only read by debuggers. */
const DOCTOR_LIMIT = 1_200_000

it('doctor is at most 1.2 MB as installed, not counting sources and maps', () => {
  const folder = join(inject('installation'), 'node_modules/@crossorigin/doctor')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const size = files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.startsWith(join(folder, 'src')) && !path.endsWith('.map'))
    .reduce((sum, path) => sum + statSync(path).size, 0)
  expect(size).toBeGreaterThan(DOCTOR_LIMIT / 4)
  expect(size).toBeLessThanOrEqual(DOCTOR_LIMIT)
})
