import { Buffer } from 'node:buffer'
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
  return [...written, ...defaults.filter(([name]) => !names.has(name))]
}

function nameOf(text: string): string {
  return (/^[^:;]*/.exec(text)?.[0] ?? '').trim().toLowerCase()
}

function toLine({ meaning, value: { text } }: CurlArgument): readonly HeaderLine[] | undefined {
  if (meaning === 'user') return [['authorization', `Basic ${Buffer.from(text).toString('base64')}`]]
  if (meaning === 'bearer') return [['authorization', `Bearer ${text}`]]
  if (meaning === 'range') return [['range', `bytes=${text}`]]
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
