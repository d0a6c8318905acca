/** What `express`, `fastify` and `koa` are built from. Applications, and middleware of connect's shape, do not need it. */

export { createOptionsError } from './adapter-options.ts'
export { createMiddleware, type ResponseAdapter } from './middleware.ts'
export type { CorsRequestSource } from './node-exchange.ts'
export { warnOnce } from './process-warning.ts'
export { applyDecision, notifyObservers, type PolicyUse, settleResponse } from './response.ts'
export { isSettled, type StoredHeaders } from './response-headers.ts'
export {
  type AppliedDecision,
  type ResponseState,
  STATE,
  type TrackedResponse,
} from './response-state.ts'
export { groupArray } from './write-head-headers.ts'
