import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type BlockCoverage, startBlockCoverage } from './block-coverage.ts'
import { type SearchResult, searchGuided } from './guided-search.ts'
import { DEEP_DEFECT, SHALLOW_DEFECTS, startDefective } from './planted-defect.ts'
import { FULL_SEED_REQUESTS, SEED_REQUESTS } from './seed-request.ts'
import { TARGETS, type Target } from './target.ts'
import { attackVictims, startReference, startVictims, type Victim } from './victim.ts'

const OWN_SOURCES = /\/packages\/(grammar|policy|node|express|fastify)\/src\//
const PLANTED_SOURCES = /\/planted-defect\.ts/

async function search(
  target: Target,
  victims: readonly Victim[],
  seeds: readonly string[],
  runs: number,
  scripts?: RegExp,
): Promise<SearchResult> {
  const reference = await startReference()
  onTestFinished(async () => {
    await Promise.all([reference, ...victims].map(({ close }) => close()))
  })
  return await searchGuided({
    seeds,
    attempt: (input) => attackVictims(target, reference, victims, input),
    takeReach: scripts && (() => coverage.take(scripts)),
    seed: 1,
    runs,
  })
}

let coverage: BlockCoverage

beforeAll(async () => {
  coverage = await startBlockCoverage()
})

afterAll(() => coverage.stop())

beforeEach(() => {
  // Policies under attack are broader than they should be, and say so.
  vi.spyOn(process, 'emitWarning').mockReturnValue()
})

describe('bytes that are changed wherever that leads to new code', () => {
  it.each(TARGETS)('break no adapter with $name', async (target) => {
    const { found, kept, runs } = await search(target, await startVictims(target), SEED_REQUESTS, 320, OWN_SOURCES)
    expect(found).toBeUndefined()
    expect(runs).toBeGreaterThanOrEqual(320)
    expect(kept).toBeGreaterThan(0)
  })
})

describe('the search', () => {
  const [target] = TARGETS as [Target]

  it.each(SHALLOW_DEFECTS)('finds $name', async (defect) => {
    const { found } = await search(target, [await startDefective(defect)], FULL_SEED_REQUESTS, 10_000, PLANTED_SOURCES)
    expect(found?.violations[0]).toMatch(new RegExp(`^${defect.kind}: `))
  })

  it('finds what chance alone does not, since it knows which changes led deeper', async () => {
    const guided = await search(
      target,
      [await startDefective(DEEP_DEFECT)],
      FULL_SEED_REQUESTS,
      20_000,
      PLANTED_SOURCES,
    )
    expect(guided.found?.violations[0]).toMatch(/^echo: /)
    const blind = await search(target, [await startDefective(DEEP_DEFECT)], FULL_SEED_REQUESTS, guided.runs)
    expect(blind.found).toBeUndefined()
  })
})
