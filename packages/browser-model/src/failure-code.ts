import type { CallFailureCode } from './call.ts'
import type { CorsCheckCode } from './cors-check.ts'
import type { RouteFailureCode } from './main-fetch.ts'
import type { PreflightCode } from './preflight-judgment.ts'
import type { RedirectFailureCode } from './redirect.ts'

/** Why a fetch fails: the call itself, a check before sending, the preflight, the response, a redirect or the network. */
export type FailureCode =
  | CallFailureCode
  | RouteFailureCode
  | CorsCheckCode
  | RedirectFailureCode
  | 'network'
  | `preflight:${PreflightCode | 'network'}`
