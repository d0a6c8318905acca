import { findNearest } from '../check/nearest-name.ts'
import { InputError } from '../input-error.ts'
import type { CommandWord } from './command-words.ts'
import { CURL_LETTERS, CURL_OPTIONS, type CurlMeaning, type CurlOption } from './curl-option.ts'

/** An argument of curl that means something, with its value. */
export interface CurlArgument {
  readonly meaning: CurlMeaning
  /** The option as it was written, without its value; empty for an address. */
  readonly name: string
  readonly value: CommandWord
}

const NOTHING: CommandWord = { text: '', variables: [] }

/**
 * Reads the arguments of curl: long options, letters by themselves or together, values attached or apart.
 *
 * @throws `InputError` for an option that is not known and for one that lacks its value.
 */
export function readCurlArguments(words: readonly CommandWord[]): readonly CurlArgument[] {
  let read: CurlArgument[] = []
  let index = 0
  let isOnlyAddresses = false
  const takeValue = (name: string): CommandWord => {
    index += 1
    const word = words[index]
    if (word !== undefined) return word
    throw new InputError(
      'curl/value-missing',
      `The command ends after ${name}, which needs a value.`,
      'Copy the command again, whole',
    )
  }
  const add = (name: string, { meaning, hasValue }: CurlOption, attached: CommandWord | undefined) => {
    read.push({ meaning, name, value: hasValue ? (attached ?? takeValue(name)) : NOTHING })
  }
  for (; index < words.length; index += 1) {
    const word = words[index] ?? NOTHING
    const { text } = word
    if (isOnlyAddresses || !text.startsWith('-') || text === '-') {
      read.push({ meaning: 'url', name: '', value: word })
    } else if (text === '--') {
      isOnlyAddresses = true
    } else if (text.startsWith('--')) {
      const equals = text.indexOf('=')
      const name = equals === -1 ? text : text.slice(0, equals)
      const attached = equals === -1 ? undefined : { text: text.slice(equals + 1), variables: word.variables }
      const negated = findNegated(name.slice(2))
      if (negated === undefined) add(name, findOption(name.slice(2), name), attached)
      else read = read.filter(({ meaning }) => meaning !== negated.meaning)
    } else {
      for (let at = 1; at < text.length; at += 1) {
        const name = `-${text.charAt(at)}`
        const option = findOption(CURL_LETTERS.get(text.charAt(at)), name)
        const rest = text.slice(at + 1)
        add(name, option, rest === '' ? undefined : { text: rest, variables: word.variables })
        if (option.hasValue) break
      }
    }
  }
  return read
}

function findOption(long: string | undefined, written: string): CurlOption {
  const option = long === undefined ? undefined : CURL_OPTIONS.get(long)
  if (option !== undefined) return option
  const nearest = long === undefined || long.length > 40 ? undefined : findNearest(long, CURL_OPTIONS.keys())
  throw new InputError(
    'curl/unknown-option',
    `The command has an option that is not known here: ${JSON.stringify(written.slice(0, 60))}.`,
    nearest === undefined ? 'Leave it out' : `Write --${nearest}, or leave it out`,
  )
}

/** `--no-...` switches off a flag that comes before it. */
function findNegated(long: string): CurlOption | undefined {
  const option = long.startsWith('no-') ? CURL_OPTIONS.get(long.slice(3)) : undefined
  return CURL_OPTIONS.has(long) || option?.hasValue ? undefined : option
}
