/** The building blocks of `express`, `fastify` and `koa`. Applications and connect-style middleware do not need them. */

export { type AppliedDecision, createOptionsError, warnOnce } from '@crossorigin/policy/adapter'
export { createMiddleware, type ResponseAdapter } from './middleware.ts'
export type { CorsRequestSource } from './node-exchange.ts'
export { applyDecision, type DecisionUse, notifyObservers, settleResponse } from './response.ts'
export { isSettled, type StoredHeaders } from './response-headers.ts'
export {
  type ResponseState,
  STATE,
  type TrackedResponse,
} from './response-state.ts'
export { groupArray } from './write-head-headers.ts'
