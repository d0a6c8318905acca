import { emitWarning } from '../adapter/process-warning.ts'
import type { NormalizedConfig } from '../config.ts'
import { isPromiseLike } from '../origin/origin-matcher.ts'
import type { CorsRequest, Decide, Decision, DecisionEvent } from './decision.ts'
import { checkHeaders, checkMethod } from './verdict.ts'

type Observer = NonNullable<NormalizedConfig['onDecision']>

/** Wraps a decision function so that an observer is called with each decision, but cannot change it. */
export function observeDecisions(decide: Decide, config: NormalizedConfig, observer: Observer): Decide {
  const notify = createNotifier(config, observer)
  return (request) => {
    const decision = decide(request)
    if (!isPromiseLike(decision)) return notify(decision, request)
    return decision.then((settled) => notify(settled as Decision, request))
  }
}

function createNotifier(
  config: NormalizedConfig,
  observer: Observer,
): (decision: Decision, request: CorsRequest) => Decision {
  let hasWarned = false
  const ignore = (error: unknown): void => {
    if (hasWarned) return
    hasWarned = true
    warn(error)
  }
  return (decision, request) => {
    try {
      // The result is ignored, but an async observer that rejects must not end the process.
      const returned: unknown = observer(createEvent(freezeDecision(decision), request, config))
      if (isPromiseLike(returned)) returned.then(undefined, ignore)
    } catch (error) {
      ignore(error)
    }
    return decision
  }
}

/** An observer sees what is sent, but cannot change it. */
function freezeDecision(decision: Decision): Decision {
  Object.freeze(decision.headers)
  return Object.freeze(decision)
}

function createEvent(decision: Decision, request: CorsRequest, config: NormalizedConfig): DecisionEvent {
  const isPreflight = decision.kind === 'preflight'
  return {
    decision,
    reason: decision.reason,
    origin: request.origin,
    fetchSite: request.fetchSite,
    request: request.request,
    get method() {
      return isPreflight ? checkMethod(config, request.requestMethod as string) : undefined
    },
    get headers() {
      return isPreflight ? checkHeaders(config, request.requestHeaders ?? '') : []
    },
  }
}

function warn(error: unknown): void {
  emitWarning(`onDecision failed; the error was ignored: ${describe(error)}`, 'CORS_ON_DECISION_THREW')
}

/** Any value can be thrown, and even reading its message can throw. */
function describe(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : typeof thrown
  } catch {
    return 'an error that cannot be read'
  }
}
