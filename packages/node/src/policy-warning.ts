import type { CorsPolicy } from '@crossorigin/policy'

const warned = new WeakSet<CorsPolicy>()

/** Emits the warnings of a policy as warnings of the process, once for each policy. */
export function emitPolicyWarnings(policy: CorsPolicy): void {
  if (policy.warnings.length === 0 || warned.has(policy)) return
  warned.add(policy)
  for (const { message, hint, code } of policy.warnings) {
    process.emitWarning(`${message} ${hint}`, { type: 'CorsWarning', code })
  }
}
