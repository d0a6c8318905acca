import { parseArgs } from 'node:util'
import { findNearest } from '../check/nearest-name.ts'
import { COMMANDS, type CommandName, OPTIONS } from './option.ts'
import { UsageError } from './usage-error.ts'

/** A command line, taken apart. */
export interface Arguments {
  readonly command: CommandName
  /** What is no option, without the name of the command. */
  readonly operands: readonly string[]
  /** The values of options by their long names, in their order; a flag has the value `''`. */
  readonly values: ReadonlyMap<string, readonly string[]>
}

/**
 * Takes a command line apart.
 *
 * @throws `UsageError` for an option that there is not, one without its value, and one that the command does not know.
 */
export function readArguments(words: readonly string[]): Arguments {
  const values = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokenize(words)) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const { name, value } = readOption(token)
    const before = values.get(name)
    if (before !== undefined && OPTIONS[name]?.isRepeatable !== true && OPTIONS[name]?.value !== undefined)
      throw new UsageError(`--${name} is given twice; type it once.`)
    values.set(name, [...(before ?? []), value])
  }
  const command = COMMANDS.find((name) => name !== 'diagnose' && name === operands[0]) ?? 'diagnose'
  if (command !== 'diagnose') operands.shift()
  for (const name of values.keys()) checkCommand(name, command)
  return { command, operands, values }
}

interface OptionToken {
  readonly kind: 'option'
  readonly name: string
  /** As it was typed. */
  readonly rawName: string
  readonly value?: string | undefined
}

type Token =
  | OptionToken
  | { readonly kind: 'positional'; readonly value: string }
  | { readonly kind: 'option-terminator' }

/** In the parser's own strictness, messages would be about the parser. */
function tokenize(words: readonly string[]): readonly Token[] {
  const options = Object.fromEntries(
    Object.entries(OPTIONS).map(([name, { short, value, isValueOptional }]) => {
      const type = value === undefined || isValueOptional === true ? 'boolean' : 'string'
      return [name, { type, ...(short === undefined ? {} : { short }) } as const]
    }),
  )
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

function readOption({ name, rawName, value }: OptionToken): { readonly name: string; readonly value: string } {
  const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined
  if (option === undefined) throw new UsageError(tellUnknown(rawName))
  if (option.value === undefined && value !== undefined) {
    throw new UsageError(`${rawName} takes no value; type ${rawName} alone.`)
  }
  if (option.value !== undefined && option.isValueOptional !== true) {
    if (value === undefined) throw new UsageError(`${rawName} needs a value; type ${rawName} <${strip(option.value)}>.`)
    if (isOption(value)) {
      // What follows an equals sign may be a secret.
      const [followed] = value.split('=', 1)
      const example = `${rawName} <${strip(option.value)}>`
      throw new UsageError(`${rawName} needs a value, and is followed by the option ${followed}; type ${example}.`)
    }
  }
  return { name, value: value ?? '' }
}

function strip(placeholder: string): string {
  return placeholder.replaceAll("'", '')
}

/** What begins with a hyphen is a value still, unless it is the name of an option. */
function isOption(text: string): boolean {
  return text.startsWith('--') && Object.hasOwn(OPTIONS, text.slice(2).split('=', 1)[0] ?? '')
}

function tellUnknown(rawName: string): string {
  const word = rawName.replace(/^-+/, '')
  const nearest = SYNONYMS[word] ?? (word.length > 3 ? findNearest(word, Object.keys(OPTIONS)) : undefined)
  const hint = nearest === undefined ? 'cors-doctor --help lists those that there are' : `did you mean --${nearest}?`
  return `There is no option ${rawName}; ${hint}${hint.endsWith('?') ? '' : '.'}`
}

/** What the same thing is called elsewhere. */
const SYNONYMS: Readonly<Record<string, string>> = {
  request: 'method',
  headers: 'header',
  body: 'data',
  'data-raw': 'data',
  include: 'credentials',
  'with-credentials': 'credentials',
  b: 'cookie',
  k: 'insecure',
  A: 'user-agent',
  colour: 'color',
  'no-colour': 'no-color',
  'max-time': 'timeout',
  o: 'origin',
}

function checkCommand(name: string, command: CommandName): void {
  const commands: readonly CommandName[] = OPTIONS[name]?.commands ?? []
  if (commands.includes(command)) return
  const known = commands.map((other) => (other === 'diagnose' ? 'a diagnosis' : other)).join(' and ')
  const here = command === 'diagnose' ? 'a diagnosis' : command
  throw new UsageError(`--${name} belongs to ${known}, not to ${here}; leave it out.`)
}
