import { type CorsConfig, type CorsPolicy, createPolicy, isCorsPolicy } from '@crossorigin/policy'
import { createOptionsError } from './adapter-options.ts'
import { emitPolicyWarnings } from './process-warning.ts'

/**
 * Selects the policy for a request from policies built beforehand. `undefined` disables CORS for this request.
 *
 * Select by host, path or origin: a preflight carries no cookies, no `Authorization` and none of the application's own
 * headers. List the request headers that the selector reads in the option `vary`.
 */
export type PolicySelector<Req, Rest extends readonly unknown[] = []> = (
  req: Req,
  ...rest: Rest
) => CorsPolicy | undefined | PromiseLike<CorsPolicy | undefined>

/** What an adapter accepts: a configuration, a policy, or a function that selects one. */
export type PolicySource<Req, Rest extends readonly unknown[] = []> =
  | CorsConfig
  | CorsPolicy
  | PolicySelector<Req, Rest>

/** How an adapter is used, for error messages. */
export interface Usage {
  /** The correct call, as code. */
  readonly call: string
  /** The parameters of a selector, as code. */
  readonly selector: string
  /** How many parameters a selector can have. An additional one is assumed to be a callback. */
  readonly selectorLength: number
}

/**
 * Turns a source into a policy, or into a selector that only returns policies and `undefined`. Emits the warnings of each policy
 * once.
 *
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` if
 * it is a request or a function with a callback.
 */
export function compilePolicySource<Req, Rest extends readonly unknown[]>(
  source: PolicySource<Req, Rest>,
  usage: Usage,
): CorsPolicy | PolicySelector<Req, Rest> {
  if (typeof source === 'function') return compileSelector(source, usage)
  if (isRequest(source)) {
    throw createOptionsError(`cors was called with a request. Pass it a configuration first: ${usage.call}.`)
  }
  const policy = isCorsPolicy(source) ? source : createPolicy(source)
  emitPolicyWarnings(policy)
  return policy
}

/**
 * With `app.use(cors)`, `cors` is called with the first request or its context, long after the server has started.
 *
 * Compatibility: Node's requests have `headers` and `method`, Fastify's have `raw`, and contexts of Hono and Koa have `req`.
 */
function isRequest(source: unknown): boolean {
  if (typeof source !== 'object' || source === null) return false
  return ('headers' in source && ('method' in source || 'raw' in source)) || ('req' in source && 'res' in source)
}

function compileSelector<Req, Rest extends readonly unknown[]>(
  select: PolicySelector<Req, Rest>,
  { selector, selectorLength }: Usage,
): PolicySelector<Req, Rest> {
  if (select.length > selectorLength) {
    throw createOptionsError(`A CORS selector has no callback. Return the policy: cors(${selector} => policy).`)
  }
  return (req, ...rest) => {
    const selected = select(req, ...rest)
    if (selected === undefined || isCorsPolicy(selected)) return acceptPolicy(selected)
    return acceptLater(selected)
  }
}

/** Security: `await` calls the original `then` of native promises, even if it has been replaced. */
async function acceptLater(selected: unknown): Promise<CorsPolicy | undefined> {
  return acceptPolicy(await selected)
}

function acceptPolicy(selected: unknown): CorsPolicy | undefined {
  if (isCorsPolicy(selected)) emitPolicyWarnings(selected)
  else if (selected !== undefined) {
    throw new TypeError(
      'The CORS selector did not return a policy. Return one that createPolicy() built at startup, or undefined for no CORS.',
    )
  }
  return selected
}
