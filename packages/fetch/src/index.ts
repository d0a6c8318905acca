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
  type Difference,
  type DifferenceAspect,
  type Mode,
  type PolicySelector,
  type PolicySource,
  resetWarnings,
} from '@crossorigin/policy/adapter'
export { cors, type WithCors } from './cors.ts'
export type { FetchRequest } from './fetch-exchange.ts'
export type { AdapterOptions } from './policy-use.ts'
