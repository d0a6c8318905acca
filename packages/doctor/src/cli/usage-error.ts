/** The command was typed wrong. The message is one sentence: what was understood, and what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
