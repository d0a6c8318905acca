import { expect, vi } from 'vitest'

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

/**
 * What is built on first use is built again in each test. Stryker would otherwise hold its mutants against no test but the one that
 * came first.
 */
vi.mock('../../packages/policy/src/origin/regexp/lazy-automaton.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../packages/policy/src/origin/regexp/lazy-automaton.ts')>()
  const buildOnce: typeof original.buildOnce = (build) => {
    let test: string | undefined
    let getAutomaton = original.buildOnce(build)
    return () => {
      const { currentTestName } = expect.getState()
      if (currentTestName !== test) getAutomaton = original.buildOnce(build)
      test = currentTestName
      return getAutomaton()
    }
  }
  return { ...original, buildOnce }
})
