import { InputError } from '../input-error.ts'

/** An argument of a command, without the quotation marks around it. */
export interface CommandWord {
  readonly text: string
  /** Variables in it that only a shell could put values for, such as `$TOKEN`. */
  readonly variables: readonly string[]
}

/** A command, cut into words. */
export interface CommandWords {
  readonly words: readonly CommandWord[]
  /** What it ends with before the text does: `|`, `;`, `&`, `>` or `<`. */
  readonly endedBy?: string | undefined
}

/** A quotation mark that nothing closes. */
export function unterminatedQuote(quote: string): InputError {
  return new InputError(
    'curl/unterminated-quote',
    `The command has a ${quote} that is never closed.`,
    'Copy the command again, whole; or put it into a file and write --curl "$(cat command.txt)"',
  )
}
