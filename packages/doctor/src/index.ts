export { type AuditInput, type AuditOptions, type AuditReport, audit } from './audit/audit.ts'
export type { AuditFinding } from './audit/judgment.ts'
export { type Severity, WEAKNESSES, type WeaknessCode, type WeaknessEntry } from './audit/weakness.ts'
export { diagnose } from './diagnose.ts'
export type {
  Diagnosis,
  DiagnosisInput,
  DiagnosisOptions,
  PartialDiagnosis,
  Step,
  Verdict,
} from './diagnosis.ts'
export type { ConsoleFacts } from './explain/console-facts.ts'
export { explain } from './explain/explain.ts'
export type { Candidate, Explanation } from './explain/explanation.ts'
export type { Reproduction } from './explain/reproduction.ts'
export {
  type Certainty,
  type ConsoleSentences,
  type Evidence,
  type Finding,
  type FixLine,
  type Level,
  STEPS,
  type StepName,
} from './finding.ts'
export { CAUSES, type CatalogueEntry, type Cause } from './findings/finding-entry.ts'
export { CATALOGUE, type FindingCode, isFindingCode } from './findings/findings.ts'
export { InputError } from './input-error.ts'
export type {
  Answer,
  Connection,
  Exchange,
  FailureKind,
  HeaderLine,
  NetworkFailure,
  Purpose,
  SentRequest,
} from './network/exchange.ts'
export { isProbe } from './network/exchange.ts'
export { readCurl } from './request-source/curl.ts'
export { readFetch } from './request-source/fetch.ts'
export { type HarContext, readHar } from './request-source/har.ts'
export type { RequestSource, SourceContext } from './request-source/request-source.ts'
