import type * as entry from './index.ts' with { 'resolution-mode': 'import' }

/** What `require('@crossorigin/fastify')` returns: the plugin `cors`, which has everything else as properties. */
declare const cors: typeof entry.cors & typeof entry

declare namespace cors {
  type AdapterOptions<Req, Res> = entry.AdapterOptions<Req, Res>
  type CorsConfig = entry.CorsConfig
  type CorsConfigError = entry.CorsConfigError
  type CorsOptions = entry.CorsOptions
  type CorsPolicy = entry.CorsPolicy
  type DecisionEvent = entry.DecisionEvent
  type Difference<Req> = entry.Difference<Req>
  type DifferenceAspect = entry.DifferenceAspect
  type FastifyCorsOptions = entry.FastifyCorsOptions
  type Mode = entry.Mode
  type OriginPredicate = entry.OriginPredicate
  type PolicyRegistration = entry.PolicyRegistration
  type PolicySelector<Req> = entry.PolicySelector<Req>
  type RouteCors = entry.RouteCors
}

export = cors
