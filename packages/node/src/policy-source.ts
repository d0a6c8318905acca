import { type CorsConfig, type CorsPolicy, createPolicy, isCorsPolicy } from '@crossorigin/policy'
import { emitPolicyWarnings } from './policy-warning.ts'

/**
 * Chooses the policy for a request, among policies built beforehand. `undefined` means: no CORS for this request.
 *
 * It chooses by host, path or origin: a preflight carries no cookie, no `Authorization` and no header of the
 * application's. What request headers it reads belongs into the option `vary`.
 */
export type PolicySelector<Req> = (req: Req) => CorsPolicy | undefined | PromiseLike<CorsPolicy | undefined>

/** What an adapter can be given: a configuration, a policy, or a function that selects one. */
export type PolicySource<Req> = CorsConfig | CorsPolicy | PolicySelector<Req>

/**
 * Turns a source into a selector whose every answer is a policy or `undefined`. Warnings of each policy are emitted once.
 *
 * @throws `CorsConfigError` where the source is a configuration with errors.
 */
export function compilePolicySource<Req>(source: PolicySource<Req>): PolicySelector<Req> {
  if (typeof source === 'function') return compileSelector(source)
  const policy = isCorsPolicy(source) ? source : createPolicy(source)
  emitPolicyWarnings(policy)
  return () => policy
}

function compileSelector<Req>(select: PolicySelector<Req>): PolicySelector<Req> {
  return (req) => {
    const selected = select(req)
    if (selected === undefined || isCorsPolicy(selected)) return acceptPolicy(selected)
    return acceptLater(selected)
  }
}

/** Security: `await` asks a promise of Node itself, and not a `then` that somebody has put in its place. */
async function acceptLater(selected: unknown): Promise<CorsPolicy | undefined> {
  return acceptPolicy(await selected)
}

function acceptPolicy(selected: unknown): CorsPolicy | undefined {
  if (isCorsPolicy(selected)) emitPolicyWarnings(selected)
  else if (selected !== undefined) {
    throw new TypeError(
      'The CORS selector returned something that is not a policy. It must return what createPolicy() built, once, or undefined for no CORS.',
    )
  }
  return selected
}
