export { type AuditInput, type AuditOptions, type AuditReport, audit } from './audit/audit.ts'
export type { AuditFinding } from './audit/judgment.ts'
export type { Severity, WeaknessCode } from './audit/weakness.ts'
export { diagnose } from './diagnose.ts'
export type {
  Diagnosis,
  DiagnosisInput,
  DiagnosisOptions,
  PartialDiagnosis,
  Step,
  Verdict,
} from './diagnosis.ts'
export type { Certainty, ConsoleSentences, Evidence, Finding, FixLine, Level, StepName } from './finding.ts'
export type { FindingCode } from './findings/findings.ts'
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
