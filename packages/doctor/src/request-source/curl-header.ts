import { encodeBase64 } from '../base64.ts'
import { InputError } from '../input-error.ts'
import type { HeaderLine } from '../network/exchange.ts'
import type { CurlArgument } from './curl-arguments.ts'

/**
 * Reads the headers of a curl command.
 *
 * @param defaults Those that curl sends unless the command has others of the same name.
 * @throws `InputError` where they are in a file.
 */
export function readCurlHeader(read: readonly CurlArgument[], defaults: readonly HeaderLine[]): readonly HeaderLine[] {
  const written = read.flatMap((argument) => toLine(argument) ?? [])
  const names = new Set(read.filter(({ meaning }) => meaning === 'header').map(({ value }) => nameOf(value.text)))
  return [...written, ...[...lineOfOptions(read), ...defaults].filter(([name]) => !names.has(name))]
}

function nameOf(text: string): string {
  return (/^[^:;]*/.exec(text)?.[0] ?? '').trim().toLowerCase()
}

/** The last option of a kind decides, and a token is preferred to a name and a password. */
function lineOfOptions(read: readonly CurlArgument[]): readonly HeaderLine[] {
  const find = (meaning: CurlArgument['meaning']) =>
    read.findLast((argument) => argument.meaning === meaning)?.value.text
  const [user, bearer, range] = [find('user'), find('bearer'), find('range')]
  const pair = user === undefined || user.includes(':') ? user : `${user}:`
  const basic = pair === undefined ? undefined : `Basic ${encodeBase64(pair)}`
  const authorization = bearer === undefined ? basic : `Bearer ${bearer}`
  return [
    ...(authorization === undefined ? [] : [['authorization', authorization] as const]),
    ...(range === undefined ? [] : [['range', `bytes=${range}`] as const]),
  ]
}

function toLine({ meaning, value: { text } }: CurlArgument): readonly HeaderLine[] | undefined {
  if (meaning !== 'header') return undefined
  if (text.startsWith('@')) {
    throw new InputError(
      'curl/file',
      'The headers are in a file (-H @file), and no file is read here.',
      "Write each of them as -H 'name: value'",
    )
  }
  const colon = text.indexOf(':')
  if (colon > 0) {
    const value = text.slice(colon + 1).trim()
    // A name without a value takes a header of curl's own away.
    return value === '' ? undefined : [[text.slice(0, colon).trim(), value]]
  }
  return text.trimEnd().endsWith(';') ? [[text.trimEnd().slice(0, -1), '']] : undefined
}
