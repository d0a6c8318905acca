import type { CorsPolicy } from '@crossorigin/policy'

/** What runtimes have for warning an operator; declared here because this package has no environment's types. */
declare const process:
  | undefined
  | { emitWarning?(warning: string | Error, options?: { readonly type: string; readonly code: string }): void }
declare const console: { warn(warning: string | Error): void }

// Shared by all installed copies of this package, so that each warning is emitted once per process.
const EMITTED = Symbol.for('@crossorigin/policy.warnings')
const shared = globalThis as { [EMITTED]?: Set<string> }

/** An application that builds policies at run time could otherwise emit warnings without end. */
const MAX_EMITTED = 1000

/**
 * Emits a warning of the process, or prints it.
 *
 * Compatibility: in workerd, `process` may be there without `emitWarning`.
 */
export function emitWarning(warning: string | Error, code?: string): void {
  if (typeof process !== 'object' || process.emitWarning === undefined) console.warn(warning)
  else if (code === undefined) process.emitWarning(warning)
  else process.emitWarning(warning, { type: 'CorsWarning', code })
}

/** Emits a warning of type `CorsWarning`, unless the process has emitted one with this key, or 1,000 of them. */
export function warnOnce(key: string, code: string, message: string): void {
  if (hasWarned(key)) return
  shared[EMITTED] ??= new Set()
  shared[EMITTED].add(key)
  emitWarning(message, code)
}

/** Tells whether a warning with this key would not be emitted, so that it need not be worded. */
export function hasWarned(key: string): boolean {
  const emitted = shared[EMITTED]
  return emitted !== undefined && (emitted.has(key) || emitted.size >= MAX_EMITTED)
}

/** Forgets which warnings the process has emitted, so that a test can expect them again. */
export function resetWarnings(): void {
  shared[EMITTED]?.clear()
  known = new WeakSet()
}

/** Performance: selectors return the same policies for every request. */
let known = new WeakSet<CorsPolicy>()

/** Emits the warnings of a policy, each wording once per process. */
export function emitPolicyWarnings(policy: CorsPolicy): void {
  if (policy.warnings.length === 0 || known.has(policy)) return
  known.add(policy)
  for (const { message, hint, code } of policy.warnings) warnOnce(`${code} ${message}`, code, `${message} ${hint}`)
}
