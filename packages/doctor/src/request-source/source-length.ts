import { InputError } from '../input-error.ts'

/** More than any shell takes as an argument. */
const MAX_LENGTH = 4_000_000

/**
 * Refuses what is too long to be a request that somebody copied.
 *
 * @throws `InputError`
 */
export function checkLength(text: string, code: string): void {
  if (text.length <= MAX_LENGTH) return
  throw new InputError(
    code,
    `The text has ${text.length} characters; up to ${MAX_LENGTH} are read.`,
    'Leave the body out, and keep the method, the address and the headers',
  )
}
