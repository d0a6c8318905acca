import type * as entry from './index.ts' with { 'resolution-mode': 'import' }

/** What `require('@crossorigin/koa')` returns: the function `cors`, which has everything else as properties. */
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
  type KoaContext = entry.KoaContext
  type KoaMiddleware<Ctx> = entry.KoaMiddleware<Ctx>
  type Mode = entry.Mode
  type OriginPredicate = entry.OriginPredicate
  type PolicySelector<Req> = entry.PolicySelector<Req>
  type PolicySource<Req> = entry.PolicySource<Req>
}

export = cors
