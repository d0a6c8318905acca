export {
  type CorsConfig,
  CorsConfigError,
  type CorsPolicy,
  createPolicy,
  type DecisionEvent,
  type OriginPredicate,
  originList,
  type PolicySelector,
  validateConfig,
} from '@crossorigin/node'
export { cors, type FastifyCorsOptions, type PolicyRegistration } from './cors.ts'
export type { RouteCors } from './route-config.ts'
