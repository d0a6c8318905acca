import type { NormalizedConfig } from './config.ts'
import type { CorsRequest, Decide, Decision, DecisionEvent } from './decision.ts'
import { isPromiseLike } from './origin-matcher.ts'
import { judgeHeaders, judgeMethod } from './verdict.ts'

type Observer = NonNullable<NormalizedConfig['onDecision']>

/** Wraps a decision function so that an observer is told of each decision, and can change none. */
export function observeDecisions(decide: Decide, config: NormalizedConfig, observer: Observer): Decide {
  const tell = createTeller(config, observer)
  return (request) => {
    const decision = decide(request)
    if (!isPromiseLike(decision)) return tell(decision, request)
    return decision.then((settled) => tell(settled as Decision, request))
  }
}

function createTeller(
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
      // What it returns counts for nothing, but an asynchronous observer that fails must not end the process.
      const returned: unknown = observer(createEvent(freezeDecision(decision), request, config))
      if (isPromiseLike(returned)) returned.then(undefined, ignore)
    } catch (error) {
      ignore(error)
    }
    return decision
  }
}

/** An observer sees what goes out, and cannot change it. */
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
      return isPreflight ? judgeMethod(config, request.requestMethod as string) : undefined
    },
    get headers() {
      return isPreflight ? judgeHeaders(config, request.requestHeaders ?? '') : []
    },
  }
}

/** What runtimes have for telling an operator something; declared here because this package has no environment's types. */
declare const process: undefined | { emitWarning?(message: string, options: { type: string; code: string }): void }
declare const console: { warn(message: string): void }

function warn(error: unknown): void {
  const message = `onDecision threw, and was ignored: ${describe(error)}`
  if (typeof process === 'object' && process.emitWarning !== undefined) {
    process.emitWarning(message, { type: 'CorsWarning', code: 'CORS_ON_DECISION_THREW' })
  } else {
    console.warn(message)
  }
}

/** What was thrown may be anything, and reading it may throw in its turn. */
function describe(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : typeof thrown
  } catch {
    return 'an error that cannot be put into words'
  }
}
