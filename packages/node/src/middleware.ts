import type { CorsPolicy, Decision, PreflightDecision, RejectDecision } from '@crossorigin/policy'
import {
  type AdapterOptions,
  checkOptions,
  compilePolicySource,
  DENIED,
  type PolicySource,
  toError,
  warnOnce,
} from '@crossorigin/policy/adapter'
import { type CorsRequestSource, hasResponseBegun, type NodeResponse, readCorsRequest } from './node-exchange.ts'
import { createReporter } from './report.ts'
import { applyDecision, type DecisionUse, endResponse, UNSELECTED } from './response.ts'

/** Continues with the application, or passes an error to it. */
export type Next = (error?: Error) => unknown

/** A connect-style middleware. */
export type CorsMiddleware<Req, Res> = (req: Req, res: Res, next: Next) => unknown

/** How a framework's request and response relate to those of Node. */
export interface ResponseAdapter<Res> {
  /** Returns the response that the framework's response writes to, if it is a different object. */
  readonly responseOf?: (res: Res) => NodeResponse
  /** Whether headers are set immediately. A framework that keeps headers itself passes them to `writeHead` later. */
  readonly isShown: boolean
  /** Responds to a request that does not reach the application. */
  respond(res: Res, decision: PreflightDecision | RejectDecision, use: DecisionUse): void
}

const NODE_ADAPTER: ResponseAdapter<NodeResponse> = {
  isShown: true,
  respond: endResponse,
}

/**
 * Builds a connect-style middleware for requests and responses of Node, the base of the other adapters.
 *
 * It responds to preflights and rejected requests, and calls `next` for everything else.
 *
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` for
 * invalid options.
 */
export function createCorsMiddleware<Req extends CorsRequestSource, Res extends NodeResponse>(
  source: PolicySource<Req>,
  options: AdapterOptions<Req, Res> = {},
): CorsMiddleware<Req, Res> {
  return createMiddleware(source, options, NODE_ADAPTER)
}

const USAGE = { call: 'app.use(cors({ origin: ... }))', selector: '(req)', selectorLength: 1 } as const

/** The parts that a middleware is built from. */
interface MiddlewareParts<Req, Res> {
  readonly adapter: ResponseAdapter<Res>
  readonly use: DecisionUse
  readonly onError: AdapterOptions<Req, Res>['onError']
}

/** The arguments of one call of a middleware. */
interface MiddlewareCall<Req, Res> {
  readonly req: Req
  readonly res: Res
  /** Node's own response. */
  readonly response: NodeResponse
  readonly next: Next
}

/** Builds a connect-style middleware for the requests and responses of a framework. */
export function createMiddleware<Req extends CorsRequestSource, Res>(
  source: PolicySource<Req>,
  options: AdapterOptions<Req, Res>,
  adapter: ResponseAdapter<Res>,
): CorsMiddleware<Req, Res> {
  const chosen = compilePolicySource(source, USAGE)
  const { mode = 'enforce', vary = [], onError } = checkOptions(options)
  if (mode === 'report') return createReporter(chosen, options, adapter.responseOf)
  const use: DecisionUse = {
    mode,
    isShown: adapter.isShown,
    vary: vary.length === 0 ? undefined : vary.join(', '),
    policy: typeof chosen === 'function' || options.mode !== undefined ? undefined : chosen,
  }
  const parts: MiddlewareParts<Req, Res> = { adapter, use, onError }

  return function corsMiddleware(req, res, next) {
    const response = adapter.responseOf === undefined ? (res as NodeResponse) : adapter.responseOf(res)
    if (response.headersSent) return next()
    try {
      const policy = typeof chosen === 'function' ? chosen(req) : chosen
      if (policy !== undefined && 'then' in policy) {
        applyDecision(response, UNSELECTED, use)
        return decideLater(parts, policy, { req, res, response, next })
      }
      const decision = policy?.decide(readCorsRequest(req))
      if (decision !== undefined && 'then' in decision) {
        applyDecision(response, DENIED, use)
        return decideLater(parts, decision, { req, res, response, next })
      }
      if (decision !== undefined && decision.kind !== 'actual') return adapter.respond(res, decision, use)
      applyDecision(response, decision, use)
    } catch (error) {
      return fail(parts, error, { req, res, response, next })
    }
    return next()
  }
}

/**
 * Continues after a policy has been selected or has decided.
 *
 * Security: other code can begin the response before that, and then no origin can read it. Once it has begun, the decision no
 * longer matters.
 */
async function decideLater<Req extends CorsRequestSource, Res>(
  parts: MiddlewareParts<Req, Res>,
  pending: PromiseLike<CorsPolicy | Decision | undefined>,
  call: MiddlewareCall<Req, Res>,
): Promise<unknown> {
  const { adapter, use } = parts
  const { req, res, response, next } = call
  try {
    let decision = await pending
    if (hasResponseBegun(response)) return undefined
    if (decision !== undefined && 'decide' in decision) {
      const asked = decision.decide(readCorsRequest(req))
      if ('then' in asked) applyDecision(response, DENIED, use)
      decision = await asked
      if (hasResponseBegun(response)) return undefined
    }
    if (decision !== undefined && decision.kind !== 'actual') return adapter.respond(res, decision, use)
    applyDecision(response, decision, use)
  } catch (error) {
    // Headers are set through functions that other code may have replaced, so anything can fail here.
    return hasResponseBegun(response) ? undefined : fail(parts, error, call)
  }
  return next()
}

function fail<Req, Res>(
  parts: MiddlewareParts<Req, Res>,
  thrown: unknown,
  { req, res, response, next }: MiddlewareCall<Req, Res>,
): unknown {
  const error = toError(thrown)
  const hadBegun = response.headersSent
  if (!hadBegun) deny(response, parts.use)
  // An asynchronous observer that fails must not end the process.
  callOnError(parts.onError, error, { req, res }).catch(warnOfFailedCallback)
  return !hadBegun && response.headersSent ? undefined : next(error)
}

function deny(response: NodeResponse, use: DecisionUse): void {
  try {
    applyDecision(response, DENIED, use)
  } catch {
    // The failure is in setting headers. It is reported.
  }
}

async function callOnError<Req, Res>(
  onError: AdapterOptions<Req, Res>['onError'],
  error: Error,
  { req, res }: Pick<MiddlewareCall<Req, Res>, 'req' | 'res'>,
): Promise<void> {
  await onError?.(error, req, res)
}

function warnOfFailedCallback(thrown: unknown): void {
  warnOnce('CORS_ON_ERROR_THREW', 'CORS_ON_ERROR_THREW', `onError threw: ${toError(thrown, 'onError').message}`)
}
