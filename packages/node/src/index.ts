// For applications.
export {
  type CorsConfig,
  CorsConfigError,
  type CorsPolicy,
  createPolicy,
  type DecisionEvent,
  type OriginPredicate,
  originList,
  validateConfig,
} from '@crossorigin/policy'
export type { AdapterOptions, Mode } from './adapter-options.ts'
// For adapters.
export { createOptionsError } from './adapter-options.ts'
export { cors, type RequestListener, type WithCors } from './cors.ts'
export type { Difference, DifferenceAspect } from './difference.ts'
export {
  type CorsMiddleware,
  createCorsMiddleware,
  createMiddleware,
  type Next,
  type ResponseAdapter,
} from './middleware.ts'
export type { CorsRequestSource, NodeRequest, NodeResponse } from './node-exchange.ts'
export type { PolicySelector, PolicySource } from './policy-source.ts'
export { resetWarnings } from './process-warning.ts'
export { type Application, applyDecision, beginResponse } from './response.ts'
export { settleHeaders } from './response-headers.ts'
export { type ResponseState, STATE, type TrackedResponse } from './response-state.ts'
