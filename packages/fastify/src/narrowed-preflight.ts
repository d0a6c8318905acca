import {
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_MAX_AGE,
  ACCESS_CONTROL_REQUEST_METHOD,
  isToken,
} from '@crossorigin/grammar'
import type { PolicySelector } from '@crossorigin/node'
import {
  type CorsPolicy,
  type CorsRequest,
  type Decision,
  isCorsPolicy,
  MAX_ECHO_LENGTH,
  mergeVary,
} from '@crossorigin/policy'

/**
 * Limits preflight responses to the requested method, and keeps them out of the browser's cache.
 *
 * Security: browsers cache preflight responses by URL. If GET and PUT of one URL have different policies, a list from the policy for
 * GET would let a PUT be sent without its own preflight, under the wrong policy.
 *
 * @see https://fetch.spec.whatwg.org/#concept-cache
 */
export function narrowSource<Req>(source: CorsPolicy | PolicySelector<Req>): CorsPolicy | PolicySelector<Req> {
  if (typeof source !== 'function') return narrowPolicy(source)
  return (request) => {
    const selected = source(request)
    return selected instanceof Object && 'then' in selected ? selected.then(narrowPolicy) : narrowPolicy(selected)
  }
}

/** Returns a value that is not a policy unchanged. The check for results of selectors reports it. */
function narrowPolicy<Selected extends CorsPolicy | undefined>(selected: Selected): Selected {
  if (!isCorsPolicy(selected)) return selected
  const policy: CorsPolicy = selected
  function decide(request: CorsRequest): ReturnType<CorsPolicy['decide']> {
    const decision = policy.decide(request)
    return 'kind' in decision
      ? narrowToMethod(decision, request)
      : decision.then((settled) => narrowToMethod(settled, request))
  }
  return Object.create(policy, { decide: { value: decide } }) as Selected
}

function narrowToMethod(decision: Decision, request: CorsRequest): Decision {
  if (decision.kind !== 'preflight') return decision
  const method = request.requestMethod ?? ''
  const headers: string[] = []
  for (let index = 0; index < decision.headers.length; index += 2) {
    const name = decision.headers[index] as string
    const value = decision.headers[index + 1] as string
    if (name === ACCESS_CONTROL_MAX_AGE) headers.push(name, '0')
    else if (name !== ACCESS_CONTROL_ALLOW_METHODS) headers.push(name, value)
    else if (allowsMethod(value, method)) headers.push(name, method)
  }
  const vary = mergeVary(decision.vary, ACCESS_CONTROL_REQUEST_METHOD)
  return { ...decision, headers, vary }
}

function allowsMethod(methods: string, method: string): boolean {
  return methods === '*' ? method.length <= MAX_ECHO_LENGTH && isToken(method) : methods.split(', ').includes(method)
}
