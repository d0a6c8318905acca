import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { IS_THOROUGH } from '../support/thorough.ts'
import { type BlockCoverage, startBlockCoverage } from './block-coverage.ts'
import { type SearchResult, searchGuided } from './guided-search.ts'
import { DEEP_DEFECT, type PlantedDefect, SHALLOW_DEFECTS, startDefective } from './planted-defect.ts'
import { PROTOCOL_ATTACKS, type ProtocolAttack } from './protocol-attack.ts'
import { FULL_SEED_REQUESTS, SEED_REQUESTS } from './seed-request.ts'
import { LIST_TARGET, TARGETS, type Target } from './target.ts'
import { startReference, startVictims, type Victim } from './victim.ts'

/** The minimum number of attempts per target, including seeds and replays. */
const RUNS = IS_THOROUGH ? 400 : 100

const OWN_SOURCES = /\/packages\/(grammar|policy|node|express|fastify|koa|fetch)\/src\//
const PLANTED_SOURCES = /\/planted-defect\.ts/

interface Search {
  readonly over: ProtocolAttack
  readonly target: Target
  readonly victims: readonly Victim[]
  readonly seeds: readonly string[]
  readonly runs: number
  /** The files in which coverage is counted; none for a purely random search. */
  readonly scripts?: RegExp | undefined
}

async function search({ over, target, victims, seeds, runs, scripts }: Search): Promise<SearchResult> {
  const reference = await startReference(over.protocol)
  onTestFinished(async () => {
    await Promise.all([reference, ...victims].map(({ close }) => close()))
  })
  return await searchGuided({
    seeds,
    attempt: (input) => over.attack(target, reference, victims, input),
    takeReach: scripts && (() => coverage.take(scripts)),
    seed: 1,
    runs,
  })
}

async function searchDefect(
  over: ProtocolAttack,
  defect: PlantedDefect,
  runs: number,
  scripts?: RegExp,
): Promise<SearchResult> {
  const victims = [await startDefective(defect, over.protocol)]
  return await search({ over, target: LIST_TARGET, victims, seeds: FULL_SEED_REQUESTS, runs, scripts })
}

let coverage: BlockCoverage

beforeAll(async () => {
  coverage = await startBlockCoverage()
})

afterAll(() => coverage.stop())

beforeEach(() => {
  // The policies under attack are too broad on purpose, and warn about it.
  vi.spyOn(process, 'emitWarning').mockReturnValue()
})

describe.each(PROTOCOL_ATTACKS)('over $protocol', (over) => {
  describe('mutated bytes, guided by code coverage', () => {
    it.each(TARGETS)('break no adapter with $name', async (target) => {
      const victims = await startVictims(target, over.protocol)
      const { found, kept, runs } = await search({
        over,
        target,
        victims,
        seeds: SEED_REQUESTS,
        runs: RUNS,
        scripts: OWN_SOURCES,
      })
      expect(found).toBeUndefined()
      expect(runs).toBeGreaterThanOrEqual(RUNS)
      expect(kept).toBeGreaterThan(0)
    })
  })

  it.each(SHALLOW_DEFECTS)('the search finds $name', async (defect) => {
    const { found } = await searchDefect(over, defect, 10_000, PLANTED_SOURCES)
    expect(found?.violations[0]).toMatch(new RegExp(`^${defect.kind}: `))
  })
})

describe('the search', () => {
  it('finds what random mutation does not, because it knows which changes reached new code', async () => {
    const guided = await searchDefect(PROTOCOL_ATTACKS[0], DEEP_DEFECT, 20_000, PLANTED_SOURCES)
    expect(guided.found?.violations[0]).toMatch(/^echo: /)
    const blind = await searchDefect(PROTOCOL_ATTACKS[0], DEEP_DEFECT, guided.runs)
    expect(blind.found).toBeUndefined()
  })
})
