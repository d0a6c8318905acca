import { hasNews, learn, measureReach, type Reach } from './block-coverage.ts'
import { createRandom, mutate, pick } from './mutation.ts'

/** A search for bytes that break something. */
export interface SearchPlan {
  /** The first inputs. */
  readonly seeds: readonly string[]
  /** Sends an input to its servers, and lists what is wrong with the responses. */
  readonly attempt: (input: string) => Promise<readonly string[]>
  /** Returns what has run since the last call. If it is omitted, only the first inputs are mutated. */
  readonly takeReach?: (() => Promise<Reach>) | undefined
  /** The source of all random choices. */
  readonly seed: number
  readonly runs: number
  /** The search also ends at this time, as `performance.now()` has it. */
  readonly deadline?: number
}

/** The result of a search. */
export interface SearchResult {
  readonly runs: number
  /** How many inputs were kept, because each reached code that none before had. */
  readonly kept: number
  /** How many characters of code have run. */
  readonly reached: number
  /** The first input that broke something, and what. */
  readonly found: { readonly input: string; readonly violations: readonly string[] } | undefined
}

/** Performance: taking the count costs as much as a few dozen requests, so inputs are tried in lots. */
const LOT = 32

/**
 * Mutates inputs, and continues from those that have reached new blocks of code.
 *
 * Such a lot is tried again, one input after another, to find the input that did.
 */
export async function searchGuided(plan: SearchPlan): Promise<SearchResult> {
  const { attempt, takeReach, seeds, seed, runs: limit, deadline = Number.POSITIVE_INFINITY } = plan
  const random = createRandom(seed)
  const corpus = [...seeds]
  const known: Reach = new Map()
  let runs = 0
  // Code that runs at server startup does not count for the inputs.
  await takeReach?.()
  let lot: readonly string[] = corpus
  while (runs < limit && performance.now() < deadline) {
    const outcomes = await Promise.all(lot.map(async (input) => ({ input, violations: await attempt(input) })))
    runs += lot.length
    const found = outcomes.find(({ violations }) => violations.length > 0)
    if (found !== undefined) return summarize(found)
    if (takeReach !== undefined) await readCoverage(takeReach, lot)
    lot = Array.from({ length: LOT }, () => mutate(choose(), random, pick(corpus, random)))
  }
  return summarize(undefined)

  /** Half the time the input that was kept last: the next new code is reached from there. */
  function choose(): string {
    return random(2) === 0 ? (corpus.at(-1) as string) : pick(corpus, random)
  }

  async function readCoverage(take: () => Promise<Reach>, inputs: readonly string[]): Promise<void> {
    const reach = await take()
    if (!hasNews(known, reach)) return
    for (const input of inputs) {
      await attempt(input)
      runs++
      const own = await take()
      if (hasNews(known, own) && !corpus.includes(input)) corpus.push(input)
      learn(known, own)
    }
    // Code that a lot reached only as a whole is not new for the next one.
    learn(known, reach)
  }

  function summarize(found: SearchResult['found']): SearchResult {
    return { runs, kept: corpus.length - seeds.length, reached: measureReach(known), found }
  }
}
