import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { HttpResponse } from './browser-request.ts'
import { getHeader } from './response-headers.ts'

/** Why a response fails the CORS check. */
export type CorsCheckCode =
  | 'acao-missing'
  | 'acao-mismatch'
  | 'acao-multiple'
  | 'acao-wildcard-with-credentials'
  | 'acac-missing'
  | 'acac-not-true'

/**
 * Runs the CORS check on a response. Returns every reason why it fails, the one at which a browser stops first; none if it
 * passes.
 *
 * @param origin - The serialized origin of the request, `null` if it is opaque or tainted.
 * @see https://fetch.spec.whatwg.org/#concept-cors-check
 */
export function findCorsCheckFailures(
  response: HttpResponse,
  origin: string,
  withCredentials: boolean,
): readonly CorsCheckCode[] {
  const ofOrigin = findOriginFailure(getHeader(response, ACCESS_CONTROL_ALLOW_ORIGIN), origin, withCredentials)
  const ofCredentials = withCredentials ? findCredentialsFailure(response) : null
  return [ofOrigin, ofCredentials].filter((code) => code !== null)
}

function findOriginFailure(allowed: string | null, origin: string, withCredentials: boolean): CorsCheckCode | null {
  if (allowed === null) return 'acao-missing'
  if (allowed === origin || (allowed === '*' && !withCredentials)) return null
  if (allowed === '*') return 'acao-wildcard-with-credentials'
  return /[\s,]/.test(allowed) ? 'acao-multiple' : 'acao-mismatch'
}

function findCredentialsFailure(response: HttpResponse): CorsCheckCode | null {
  const allowed = getHeader(response, ACCESS_CONTROL_ALLOW_CREDENTIALS)
  if (allowed === null) return 'acac-missing'
  return allowed === 'true' ? null : 'acac-not-true'
}
