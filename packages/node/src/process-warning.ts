import type { CorsPolicy } from '@crossorigin/policy'

/** What the process has been warned of. */
interface Warnings {
  readonly emitted: Set<string>
  /** Performance: selectors return the same policies for every request. */
  known: WeakSet<CorsPolicy>
}

// Shared by all loaded copies of this package, so that each warning is emitted once per process.
const WARNINGS = Symbol.for('@crossorigin/node.warnings/1')
const shared = globalThis as { [WARNINGS]?: Warnings }

function readWarnings(): Warnings {
  shared[WARNINGS] ??= { emitted: new Set(), known: new WeakSet() }
  return shared[WARNINGS]
}

/** An application that builds policies at run time could otherwise emit warnings without end. */
const MAX_EMITTED = 1000

/** Emits a warning of type `CorsWarning`, unless the process has emitted one with this key, or 1,000 of them. */
export function warnOnce(key: string, code: string, message: string): void {
  if (hasWarned(key)) return
  readWarnings().emitted.add(key)
  process.emitWarning(message, { type: 'CorsWarning', code })
}

/** Tells whether a warning with this key would not be emitted, so that it need not be worded. */
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
