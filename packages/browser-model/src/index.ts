export type { BrowserBody, BrowserRequest, HttpResponse, WireRequest } from './browser-request.ts'
export { checkPreflight, type PreflightVerdict } from './check-preflight.ts'
export { checkResponse, type ResponseVerdict } from './check-response.ts'
export { type Classification, classify } from './classify.ts'
export { type CorsCheckCode, findCorsCheckFailures } from './cors-check.ts'
export { behaviourOf, type Engine, type EngineBehaviour } from './engine.ts'
export type { Route } from './main-fetch.ts'
export {
  judgePreflight,
  type PreflightCode,
  type PreflightFailure,
  type PreflightJudgement,
  type PreflightQuestion,
} from './preflight-answer.ts'
export {
  type CacheGrant,
  type CacheKey,
  type CacheQuestion,
  createPreflightCache,
  type PreflightCache,
  type PreflightCacheOptions,
} from './preflight-cache.ts'
export { findLocation, findLocations } from './redirect.ts'
export { extractTokens, getHeader } from './response-headers.ts'
export {
  type Exchange,
  type Journey,
  type JourneyHop,
  type JourneyStep,
  type SimulationOptions,
  simulateFetch,
} from './simulate-fetch.ts'
