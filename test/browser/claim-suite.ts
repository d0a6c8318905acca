import { afterAll, beforeAll, describe, it, onTestFinished } from 'vitest'
import { APP, type Claim } from './claim.ts'
import { CONTROLS } from './claim-controls.ts'
import { REQUEST_CLAIMS } from './claim-requests.ts'
import { RESOURCE_CLAIMS } from './claim-resources.ts'
import { type ClaimAdapter, HAND_MADE, startClaimServer } from './claim-server.ts'
import { API_HOSTS, describeRequest, visit } from './claim-visit.ts'
import type { TestedEngine } from './vector-suite.ts'
import type { VectorWorld } from './vector-world.ts'

const titled = <Row extends { readonly claim: string }>(claims: readonly Row[]): [claim: string, row: Row][] =>
  claims.map((row) => [row.claim, row])

/**
 * Defines the tests of the claims in the README, with a real browser: first that a handwritten server fails as
 * described, then that each adapter works.
 */
export function describeClaims(tested: TestedEngine, adapters: readonly ClaimAdapter[]): void {
  let world: VectorWorld
  beforeAll(async () => {
    world = await tested.createWorld({ otherHosts: API_HOSTS, hasHttpCache: true })
  }, 60_000)
  afterAll(() => world?.close())

  describe('a server made by hand', () => {
    it.each(titled(CONTROLS))('%s', (_claim, row) => expectClaim({ world, tested }, row, HAND_MADE))
  })

  describe.each(adapters.map((adapter) => [adapter.name, adapter] as const))('%s', (_name, adapter) => {
    it.each(titled([...REQUEST_CLAIMS, ...RESOURCE_CLAIMS]))('%s', (_claim, row) =>
      expectClaim({ world, tested }, row, adapter),
    )
  })
}

async function expectClaim<Source>(
  { world, tested }: { readonly world: VectorWorld; readonly tested: TestedEngine },
  { claim, server: source, page: origin = APP, scheme = 'https', does, receives }: Claim<Source>,
  adapter: ClaimAdapter<Source>,
): Promise<void> {
  const server = await startClaimServer(adapter, source, scheme)
  onTestFinished(server.close)
  const sees = await visit({ world, origin, server, adapter }, async (visit) => {
    const seen: string[] = []
    for (const [step] of does) seen.push(await step(visit))
    return seen
  })
  const received = server.received.map((request) => describeRequest(request, origin))
  const expected = { sees: does.map(([, result]) => result), receives }
  tested.agree(claim, { sees, receives: received }, expected, adapter.name)
}
