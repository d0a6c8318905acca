import type { Verdict } from '../diagnosis.ts'
import type { Outcome } from '../report/report.ts'

/** What the command ends with. Scripts rely on it: a number is never given another meaning. */
export const EXIT = {
  allowed: 0,
  blocked: 1,
  usage: 2,
  unknown: 3,
  internal: 70,
  interrupted: 130,
} as const

/** What an exit code depends on besides what was found. */
export interface Tolerance {
  /** The most warnings that pass; any number where absent. */
  readonly maxWarnings?: number | undefined
  /** Whether what was found does not matter. What was typed wrong still does. */
  readonly exitZero?: boolean | undefined
}

/** The exit code of a diagnosis. */
export function exitCodeOf(verdict: Verdict, warnings: number, { maxWarnings, exitZero }: Tolerance): number {
  if (exitZero === true) return EXIT.allowed
  if (verdict === 'allowed' && warnings > (maxWarnings ?? Number.POSITIVE_INFINITY)) return EXIT.blocked
  return EXIT[verdict]
}

/** The exit code of a list of expectations: what is not met counts for more than what could not be tested. */
export function exitCodeOfOutcomes(outcomes: readonly Outcome[], warnings: number, tolerance: Tolerance): number {
  const untested = outcomes.includes('untested') ? 'unknown' : 'allowed'
  return exitCodeOf(outcomes.includes('unmet') ? 'blocked' : untested, warnings, tolerance)
}
