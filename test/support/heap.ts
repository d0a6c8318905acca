import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options?: { type: 'minor' | 'major' }) => void

/** Few enough to fit into the new space of the heap, so that nothing is collected in the meantime. */
const RUNS = 1_000
const SAMPLES = 8

/** The heap bytes that a run takes, as the minimum of many samples: other activity only adds, unless old garbage is collected. */
export function countBytes(run: () => void): number {
  const samples = Array.from({ length: SAMPLES }, () => {
    collect({ type: 'minor' })
    const before = process.memoryUsage().heapUsed
    for (let index = 0; index < RUNS; index++) run()
    return (process.memoryUsage().heapUsed - before) / RUNS
  })
  return Math.min(...samples.filter((bytes) => bytes >= 0))
}

/** The heap bytes still in use after many runs. */
export function countBytesLeft(run: () => void): number {
  for (let index = 0; index < RUNS; index++) run()
  collect()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 10 * RUNS; index++) run()
  collect()
  return process.memoryUsage().heapUsed - before
}
