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
export { type CorsOptions, createOptionsError, readVaryOption } from './adapter-options.ts'
export { joinVary } from './answer.ts'
export { cors, type RequestListener, type WithCors } from './cors.ts'
export { type CorsMiddleware, createCorsMiddleware, createMiddleware, type Next, type Transport } from './middleware.ts'
export { hasResponseBegun, type NodeRequest, type NodeResponse, readCorsRequest } from './node-exchange.ts'
export { compilePolicySource, type PolicySelector, type PolicySource } from './policy-source.ts'
export { deferCorsHeaders, protectVary, setCorsHeaders, takeBackHeaders } from './response-headers.ts'
