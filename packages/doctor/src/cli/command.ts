import type { Verdict } from '../diagnosis.ts'
import { withoutTiming } from '../report/json.ts'
import { redactDiagnosis } from '../report/redaction.ts'
import type { Examined, Outcome } from '../report/report.ts'
import type { CommandLine } from './option.ts'
import type { Presentation } from './option-value.ts'
import type { Terminal } from './terminal.ts'

/** What every command gets. It returns its exit code. */
export interface CommandContext {
  readonly line: CommandLine
  readonly presentation: Presentation
  readonly terminal: Terminal
  readonly version: string
  /** Is aborted when the user interrupts the command. */
  readonly signal: AbortSignal
}

/** Makes what is reported of a diagnosis: without secrets and times, unless they were asked for. */
export function present<Whole extends Examined>(diagnosis: Whole, { showsSecrets, layout }: Presentation): Whole {
  const shown = showsSecrets ? diagnosis : redactDiagnosis(diagnosis)
  return layout.hasTiming ? shown : withoutTiming(shown)
}

/** What the command ends with. Scripts rely on it: a number is never given another meaning. */
export const EXIT = {
  allowed: 0,
  blocked: 1,
  usage: 2,
  unknown: 3,
  internal: 70,
  interrupted: 130,
} as const

/** What an exit code depends on in addition to what was found. */
export type Tolerance = Pick<Presentation, 'maxWarnings' | 'exitZero'>

/** The exit code of a diagnosis. */
export function exitCodeOf(verdict: Verdict, warnings: number, { maxWarnings, exitZero }: Tolerance): number {
  if (exitZero === true) return EXIT.allowed
  if (verdict === 'allowed' && warnings > (maxWarnings ?? Number.POSITIVE_INFINITY)) return EXIT.blocked
  return EXIT[verdict]
}

/** The exit code of a list of expectations: one that is not met counts for more than one that was not tested. */
export function exitCodeOfOutcomes(outcomes: readonly Outcome[], warnings: number, tolerance: Tolerance): number {
  const untested = outcomes.includes('untested') ? 'unknown' : 'allowed'
  return exitCodeOf(outcomes.includes('unmet') ? 'blocked' : untested, warnings, tolerance)
}
