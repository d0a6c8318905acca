import type { Decision, PreflightDecision, RejectDecision } from '@crossorigin/policy'
import { createOptionsError, DENIED, type PolicySource, toError } from '@crossorigin/policy/adapter'
import {
  addObserver,
  applyDecision,
  type ExchangeState,
  notifyObservers,
  STATE,
  type TrackedExchange,
} from './exchange-state.ts'
import type { FetchRequest, FetchResponse } from './fetch-exchange.ts'
import {
  type AdapterOptions,
  askPolicy,
  compileUse,
  createReport,
  type PolicyUse,
  reportFailure,
} from './policy-use.ts'
import { settleResponse } from './response.ts'

export {
  type CorsConfig,
  CorsConfigError,
  type CorsOptions,
  type CorsPolicy,
  createPolicy,
  type DecisionEvent,
  type OriginPredicate,
  originList,
  validateConfig,
} from '@crossorigin/policy'
export {
  type Difference,
  type DifferenceAspect,
  type Mode,
  type PolicySelector,
  type PolicySource,
  resetWarnings,
} from '@crossorigin/policy/adapter'
export type { AdapterOptions } from './policy-use.ts'

/** The parts of Hono's `Context` that the middleware needs. */
export interface HonoContext {
  readonly req: { readonly raw: FetchRequest }
  res: FetchResponse | undefined
  body(data: null, status: never): unknown
  header(name: string, value?: string, options?: { append?: boolean }): void
}

/** A Hono middleware. */
export type CorsMiddleware<C extends HonoContext> = (c: C, next: () => Promise<void>) => Promise<void>

const USAGE = { call: 'app.use(cors({ origin: ... }))', selector: '(c)', selectorLength: 1 }

/**
 * Builds a CORS middleware for Hono.
 *
 * Mount it first, before authentication and routes: `app.use(cors(config))`. It responds to preflights for every path. In all other
 * responses, including those of `app.notFound` and `app.onError`, the policy's CORS headers replace those of other code when the
 * response is returned. If an origin function or a selector fails, the error goes to `app.onError`.
 *
 * @param source - A configuration, a policy, or a function that selects one, called with the context.
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` for
 * invalid options.
 * @example
 * ```ts
 * app.use(cors({ origin: 'https://app.example.com', methods: ['PUT', 'PATCH', 'DELETE'], credentials: true }))
 * ```
 */
export function cors<C extends HonoContext = HonoContext>(
  source: PolicySource<C>,
  options: AdapterOptions<C, []> = {},
): CorsMiddleware<C> {
  const use = compileUse(source, options, USAGE)
  return use.onDifference === undefined ? enforce(use) : report(use)
}

function enforce<C extends HonoContext>(use: PolicyUse<C, []>): CorsMiddleware<C> {
  return async function corsMiddleware(c, next) {
    const raw = readRequest(c)
    const outer = findExchange(c as TrackedExchange, raw as TrackedExchange)
    let decision: Decision | undefined
    try {
      const asked = askPolicy(use, raw, [c])
      decision = asked !== undefined && 'then' in asked ? await asked : asked
    } catch (thrown) {
      return fail(use, c, outer, thrown)
    }
    const state = applyDecision(outer, decision, use)
    if (decision !== undefined && decision.kind !== 'actual') return respond(c, decision, state)
    ;(c as TrackedExchange)[STATE] = state
    // Lets handlers that are wrapped themselves find the state of the exchange while they can be called.
    if (outer === undefined) (raw as TrackedExchange)[STATE] = state
    try {
      await next()
    } finally {
      if (outer === undefined) (raw as TrackedExchange)[STATE] = undefined
    }
    const response = c.res as FetchResponse
    const settled = settleResponse(response, state, raw.method)
    if (settled !== response) replaceResponse(c, settled)
    if (outer === undefined && state.observers !== undefined) notifyObservers(settled, state.observers)
  }
}

/** Compatibility: some middleware replaces the request, for example `bodyLimit()`. */
function findExchange(c: TrackedExchange, raw: TrackedExchange): ExchangeState | undefined {
  return c[STATE] ?? raw[STATE]
}

function readRequest(c: HonoContext): FetchRequest {
  const raw = c?.req?.raw
  if (typeof raw?.headers?.get === 'function') return raw
  throw createOptionsError(
    'This is middleware for Hono. For a handler that takes a Request, use @crossorigin/fetch: cors({ origin: ... })(handler).',
  )
}

/** Compatibility: Hono merges the headers of the response that is replaced, unless there is none. */
function replaceResponse(c: HonoContext, response: FetchResponse): void {
  c.res = undefined
  c.res = response
}

/** Responds to a preflight or a rejected request, and keeps the headers that earlier middleware has set. */
function respond(c: HonoContext, { status }: PreflightDecision | RejectDecision, state: ExchangeState): void {
  const response = c.body(null, status as never) as FetchResponse
  if (status !== 204) response.headers.set('Content-Length', '0')
  replaceResponse(c, settleResponse(response, state, c.req.raw.method))
}

/** Lets `app.onError` respond, unless the option `onError` does. An outer policy sets its headers afterwards. */
async function fail<C extends HonoContext>(
  use: PolicyUse<C, []>,
  c: C,
  outer: ExchangeState | undefined,
  thrown: unknown,
): Promise<void> {
  const error = toError(thrown)
  const state = applyDecision(outer, DENIED, use)
  const response = await reportFailure(use, error, [c])
  if (response !== undefined) return replaceResponse(c, settleResponse(response, state, c.req.raw.method))
  if (outer === undefined) c.header('Vary', state.vary, { append: true })
  throw error
}

/** Builds a middleware that only observes: it compares what is sent with what the policy would have done. */
function report<C extends HonoContext>(use: PolicyUse<C, []>): CorsMiddleware<C> {
  return async function corsReporter(c, next) {
    const raw = readRequest(c)
    const observer = createReport(use, raw, [c])
    const outer = findExchange(c as TrackedExchange, raw as TrackedExchange)
    if (outer !== undefined) addObserver(outer, observer)
    await next()
    if (outer === undefined) notifyObservers(c.res as FetchResponse, [observer])
  }
}
