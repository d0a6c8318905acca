import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { ROOT } from './pack.js'

/** In bytes, without `grammar`, which other packages share, and without the Public Suffix List. */
const LIMIT = 22_000

/** How much more an adapter is than the policy, in bytes, with all that it brings. */
const LIMIT_BEYOND_POLICY = 5_000

/** Measures what a module becomes, minified and gzipped. */
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

it('koa is at most 5 kB more than policy', async () => {
  const policy = "export * from '@crossorigin/policy'"
  const beyond =
    (await sizeOf(`${policy};export * from '@crossorigin/koa'`, ['tldts'])) - (await sizeOf(policy, ['tldts']))
  expect(beyond).toBeGreaterThan(LIMIT_BEYOND_POLICY / 2)
  expect(beyond).toBeLessThanOrEqual(LIMIT_BEYOND_POLICY)
})
