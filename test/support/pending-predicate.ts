import { createDeferred } from './deferred.ts'
import type { CorsLayer } from './scenario.ts'

/** A predicate that has been asked, and has yet to answer. */
export interface PendingPredicate {
  readonly source: CorsLayer['source']
  readonly isAsked: Promise<void>
  settle(answer: boolean): void
  fail(error: Error): void
}

/** Creates one. */
export function createPendingPredicate(): PendingPredicate {
  const asked = createDeferred()
  const answer = createDeferred<boolean>()
  return {
    source: {
      origin: () => {
        asked.resolve()
        return answer.promise
      },
    },
    isAsked: asked.promise,
    settle: answer.resolve,
    fail: answer.reject,
  }
}
