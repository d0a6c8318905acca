export type { Origin } from '@crossorigin/grammar'
export type {
  CorsConfig,
  CorsOptions,
  MethodName,
  NormalizedConfig,
  OriginOption,
  OriginPredicate,
  RequestHeaderName,
  ResponseHeaderName,
} from './config.ts'
export { type ConfigIssue, type ConfigIssueCode, CorsConfigError } from './configuration/config-issue.ts'
export { validateConfig } from './configuration/configuration.ts'
export { type OriginListOptions, originList } from './configuration/origin-list.ts'
export type {
  ActualDecision,
  AllowedReason,
  CorsRequest,
  Decision,
  DecisionEvent,
  DeniedReason,
  Explanation,
  ObservedRequest,
  PreflightDecision,
  Reason,
  RejectDecision,
  Verdict,
} from './decision/decision.ts'
export { mergeVary } from './decision/vary.ts'
export { MAX_ECHO_LENGTH } from './decision/verdict.ts'
export type { CoveredSite, CoveredSites } from './origin/covered-site.ts'
export { type CorsPolicy, createPolicy, isCorsPolicy } from './policy.ts'
