import { parseArgs } from 'node:util'
import { findNearest } from '../check/nearest-name.ts'

/** What the command can do. The first has no name of its own on the command line. */
export const COMMANDS = ['diagnose', 'explain', 'audit', 'check'] as const

/** One of them. */
export type CommandName = (typeof COMMANDS)[number]

/** An option of the command line. */
export interface Option {
  readonly short?: string | undefined
  /** The placeholder for the value in the help; absent for a flag. */
  readonly value?: string | undefined
  /** Whether the value can be left out. It then follows an equals sign only. */
  readonly isValueOptional?: boolean | undefined
  /** Whether it can be given more than once. */
  readonly isRepeatable?: boolean | undefined
  readonly commands: readonly CommandName[]
  readonly help: string
}

const AUDIT = ['audit'] as const
const DIAGNOSE = ['diagnose'] as const
const ASKING = ['diagnose', 'audit'] as const
const SENDING = ['diagnose', 'audit', 'check'] as const
const JUDGING = ['diagnose', 'check'] as const

/** All options, by their long names, in the groups of the help. */
export const OPTION_GROUPS: Readonly<Record<string, Readonly<Record<string, Option>>>> = {
  'The request': {
    origin: { value: 'origin', commands: ASKING, help: 'origin of the page, or null' },
    page: { value: 'url', commands: DIAGNOSE, help: 'URL of the page, to check its policies too' },
    method: { short: 'X', value: 'method', commands: DIAGNOSE, help: 'method, as JavaScript passes it' },
    header: {
      short: 'H',
      value: "'name: value'",
      isRepeatable: true,
      commands: ASKING,
      help: 'header that JavaScript sets',
    },
    data: { short: 'd', value: 'body', commands: DIAGNOSE, help: 'body; the default method is then POST' },
    credentials: {
      value: 'mode',
      isValueOptional: true,
      commands: DIAGNOSE,
      help: 'include (without a value), same-origin or omit',
    },
    mode: { value: 'mode', commands: DIAGNOSE, help: 'cors, no-cors or same-origin' },
    redirect: { value: 'mode', commands: DIAGNOSE, help: 'follow, error or manual' },
    cookie: { value: 'cookies', commands: SENDING, help: 'cookies, sent if a browser would send cookies' },
  },
  'A pasted request': {
    curl: { value: 'command', commands: DIAGNOSE, help: 'a curl command' },
    fetch: { value: 'call', commands: DIAGNOSE, help: 'a fetch() call' },
    har: { value: 'file', commands: DIAGNOSE, help: 'HAR file, saved from the network panel' },
    entry: { value: 'number', commands: DIAGNOSE, help: 'which entry of the HAR file, from 1' },
  },
  'The diagnosis': {
    engine: { value: 'name', commands: JUDGING, help: 'chromium, firefox, webkit or all (the default)' },
    send: { commands: JUDGING, help: 'also send methods that may change something' },
    offline: { commands: DIAGNOSE, help: 'print what a browser would send; send nothing' },
    repeat: {
      value: 'times',
      commands: JUDGING,
      help: 'send the request this many times to detect inconsistent responses',
    },
    timeout: { value: 'ms', commands: SENDING, help: 'limit for each request (default: 10s)' },
    resolve: {
      value: 'host:address',
      isRepeatable: true,
      commands: SENDING,
      help: 'use this address instead of DNS',
    },
    insecure: { commands: SENDING, help: 'ignore TLS certificate errors' },
    private: { commands: JUDGING, help: 'follow redirects into private networks' },
    'user-agent': { value: 'text', commands: SENDING, help: 'User-Agent header to send' },
  },
  'The audit': {
    'i-own-this': { commands: AUDIT, help: 'audit a server that is not on this machine' },
    attacker: {
      value: 'domain',
      commands: AUDIT,
      help: 'domain for the attacker origins; never contacted (default: evil.test)',
    },
    rate: { value: 'number', commands: AUDIT, help: 'maximum requests per second (default: 5)' },
  },
  'The output': {
    format: { value: 'name', commands: SENDING, help: 'text, json, sarif, github, markdown or junit' },
    json: { commands: COMMANDS, help: 'same as --format json' },
    verbose: { short: 'v', commands: SENDING, help: 'show all findings and requests in full' },
    quiet: { short: 'q', commands: SENDING, help: 'show the verdict alone' },
    'max-warnings': { value: 'number', commands: JUDGING, help: 'exit with 1 if there are more warnings' },
    'exit-zero': { commands: SENDING, help: 'exit with 0 regardless of what is found' },
    color: {
      value: 'when',
      isValueOptional: true,
      commands: COMMANDS,
      help: 'always (without a value), never or auto',
    },
    'no-color': { commands: COMMANDS, help: 'same as --color=never' },
    'color-blind': { commands: COMMANDS, help: 'blue instead of green' },
    width: { value: 'columns', commands: COMMANDS, help: 'output width (default: the terminal, or 80)' },
    'no-timing': { commands: SENDING, help: 'omit request times' },
    'show-secrets': { commands: COMMANDS, help: 'do not redact cookies, tokens and keys' },
    help: { short: 'h', commands: COMMANDS, help: 'print this help' },
    version: { short: 'V', commands: COMMANDS, help: 'print the version' },
  },
}

