import type { DiagnosisInput } from '../diagnosis.ts'
import type { FindingCode } from '../findings/findings.ts'

/** A place in a file; both count from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** What a browser is expected to do with a request. */
export interface Expectation extends Place {
  readonly input: DiagnosisInput
  readonly expect: 'allowed' | 'blocked'
  /** A finding that is expected too. */
  readonly code?: FindingCode | undefined
}

/** Something in a file of expectations that cannot be understood. */
export interface ExpectationMistake extends Place {
  /** What was understood, and what to write instead. */
  readonly message: string
}

/** A file of expectations cannot be used. All mistakes are named at once, in the order of their places. */
export class ExpectationError extends Error {
  override readonly name = 'ExpectationError'
  readonly mistakes: readonly ExpectationMistake[]

  constructor(mistakes: readonly ExpectationMistake[]) {
    const sorted = mistakes.toSorted((a, b) => a.line - b.line || a.column - b.column)
    super(sorted.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('\n'))
    this.mistakes = sorted
  }
}
