import type { RawRequest, RawResponse } from '../support/raw-client.ts'

/** A cache that all visitors share. */
export interface SharedCache {
  readonly name: string
  /** Every cache status that {@link RunningCache.serve} can return. */
  readonly servings: readonly string[]
  /** The cache status of a response that it has stored, and that is fresh. */
  readonly hit: string
  /** Starts one, empty, in front of a port of the loopback interface, for the duration of the test. */
  start(port: number): Promise<RunningCache>
}

/** A running cache. */
export interface RunningCache {
  /** Sends a request through the cache, and returns the cache's own name for the source of the response. */
  serve(request: RawRequest): Promise<{ readonly answer: RawResponse; readonly serving: string }>
  /** Lets responses that were fresh for a second become stale. */
  age(): Promise<void>
}
