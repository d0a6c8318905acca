import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Format } from 'esbuild'
import { describe, expect, inject, it, onTestFinished } from 'vitest'
import { type Consumer, createConsumer, listEntries, type Output, readManifests, runNode } from './consumer.ts'
import { SERVER_OUTPUT, SERVER_PROGRAMS, writeCommonJs, writeModule } from './server-programs.ts'

const FORMATS = [
  { format: 'esm', bundle: 'bundle.mjs' },
  { format: 'cjs', bundle: 'bundle.cjs' },
] as const

const POLICY = `
import { validateConfig } from '@crossorigin/policy'
for (const origin of ['https://*.example.com', 'https://*.vercel.app']) {
  console.log(validateConfig({ origin, credentials: true }).map(({ code }) => code).join())
}`
const CHECKED: Output = { code: 0, stdout: '\norigin/public-suffix\n', stderr: '' }
const UNCHECKED: Output = { code: 0, stdout: 'origin/public-suffix-list-unavailable\n'.repeat(2), stderr: '' }

/** Bundles a program into one file, and returns the warnings of esbuild. */
async function bundle(
  consumer: Consumer,
  format: Format,
  outfile: string,
  external: readonly string[] = [],
): Promise<string[]> {
  const { warnings } = await build({
    absWorkingDir: consumer.folder,
    entryPoints: ['main.js'],
    outfile,
    format,
    external: [...external],
    bundle: true,
    minify: true,
    platform: 'node',
    logLevel: 'silent',
  })
  return warnings.map(({ text }) => text)
}

/** Runs a file in a folder without installed packages. */
function runElsewhere(consumer: Consumer, file: string): Promise<Output> {
  const folder = mkdtempSync(join(tmpdir(), 'crossorigin-deployed-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(join(consumer.folder, file), join(folder, file))
  return runNode([file], folder)
}

describe.each(FORMATS)('an esbuild bundle, format $format', ({ format, bundle: file }) => {
  it.each(SERVER_PROGRAMS)('serves on $name', async (program) => {
    // CommonJS frameworks cannot be bundled into an ES module.
    const frameworks =
      format === 'esm' ? ['express', 'express4', 'fastify', 'fastify-plugin', 'find-my-way', 'koa'] : []
    const consumer = createConsumer('module', { 'main.js': writeModule(program) })
    expect(await bundle(consumer, format, file, frameworks)).toEqual([])
    expect(await consumer.node(file)).toEqual({ code: 0, stdout: SERVER_OUTPUT, stderr: '' })
  })

  it('has the Public Suffix List if the policy is installed next to it', async () => {
    const consumer = createConsumer('module', { 'main.js': POLICY })
    expect(await bundle(consumer, format, file)).toEqual([])
    expect(await consumer.node(file)).toEqual(CHECKED)
  })

  it('rejects patterns that it cannot check if the policy is not installed', async () => {
    const consumer = createConsumer('module', { 'main.js': POLICY })
    await bundle(consumer, format, file)
    expect(await runElsewhere(consumer, file)).toEqual(UNCHECKED)
  })

  it('has the Public Suffix List everywhere if it imports the entry that registers it', async () => {
    const consumer = createConsumer('module', { 'main.js': `import '@crossorigin/policy/public-suffix-list'${POLICY}` })
    expect(await bundle(consumer, format, file)).toEqual([])
    expect(await runElsewhere(consumer, file)).toEqual(CHECKED)
  })

  it('has the Public Suffix List if the policy is installed next to the main module, in another folder', async () => {
    const consumer = createConsumer('module', { 'main.js': POLICY })
    await bundle(consumer, format, file)
    const elsewhere = mkdtempSync(join(tmpdir(), 'crossorigin-library-'))
    onTestFinished(() => rmSync(elsewhere, { recursive: true }))
    cpSync(join(consumer.folder, file), join(elsewhere, file))
    consumer.write('start.mjs', `import ${JSON.stringify(join(elsewhere, file))}`)
    expect(await consumer.node('start.mjs')).toEqual(CHECKED)
  })

  it('has the Public Suffix List if the policy is external', async () => {
    const consumer = createConsumer('module', { 'main.js': POLICY })
    expect(await bundle(consumer, format, file, ['@crossorigin/policy'])).toEqual([])
    expect(await consumer.node(file)).toEqual(CHECKED)
  })
})

it('bundles packages that are loaded with require', async () => {
  const [program] = SERVER_PROGRAMS
  if (program === undefined) throw new Error('there is no program')
  const consumer = createConsumer('commonjs', { 'main.js': writeCommonJs(program) })
  expect(await bundle(consumer, 'cjs', 'bundle.cjs')).toEqual([])
  expect(await consumer.node('bundle.cjs')).toEqual({ code: 0, stdout: SERVER_OUTPUT, stderr: '' })
})

it('has the Public Suffix List only where the policy is installed, if the policy is loaded with require', async () => {
  const program = POLICY.replace(/^import (.+) from (.+)$/m, 'const $1 = require($2)')
  const consumer = createConsumer('commonjs', { 'main.js': program })
  expect(await bundle(consumer, 'cjs', 'bundle.cjs')).toEqual([])
  expect(await consumer.node('bundle.cjs')).toEqual(CHECKED)
  expect(await runElsewhere(consumer, 'bundle.cjs')).toEqual(UNCHECKED)
})

/** Entries with side effects, each with a part of its code. */
const EFFECTS: Readonly<Record<string, string>> = {
  '@crossorigin/fastify': '.subscribe(',
  '@crossorigin/policy/public-suffix-list': 'Symbol.for',
}

describe.each(readManifests())('@crossorigin/%s', (_name, manifest) => {
  it.each(listEntries(manifest))(
    '%s is removed from a bundle that does not use it, unless it has side effects',
    async (entry) => {
      const { outputFiles, warnings } = await build({
        stdin: { contents: `import '${entry}'`, resolveDir: inject('installation') },
        format: 'esm',
        platform: 'node',
        bundle: true,
        write: false,
        logLevel: 'silent',
      })
      const effect = EFFECTS[entry]
      expect(warnings.map(({ id }) => id)).toEqual(effect === undefined ? ['ignored-bare-import'] : [])
      expect(outputFiles.map(({ text }) => text)).toEqual([effect === undefined ? '' : expect.stringContaining(effect)])
    },
  )
})
