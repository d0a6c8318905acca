/** Why an expression cannot be analyzed. */
export type RefusalCode = 'regexp-unsupported' | 'regexp-too-complex' | 'public-suffix-list-unavailable'

/** Thrown to end the analysis of an expression. The message names what is not supported, as part of a sentence. */
export class RegExpRefusal extends Error {
  readonly code: RefusalCode

  constructor(code: RefusalCode, message?: string) {
    super(message)
    this.code = code
  }
}
