import { type CorsConfig, type CorsRequest, createPolicy, type DeniedReason } from '@crossorigin/policy'
import { describe, expect, test } from 'vitest'
import { listFiles, PAGES, README, ROOT, read } from './documents.ts'
import { readLinks, readTable } from './markdown.ts'

const readme = read(README)
const lines = readme.split('\n')

describe('README.md', () => {
  test('has at most 1,500 words in 220 lines', () => {
    expect(readme.split(/\s+/).length).toBeLessThanOrEqual(1500)
    expect(lines.length).toBeLessThanOrEqual(220)
  })

  test('has installed and started the first server by line 30, and all three by line 70', () => {
    const lineOf = (text: string): number => 1 + lines.findIndex((line) => line.includes(text))
    expect(lineOf('npm install')).toBeGreaterThan(0)
    expect(lineOf('app.listen(3000)')).toBeLessThanOrEqual(30)
    for (const start of ["from '@crossorigin/express'", "from '@crossorigin/fastify'", "from '@crossorigin/node'"]) {
      expect(lineOf(start)).toBeGreaterThan(0)
      expect(lineOf(start)).toBeLessThanOrEqual(70)
    }
    expect(lineOf('.listen({ port: 3000 })')).toBeLessThanOrEqual(70)
    expect(lineOf('(handler)).listen(3000)')).toBeLessThanOrEqual(70)
  })

  test('lists all options, with their defaults', () => {
    const { origin: _required, ...defaults } = createPolicy({ origin: '*' }).config
    const rows = readTable(readme, 'option').map(([name, , value]) => [unquote(name), unquote(value)])
    const expected = Object.entries(defaults).map(([name, value]) => [name, writeDefault(value)])
    expect(rows).toEqual([['origin', 'required'], ...expected])
  })

  test('names every package', () => {
    const packages = listFiles(`${ROOT}packages`, /^package\.json$/).map((path) => path.replace('/package.json', ''))
    expect(packages.length).toBeGreaterThan(5)
    expect(readLinks(readme)).toEqual(expect.arrayContaining(packages))
  })
})

describe('docs', () => {
  test('README.md leads to every page', () => {
    const linked = readLinks(read('docs/README.md')).map((target) => `docs/${target}`)
    expect(linked).toEqual(expect.arrayContaining(PAGES.filter((page) => page !== 'docs/README.md')))
  })

  test('options.md describes every option, in the order of the README', () => {
    const described = read('docs/options.md')
    const sections = [...described.matchAll(/^## ([a-zA-Z]+)$/gm)].map(([, name]) => name)
    const flags = readTable(described, 'option').map(([name]) => unquote(name))
    const options = Object.keys(createPolicy({ origin: '*' }).config)
    expect([...sections, ...flags]).toEqual(expect.arrayContaining(options))
    expect(sections).toEqual(options.filter((option) => sections.includes(option)))
  })

  test('examples.md names every example', () => {
    const examples = listFiles(`${ROOT}examples`, /\.js$/).filter((path) => /^examples\/[^/]+$/.test(path))
    expect(examples.length).toBeGreaterThan(5)
    expect(readLinks(read('docs/examples.md')).map((target) => target.replace('../', ''))).toEqual(
      expect.arrayContaining(examples),
    )
  })

  test('troubleshooting.md lists the reasons for denied origins, with the cause of each', async () => {
    const origin = 'https://app.example.com'
    const listed: CorsConfig = { origin, debug: true }
    const asked: CorsConfig = { origin: () => false, credentials: true, debug: true }
    const denials: Record<DeniedReason, readonly [config: CorsConfig, origin: string]> = {
      'origin/not-listed': [listed, 'https://www.example.com'],
      'origin/predicate-refused': [asked, origin],
      'origin/null': [listed, 'null'],
      'origin/malformed': [listed, `${origin}/`],
      'origin/insecure': [asked, 'http://dev.example'],
    }
    const rows = readTable(read('docs/troubleshooting.md'), '`Cors-Reason`')
    expect(rows.map(([reason]) => unquote(reason))).toEqual(Object.keys(denials))
    for (const [reason, [config, denied]] of Object.entries(denials)) {
      const request: CorsRequest = { method: 'GET', origin: denied }
      expect((await createPolicy(config).decide(request)).headers).toEqual(['Cors-Reason', reason])
    }
  })
})

function unquote(cell = ''): string {
  return cell.replace(/^`(.*)`$/, '$1')
}

function writeDefault(value: unknown): string {
  if (value === undefined) return 'none'
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value)
}
