/** The parts that all adapters share. They do not depend on a type of request or response. Applications do not need them. */

export { type AdapterOptions, checkOptions, createOptionsError, type Mode } from './adapter-options.ts'
export { createObserver, type Difference, type DifferenceAspect, type ResponseObserver } from './difference.ts'
export { warnOfNestedPolicy, warnOfOverride } from './override.ts'
export {
  type AppliedDecision,
  DENIED,
  type HeaderReader,
  type HeaderValue,
  NO_HEADERS,
  POLICY_HEADERS,
  type PolicyHeader,
  wantedReason,
  wantedValue,
  yieldsTo,
} from './policy-header.ts'
export { compilePolicySource, type PolicySelector, type PolicySource, type Usage } from './policy-source.ts'
export { emitWarning, resetWarnings, warnOnce } from './process-warning.ts'
export { toError } from './thrown-value.ts'
