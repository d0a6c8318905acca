import type { OriginProblemCode } from '@crossorigin/grammar'
import type { RegExpIssueCode } from '../origin/regexp/finding-text.ts'

/** The options whose value must be `true` or `false`. */
export type BooleanOption =
  | 'credentials'
  | 'debug'
  | 'dangerouslyAllowInsecureOrigins'
  | 'dangerouslyAllowNullOrigin'
  | 'dangerouslyAllowPublicSuffixes'

/** The options whose value is `'*'` or a list of names. */
export type ListOption = 'methods' | 'allowedHeaders' | 'exposedHeaders'

/** The stable codes of all errors and warnings about a configuration: `<option>/<problem>`. */
export type ConfigIssueCode =
  | 'config/not-an-object'
  | 'config/unknown-option'
  | 'config/foreign-option'
  | `${BooleanOption}/not-a-boolean`
  | `${ListOption}/${'not-a-list' | 'comma-separated' | 'not-a-token' | 'beside-wildcard' | 'duplicate'}`
  | `origin/${OriginProblemCode}`
  | 'origin/missing'
  | 'origin/empty-list'
  | 'origin/reflects-any'
  | 'origin/not-an-origin'
  | 'origin/callback'
  | 'origin/predicate-in-list'
  | 'origin/comma-separated'
  | 'origin/any-in-list'
  | 'origin/any-with-credentials'
  | 'origin/null-not-allowed'
  | 'origin/null-with-credentials'
  | 'origin/insecure-with-credentials'
  | `origin/${RegExpIssueCode}`
  | 'origin/wildcard-position'
  | 'origin/wildcard-ip'
  | 'origin/regexp-as-text'
  | 'origin/regexp-invalid'
  | 'origin/duplicate'
  | 'origin/subsumed'
  | 'origin/trailing-dot'
  | 'origin/beyond-dns'
  | 'origin/port-zero'
  | 'origin/single-label-wildcard'
  | 'origin/any-port-with-credentials'
  | 'origin/http-beside-https'
  | 'methods/forbidden'
  | 'methods/lower-case-patch'
  | 'methods/options'
  | 'allowedHeaders/forbidden'
  | 'allowedHeaders/response-header'
  | 'allowedHeaders/method-override'
  | 'allowedHeaders/private-network'
  | 'allowedHeaders/wildcard-with-credentials'
  | 'exposedHeaders/forbidden'
  | 'exposedHeaders/cors-header'
  | 'exposedHeaders/safelisted'
  | 'exposedHeaders/wildcard-with-credentials'
  | 'maxAge/not-an-integer'
  | 'maxAge/out-of-range'
  | 'maxAge/above-cap'
  | 'preflightStatus/unsupported'
  | 'onDenied/unsupported'
  | 'onDenied/reject-with-any-origin'
  | 'onDenied/reject-with-null'
  | 'onDecision/not-a-function'
  | `${Exclude<BooleanOption, 'credentials' | 'debug'>}/unneeded`

/** An error or a warning about a configuration. */
export interface ConfigIssue {
  readonly code: ConfigIssueCode
  /** The path of the option or list entry: `['origin', 2]`. */
  readonly path: readonly (string | number)[]
  readonly value: unknown
  /** A sentence with the option, the value and the problem. */
  readonly message: string
  /** A sentence with the fix. */
  readonly hint: string
  readonly severity: 'error' | 'warning'
}

const BRAND = Symbol.for('@crossorigin/policy.CorsConfigError')

/**
 * Thrown if a configuration has errors. It lists all errors, not only the first.
 *
 * Check for it by `code`, or with `instanceof`, which also works across two installed copies of the package.
 *
 * @example
 * ```ts
 * try {
 *   createPolicy(JSON.parse(text))
 * } catch (error) {
 *   if (error instanceof CorsConfigError) for (const issue of error.issues) console.error(issue.message, issue.hint)
 * }
 * ```
 */
export class CorsConfigError extends TypeError {
  override readonly name = 'CorsConfigError'
  /** The same in every version. */
  readonly code = 'ERR_CORS_POLICY'
  /** All errors, in the order of the options; no warnings. */
  readonly issues: readonly ConfigIssue[]

  constructor(issues: readonly ConfigIssue[]) {
    const errors = issues.length === 1 ? '1 error' : `${issues.length} errors`
    super([`The CORS configuration has ${errors}.`, ...issues.map(formatIssue)].join('\n'))
    this.issues = Object.freeze([...issues])
    Object.defineProperty(this, BRAND, { value: true })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }
}

function formatIssue(issue: ConfigIssue): string {
  return `  - ${issue.message} ${issue.hint}`
}

/** The parts of an issue that a rule knows. */
interface IssueDetails {
  readonly path: ConfigIssue['path']
  readonly value: unknown
  /** The rest of the sentence, after the path and the value: `ends with a slash.` */
  readonly problem: string
  /** Whether the sentence begins with the path only, because the issue is about the option, not about its value. */
  readonly isAboutOption?: boolean
  readonly hint: string
}

/** Collects issues, so that every rule can report before the error is thrown. */
export interface IssueLog {
  readonly issues: readonly ConfigIssue[]
  add(severity: ConfigIssue['severity'], code: ConfigIssueCode, details: IssueDetails): void
  error(code: ConfigIssueCode, details: IssueDetails): void
  warn(code: ConfigIssueCode, details: IssueDetails): void
}

/** Starts a log of issues. */
export function createIssueLog(): IssueLog {
  const issues: ConfigIssue[] = []
  const add: IssueLog['add'] = (severity, code, { path, value, problem, isAboutOption = false, hint }) => {
    const subject = isAboutOption ? formatPath(path) : `${formatPath(path)}: ${formatValue(value)}`
    const message = `${subject} ${problem}`
    issues.push(Object.freeze({ code, path: Object.freeze([...path]), value, message, hint, severity }))
  }
  return {
    issues,
    add,
    error: (code, details) => add('error', code, details),
    warn: (code, details) => add('warning', code, details),
  }
}

function formatPath(path: ConfigIssue['path']): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('')
  return text === '' ? 'configuration' : text.slice(1)
}

/** Formats a value as source code, on one line of at most 120 characters. */
function formatValue(value: unknown): string {
  const text = formatWhole(value)
  return text.length > 120 ? `${text.slice(0, 119)}\u2026` : text
}

function formatWhole(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return String(value)
  try {
    const kind = kindOf(value)
    if (kind !== 'Object' && kind !== 'Array') return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`
    return JSON.stringify(value) ?? 'an object'
  } catch {
    return 'an object'
  }
}

/** Returns the kind of an object: `Set`, `URL`, `Promise`; `Object` for plain objects and for proxies that throw. */
export function kindOf(value: unknown): string {
  try {
    return Object.prototype.toString.call(value).slice('[object '.length, -1)
  } catch {
    return 'Object'
  }
}
