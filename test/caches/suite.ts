import { describe, expect, it } from 'vitest'
import { APPLICATIONS, MISTAKEN_APPLICATIONS } from './application.ts'
import { play } from './play.ts'
import type { SharedCache } from './shared-cache.ts'
import { drawHistories } from './visit.ts'

/** Set `CACHES_SEED` to play the same histories again. */
const SEED = Number(process.env['CACHES_SEED'] ?? Date.now() % 2 ** 31)

/** The seed of histories in which these servers are known to mix up visitors. */
const MISLEADING_SEED = 1

/** The number of errors to print. */
const SHOWN = 3

/**
 * Registers the tests of one cache: that it never mixes up visitors in front of any adapter, and does in front of servers with
 * common errors.
 *
 * @param pages - The number of pages visited in front of each server, about eight times each; `CACHES_PAGES` overrides it.
 */
export function describeSharedCache(cache: SharedCache, pages: number): void {
  const count = Number(process.env['CACHES_PAGES'] ?? pages)

  describe(`${cache.name} (CACHES_SEED=${SEED})`, () => {
    it.each(APPLICATIONS)(
      'in front of %s never serves a response that is meant for another visitor',
      async (_name, start) => {
        const { mistakes, servings, renewed } = await play(cache, await start(), drawHistories(SEED, count))
        expect(mistakes.slice(0, SHOWN), `CACHES_SEED=${SEED}, ${mistakes.length} mistakes`).toEqual([])
        // The test would prove nothing if the cache stored nothing, or always revalidated.
        expect(Object.keys(servings)).toEqual(expect.arrayContaining([...cache.servings]))
        expect(renewed[cache.hit]).toBeGreaterThan(0)
      },
    )

    it.each(MISTAKEN_APPLICATIONS)(
      'in front of a server that %s mixes up visitors',
      async (_name, start, vary, made) => {
        const histories = drawHistories(MISLEADING_SEED, count, { policies: ['list'], vary })
        const { mistakes } = await play(cache, await start(), histories)
        for (const mistake of made) expect(mistakes).toContainEqual(expect.stringContaining(mistake))
      },
    )
  })
}
