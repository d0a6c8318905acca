import { createDeferred } from './deferred.ts'
import type { CorsLayer } from './scenario.ts'

/** A predicate that has been asked, and has yet to answer. */
export interface PendingPredicate {
  readonly source: CorsLayer['source']
  /** Settles as soon as it is asked, or asked as often as was said. */
  readonly isAsked: Promise<void>
  settle(answer: boolean): void
  fail(error: Error): void
}

/** Creates one that waits for a number of questions, and has one answer to all. */
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
