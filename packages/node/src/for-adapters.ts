/** What `express` and `fastify` are built from, and other adapters can be. Applications need none of it. */

export { createOptionsError } from './adapter-options.ts'
export {
  type CorsMiddleware,
  createCorsMiddleware,
  createMiddleware,
  type Next,
  type ResponseAdapter,
} from './middleware.ts'
export type { CorsRequestSource } from './node-exchange.ts'
export { applyDecision, type PolicyUse, settleResponse } from './response.ts'
export { isSettled, type StoredHeaders } from './response-headers.ts'
export {
  type AppliedDecision,
  type ResponseState,
  STATE,
  type TrackedResponse,
} from './response-state.ts'
export { groupArray } from './write-head-headers.ts'
