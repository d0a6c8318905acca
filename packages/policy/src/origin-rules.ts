import type { OriginPredicate } from './config.ts'
import type { IssueLog } from './config-issue.ts'
import { hintForValue, type OriginContext, type OriginEntry, pathOf, readOriginEntry } from './origin-entry.ts'
import { warnCoveredEntries } from './origin-overlap.ts'
import { isWildcard, type OriginPattern } from './origin-pattern.ts'
import { checkPatterns } from './origin-risk.ts'
import type { RegExpAnalysis } from './regexp/analysis.ts'

/** The `origin` option as a list, checked, with its patterns taken apart. */
export interface OriginList {
  /** All of them, in the order in which they were written. */
  readonly entries: readonly (string | RegExp)[]
  /** Origins without a wildcard, `null` among them. */
  readonly exact: ReadonlySet<string>
  readonly patterns: readonly OriginPattern[]
  readonly expressions: readonly RegExpAnalysis[]
}

/** For those who expect the default of other packages, or whose environment variable is not set. */
export const MISSING_ORIGIN_HINT: string =
  'List the origins that can read responses: { origin: ["https://app.example.com"] }. ' +
  'The default of other CORS packages, as in cors(), is { origin: "*" }: every website can then read every response, and credentials cannot be allowed. ' +
  'If the origins come from an environment variable, check that it is set.'

/** What `origin: false` allows. */
export const NO_ORIGINS: OriginList = { entries: [], exact: new Set(), patterns: [], expressions: [] }

/** Reads the `origin` option: any origin, none, a function, or a list, which is empty if nothing can be made of the value. */
export function readOrigin(value: unknown, context: OriginContext): '*' | false | OriginPredicate | OriginList {
  if (value === false) return false
  if (value === '*') {
    refuseAnyWithCredentials(context)
    return '*'
  }
  if (typeof value === 'function') {
    if (context.credentials) context.neededFlags.add('dangerouslyAllowInsecureOrigins')
    refuseCallback(value, context.log)
    return value as OriginPredicate
  }
  if (Array.isArray(value)) return readOriginList(value, context)
  if (typeof value === 'string' || value instanceof RegExp) return readEntries([value], true, context)
  refuse(value, context.log)
  return NO_ORIGINS
}

function refuseAnyWithCredentials({ credentials, log }: OriginContext): void {
  if (!credentials) return
  log.error('origin/any-with-credentials', {
    path: ['origin'],
    value: '*',
    problem: 'stands with credentials: any site could act in the name of your visitors, and browsers refuse it.',
    hint: 'List the origins, or remove credentials.',
  })
}

const CALLBACK: RegExp = /^[^(]*\([^,()]*,\s*(?:callback|cb|done|next)\b/

/**
 * Refuses a function that was written for another package. Its second parameter is what gives it away: here, that is the parts
 * of the origin.
 */
function refuseCallback(value: object, log: IssueLog): void {
  if (!CALLBACK.test(Function.prototype.toString.call(value))) return
  log.error('origin/callback', {
    path: ['origin'],
    value,
    problem: 'takes a callback, which is never called.',
    hint: 'Return the result, or a promise of it: async (origin) => true.',
  })
}

function refuse(value: unknown, log: IssueLog): void {
  const path = ['origin']
  if (value === undefined) {
    const problem = 'names no origin, and there is no default.'
    log.error('origin/missing', { path, value, problem, hint: MISSING_ORIGIN_HINT })
  } else if (value === true) {
    const hint = 'Write "*" if everyone may read the answers; with credentials, list the origins.'
    log.error('origin/reflects-any', { path, value, problem: 'allows every origin.', hint })
  } else {
    const hint = hintForValue(value, 'option')
    log.error('origin/not-an-origin', { path, value, problem: 'is not an origin.', hint })
  }
}

function readOriginList(value: readonly unknown[], context: OriginContext): OriginList {
  if (value.length === 0) {
    context.log.error('origin/empty-list', {
      path: ['origin'],
      value,
      problem: 'allows no origin.',
      hint: 'List the origins, or write origin: false to allow none. An empty list is often a missing environment variable.',
    })
  }
  return readEntries(Array.from(value), false, context)
}

function readEntries(values: readonly unknown[], standsAlone: boolean, context: OriginContext): OriginList {
  const texts = new Set<string>()
  const entries: OriginEntry[] = []
  for (let place = 0; place < values.length; place++) {
    const value = values[place]
    const index = standsAlone ? undefined : place
    if (typeof value === 'string') {
      if (texts.has(value)) {
        warnDuplicate(value, index, context.log)
        continue
      }
      texts.add(value)
    }
    const entry = readOriginEntry(value, index, context)
    if (entry !== undefined) entries.push(entry)
  }
  warnCoveredEntries(entries, context.log)
  checkPatterns(entries, texts, context)
  return sortOut(entries, texts)
}

function warnDuplicate(value: string, index: number | undefined, log: IssueLog): void {
  const path = pathOf(index)
  log.warn('origin/duplicate', { path, value, problem: 'is listed twice.', hint: 'Remove one of them.' })
}

/**
 * Performance: the set of all texts becomes the set of exact origins. Filling another one with a long list takes its time.
 */
function sortOut(entries: readonly OriginEntry[], texts: Set<string>): OriginList {
  const all: (string | RegExp)[] = []
  const patterns: OriginPattern[] = []
  const expressions: RegExpAnalysis[] = []
  for (const { value, pattern, analysis } of entries) {
    all.push(value)
    if (typeof value !== 'string') {
      expressions.push(analysis as RegExpAnalysis)
    } else if (pattern !== undefined && isWildcard(pattern)) {
      patterns.push(pattern)
      texts.delete(value)
    }
  }
  return { entries: all, exact: texts, patterns, expressions }
}
