import type { CorsPolicy, Decision, PreflightDecision, RejectDecision } from '@crossorigin/policy'
import { type CorsOptions, createOptionsError, readVaryOption } from './adapter-options.ts'
import { joinVary, sendAnswer } from './answer.ts'
import { hasResponseBegun, type NodeRequest, type NodeResponse, readCorsRequest } from './node-exchange.ts'
import { compilePolicySource, type PolicySelector, type PolicySource } from './policy-source.ts'
import { protectVary, setCorsHeaders, takeBackHeaders } from './response-headers.ts'
import { toError } from './thrown-value.ts'

/** Lets the application go on, or tells it what has failed. */
export type Next = (error?: Error) => unknown

/** A middleware of connect's shape. */
export type CorsMiddleware<Req, Res> = (req: Req, res: Res, next: Next) => unknown

/** How a framework's own request and response stand to those of Node. */
export interface Transport<Req, Res> {
  /** Returns the response that the framework's response writes to. */
  responseOf(res: Res): NodeResponse
  /** Asks a policy about a request. */
  decide(policy: CorsPolicy, req: Req): Decision | PromiseLike<Decision>
  /** Puts a policy's headers on the response, in place of those of a policy that was applied before. */
  setHeaders(res: NodeResponse, headers: readonly string[], vary: string | undefined): void
  /** Answers a request that the application is not to see; `vary` is what the choice of the policy depended on. */
  answer(res: Res, decision: PreflightDecision | RejectDecision, vary: string | undefined): void
}

const NODE_TRANSPORT: Transport<NodeRequest, NodeResponse> = {
  responseOf: (res) => res,
  decide: (policy, req) => policy.decide(readCorsRequest(req)),
  setHeaders: setCorsHeaders,
  answer: sendAnswer,
}

/**
 * Builds a middleware of connect's shape for requests and responses of Node: the ground that the adapters stand on.
 *
 * It answers preflights and rejected requests, and calls `next` for everything else once the response has its headers.
 *
 * @throws `CorsConfigError` where the source is a configuration with errors; `TypeError` where the options are wrong.
 */
export function createCorsMiddleware<Req extends NodeRequest, Res extends NodeResponse>(
  source: PolicySource<Req>,
  options: CorsOptions<Req, Res> = {},
): CorsMiddleware<Req, Res> {
  return createMiddleware(compilePolicySource(source), options, NODE_TRANSPORT)
}

/** Builds a middleware of connect's shape for the requests and responses of a framework. */
export function createMiddleware<Req, Res>(
  select: PolicySelector<Req>,
  options: CorsOptions<Req, Res>,
  transport: Transport<Req, Res>,
): CorsMiddleware<Req, Res> {
  const vary = readVaryOption(options, ['vary', 'onError'])
  const { onError } = options
  if (onError !== undefined && typeof onError !== 'function') throw createOptionsError('onError must be a function.')
  const { responseOf } = transport

  return function corsMiddleware(req, res, next) {
    const response = responseOf(res)
    if (response.headersSent) return next()
    let decision: ReturnType<typeof decide>
    try {
      decision = decide(req, response)
    } catch (error) {
      return fail(error, req, res, next)
    }
    if (decision === undefined || 'kind' in decision) return perform(decision, req, res, next)
    return decision.then(
      (settled) => (hasResponseBegun(response) ? undefined : perform(settled, req, res, next)),
      (error) => (hasResponseBegun(response) ? undefined : fail(error, req, res, next)),
    )
  }

  function decide(req: Req, response: NodeResponse): Decision | undefined | PromiseLike<Decision | undefined> {
    const policy = select(req)
    if (policy === undefined || 'decide' in policy) return ask(policy, req, response)
    if (vary !== undefined) protectVary(response, vary)
    // Once the response has begun, nobody is left to ask for.
    return policy.then((selected) => (hasResponseBegun(response) ? undefined : ask(selected, req, response)))
  }

  function ask(policy: CorsPolicy | undefined, req: Req, response: NodeResponse): ReturnType<typeof decide> {
    if (policy === undefined) return undefined
    const decision = transport.decide(policy, req)
    // While a predicate is out, something else may answer, and that answer varies too.
    if (!('kind' in decision)) protectVary(response, joinVary('Origin', vary) as string)
    return decision
  }

  function perform(decision: Decision | undefined, req: Req, res: Res, next: Next): unknown {
    let isAnswered: boolean
    try {
      isAnswered = carryOut(decision, res)
    } catch (error) {
      // Headers are set through functions that others may have replaced, and behind a promise nobody catches their errors.
      return fail(error, req, res, next)
    }
    return isAnswered ? undefined : next()
  }

  /** Puts the headers on the response, and says whether that was the answer. */
  function carryOut(decision: Decision | undefined, res: Res): boolean {
    const response = responseOf(res)
    if (decision?.kind === 'actual') {
      transport.setHeaders(response, decision.headers, joinVary(decision.vary, vary))
    } else if (decision === undefined) {
      takeBackHeaders(response)
      if (vary !== undefined) protectVary(response, vary)
    } else {
      transport.answer(res, decision, vary)
      return true
    }
    return false
  }

  function fail(thrown: unknown, req: Req, res: Res, next: Next): unknown {
    const error = toError(thrown)
    const response = responseOf(res)
    const hadBegun = response.headersSent
    if (!hadBegun) withdraw(response)
    // An asynchronous observer that fails must not end the process.
    tell(error, req, res).catch(warnOfObserver)
    return !hadBegun && response.headersSent ? undefined : next(error)
  }

  function withdraw(response: NodeResponse): void {
    try {
      takeBackHeaders(response)
      protectVary(response, joinVary('Origin', vary) as string)
    } catch {
      // Setting headers is what has failed, and is reported.
    }
  }

  async function tell(error: Error, req: Req, res: Res): Promise<void> {
    await onError?.(error, req, res)
  }
}

function warnOfObserver(thrown: unknown): void {
  process.emitWarning(`onError threw: ${toError(thrown).message}`, {
    type: 'CorsWarning',
    code: 'CORS_ON_ERROR_THREW',
  })
}
