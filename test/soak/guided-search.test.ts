import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type BlockCoverage, startBlockCoverage } from '../hostile/block-coverage.ts'
import { searchGuided } from '../hostile/guided-search.ts'
import { PROTOCOL_ATTACKS } from '../hostile/protocol-attack.ts'
import { SEED_REQUESTS } from '../hostile/seed-request.ts'
import { TARGETS } from '../hostile/target.ts'
import { startReference, startVictims } from '../hostile/victim.ts'
import { shareOfTime } from './soak-time.ts'

const OWN_SOURCES = /\/packages\/(grammar|policy|node|express|fastify)\/src\//

/** A different search each time; if one finds something, the report contains its seed for `SOAK_SEED`. */
const SEED = Number(process.env['SOAK_SEED'] ?? randomInt(2 ** 31))

let coverage: BlockCoverage

beforeAll(async () => {
  coverage = await startBlockCoverage()
})

afterAll(() => coverage.stop())

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
})

describe.each(PROTOCOL_ATTACKS)('a long search over $protocol, guided by coverage', ({ protocol, attack }) => {
  it.each(TARGETS)('breaks no adapter with $name', async (target) => {
    const [reference, victims] = await Promise.all([startReference(protocol), startVictims(target, protocol)])
    onTestFinished(async () => {
      await Promise.all([reference, ...victims].map(({ close }) => close()))
    })
    const { found, runs } = await searchGuided({
      seeds: SEED_REQUESTS,
      attempt: (input) => attack(target, reference, victims, input),
      takeReach: () => coverage.take(OWN_SOURCES),
      seed: SEED,
      runs: Number.POSITIVE_INFINITY,
      deadline: performance.now() + shareOfTime(0.075),
    })
    expect(found, `with SOAK_SEED=${SEED}`).toBeUndefined()
    expect(runs).toBeGreaterThan(SEED_REQUESTS.length)
  })
})
