import type { BooleanOption, IssueLog } from './config-issue.ts'

const BOOLEAN_TEXTS: ReadonlySet<unknown> = new Set(['true', 'false'])

/** Reads an option that is `true` or `false`. */
export function readBoolean(value: unknown, option: BooleanOption, log: IssueLog): boolean {
  if (value === undefined) return false
  if (typeof value === 'boolean') return value
  const hint = BOOLEAN_TEXTS.has(value) ? `Write ${value}, without quotes.` : 'Write true or false.'
  log.error(`${option}/not-a-boolean`, { path: [option], value, problem: 'is neither true nor false.', hint })
  return false
}

const DEFAULT_MAX_AGE = 600
const MOST_MAX_AGE = 86_400
const CHROMIUM_MAX_AGE = 7200

/** Reads the `maxAge` option. */
export function readMaxAge(value: unknown, log: IssueLog): number {
  if (value === undefined) return DEFAULT_MAX_AGE
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    log.error('maxAge/not-an-integer', {
      path: ['maxAge'],
      value,
      problem: 'is not a whole number of seconds.',
      hint: 'Write a number, such as 600.',
    })
    return DEFAULT_MAX_AGE
  }
  if (value < 0 || value > MOST_MAX_AGE) {
    const hint =
      value < 0 ? 'Write 0 to have nothing remembered.' : 'Write 86400 at the most, which is what Firefox keeps.'
    log.error('maxAge/out-of-range', { path: ['maxAge'], value, problem: 'is not from 0 to 86400 seconds.', hint })
    return DEFAULT_MAX_AGE
  }
  if (value > CHROMIUM_MAX_AGE) {
    log.warn('maxAge/above-cap', {
      path: ['maxAge'],
      value,
      problem: 'is more than Chromium (7200) and Safari (600) keep.',
      hint: 'Write 7200, unless Firefox is meant.',
    })
  }
  return value
}

/** Reads the `preflightStatus` option. */
export function readPreflightStatus(value: unknown, log: IssueLog): 200 | 204 {
  if (value === undefined || value === 204) return 204
  if (value !== 200) {
    log.error('preflightStatus/unsupported', {
      path: ['preflightStatus'],
      value,
      problem: 'is not a status for preflights.',
      hint: 'Write 204, or 200 for very old clients.',
    })
  }
  return 200
}

/** Reads the `onDenied` option. */
export function readOnDenied(value: unknown, log: IssueLog): 'continue' | 'reject' {
  if (value === undefined || value === 'continue') return 'continue'
  if (value !== 'reject') {
    log.error('onDenied/unsupported', {
      path: ['onDenied'],
      value,
      problem: 'is not a way to treat refused requests.',
      hint: 'Write "continue" or "reject".',
    })
  }
  return 'reject'
}

/** Reads an option that is a function. */
export function readObserver<Observer>(value: unknown, log: IssueLog): Observer | undefined {
  if (value === undefined || typeof value === 'function') return value as Observer | undefined
  log.error('onDecision/not-a-function', {
    path: ['onDecision'],
    value,
    problem: 'is not a function.',
    hint: 'Write (event) => { ... }.',
  })
  return undefined
}
