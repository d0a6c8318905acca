import { isDeepStrictEqual } from 'node:util'
import type { Engine } from '@crossorigin/browser-model'
import { expect } from 'vitest'
import differences from './expectations.json' with { type: 'json' }

/** A difference between a live engine and the model that is known. */
interface Difference {
  readonly engine: Engine
  /** The first number of the version that it was seen in; of WebKitGTK, the first two. */
  readonly version: string
  /** The id of the vector. */
  readonly vector: string
  readonly reason: string
  readonly source: string
  /** What the engine does. */
  readonly seen: unknown
}

/** Returns the function that compares a live engine with the model. */
export function createAgreement(
  engine: Engine,
  readVersion: () => string,
): (id: string, seen: unknown, said: unknown) => void {
  return (id, seen, said) => {
    const known = (differences as readonly Difference[]).find((row) => row.engine === engine && row.vector === id)
    if (known === undefined) {
      expect(seen).toEqual(said)
      return
    }
    if (!isDeepStrictEqual(seen, said)) {
      expect(seen).toEqual(known.seen)
      return
    }
    const version = readVersion()
    if (version === known.version) throw new Error(`The difference in ${id} is listed, and does not occur any more.`)
    process.stdout.write(
      `${engine} ${version}: the difference in ${id}, seen in ${known.version}, does not occur any more.\n`,
    )
  }
}

/** Returns the vectors that are listed for an engine. */
export function listDifferent(engine: Engine): readonly string[] {
  return differences.filter((row) => row.engine === engine).map(({ vector }) => vector)
}
