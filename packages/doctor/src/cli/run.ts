import { InputError } from '../input-error.ts'
import { escapeText } from '../report/escape.ts'
import { redactTold } from '../report/redaction.ts'
import { readArguments } from './arguments.ts'
import type { CommandContext } from './context.ts'
import { EXIT } from './exit-code.ts'
import { helpLines } from './help.ts'
import type { CommandName } from './option.ts'
import { readPresentation } from './presentation.ts'
import type { Terminal } from './terminal.ts'
import { UsageError } from './usage-error.ts'

/** What the command is run with. */
export interface Run {
  readonly words: readonly string[]
  readonly terminal: Terminal
  readonly version: string
  readonly signal: AbortSignal
}

/** Runs the command, and returns its exit code. Whatever goes wrong is said in words. */
export async function run({ words, terminal, version, signal }: Run): Promise<number> {
  try {
    const parsed = readArguments(words)
    const presentation = readPresentation(parsed.values, terminal)
    return await runCommand({ arguments: parsed, presentation, terminal, version, signal })
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
  const { command, values, operands } = context.arguments
  if (values.has('version')) {
    terminal.print(`cors-doctor ${version}`)
    return EXIT.allowed
  }
  if (values.has('help') || operands[0] === 'help') {
    for (const line of helpLines(presentation.layout.width)) terminal.print(line)
    return EXIT.allowed
  }
  return await runNamed(values.has('offline') ? 'offline' : command, context)
}

/** Performance: each command loads what it needs; the catalogue and the client of HTTP take longer than printing a version. */
async function runNamed(name: CommandName | 'offline', context: CommandContext): Promise<number> {
  if (name === 'explain') return (await import('./explain-command.ts')).explainCommand(context)
  if (name === 'check') return (await import('./check-command.ts')).checkCommand(context)
  if (name === 'audit') return (await import('./audit-command.ts')).auditCommand(context)
  if (name === 'offline') return (await import('./offline-command.ts')).offlineCommand(context)
  return (await import('./diagnose-command.ts')).diagnoseCommand(context)
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
  terminal.say('cors-doctor: this is a fault of the doctor, not of your server. Please report it, with this:')
  tell(showsSecrets ? stackOf(error) : framesOf(error))
  return EXIT.internal
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** A message may quote what was typed, or what a server has sent: without it, where it happened is left. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error)) return `A ${typeof error} was thrown.`
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  return [`${error.name}; --show-secrets shows its message.`, ...frames].join('\n')
}
