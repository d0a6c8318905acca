import { InputError } from '../input-error.ts'

/**
 * Sees that a value can be sent in a header.
 *
 * Deviation: browsers send control characters, line breaks and zero bytes excepted. The client here sends none.
 *
 * @throws `InputError` where it cannot.
 */
export function checkSendable(what: string, value: string): void {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return
  const message = `${what} has a line break, a control character or a character beyond ISO-8859-1 in it.`
  throw new InputError('input/unsendable-value', message, 'Take it out, or encode the value.')
}
