import type { CorsConfig } from '@crossorigin/policy'
import { beforeEach, expect, it, vi } from 'vitest'
import { SCENARIOS } from '../../adapters/scenario-table.ts'
import { read } from '../../readme/documents.ts'
import { readCorsHeaders } from '../../support/cors-headers.ts'
import { serveFetch } from '../../support/fetch-server.ts'
import { sendRaw } from '../../support/raw-client.ts'
import type { Scenario } from '../../support/scenario.ts'
import { FAULTS, type Fault, findFaults } from './fault.ts'
import { PEERS, type Peer } from './peer.ts'

const PAGE = 'docs/comparison-fetch.md'
const TABLE = /^\| of \d+ scenarios [\s\S]*?\n(?!\|)/m

/** Options that all packages have. */
const OPTIONS: ReadonlySet<string> = new Set([
  ...['origin', 'methods', 'allowedHeaders', 'exposedHeaders', 'credentials', 'maxAge'],
])

/** Tells whether a scenario is about one configuration that every package can have. */
async function isShared({ setup, appliesTo }: Scenario): Promise<boolean> {
  const { layers, earlyVary, earlyHeaders, hasEarlyAuthentication } = setup
  const [layer] = layers
  if (layer === undefined || layers.length > 1 || layer.mode !== undefined || layer.vary !== undefined) return false
  if (earlyVary !== undefined || earlyHeaders !== undefined || hasEarlyAuthentication) return false
  if (appliesTo?.({ name: '', framework: 'fetch', protocol: 'http/1.1' } as never) === false) return false
  const { source } = layer
  if (typeof source === 'function' || 'decide' in source) return false
  return Object.keys(source).every((name) => OPTIONS.has(name)) && (await isCommonOrigin(source.origin))
}

/**
 * Patterns are this project's own. An origin function returns a boolean, or a promise of one: with some packages, one that fails
 * ends the process.
 */
async function isCommonOrigin(origin: CorsConfig['origin']): Promise<boolean> {
  if (typeof origin === 'function') {
    try {
      const returned: unknown = origin('https://example.com', {} as never)
      return typeof (returned instanceof Promise ? await returned : returned) === 'boolean'
    } catch {
      return false
    }
  }
  if (origin === '*') return true
  return [origin].flat().every((each) => typeof each === 'string' && !each.includes('*') && each !== 'null')
}

/** What a package does in a scenario: its faults, or whether its headers are those of the table. */
interface Result {
  readonly faults: ReadonlySet<Fault>
  readonly isEqual: boolean
}

async function tryScenario(peer: Peer, { setup, exchanges }: Scenario): Promise<Result> {
  let reached = 0
  const handler = await peer.create(setup.layers[0]?.source as CorsConfig, () => {
    reached++
  })
  const server = serveFetch(handler)
  const port = await server.listen()
  const faults = new Set<Fault>()
  let isEqual = true
  for (const [request, expected] of exchanges) {
    const before = reached
    const response = await sendRaw(port, request)
    for (const fault of findFaults(request, expected, { response, reachesApplication: reached > before }))
      faults.add(fault)
    const { vary: sentVary, ...sent } = readCorsHeaders(response)
    const { vary, ...wanted } = expected.cors
    isEqual &&= JSON.stringify(sort(sent)) === JSON.stringify(sort(wanted)) && sentVary === vary
  }
  await server.close()
  return { faults, isEqual }
}

function sort(headers: object): unknown {
  return Object.entries(headers).sort()
}

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
  vi.spyOn(console, 'error').mockReturnValue()
})

it(`the table of ${PAGE} is what the scenario table says of each package`, async () => {
  const shared: Scenario[] = []
  for (const scenario of SCENARIOS) if (await isShared(scenario)) shared.push(scenario)
  const results = new Map<string, readonly Result[]>()
  for (const peer of PEERS) {
    const all: Result[] = []
    for (const scenario of shared) all.push(await tryScenario(peer, scenario))
    results.set(peer.name, all)
  }
  const count = (select: (result: Result) => boolean): string =>
    [...results.values()].map((all) => all.filter(select).length).join(' | ')
  const lines = [
    `| of ${shared.length} scenarios | ${[...results.keys()].join(' | ')} |`,
    `| --- |${' --- |'.repeat(results.size)}`,
    `| nothing of the following | ${count(({ faults }) => faults.size === 0)} |`,
    ...FAULTS.map((fault) => `| ${fault} | ${count(({ faults }) => faults.has(fault))} |`),
  ]
  expect(results.get(PEERS[0]?.name as string)).toEqual(shared.map(() => ({ faults: new Set(), isEqual: true })))
  const page = read(PAGE)
  expect(TABLE.test(page)).toBe(true)
  await expect(page.replace(TABLE, `${lines.join('\n')}\n`)).toMatchFileSnapshot(`../../../${PAGE}`)
}, 120_000)
