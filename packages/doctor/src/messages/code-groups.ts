import type { FindingCode } from '../findings/findings.ts'

/** No connection, or nothing that is HTTP. */
export const FAILED_CONNECTIONS: readonly FindingCode[] = [
  'lookalike/dns',
  'lookalike/refused',
  'lookalike/unreachable',
  'lookalike/reset',
  'lookalike/timeout',
  'lookalike/empty',
  'lookalike/not-http',
  'lookalike/too-large',
  'lookalike/tls-expired',
  'lookalike/tls-self-signed',
  'lookalike/tls-wrong-host',
  'lookalike/tls-untrusted',
  'lookalike/tls-client-certificate',
  'lookalike/tls-protocol',
  'lookalike/http-on-https-port',
]

/** Requests that fail at one point of their way, where the connection itself is fine. */
export const FAILED_REQUESTS: readonly FindingCode[] = [
  'preflight/unreachable',
  'preflight/timeout',
  'preflight/needs-client-certificate',
  'response/unreachable',
  'response/timeout',
  'response/empty',
  'redirect/invalid-location',
  'redirect/blocked-port',
  'redirect/leaves-origin',
  'redirect/not-followed',
  'redirect/stream-body',
  'redirect/loop',
]

/** A response without `Access-Control-Allow-Origin`, by what it is or where it comes from. */
export const MISSING_ALLOW_ORIGIN: readonly FindingCode[] = [
  'response/allow-origin-missing',
  'response/missing-on-error-status',
  'response/missing-on-304',
  'response/rejected-before-middleware',
  'response/method-dependent',
  'redirect/hop-without-cors',
]

/** The same on a preflight. */
export const MISSING_ALLOW_ORIGIN_ON_PREFLIGHT: readonly FindingCode[] = [
  'preflight/allow-origin-missing',
  'preflight/answered-by-application',
]

/** A method that a preflight does not allow. */
export const METHOD_NOT_ALLOWED: readonly FindingCode[] = [
  'preflight/method-not-allowed',
  'preflight/method-case',
  'preflight/method-wildcard-literal',
]

/** A header that a preflight does not allow. */
export const HEADER_NOT_ALLOWED: readonly FindingCode[] = [
  'preflight/header-not-allowed',
  'preflight/header-wildcard-literal',
]

/** `Access-Control-Allow-Credentials` that is missing or not `true`. */
export const CREDENTIALS_NOT_ALLOWED: readonly FindingCode[] = [
  'credentials/allow-missing',
  'credentials/allow-not-true',
]
