import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { conditionsOf, listEntries, type Manifest, readManifests, runNode } from './consumer.ts'

/** Scripts that npm runs when a package is installed. */
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare']

/** Files with side effects, with their sources. */
const WITH_SIDE_EFFECTS: Readonly<Record<string, readonly string[]>> = {
  // Subscribes to applications that are created later.
  fastify: ['./dist/index.js', './dist/index.cjs', './src/route-log.ts'],
  // Registers the list for all copies of the package.
  policy: ['./dist/public-suffix-list.js', './dist/public-suffix-list.cjs', './src/bundled-suffix-list.ts'],
}

/** Not available to test runners that only load CommonJS. */
const ES_MODULES_ONLY = ['doctor']

const MANIFESTS = readManifests()

function folderOf(name: string): string {
  return join(inject('installation'), 'node_modules/@crossorigin', name)
}

/** Every path in a manifest. */
function listPaths({ main, types, bin = {}, exports }: Manifest): string[] {
  const texts = (value: unknown): unknown[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [value]
  return [main, types, ...Object.values(bin), ...texts(exports)].filter((path) => typeof path === 'string')
}

/** A path can name one file, or all files with the same extension in a folder. */
function isThere(path: string): boolean {
  const [start = '', end] = path.split('*')
  return end === undefined ? existsSync(path) : readdirSync(join(start, '.')).some((file) => file.endsWith(end))
}

function record(value: unknown): Record<string, string> {
  return (value ?? {}) as Record<string, string>
}

describe.each(MANIFESTS)('@crossorigin/%s', (name, manifest) => {
  it('supports Node 20.19 and later', () => {
    expect(manifest).toMatchObject({ name: `@crossorigin/${name}`, type: 'module', engines: { node: '>=20.19' } })
  })

  it('names only files that exist', () => {
    const paths = listPaths(manifest)
    expect(paths).toContain('./dist/index.js')
    if (!ES_MODULES_ONLY.includes(name)) expect(paths).toContain('./dist/index.cjs')
    expect(paths.filter((path) => !isThere(join(folderOf(name), path)))).toEqual([])
  })

  it('is found by classic resolution if exports have it', () => {
    const { import: imported, require: required } = conditionsOf(manifest, '.')
    expect([manifest['types'], manifest['main']]).toEqual([imported.types, required.default])
  })

  it('has no install scripts', () => {
    expect(Object.keys(record(manifest['scripts'])).filter((script) => INSTALL_SCRIPTS.includes(script))).toEqual([])
    expect(existsSync(join(folderOf(name), 'binding.gyp'))).toBe(false)
  })

  it('has exact versions of its dependencies', () => {
    const versions = Object.values(record(manifest['dependencies']))
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('declares whether it has side effects', () => {
    expect(manifest['sideEffects']).toEqual(WITH_SIDE_EFFECTS[name] ?? false)
  })

  // Undici, which is Node's own fetch, shares state with other copies of it under symbols. So does an entry that
  // registers something.
  it('defines no global, prints nothing and starts nothing when it is imported', async () => {
    const entries = JSON.stringify(listEntries(manifest))
    const program = `
      const before = Reflect.ownKeys(globalThis)
      for (const entry of ${entries}) await import(entry)
      const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String)
      console.log(added.filter((name) => !/^Symbol\\((?:undici\\.|@crossorigin\\/)/.test(name)).join())`
    const output = await runNode(['--input-type=module', '--eval', program], inject('installation'))
    expect(output).toEqual({ code: 0, stdout: '\n', stderr: '' })
  })

  it('maps its code to sources that are published with it', () => {
    const maps = readdirSync(join(folderOf(name), 'dist')).filter((file) => /js\.map$/.test(file))
    const sources = maps.flatMap((file) => JSON.parse(readFileSync(join(folderOf(name), 'dist', file), 'utf8')).sources)
    expect(maps).toContain('index.js.map')
    expect(sources).not.toEqual([])
    expect(sources.filter((source: string) => !existsSync(join(folderOf(name), 'dist', source)))).toEqual([])
  })
})
