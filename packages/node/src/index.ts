export {
  type CorsConfig,
  CorsConfigError,
  type CorsOptions,
  type CorsPolicy,
  createPolicy,
  type DecisionEvent,
  type OriginPredicate,
  originList,
  validateConfig,
} from '@crossorigin/policy'
export {
  type AdapterOptions,
  type Difference,
  type DifferenceAspect,
  type Mode,
  type PolicySelector,
  type PolicySource,
  resetWarnings,
} from '@crossorigin/policy/adapter'
export { cors, cors as default, type RequestListener, type WithCors } from './cors.ts'
export {
  type AppliedDecision,
  applyDecision,
  type CorsRequestSource,
  createMiddleware,
  createOptionsError,
  type DecisionUse,
  groupArray,
  isSettled,
  notifyObservers,
  type ResponseAdapter,
  type ResponseState,
  STATE,
  type StoredHeaders,
  settleResponse,
  type TrackedResponse,
  warnOnce,
} from './for-adapters.ts'
export { type CorsMiddleware, createCorsMiddleware, type Next } from './middleware.ts'
export { type NodeRequest, type NodeResponse, readCorsRequest } from './node-exchange.ts'
