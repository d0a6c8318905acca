import { ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN } from '@crossorigin/grammar'
import type { HttpResponse } from './browser-request.ts'
import { getHeader } from './response-headers.ts'

/** Why a response fails the CORS check. */
export type CorsCheckCode =
  | 'allow-origin-missing'
  | 'allow-origin-mismatch'
  | 'allow-origin-multiple'
  | 'allow-origin-wildcard-with-credentials'
  | 'allow-credentials-missing'
  | 'allow-credentials-not-true'

/**
 * Runs the CORS check on a response. Returns every reason why it fails, starting with the one at which a browser stops. An
 * empty list means that it passes.
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
  if (allowed === null) return 'allow-origin-missing'
  if (allowed === origin || (allowed === '*' && !withCredentials)) return null
  if (allowed === '*') return 'allow-origin-wildcard-with-credentials'
  return /[\s,]/.test(allowed) ? 'allow-origin-multiple' : 'allow-origin-mismatch'
}

function findCredentialsFailure(response: HttpResponse): CorsCheckCode | null {
  const allowed = getHeader(response, ACCESS_CONTROL_ALLOW_CREDENTIALS)
  if (allowed === null) return 'allow-credentials-missing'
  return allowed === 'true' ? null : 'allow-credentials-not-true'
}
