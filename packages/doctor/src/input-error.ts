/** Thrown for input that cannot be examined: a URL, an origin, an option, a pasted request. */
export class InputError extends Error {
  override readonly name = 'InputError'
  /** Stable: the code of a finding, or a name of its own. */
  readonly code: string
  /** What to type instead. */
  readonly hint: string

  constructor(code: string, message: string, hint: string) {
    super(message)
    this.code = code
    this.hint = hint
  }
}
