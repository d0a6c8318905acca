import { CorsConfigError, createIssueLog } from './config-issue.ts'

/**
 * Turns a text such as `https://a.example, https://b.example`, from an environment variable, into a list for the `origin`
 * option. The entries are checked when the policy is built.
 *
 * @throws {@link CorsConfigError} where the text is missing or names no origin, or has an empty entry.
 * @example
 * ```ts
 * cors({ origin: originList(process.env.ALLOWED_ORIGINS) })
 * ```
 */
export function originList(text: string | undefined): string[] {
  const log = createIssueLog()
  const entries = typeof text === 'string' ? text.split(',').map((entry) => entry.trim()) : []
  if (entries.every((entry) => entry === '')) {
    log.error('origin/empty-list', {
      path: ['origin'],
      value: text,
      problem: 'names no origin.',
      hint: 'Set the variable that it is read from: "https://a.example, https://b.example".',
    })
  } else if (entries.includes('')) {
    log.error('origin/empty', {
      path: ['origin'],
      value: text,
      problem: 'has an empty entry between commas.',
      hint: 'Remove the comma too many.',
    })
  }
  if (log.issues.length > 0) throw new CorsConfigError(log.issues)
  return entries
}
