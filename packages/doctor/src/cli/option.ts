/** What can be asked for. */
export const COMMANDS = ['diagnose', 'explain', 'audit', 'check'] as const

/** One of them. The first has no name of its own on the command line. */
export type CommandName = (typeof COMMANDS)[number]

/** The parts of the help. */
export const GROUPS = ['The request', 'The request, pasted', 'The examination', 'The audit', 'The output'] as const

/** An option of the command line. */
export interface Option {
  readonly group: (typeof GROUPS)[number]
  readonly short?: string | undefined
  /** What stands for the value in the help; absent for a flag. */
  readonly value?: string | undefined
  /** Whether the value can be left out; it then follows an equals sign only. */
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

/** All options, by their long names. */
export const OPTIONS: Readonly<Record<string, Option>> = {
  origin: { group: 'The request', value: 'origin', commands: ASKING, help: 'the page: scheme, host and port, or null' },
  page: { group: 'The request', value: 'url', commands: DIAGNOSE, help: 'the page; its own policies are examined too' },
  method: { group: 'The request', short: 'X', value: 'method', commands: DIAGNOSE, help: 'as script writes it' },
  header: {
    group: 'The request',
    short: 'H',
    value: "'name: value'",
    isRepeatable: true,
    commands: ASKING,
    help: 'a header that script sets',
  },
  data: {
    group: 'The request',
    short: 'd',
    value: 'body',
    commands: DIAGNOSE,
    help: 'the body; the method is then POST',
  },
  credentials: {
    group: 'The request',
    value: 'mode',
    isValueOptional: true,
    commands: DIAGNOSE,
    help: 'include (without a value), same-origin or omit',
  },
  mode: { group: 'The request', value: 'mode', commands: DIAGNOSE, help: 'cors, no-cors or same-origin' },
  redirect: { group: 'The request', value: 'mode', commands: DIAGNOSE, help: 'follow, error or manual' },
  cookie: {
    group: 'The request',
    value: 'cookies',
    commands: SENDING,
    help: 'sent where a browser would send cookies',
  },

  curl: { group: 'The request, pasted', value: 'command', commands: DIAGNOSE, help: 'a curl command, as text' },
  fetch: { group: 'The request, pasted', value: 'call', commands: DIAGNOSE, help: 'a call of fetch(), as text' },
  har: {
    group: 'The request, pasted',
    value: 'file',
    commands: DIAGNOSE,
    help: 'an archive saved from developer tools',
  },
  entry: { group: 'The request, pasted', value: 'number', commands: DIAGNOSE, help: 'which entry of it, from 1' },

  engine: {
    group: 'The examination',
    value: 'name',
    commands: JUDGING,
    help: 'chromium, firefox, webkit or all (the default)',
  },
  send: { group: 'The examination', commands: JUDGING, help: 'really send methods other than GET, HEAD and OPTIONS' },
  offline: { group: 'The examination', commands: DIAGNOSE, help: 'print what a browser would send; send nothing' },
  repeat: { group: 'The examination', value: 'times', commands: JUDGING, help: 'to find answers that differ' },
  timeout: { group: 'The examination', value: 'ms', commands: SENDING, help: 'for each exchange; 10000, or 10s' },
  resolve: {
    group: 'The examination',
    value: 'host:address',
    isRepeatable: true,
    commands: SENDING,
    help: 'where to find a host',
  },
  insecure: { group: 'The examination', commands: SENDING, help: 'go on in spite of a bad certificate' },
  private: {
    group: 'The examination',
    commands: JUDGING,
    help: 'follow redirects from the public network into private ones',
  },
  'user-agent': { group: 'The examination', value: 'text', commands: SENDING, help: 'some servers look at it' },

  'i-own-this': { group: 'The audit', commands: AUDIT, help: 'probe a server that is not on this machine' },
  attacker: {
    group: 'The audit',
    value: 'domain',
    commands: AUDIT,
    help: 'for origins that are only named; evil.test',
  },
  rate: { group: 'The audit', value: 'number', commands: AUDIT, help: 'requests in a second; 5' },

  format: {
    group: 'The output',
    value: 'name',
    commands: SENDING,
    help: 'text, json, sarif, github, markdown or junit',
  },
  json: { group: 'The output', commands: COMMANDS, help: 'the same as --format json' },
  verbose: { group: 'The output', short: 'v', commands: SENDING, help: 'everything about every finding and exchange' },
  quiet: { group: 'The output', short: 'q', commands: SENDING, help: 'the verdict alone' },
  'max-warnings': { group: 'The output', value: 'number', commands: JUDGING, help: 'exit with 1 if there are more' },
  'exit-zero': { group: 'The output', commands: SENDING, help: 'exit with 0 whatever is found' },
  color: {
    group: 'The output',
    value: 'when',
    isValueOptional: true,
    commands: COMMANDS,
    help: 'always (without a value), never or auto',
  },
  'no-color': { group: 'The output', commands: COMMANDS, help: 'the same as --color=never' },
  'color-blind': { group: 'The output', commands: COMMANDS, help: 'blue in place of green' },
  width: { group: 'The output', value: 'columns', commands: COMMANDS, help: 'of the text; the terminal, or 80' },
  'no-timing': { group: 'The output', commands: SENDING, help: 'leave out how long it took' },
  'show-secrets': { group: 'The output', commands: COMMANDS, help: 'leave cookies, tokens and keys as they are' },
  help: { group: 'The output', short: 'h', commands: COMMANDS, help: 'print this' },
  version: { group: 'The output', short: 'V', commands: COMMANDS, help: 'print the version' },
}
