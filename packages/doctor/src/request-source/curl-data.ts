import { InputError } from '../input-error.ts'
import type { CurlArgument } from './curl-arguments.ts'

/** The body of a curl command. */
export interface CurlData {
  /** Absent where there is none, and where it is a form whose parts do not matter. */
  readonly data: string | undefined
  /** What curl gives as its type. */
  readonly contentType: string | undefined
}

/**
 * Joins the parts of the body the way curl does.
 *
 * @throws `InputError` where one of them is in a file.
 */
export function collectCurlData(read: readonly CurlArgument[]): CurlData {
  const parts = read.flatMap((argument) => readPart(argument) ?? [])
  if (parts.length === 0) {
    const isForm = read.some(({ meaning }) => meaning === 'form')
    return { data: undefined, contentType: isForm ? 'multipart/form-data; boundary=form' : undefined }
  }
  const isJson = read.some(({ meaning }) => meaning === 'json')
  return {
    data: parts.join(isJson ? '' : '&'),
    contentType: isJson ? 'application/json' : 'application/x-www-form-urlencoded',
  }
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
  return prefix + new URLSearchParams([['', text.slice(equals + 1)]]).toString().slice(1)
}

function inFile(option: string): InputError {
  return new InputError(
    'curl/file',
    `The body is in a file (${option} @file), and no file is read here.`,
    `Write the text itself after ${option}; any text of the same type does`,
  )
}
