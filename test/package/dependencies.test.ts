import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readTable } from '../readme/markdown.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const PACKAGES = readdirSync(join(ROOT, 'packages'))

/** A row of CONTRIBUTING.md about one runtime dependency, or about a package without any. */
interface Row {
  readonly folder: string
  readonly name: string
  readonly brings: readonly string[]
  readonly reason: string
}

const ROWS = readTable(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8'), 'package').map(
  ([folder = '', name = '', brings = '', reason = '']): Row => ({
    folder: namesIn(folder).join(),
    name: namesIn(name).join() || name,
    brings: namesIn(brings),
    reason,
  }),
)

const EXACT = /^(?:npm:[@a-z/-]+@)?\d+\.\d+\.\d+$/
const OWN = 'workspace:*'

/** A package of pnpm's lock file, and the versions of Node that it supports. */
const ENGINE = /^ {2}(\S+)@[^@\n]+:\n {4}resolution: .+\n {4}engines: \{node: ('[^']+'|[^,}]+)/gm

/** Supports the ranges found in manifests: alternatives, each beginning with the lowest version. */
function supportsNode20(range: string): boolean {
  return range.split('||').some((alternative) => {
    const [, operator, major, minor = '0'] = /^\s*([<>=^~]*)\s*v?(\d+)(?:\.(\d+))?/.exec(alternative) ?? []
    if (major === undefined) throw new Error(`${range} is not understood.`)
    const isReached = Number(major) < 20 || (Number(major) === 20 && Number(minor) <= 19)
    return isReached && (operator === '>=' || Number(major) === 20)
  })
}

/** The frameworks that an adapter does not support in any version. */
const PEERS: Readonly<Record<string, readonly string[]>> = { fastify: ['fastify'], koa: ['koa'] }

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
  readonly peerDependenciesMeta?: Record<string, { readonly optional: boolean }>
  readonly optionalDependencies?: Record<string, string>
  readonly scripts?: Record<string, string>
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/** The dependencies of a manifest from other projects. */
function outsidersOf({ dependencies = {} }: Manifest): string[] {
  return Object.keys(dependencies).filter((name) => dependencies[name] !== OWN)
}

/** Everything installed with a dependency, except itself. */
function closureOf(name: string, folder: string): Set<string> {
  const found = new Set<string>()
  const visit = (dependency: string, from: string): void => {
    const paths = createRequire(join(from, 'package.json')).resolve.paths(dependency) ?? []
    const home = paths.map((path) => join(path, dependency)).find((path) => existsSync(path))
    if (home === undefined) throw new Error(`${dependency} is not installed`)
    for (const next of outsidersOf(readManifest(home))) {
      if (found.has(next)) continue
      found.add(next)
      visit(next, realpathSync(home))
    }
  }
  visit(name, folder)
  return found
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

describe('runtime dependencies', () => {
  test.each(PACKAGES)('of %s are those with a reason in CONTRIBUTING.md', (folder) => {
    const names = outsidersOf(readManifest(join(ROOT, 'packages', folder)))
    const rows = ROWS.filter((row) => row.folder === folder)
    expect(rows.map(({ name }) => name)).toEqual(names.length === 0 ? ['none'] : names)
    for (const { name, reason } of rows) if (name !== 'none') expect(reason).toMatch(/^[A-Z].{20,}\.$/)
  })

  test('of no other package are in the table', () => {
    expect([...new Set(ROWS.map(({ folder }) => folder))].sort()).toEqual([...PACKAGES].sort())
  })

  test.each(ROWS.filter(({ name }) => name !== 'none'))(
    'of $folder: $name installs the listed packages',
    ({ folder, name, brings }) => {
      expect([...closureOf(name, join(ROOT, 'packages', folder))].sort()).toEqual([...brings].sort())
    },
  )

  test.each(ROWS.filter(({ name }) => name !== 'none'))('of $folder: $name is imported by it', ({ folder, name }) => {
    const sources = join(ROOT, 'packages', folder, 'src')
    const texts = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(sources, file), 'utf8'))
    expect(texts.some((text) => text.includes(`from '${name}'`) || text.includes(`('${name}')`))).toBe(true)
  })
})

describe('the manifest', () => {
  test.each(PACKAGES)(
    'of %s pins its dependencies, has no install scripts, and has no other requirements',
    (folder) => {
      const manifest = readManifest(join(ROOT, 'packages', folder))
      for (const version of Object.values(manifest.dependencies ?? {}))
        if (version !== OWN) expect(version).toMatch(EXACT)
      expect(Object.keys(manifest.peerDependencies ?? {})).toEqual(PEERS[folder] ?? [])
      expect(Object.keys(manifest.peerDependenciesMeta ?? {})).toEqual(PEERS[folder] ?? [])
      expect([manifest.optionalDependencies, manifest.scripts]).toEqual([undefined, undefined])
    },
  )

  test.each(['.', ...PACKAGES.map((folder) => `packages/${folder}`)])(
    'of %s pins its development dependencies',
    (folder) => {
      for (const [name, version] of Object.entries(readManifest(join(ROOT, folder)).devDependencies ?? {})) {
        if (version !== OWN) expect(version, name).toMatch(EXACT)
      }
    },
  )
})

describe('an installation for development', () => {
  /** The packages of the lock file that declare the Node versions that they support. */
  const engines = [...readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8').matchAll(ENGINE)].map(
    ([, name = '', range = '']) => [name.replaceAll("'", ''), range.replaceAll("'", '')] as const,
  )

  // Each further one would print a warning for everyone who installs the packages.
  test('has one package that does not support Node 20.19, which is the one with Chromium', () => {
    expect(engines.length).toBeGreaterThan(200)
    expect(engines.filter(([, range]) => !supportsNode20(range)).map(([name]) => name)).toEqual(['@sparticuz/chromium'])
  })
})
