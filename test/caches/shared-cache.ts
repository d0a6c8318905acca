import type { RawRequest, RawResponse } from '../support/raw-client.ts'

/** A cache that all visitors share. */
export interface SharedCache {
  readonly name: string
  /** For how many milliseconds to wait until what was fresh for a second is not any more. */
  readonly aging: number
  /** Everything that {@link RunningCache.serve} can say. */
  readonly servings: readonly string[]
  /** Starts one, empty, in front of a port of the loopback interface, until the test is over. */
  start(port: number): Promise<RunningCache>
}

/** A cache at work. */
export interface RunningCache {
  /** Sends a request through the cache, and tells in the words of the cache where the answer came from. */
  serve(request: RawRequest): Promise<{ readonly answer: RawResponse; readonly serving: string }>
}
