import { Session } from 'node:inspector/promises'

/** For each source file, the characters of the blocks of code that have run. */
export type Reach = Map<string, Uint8Array>

/** Counts the blocks of code that have run, as V8 reports them. */
export interface BlockCoverage {
  /** Returns what has run since the last call, in the source files whose URL matches. */
  take(scripts: RegExp): Promise<Reach>
  stop(): void
}

/**
 * Starts counting.
 *
 * Compatibility: V8 counts blocks only in functions that it compiles afterwards, and forgets how to when counting stops. So
 * this is done once in a process, before what is to be counted has run. Any other counter in the process, for a
 * coverage report, loses what is counted here: there is one count per process.
 */
export async function startBlockCoverage(): Promise<BlockCoverage> {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  return {
    async take(scripts) {
      const { result } = await session.post('Profiler.takePreciseCoverage')
      const own = result.filter(({ url }) => scripts.test(url))
      return new Map(own.map(({ url, functions }) => [url, paint(functions.flatMap(({ ranges }) => ranges))]))
    },
    stop: () => session.disconnect(),
  }
}

type Ranges = readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[]

/** A range within another is listed only if its count differs, and after the other: the last value wins. */
function paint(ranges: Ranges): Uint8Array {
  const painted = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)))
  for (const { startOffset, endOffset, count } of ranges) painted.fill(count > 0 ? 1 : 0, startOffset, endOffset)
  return painted
}

/** Returns whether something has run that had not run before. */
export function hasNews(known: Reach, reach: Reach): boolean {
  return [...reach].some(([url, painted]) => {
    const before = known.get(url)
    return painted.some((ran, index) => ran === 1 && before?.[index] !== 1)
  })
}

/** Adds what has run to what had run before. */
export function learn(known: Reach, reach: Reach): void {
  for (const [url, painted] of reach) {
    const before = known.get(url) ?? new Uint8Array(0)
    const [longer, shorter] = before.length > painted.length ? [before, painted] : [painted, before]
    known.set(
      url,
      longer.map((ran, index) => ran | (shorter[index] ?? 0)),
    )
  }
}

/** Counts the characters of code that have run. */
export function measureReach(reach: Reach): number {
  return [...reach.values()].reduce((sum, painted) => sum + painted.reduce((count, ran) => count + ran, 0), 0)
}
