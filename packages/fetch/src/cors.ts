import type { Decision } from '@crossorigin/policy'
import { createOptionsError, DENIED, emitWarning, type PolicySource, toError } from '@crossorigin/policy/adapter'
import { addObserver, applyDecision, notifyObservers, STATE, type TrackedExchange } from './exchange-state.ts'
import { type FetchRequest, type FetchResponse, isPromiseLike, isResponse } from './fetch-exchange.ts'
import {
  type AdapterOptions,
  askPolicy,
  compileUse,
  createReport,
  type PolicyUse,
  reportFailure,
} from './policy-use.ts'
import { createResponse, settleResponse } from './response.ts'

/**
 * Wraps a handler. All arguments and `this` are passed on. If neither the handler nor the policy is asynchronous, the result is not
 * a promise.
 */
export type WithCors<Req extends FetchRequest, Rest extends readonly unknown[]> = <
  This,
  R extends Req,
  Others extends readonly unknown[],
  Result,
>(
  handler: (this: This, request: R, ...rest: [...Rest, ...Others]) => Result,
) => (this: This, request: R, ...rest: [...Rest, ...Others]) => Awaited<Result> | Promise<Awaited<Result>>

type Handler = (this: unknown, request: FetchRequest, ...rest: unknown[]) => unknown
type Use = PolicyUse<FetchRequest, unknown[]>

const USAGE = {
  call: 'cors({ origin: ... })(handler)',
  selector: '(request)',
  selectorLength: Number.POSITIVE_INFINITY,
}
const BRAND = Symbol.for('@crossorigin/fetch.handler')

/**
 * Adds CORS to a handler that takes a `Request` and returns a `Response`.
 *
 * It responds to preflights; every other request reaches the handler. In responses that the handler returns or throws, the policy's
 * CORS headers replace those of other code. If an origin function or a selector fails, the response is 500.
 *
 * @param source - A configuration, a policy, or a function that selects one, called with the handler's arguments.
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` for
 * invalid options, and for a handler that is already wrapped: use a selector instead of two policies.
 * @example
 * ```ts
 * const withCors = cors({ origin: 'https://app.example.com', credentials: true })
 * Bun.serve({ fetch: withCors((request) => new Response('hello')) })
 * ```
 */
export function cors<Req extends FetchRequest = FetchRequest, Rest extends readonly unknown[] = []>(
  source: PolicySource<Req, Rest>,
  options: AdapterOptions<Req, Rest> = {},
): WithCors<Req, Rest> {
  const compiled = compileUse(source, options, USAGE)
  const isReport = compiled.onDifference !== undefined
  const use = (isReport ? compiled : { ...compiled, onError: compiled.onError ?? emitErrorWarning }) as unknown as Use

  function withCors(handler: Handler): Handler {
    checkHandler(handler, isReport)
    const wrapped = isReport ? report(use, handler) : enforce(use, handler)
    return isReport && !(BRAND in handler) ? wrapped : Object.defineProperty(wrapped, BRAND, { value: true })
  }
  return withCors as unknown as WithCors<Req, Rest>
}

function checkHandler(handler: unknown, isReport: boolean): void {
  if (typeof handler !== 'function') {
    throw createOptionsError(
      'cors(config) takes a handler: cors(config)((request) => response). ' +
        'For an application, pass its fetch method: cors(config)((request) => app.fetch(request)).',
    )
  }
  if (BRAND in handler && !isReport) {
    throw createOptionsError(
      'This handler is already wrapped in cors(). Use one cors() with a selector instead: cors((request) => policy).',
    )
  }
}

function emitErrorWarning(error: Error): void {
  emitWarning(error)
}

/** One call of a handler. */
interface HandlerCall {
  readonly use: Use
  readonly handler: Handler
  readonly self: unknown
  readonly request: FetchRequest
  readonly parameters: readonly [FetchRequest, ...unknown[]]
}

function enforce(use: Use, handler: Handler): Handler {
  return function corsHandler(request, ...rest) {
    const call: HandlerCall = { use, handler, self: this, request, parameters: [request, ...rest] }
    let decision: ReturnType<typeof askPolicy>
    try {
      decision = askPolicy(use, request, call.parameters)
    } catch (thrown) {
      checkRequest(request)
      return fail(call, thrown)
    }
    if (decision === undefined || !('then' in decision)) return proceed(call, decision)
    return Promise.resolve(decision).then(
      (settled) => proceed(call, settled),
      (thrown) => fail(call, thrown),
    )
  }
}

function checkRequest(request: FetchRequest): void {
  if (typeof request?.headers?.get === 'function') return
  throw createOptionsError(
    'A handler that is wrapped in cors() takes a Request as its first parameter. For Hono, use @crossorigin/fetch/hono: ' +
      'app.use(cors({ origin: ... })).',
  )
}

/** Responds to preflights and rejected requests, and calls the handler for all others. */
function proceed(call: HandlerCall, decision: Decision | undefined): unknown {
  const request: TrackedExchange & FetchRequest = call.request
  const outer = request[STATE]
  const state = applyDecision(outer, decision, call.use)
  if (decision !== undefined && decision.kind !== 'actual') {
    return createResponse(decision.status, decision.headers, state.vary)
  }
  if (outer === undefined) request[STATE] = state
  return callHandler(call, function settleResult(result) {
    if (outer === undefined) request[STATE] = undefined
    if (!isResponse(result)) return result
    const settled = settleResponse(result, state, request.method)
    if (outer === undefined && state.observers !== undefined) notifyObservers(settled, state.observers)
    return settled
  })
}

/** Calls a handler, and passes its result, or the value that it throws, through `settle`. A promise results in a promise. */
function callHandler({ handler, self, parameters }: HandlerCall, settle: (result: unknown) => unknown): unknown {
  let result: unknown
  try {
    result = handler.apply(self, parameters as never)
  } catch (thrown) {
    throw settle(thrown)
  }
  if (!isPromiseLike(result)) return settle(result)
  return Promise.resolve(result).then(settle, (thrown: unknown) => {
    throw settle(thrown)
  })
}

/** Responds with 500, or with the result of `onError`. Pages can read neither. */
function fail({ use, request, parameters }: HandlerCall, thrown: unknown): unknown {
  const state = applyDecision((request as TrackedExchange)[STATE], DENIED, use)
  const respond = (response: FetchResponse | undefined): FetchResponse =>
    response === undefined ? createResponse(500, [], state.vary) : settleResponse(response, state, request.method)
  const reported = reportFailure(use, toError(thrown), parameters)
  return reported !== undefined && 'then' in reported ? reported.then(respond) : respond(reported)
}

/** Wraps a handler for `mode: 'report'`: compares the response with what the policy would have done. */
function report(use: Use, handler: Handler): Handler {
  return function corsReporter(request, ...rest) {
    checkRequest(request)
    const call: HandlerCall = { use, handler, self: this, request, parameters: [request, ...rest] }
    const observer = createReport(use, request, call.parameters)
    const outer = (request as TrackedExchange)[STATE]
    if (outer !== undefined) addObserver(outer, observer)
    return callHandler(call, (result) => {
      if (outer === undefined && isResponse(result)) notifyObservers(result, [observer])
      return result
    })
  }
}
