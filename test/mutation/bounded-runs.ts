import { vi } from 'vitest'

const MOST_RUNS = 200

/**
 * Properties are tried a few times, from one seed, without shrinking: a mutant then lives or dies on every run alike, and
 * soon.
 */
vi.mock('fast-check', async (importOriginal) => {
  const original = await importOriginal<typeof import('fast-check')>()
  const assert = ((property, parameters) =>
    original.assert(property, {
      ...parameters,
      numRuns: Math.min(parameters?.numRuns ?? 100, MOST_RUNS),
      seed: 1,
      endOnFailure: true,
    })) as typeof original.assert
  return { ...original, assert, default: { ...original.default, assert } }
})

/**
 * A mutant that takes ten times the steps of the tests is in a loop that does not end. Stryker waits for a hundred times,
 * which for the tests of hostile values are too many to wait for.
 */
const mutation = (globalThis as { __stryker__?: { hitLimit?: number } }).__stryker__
if (mutation?.hitLimit !== undefined) mutation.hitLimit /= 10

/** Mutated code takes memory of its own, to note which test has come by. How much a decision takes cannot be told there. */
vi.mock('../support/heap.ts', async (importOriginal) => ({
  ...(await importOriginal<typeof import('../support/heap.ts')>()),
  countBytes: () => 0,
}))
