import type { CorsPolicy } from '@crossorigin/policy'

/** How runtimes show warnings. It is declared because this package does not depend on an environment's types. */
declare const process:
  | undefined
  | { emitWarning?(warning: string | Error, options?: { readonly type: string; readonly code: string }): void }
declare const console: { warn(warning: string | Error): void }

/** The warnings that the process has emitted. */
interface Warnings {
  readonly emitted: Set<string>
  /** Performance: selectors return the same policies for every request. */
  known: WeakSet<CorsPolicy>
}

// Shared by all loaded copies of this package, so that each warning is emitted once per process.
const WARNINGS = Symbol.for('@crossorigin/policy.warnings/1')
const shared = globalThis as { [WARNINGS]?: Warnings }

function readWarnings(): Warnings {
  shared[WARNINGS] ??= { emitted: new Set(), known: new WeakSet() }
  return shared[WARNINGS]
}

/** Without a limit, an application that builds policies at run time could emit warnings forever. */
const MAX_EMITTED = 1000

/**
 * Emits a process warning, or prints it.
 *
 * Compatibility: in workerd, `process` can exist without `emitWarning`.
 */
export function emitWarning(warning: string | Error, code?: string): void {
  if (typeof process !== 'object' || process.emitWarning === undefined) console.warn(warning)
  else if (code === undefined) process.emitWarning(warning)
  else process.emitWarning(warning, { type: 'CorsWarning', code })
}

/** Emits a warning of type `CorsWarning`, unless the process has emitted one with this key, or 1,000 of them. */
export function warnOnce(key: string, code: string, message: string): void {
  if (hasWarned(key)) return
  readWarnings().emitted.add(key)
  emitWarning(message, code)
}

/** Tells whether a warning with this key would not be emitted, so that its text need not be created. */
export function hasWarned(key: string): boolean {
  const { emitted } = readWarnings()
  return emitted.has(key) || emitted.size >= MAX_EMITTED
}

/** Forgets which warnings the process has emitted, so that a test can expect them again. */
export function resetWarnings(): void {
  const warnings = readWarnings()
  warnings.emitted.clear()
  warnings.known = new WeakSet()
}

/** Emits the warnings of a policy, each wording once per process. */
export function emitPolicyWarnings(policy: CorsPolicy): void {
  if (policy.warnings.length === 0) return
  const { known } = readWarnings()
  if (known.has(policy)) return
  known.add(policy)
  for (const { message, hint, code } of policy.warnings) warnOnce(`${code} ${message}`, code, `${message} ${hint}`)
}
