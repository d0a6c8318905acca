export {
  type AdapterOptions,
  type CorsConfig,
  CorsConfigError,
  type CorsOptions,
  type CorsPolicy,
  createPolicy,
  type DecisionEvent,
  type Difference,
  type DifferenceAspect,
  type Mode,
  type OriginPredicate,
  originList,
  type PolicySelector,
  resetWarnings,
  validateConfig,
} from '@crossorigin/node'
export { cors, cors as default, type FastifyCorsOptions } from './cors.ts'
export type { PolicyRegistration, RouteCors } from './registration.ts'
