import { InputError } from '../input-error.ts'
import { escapeText } from '../report/escape.ts'
import { redactTold } from '../report/redaction.ts'
import { type CommandContext, EXIT } from './command.ts'
import { helpLines } from './help.ts'
import { type CommandName, readCommandLine, UsageError } from './option.ts'
import { readPresentation } from './option-value.ts'
import type { Terminal } from './terminal.ts'

/** What the command is run with. */
export interface Run {
  readonly words: readonly string[]
  readonly terminal: Terminal
  readonly version: string
  readonly signal: AbortSignal
}

/** Runs the command, and returns its exit code. Every error is printed as a sentence. */
export async function run({ words, terminal, version, signal }: Run): Promise<number> {
  try {
    const line = readCommandLine(words)
    const presentation = readPresentation(line.values, terminal)
    return await runCommand({ line, presentation, terminal, version, signal })
  } catch (error) {
    terminal.progress('')
    if (signal.aborted) {
      terminal.say('Interrupted.')
      return EXIT.interrupted
    }
    return tellError(error, { terminal, showsSecrets: words.includes('--show-secrets') })
  }
}

async function runCommand(context: CommandContext): Promise<number> {
  const { terminal, version, presentation } = context
  const { command, values, operands } = context.line
  if (values.has('version')) {
    terminal.print(`cors-doctor ${version}`)
    return EXIT.allowed
  }
  if (values.has('help') || operands[0] === 'help') {
    terminal.print(...helpLines(presentation.layout.width))
    return EXIT.allowed
  }
  return await runNamed(values.has('offline') ? 'offline' : command, context)
}

/** Performance: each command loads what it needs. The findings and the HTTP client take longer than printing a version. */
async function runNamed(name: CommandName | 'offline', context: CommandContext): Promise<number> {
  if (name === 'explain') return (await import('./explain.ts')).explainCommand(context)
  if (name === 'check') return (await import('./check.ts')).checkCommand(context)
  if (name === 'audit') return (await import('./audit.ts')).auditCommand(context)
  if (name === 'offline') return (await import('./offline.ts')).offlineCommand(context)
  return (await import('./diagnose.ts')).diagnoseCommand(context)
}

interface Telling {
  readonly terminal: Terminal
  readonly showsSecrets: boolean
}

function tellError(error: unknown, { terminal, showsSecrets }: Telling): number {
  const tell = (text: string, before = ''): void => {
    const shown = showsSecrets ? text : redactTold(text)
    for (const line of shown.split('\n')) terminal.say(before + escapeText(line))
  }
  if (error instanceof UsageError || error instanceof InputError) {
    tell(error instanceof InputError ? `${error.message} ${error.hint}.` : error.message, 'cors-doctor: ')
    return EXIT.usage
  }
  terminal.say(
    'cors-doctor: internal error: this is a bug in cors-doctor, not in your server. Please report it with this stack trace:',
  )
  tell(showsSecrets ? stackOf(error) : framesOf(error))
  return EXIT.internal
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** A message may quote what was typed or what a server sent. The frames of the stack do not. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return `A ${typeof error} was thrown.`
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  return [`${error.name}; use --show-secrets to see its message.`, ...frames].join('\n')
}