const OPTIONS: ReadonlyMap<string, Option> = new Map(Object.values(OPTION_GROUPS).flatMap(Object.entries<Option>))

/** What the same thing is called elsewhere. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['request', 'method'],
  ['headers', 'header'],
  ['body', 'data'],
  ['data-raw', 'data'],
  ['include', 'credentials'],
  ['with-credentials', 'credentials'],
  ['b', 'cookie'],
  ['k', 'insecure'],
  ['A', 'user-agent'],
  ['colour', 'color'],
  ['no-colour', 'no-color'],
  ['max-time', 'timeout'],
  ['o', 'origin'],
])

/** The command was typed wrong. The message is one sentence: what was understood, and what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The values of options by their long names, in their order. A flag has the value `''`. */
export type Values = ReadonlyMap<string, readonly string[]>

/** A command line, taken apart. */
export interface CommandLine {
  readonly command: CommandName
  /** What is not an option, without the name of the command. */
  readonly operands: readonly string[]
  readonly values: Values
}

/**
 * Takes a command line apart.
 *
 * @throws `UsageError` for an unknown option, one without its value, and one that does not belong to the command.
 */
export function readCommandLine(words: readonly string[]): CommandLine {
  const values = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokenize(words)) {
    if (token.kind === 'positional') operands.push(token.value)
    if (token.kind !== 'option') continue
    const { name } = token
    const { option, value } = readOption(token)
    const before = values.get(name)
    if (before !== undefined && option.isRepeatable !== true && option.value !== undefined)
      throw new UsageError(`--${name} was given more than once.`)
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

/** The parser's own strict mode would print messages about the parser. */
function tokenize(words: readonly string[]): readonly Token[] {
  const options = Object.fromEntries(
    Array.from(OPTIONS, ([name, { short, value, isValueOptional }]) => {
      const type = value === undefined || isValueOptional === true ? 'boolean' : 'string'
      return [name, { type, ...(short === undefined ? {} : { short }) } as const]
    }),
  )
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

function readOption({ name, rawName, value }: OptionToken): { readonly option: Option; readonly value: string } {
  const option = OPTIONS.get(name)
  if (option === undefined) throw new UsageError(describeUnknown(rawName))
  if (option.value === undefined && value !== undefined) throw new UsageError(`${rawName} takes no value.`)
  if (option.value !== undefined && option.isValueOptional !== true) {
    const example = `${rawName} <${option.value.replaceAll("'", '')}>`
    if (value === undefined) throw new UsageError(`${rawName} needs a value: ${example}`)
    // Only up to an equals sign: what follows it may be a secret.
    const [followed = ''] = value.split('=', 1)
    if (followed.startsWith('--') && OPTIONS.has(followed.slice(2)))
      throw new UsageError(`${rawName} needs a value, but is followed by the option ${followed}: ${example}`)
  }
  return { option, value: value ?? '' }
}

function describeUnknown(rawName: string): string {
  const word = rawName.replace(/^-+/, '')
  const nearest = SYNONYMS.get(word) ?? (word.length > 3 ? findNearest(word, OPTIONS.keys()) : undefined)
  return `Unknown option ${rawName}. ${nearest === undefined ? 'See cors-doctor --help.' : `Did you mean --${nearest}?`}`
}

function checkCommand(name: string, command: CommandName): void {
  const commands: readonly CommandName[] = OPTIONS.get(name)?.commands ?? []
  if (commands.includes(command)) return
  const nameOf = (other: CommandName): string => (other === 'diagnose' ? 'a diagnosis' : other)
  throw new UsageError(`--${name} only works with ${commands.map(nameOf).join(' and ')}, not with ${nameOf(command)}.`)
}
