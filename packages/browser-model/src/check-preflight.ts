import type { BrowserRequest, HttpResponse } from './browser-request.ts'
import { makeCall } from './call.ts'
import { behaviorOf, type Engine } from './engine.ts'
import { firstHop, routeHop } from './main-fetch.ts'
import { judgePreflight, type PreflightCode } from './preflight-judgment.ts'

/** How a browser judges the response to a preflight. */
export interface PreflightVerdict {
  readonly result: 'pass' | 'fail'
  /** The first failing step; `null` if it passes. */
  readonly code: PreflightCode | null
  /** What the response should have listed, such as `method:PUT` or `header:x-a`. */
  readonly missing: readonly string[]
  /** Seconds for which the result is cached; 0 if it is not. WebKit also caches a result that only lacks the method or a header. */
  readonly maxAge: number
}

/**
 * Judges the response to the preflight of a request.
 *
 * @param engine - The engine to model. By default, the standard is followed.
 * @throws `TypeError` if the call that makes the request throws.
 * @example
 * ```ts
 * const response = { status: 204, headers: [['Access-Control-Allow-Origin', '*']] }
 * checkPreflight({ pageOrigin: 'https://app.example', url: 'https://api.example/', method: 'PUT' }, response)
 * // { result: 'fail', code: 'method-not-allowed', missing: ['method:PUT'], maxAge: 0 }
 * ```
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
 */
export function checkPreflight(request: BrowserRequest, response: HttpResponse, engine?: Engine): PreflightVerdict {
  const behavior = behaviorOf(engine)
  const call = makeCall(request, behavior)
  if (call.kind === 'failure') throw new TypeError(`A request that fails with ${call.reason} has no preflight.`)
  const { unsafeNames, isForced } = routeHop(firstHop(call, behavior), behavior)
  const question = {
    origin: request.pageOrigin,
    withCredentials: request.credentials === 'include',
    method: call.method,
    unsafeNames,
    isForced,
  }
  const { code, missing, maxAge } = judgePreflight(question, response, engine)
  return { result: code === null ? 'pass' : 'fail', code, missing, maxAge }
}
