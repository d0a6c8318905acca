import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options?: { type: 'minor' | 'major' }) => void

/** Few enough for the new space of the heap, so that nothing is collected meanwhile. */
const RUNS = 1_000
const SAMPLES = 8

/** Bytes of heap that a run takes, at the least of many samples: whatever else happens adds, unless old garbage is collected. */
export function countBytes(run: () => void): number {
  const samples = Array.from({ length: SAMPLES }, () => {
    collect({ type: 'minor' })
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < RUNS; index++) run()
    return (process.memoryUsage().heapUsed - before) / RUNS
  })
  return Math.min(...samples.filter((bytes) => bytes >= 0))
}

/** Bytes of heap that are still taken once many runs are over. */
export function countBytesLeft(run: () => void): number {
  for (let index = 0; index < RUNS; index++) run()
  collect()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 10 * RUNS; index++) run()
  collect()
  return process.memoryUsage().heapUsed - before
}
