import type { CorsPolicy, Decision, PreflightDecision, RejectDecision } from '@crossorigin/policy'
import { type AdapterOptions, checkOptions } from './adapter-options.ts'
import { createReporter } from './difference.ts'
import {
  type CorsRequestSource,
  hasResponseBegun,
  type NodeRequest,
  type NodeResponse,
  readCorsRequest,
} from './node-exchange.ts'
import { compilePolicySource, type PolicySource } from './policy-source.ts'
import { type Application, applyDecision, DENIED, endResponse, UNSELECTED } from './response.ts'
import { toError } from './thrown-value.ts'

/** A value, or a promise of one. */
type MaybeLater<Value> = Value | PromiseLike<Value>

/** Lets the application go on, or tells it what has failed. */
export type Next = (error?: Error) => unknown

/** A middleware of connect's shape. */
export type CorsMiddleware<Req, Res> = (req: Req, res: Res, next: Next) => unknown

/** How a framework's own request and response relate to those of Node. */
export interface ResponseAdapter<Res> {
  /** Returns the response that the framework's response writes to. */
  responseOf(res: Res): NodeResponse
  /** Whether headers are set at once. A framework that keeps headers itself gives them to `writeHead` later. */
  readonly isShown: boolean
  /** Responds to a request that the application does not see. */
  respond(res: Res, decision: PreflightDecision | RejectDecision, application: Application): void
}

const NODE_ADAPTER: ResponseAdapter<NodeResponse> = {
  responseOf: (res) => res,
  isShown: true,
  respond: endResponse,
}

/**
 * Builds a middleware of connect's shape for requests and responses of Node, the base of the other adapters.
 *
 * It responds to preflights and rejected requests, and calls `next` for everything else.
 *
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` for
 * wrong options.
 */
export function createCorsMiddleware<Req extends NodeRequest, Res extends NodeResponse>(
  source: PolicySource<Req>,
  options: AdapterOptions<Req, Res> = {},
): CorsMiddleware<Req, Res> {
  return createMiddleware(source, options, NODE_ADAPTER)
}

/** Builds a middleware of connect's shape for the requests and responses of a framework. */
export function createMiddleware<Req extends CorsRequestSource, Res>(
  source: PolicySource<Req>,
  options: AdapterOptions<Req, Res>,
  adapter: ResponseAdapter<Res>,
): CorsMiddleware<Req, Res> {
  const { mode = 'enforce', vary = [], onError } = checkOptions(options)
  const chosen = compilePolicySource(source)
  if (mode === 'report') return createReporter(chosen, options, adapter.responseOf)
  const application: Application = {
    mode,
    isShown: adapter.isShown,
    vary: vary.length === 0 ? undefined : vary.join(', '),
    policy: typeof chosen === 'function' || options.mode !== undefined ? undefined : chosen,
  }

  return function corsMiddleware(req, res, next) {
    const response = adapter.responseOf(res)
    if (response.headersSent) return next()
    try {
      const policy = typeof chosen === 'function' ? chosen(req) : chosen
      const decision =
        policy === undefined || 'decide' in policy
          ? askPolicy(policy, req, response)
          : awaitPolicy(policy, req, response)
      if (decision !== undefined && !('kind' in decision)) return resumeLater(decision, req, res, next)
      if (carryOut(decision, response, res)) return undefined
    } catch (error) {
      return fail(error, req, res, next)
    }
    return next()
  }

  function askPolicy(
    policy: CorsPolicy | undefined,
    req: Req,
    response: NodeResponse,
  ): MaybeLater<Decision | undefined> {
    const decision = policy?.decide(readCorsRequest(req))
    // Security: nothing is allowed while an origin function is pending.
    if (decision !== undefined && !('kind' in decision)) applyDecision(response, DENIED, application)
    return decision
  }

  function awaitPolicy(
    policy: PromiseLike<CorsPolicy | undefined>,
    req: Req,
    response: NodeResponse,
  ): PromiseLike<Decision | undefined> {
    applyDecision(response, UNSELECTED, application)
    // Once the response has begun, the decision no longer matters.
    return policy.then((selected) => (hasResponseBegun(response) ? undefined : askPolicy(selected, req, response)))
  }

  function resumeLater(later: PromiseLike<Decision | undefined>, req: Req, res: Res, next: Next): PromiseLike<unknown> {
    const response = adapter.responseOf(res)
    return later.then(
      (decision) => (hasResponseBegun(response) ? undefined : resume(decision, req, res, next)),
      (error) => (hasResponseBegun(response) ? undefined : fail(error, req, res, next)),
    )
  }

  function resume(decision: Decision | undefined, req: Req, res: Res, next: Next): unknown {
    try {
      if (carryOut(decision, adapter.responseOf(res), res)) return undefined
    } catch (error) {
      // Headers are set through functions that others may have replaced, and nobody catches errors behind a promise.
      return fail(error, req, res, next)
    }
    return next()
  }

  /** Applies a decision, and tells whether that was the response. */
  function carryOut(decision: Decision | undefined, response: NodeResponse, res: Res): boolean {
    if (decision === undefined || decision.kind === 'actual') {
      applyDecision(response, decision, application)
      return false
    }
    adapter.respond(res, decision, application)
    return true
  }

  function fail(thrown: unknown, req: Req, res: Res, next: Next): unknown {
    const error = toError(thrown)
    const response = adapter.responseOf(res)
    const hadBegun = response.headersSent
    if (!hadBegun) deny(response)
    // An asynchronous observer that fails must not end the process.
    report(error, req, res).catch(warnOfObserver)
    return !hadBegun && response.headersSent ? undefined : next(error)
  }

  function deny(response: NodeResponse): void {
    try {
      applyDecision(response, DENIED, application)
    } catch {
      // Setting headers is what has failed, and is reported.
    }
  }

  async function report(error: Error, req: Req, res: Res): Promise<void> {
    await onError?.(error, req, res)
  }
}

function warnOfObserver(thrown: unknown): void {
  process.emitWarning(`onError threw: ${toError(thrown).message}`, { type: 'CorsWarning', code: 'CORS_ON_ERROR_THREW' })
}
