import {
  ACCESS_CONTROL_ALLOW_METHODS,
  ACCESS_CONTROL_MAX_AGE,
  ACCESS_CONTROL_REQUEST_METHOD,
  isToken,
} from '@crossorigin/grammar'
import { type CorsRequest, type Decision, MAX_ECHO_LENGTH, mergeVary } from '@crossorigin/policy'

/**
 * Narrows the answer to a preflight down to the method that it asks about, and keeps it out of the browser's cache.
 *
 * Security: a browser remembers grants by URL. Where GET and PUT of one URL have different policies, a list that was
 * granted for GET would let a PUT go out without a preflight of its own, under the wrong policy.
 *
 * @see https://fetch.spec.whatwg.org/#concept-cache
 */
export function narrowToMethod(decision: Decision, request: CorsRequest): Decision {
  if (decision.kind !== 'preflight') return decision
  const method = request.requestMethod ?? ''
  const headers: string[] = []
  for (let index = 0; index < decision.headers.length; index += 2) {
    const name = decision.headers[index] as string
    const value = decision.headers[index + 1] as string
    if (name === ACCESS_CONTROL_MAX_AGE) headers.push(name, '0')
    else if (name !== ACCESS_CONTROL_ALLOW_METHODS) headers.push(name, value)
    else if (grants(value, method)) headers.push(name, method)
  }
  const vary = mergeVary(decision.vary, ACCESS_CONTROL_REQUEST_METHOD)
  return { ...decision, headers, vary }
}

function grants(methods: string, method: string): boolean {
  return methods === '*' ? method.length <= MAX_ECHO_LENGTH && isToken(method) : methods.split(', ').includes(method)
}
