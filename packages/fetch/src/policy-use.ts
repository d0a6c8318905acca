import type { CorsPolicy, Decision } from '@crossorigin/policy'
import {
  checkOptions,
  compilePolicySource,
  createObserver,
  type AdapterOptions as NeutralOptions,
  type PolicySelector,
  type PolicySource,
  type ResponseObserver,
  toError,
  type Usage,
  warnOnce,
} from '@crossorigin/policy/adapter'
import type { AppliedUse } from './exchange-state.ts'
import { type FetchRequest, type FetchResponse, isPromiseLike, isResponse, readCorsRequest } from './fetch-exchange.ts'

/** Options of `cors()`, in addition to the policy. `Rest` is the type of a handler's arguments after the request. */
export interface AdapterOptions<Req, Rest extends readonly unknown[]>
  extends Omit<NeutralOptions<Req, never>, 'onError'> {
  /**
   * Called when an origin function or a selector fails. The response is then an empty one with status 500 (in Hono, that of
   * `app.onError`), unless `onError` returns a response.
   *
   * @defaultValue A process or console warning; none in Hono, or with `mode: 'report'`.
   */
  readonly onError?: ((error: Error, request: Req, ...rest: Rest) => unknown) | undefined
}

/** One use of `cors()`: a policy, or a function that selects one, and how its decisions are applied. */
export interface PolicyUse<Req, Rest extends readonly unknown[]> extends AppliedUse {
  readonly chosen: CorsPolicy | PolicySelector<Req, Rest>
  /** Whether the policy can read `Sec-Fetch-Site`. */
  readonly isSiteRead: boolean
  readonly onError: AdapterOptions<Req, Rest>['onError']
  /** Set with `mode: 'report'`. */
  readonly onDifference: AdapterOptions<Req, Rest>['onDifference']
}

/**
 * Compiles a use of `cors()`.
 *
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` for
 * invalid options.
 */
export function compileUse<Req, Rest extends readonly unknown[]>(
  source: PolicySource<Req, Rest>,
  options: AdapterOptions<Req, Rest>,
  usage: Usage,
): PolicyUse<Req, Rest> {
  const chosen = compilePolicySource(source, usage)
  const { mode = 'enforce', vary = [], onError, onDifference } = checkOptions(options)
  return {
    chosen,
    isSiteRead: typeof chosen === 'function' || readsSite(chosen.config),
    mode: mode === 'yield' ? 'yield' : 'enforce',
    vary: vary.length === 0 ? undefined : vary.join(', '),
    policy: typeof chosen === 'function' || options.mode !== undefined ? undefined : chosen,
    onError,
    onDifference,
  }
}

/** Performance: each header is a search, and few policies need this one. */
function readsSite({ onDenied, onDecision }: CorsPolicy['config']): boolean {
  return onDenied === 'reject' || onDecision !== undefined
}

/** Consults the policy about a request. */
export function askPolicy<Req, Rest extends readonly unknown[]>(
  { chosen, isSiteRead }: PolicyUse<Req, Rest>,
  request: FetchRequest,
  parameters: readonly [Req, ...Rest],
): Decision | undefined | PromiseLike<Decision | undefined> {
  if (typeof chosen !== 'function') return chosen.decide(readCorsRequest(request, isSiteRead))
  const policy = chosen(...parameters)
  if (policy !== undefined && 'then' in policy) return askLater(policy, request)
  return policy?.decide(readCorsRequest(request, isSiteRead))
}

async function askLater(
  selected: PromiseLike<CorsPolicy | undefined>,
  request: FetchRequest,
): Promise<Decision | undefined> {
  const policy = await selected
  return policy?.decide(readCorsRequest(request, true))
}

/**
 * Reports a failure of an origin function or a selector, and returns the response of `onError`, if there is one.
 *
 * Security: an `onError` that fails must not end the process, and must not allow anything.
 */
export function reportFailure<Req, Rest extends readonly unknown[]>(
  { onError }: PolicyUse<Req, Rest>,
  error: Error,
  parameters: readonly [Req, ...Rest],
): FetchResponse | undefined | Promise<FetchResponse | undefined> {
  try {
    const returned = onError?.(error, ...parameters)
    if (!isPromiseLike(returned)) return acceptResponse(returned)
    return Promise.resolve(returned).then(acceptResponse, ignoreFailure)
  } catch (thrown) {
    return ignoreFailure(thrown)
  }
}

function acceptResponse(returned: unknown): FetchResponse | undefined {
  return isResponse(returned) ? returned : undefined
}

function ignoreFailure(thrown: unknown): undefined {
  const { message } = toError(thrown, 'onError')
  warnOnce('CORS_ON_ERROR_THREW', 'CORS_ON_ERROR_THREW', `onError threw: ${message}`)
}

/** Consults a policy that only reports. Returns a function to call with the response. */
export function createReport<Req, Rest extends readonly unknown[]>(
  { chosen, onDifference, onError }: PolicyUse<Req, Rest>,
  request: FetchRequest,
  parameters: readonly [Req, ...Rest],
): ResponseObserver {
  return createObserver<Req>({
    request: parameters[0],
    asked: readCorsRequest(request, true),
    choosePolicy: () => (typeof chosen === 'function' ? chosen(...parameters) : chosen),
    onDifference,
    onError: (error) => onError?.(error, ...parameters),
  })
}
