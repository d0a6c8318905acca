import { createDeferred } from './deferred.ts'
import type { CorsLayer } from './scenario.ts'

/** An origin function that was called and is still pending. */
export interface PendingPredicate {
  readonly source: CorsLayer['source']
  /** Settles as soon as the function was called the given number of times. */
  readonly isAsked: Promise<void>
  settle(answer: boolean): void
  fail(error: Error): void
}

/** Creates one that waits for a number of calls, and has one result for all. */
export function createPendingPredicate(questions = 1): PendingPredicate {
  let count = 0
  const asked = createDeferred()
  const answer = createDeferred<boolean>()
  return {
    source: {
      origin: () => {
        count++
        if (count === questions) asked.resolve()
        return answer.promise
      },
    },
    isAsked: asked.promise,
    settle: answer.resolve,
    fail: answer.reject,
  }
}
