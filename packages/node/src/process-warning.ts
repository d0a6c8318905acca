import type { CorsPolicy } from '@crossorigin/policy'

// Shared by all installed copies of this package, so that a process hears of everything once.
const EMITTED = Symbol.for('@crossorigin/node.warnings')
const shared = globalThis as { [EMITTED]?: Set<string> }

/** An application that builds policies while it runs may have more wordings than anybody reads. */
const MAX_EMITTED = 1000

/** Emits a warning of type `CorsWarning`, unless the process has emitted one with this key, or 1,000 of them. */
export function warnOnce(key: string, code: string, message: string): void {
  shared[EMITTED] ??= new Set()
  const emitted = shared[EMITTED]
  if (emitted.has(key) || emitted.size >= MAX_EMITTED) return
  emitted.add(key)
  process.emitWarning(message, { type: 'CorsWarning', code })
}

/** Forgets which warnings the process has emitted, so that a test can expect them again. */
export function resetWarnings(): void {
  shared[EMITTED]?.clear()
}

const known = new WeakSet<CorsPolicy>()

/** Emits the warnings of a policy, each wording once per process. */
export function emitPolicyWarnings(policy: CorsPolicy): void {
  if (policy.warnings.length === 0 || known.has(policy)) return
  known.add(policy)
  for (const { message, hint, code } of policy.warnings) warnOnce(`${code} ${message}`, code, `${message} ${hint}`)
}
