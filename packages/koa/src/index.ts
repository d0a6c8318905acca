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
  type PolicySource,
  resetWarnings,
  validateConfig,
} from '@crossorigin/node'
export { cors, cors as default, type KoaContext, type KoaMiddleware } from './cors.ts'
