import type { Arguments } from './arguments.ts'
import type { Presentation } from './presentation.ts'
import type { Terminal } from './terminal.ts'

/** What every command gets. It returns its exit code. */
export interface CommandContext {
  readonly arguments: Arguments
  readonly presentation: Presentation
  readonly terminal: Terminal
  readonly version: string
  /** Is aborted when the user has had enough. */
  readonly signal: AbortSignal
}
