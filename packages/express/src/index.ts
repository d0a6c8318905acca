export {
  type CorsConfig,
  CorsConfigError,
  type CorsOptions,
  type CorsPolicy,
  createPolicy,
  type DecisionEvent,
  type OriginPredicate,
  originList,
  type PolicySelector,
  type PolicySource,
  validateConfig,
} from '@crossorigin/node'
export { cors } from './cors.ts'
