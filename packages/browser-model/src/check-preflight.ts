import type { BrowserRequest, HttpResponse } from './browser-request.ts'
import { makeCall } from './call.ts'
import { behaviourOf, type Engine } from './engine.ts'
import { routeHop } from './main-fetch.ts'
import { judgePreflight, type PreflightCode } from './preflight-answer.ts'

/** What a browser makes of a preflight's answer. */
export interface PreflightVerdict {
  readonly result: 'pass' | 'fail'
  /** The first failing step; `null` where it passes. */
  readonly code: PreflightCode | null
  /** `method:PUT`, `header:x-a`: what the answer would have had to list. */
  readonly missing: readonly string[]
  /** Seconds for which the answer is remembered; 0 where it fails. */
  readonly maxAge: number
}

/**
 * Judges the answer to the preflight of a request.
 *
 * @param engine - Whose departures from the standard are to be followed; none by default.
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
 */
export function checkPreflight(request: BrowserRequest, response: HttpResponse, engine?: Engine): PreflightVerdict {
  const call = makeCall(request)
  if (call.kind === 'failure') throw new TypeError(`A request that fails by ${call.reason} has no preflight.`)
  const hasStream = request.streamBody === true
  const { unsafeNames } = routeHop({ ...call, hasStream, wasCors: false })
  const question = {
    origin: request.pageOrigin,
    withCredentials: request.credentials === 'include',
    method: call.method,
    unsafeNames,
    isForced: request.uploadListener === true || hasStream,
  }
  const { code, missing, maxAge } = judgePreflight(question, response, behaviourOf(engine))
  return { result: code === null ? 'pass' : 'fail', code, missing, maxAge }
}
