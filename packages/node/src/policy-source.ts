import { type CorsConfig, type CorsPolicy, createPolicy, isCorsPolicy } from '@crossorigin/policy'
import { createOptionsError } from './adapter-options.ts'
import { emitPolicyWarnings } from './process-warning.ts'

/**
 * Selects the policy for a request, from policies built beforehand. `undefined` means: no CORS for this request.
 *
 * Select by host, path or origin: a preflight carries no cookies, no `Authorization` and none of the application's own
 * headers. List the request headers that the selector reads in the option `vary`.
 */
export type PolicySelector<Req> = (req: Req) => CorsPolicy | undefined | PromiseLike<CorsPolicy | undefined>

/** What an adapter accepts: a configuration, a policy, or a function that selects one. */
export type PolicySource<Req> = CorsConfig | CorsPolicy | PolicySelector<Req>

/**
 * Turns a source into a policy, or into a selector that returns nothing but policies and `undefined`. Emits the warnings
 * of each policy once.
 *
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` if
 * it is a request or a function with a callback.
 */
export function compilePolicySource<Req>(source: PolicySource<Req>): CorsPolicy | PolicySelector<Req> {
  if (typeof source === 'function') return compileSelector(source)
  if (isRequest(source)) {
    throw createOptionsError(
      'cors was called with a request. Pass it a configuration first: app.use(cors({ origin: ... })).',
    )
  }
  const policy = isCorsPolicy(source) ? source : createPolicy(source)
  emitPolicyWarnings(policy)
  return policy
}

/** `app.use(cors)` calls `cors` with the first request, long after the server has started. */
function isRequest(source: unknown): boolean {
  return typeof source === 'object' && source !== null && 'headers' in source && ('method' in source || 'raw' in source)
}

function compileSelector<Req>(select: PolicySelector<Req>): PolicySelector<Req> {
  if (select.length > 1) {
    throw createOptionsError('A CORS selector has no callback. Return the policy: cors((req) => policy).')
  }
  return (req) => {
    const selected = select(req)
    if (selected === undefined || isCorsPolicy(selected)) return acceptPolicy(selected)
    return acceptLater(selected)
  }
}

/** Security: `await` calls the `then` of Node's own promises, not one that somebody has put in its place. */
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
