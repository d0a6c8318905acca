import type { BooleanOption, IssueLog } from './config-issue.ts'

/** Reads an option that is `true` or `false`. */
export function readBoolean(value: unknown, option: BooleanOption, log: IssueLog): boolean {
  if (value === undefined) return false
  if (typeof value === 'boolean') return value
  const hint = value === 'true' || value === 'false' ? `Write ${value}, without quotes.` : 'Write true or false.'
  log.error(`${option}/not-a-boolean`, { path: [option], value, problem: 'must be true or false.', hint })
  return false
}

const DEFAULT_MAX_AGE = 600
/** Firefox's limit. */
const MOST_MAX_AGE = 86_400
const CHROMIUM_MAX_AGE = 7200

/** Reads the `maxAge` option. */
export function readMaxAge(value: unknown, log: IssueLog): number {
  if (value === undefined) return DEFAULT_MAX_AGE
  const path = ['maxAge']
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    const problem = 'must be a whole number of seconds.'
    log.error('maxAge/not-an-integer', { path, value, problem, hint: 'Write a number, such as 600.' })
    return DEFAULT_MAX_AGE
  }
  if (value < 0 || value > MOST_MAX_AGE) {
    const hint = value < 0 ? 'Use 0 to disable preflight caching.' : 'The maximum is 86400 (the limit of Firefox).'
    log.error('maxAge/out-of-range', { path, value, problem: 'must be between 0 and 86400 seconds.', hint })
    return DEFAULT_MAX_AGE
  }
  if (value > CHROMIUM_MAX_AGE) {
    const problem = 'is above the limits of Chromium (7200) and Safari (600).'
    log.warn('maxAge/above-cap', {
      path,
      value,
      problem,
      hint: 'Use 7200 unless you need Firefox to cache for longer.',
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
      problem: 'must be 200 or 204.',
      hint: 'Use 204, or 200 for very old clients.',
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
      problem: 'must be "continue" or "reject".',
      hint: 'Use "reject" to respond with 403 before your handler runs.',
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
    problem: 'must be a function.',
    hint: 'Write (event) => { ... }.',
  })
  return undefined
}
