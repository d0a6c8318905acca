import { InputError } from '../input-error.ts'
import type { CurlArgument } from './curl-arguments.ts'

/** The body of a curl command. */
export interface CurlData {
  /** Absent where there is none, and where it is a form whose parts do not matter. */
  readonly data: string | undefined
  /** What curl gives as its type. */
  readonly contentType: string | undefined
  /** Whether a part of it is JSON: curl then asks for JSON too. */
  readonly isJson: boolean
}

/**
 * Joins the parts of the body the way curl does.
 *
 * @throws `InputError` where one of them is in a file.
 */
export function collectCurlData(read: readonly CurlArgument[]): CurlData {
  const isJson = read.some(({ meaning }) => meaning === 'json')
  let data: string | undefined
  for (const argument of read) {
    const part = readPart(argument)
    // JSON goes on where the last part has ended; other parts are fields of a form.
    if (part !== undefined) data = data === undefined ? part : data + (argument.meaning === 'json' ? '' : '&') + part
  }
  if (data === undefined) {
    const isForm = read.some(({ meaning }) => meaning === 'form')
    return { data, contentType: isForm ? 'multipart/form-data; boundary=form' : undefined, isJson }
  }
  return { data, contentType: isJson ? 'application/json' : 'application/x-www-form-urlencoded', isJson }
}

function readPart({ meaning, name, value: { text } }: CurlArgument): string | undefined {
  if (meaning === 'data-raw') return text
  if (meaning === 'data' || meaning === 'json') {
    if (text.startsWith('@')) throw inFile(name)
    return text
  }
  return meaning === 'data-urlencode' ? encode(name, text) : undefined
}

function encode(option: string, text: string): string {
  const equals = text.indexOf('=')
  const at = text.indexOf('@')
  if (at !== -1 && (equals === -1 || at < equals)) throw inFile(option)
  const prefix = equals > 0 ? text.slice(0, equals + 1) : ''
  return prefix + percentEncode(text.slice(equals + 1))
}

/** curl leaves what RFC 3986 calls unreserved, and writes a blank as a plus sign. */
function percentEncode(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte)
    if (character === ' ') return '+'
    return /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  return bytes.join('')
}

/** Encodes a part of a query as a part of the body is encoded, unless it begins with a plus sign. */
export function encodeCurlQuery({ name, value: { text } }: CurlArgument): string {
  return text.startsWith('+') ? text.slice(1) : encode(name, text)
}

function inFile(option: string): InputError {
  return new InputError(
    'curl/file',
    `The body is in a file (${option} @file), and no file is read here.`,
    `Write the text itself after ${option}; any text of the same type does`,
  )
}
