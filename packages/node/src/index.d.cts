import type * as entry from './index.ts' with { 'resolution-mode': 'import' }

/** What `require('@crossorigin/node')` returns: the function `cors`, which has everything else as properties. */
declare const cors: typeof entry.cors & typeof entry

declare namespace cors {
  type AdapterOptions<Req, Res> = entry.AdapterOptions<Req, Res>
  type AppliedDecision = entry.AppliedDecision
  type CorsConfig = entry.CorsConfig
  type CorsConfigError = entry.CorsConfigError
  type CorsMiddleware<Req, Res> = entry.CorsMiddleware<Req, Res>
  type CorsOptions = entry.CorsOptions
  type CorsPolicy = entry.CorsPolicy
  type CorsRequestSource = entry.CorsRequestSource
  type DecisionEvent = entry.DecisionEvent
  type DecisionUse = entry.DecisionUse
  type Difference<Req> = entry.Difference<Req>
  type DifferenceAspect = entry.DifferenceAspect
  type Mode = entry.Mode
  type Next = entry.Next
  type NodeRequest = entry.NodeRequest
  type NodeResponse = entry.NodeResponse
  type OriginPredicate = entry.OriginPredicate
  type PolicySelector<Req> = entry.PolicySelector<Req>
  type PolicySource<Req> = entry.PolicySource<Req>
  type RequestListener<Req, Res> = entry.RequestListener<Req, Res>
  type ResponseAdapter<Res> = entry.ResponseAdapter<Res>
  type ResponseState = entry.ResponseState
  type StoredHeaders = entry.StoredHeaders
  type TrackedResponse = entry.TrackedResponse
  type WithCors = entry.WithCors
}

export = cors
