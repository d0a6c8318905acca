/**
 * Quotes an argument for a POSIX shell.
 *
 * Security: a single-quoted text is taken as it stands, whatever is in it.
 *
 * @example
 * ```ts
 * quoteForShell("it's") // 'it'\''s'
 * ```
 */
export function quoteForShell(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`
}
