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
export { type ConfigIssue, type ConfigIssueCode, CorsConfigError } from './config-issue.ts'
export type { CoveredSite, CoveredSites } from './covered-site.ts'
export type {
  ActualDecision,
  AllowedReason,
  CorsRequest,
  Decision,
  DecisionEvent,
  Explanation,
  ObservedRequest,
  PreflightDecision,
  Reason,
  RefusedReason,
  RejectDecision,
  Verdict,
} from './decision.ts'
export { type OriginListOptions, originList } from './origin-list.ts'
export { type CorsPolicy, createPolicy, isCorsPolicy } from './policy.ts'
export { validateConfig } from './validate-config.ts'
export { mergeVary } from './vary.ts'
export { MAX_ECHO_LENGTH } from './verdict.ts'
