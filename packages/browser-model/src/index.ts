export type { BrowserBody, BrowserRequest, HttpResponse, WireRequest } from './browser-request.ts'
export type { CallFailureCode } from './call.ts'
export { checkPreflight, type PreflightVerdict } from './check-preflight.ts'
export { checkResponse, type ResponseVerdict } from './check-response.ts'
export { type Classification, classify } from './classify.ts'
export { type CorsCheckCode, findCorsCheckFailures } from './cors-check.ts'
export {
  behaviorOf,
  ENGINE_DEPARTURES,
  type Engine,
  type EngineBehavior,
  type EngineDeparture,
} from './engine.ts'
export type { FailureCode } from './failure-code.ts'
export {
  type Exchange,
  type ExchangeContext,
  type Journey,
  type JourneyHop,
  type JourneyStep,
  NetworkFailure,
} from './journey.ts'
export type { Route, RouteFailureCode } from './main-fetch.ts'
export {
  type CacheKey,
  type CacheQuestion,
  type CacheResult,
  createPreflightCache,
  type PreflightCache,
  type PreflightCacheOptions,
} from './preflight-cache.ts'
export {
  judgePreflight,
  type PreflightCode,
  type PreflightFailure,
  type PreflightJudgment,
  type PreflightQuestion,
} from './preflight-judgment.ts'
export { findLocation, findLocations, type RedirectFailureCode } from './redirect.ts'
export { extractTokens, getHeader } from './response-headers.ts'
export { type SimulationOptions, simulateFetch } from './simulate-fetch.ts'
