import { isDeepStrictEqual } from 'node:util'
import type { Engine } from '@crossorigin/browser-model'
import { expect } from 'vitest'
import differences from './expectations.json' with { type: 'json' }

/** What a live engine is compared with: the vectors, the claims about browsers, or the doctor's verdicts. */
export type Suite = 'vectors' | 'claims' | 'doctor'

/** A known difference between a live engine and what is expected of it. */
interface Difference {
  readonly engine: Engine
  /** The release that it was seen in. */
  readonly release: string
  readonly suite: Suite
  /** The id of the vector, the title of the claim, or the name of the doctor's scenario. */
  readonly test: string
  /** For claims: the name of the adapter that it occurs with, or `all`. */
  readonly adapter?: string
  readonly reason: string
  readonly source: string
  /** What the engine does. */
  readonly seen: unknown
}

/** Compares a live engine with what is expected of it. */
export interface Agreement {
  /** Fails for a difference that is not listed, and for one that is listed and no longer occurs in the release that is listed. */
  agree(test: string, seen: unknown, expected: unknown, adapter?: string): void
  /** Returns the tests that are listed and were not run. */
  listUntried(): readonly string[]
}

/**
 * Creates the comparison for an engine.
 *
 * @param readRelease - Returns the release of the engine, once it runs.
 */
export function createAgreement(engine: Engine, suite: Suite, readRelease: () => string): Agreement {
  const rows = (differences as readonly Difference[]).filter((row) => row.engine === engine && row.suite === suite)
  const tried = new Set<Difference>()
  return {
    agree(test, seen, expected, adapter) {
      const known = rows.find((row) => row.test === test && (row.adapter === adapter || row.adapter === 'all'))
      if (known === undefined) {
        expect(seen).toEqual(expected)
        return
      }
      tried.add(known)
      if (isDeepStrictEqual(seen, expected)) reportGone(known, readRelease())
      else expect(seen).toEqual(known.seen)
    },
    listUntried: () => rows.filter((row) => !tried.has(row)).map(({ test }) => test),
  }
}

/** Another release may behave as expected. The release in which a difference was seen must still have it, or the row is wrong. */
function reportGone({ engine, release, test }: Difference, current: string): void {
  if (current === release) throw new Error(`The difference in "${test}" is listed and no longer occurs.`)
  process.stdout.write(`${engine} ${current}: the difference in "${test}", seen in ${release}, no longer occurs.\n`)
}
