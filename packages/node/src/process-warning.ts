import type { CorsPolicy } from '@crossorigin/policy'

// Shared by all installed copies of this package, so that each warning is emitted once per process.
const EMITTED = Symbol.for('@crossorigin/node.warnings')
const shared = globalThis as { [EMITTED]?: Set<string> }

/** An application that builds policies at run time could otherwise emit warnings without end. */
const MAX_EMITTED = 1000

/** Emits a warning of type `CorsWarning`, unless the process has emitted one with this key, or 1,000 of them. */
export function warnOnce(key: string, code: string, message: string): void {
  shared[EMITTED] ??= new Set()
  const emitted = shared[EMITTED]
  if (emitted.has(key) || emitted.size >= MAX_EMITTED) return
  emitted.add(key)
  process.emitWarning(message, { type: 'CorsWarning', code })
}

/** Tells whether the process has emitted a warning with this key. */
export function hasWarned(key: string): boolean {
  return shared[EMITTED]?.has(key) === true
}

/** Forgets which warnings the process has emitted, so that a test can expect them again. */
export function resetWarnings(): void {
  shared[EMITTED]?.clear()
}

/** Emits the warnings of a policy, each wording once per process. */
export function emitPolicyWarnings(policy: CorsPolicy): void {
  for (const { message, hint, code } of policy.warnings) warnOnce(`${code} ${message}`, code, `${message} ${hint}`)
}
