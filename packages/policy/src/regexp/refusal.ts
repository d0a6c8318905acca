/** Why an expression cannot be analyzed. */
export type RefusalCode = 'regexp-unsupported' | 'regexp-too-complex' | 'public-suffix-list-unavailable'

/** Ends the analysis of an expression. The message names what is in the way. */
export class RegExpRefusal extends Error {
  override readonly name = 'RegExpRefusal'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}
