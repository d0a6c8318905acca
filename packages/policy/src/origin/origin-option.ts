import type { OriginPredicate } from '../config.ts'
import type { IssueLog } from '../configuration/config-issue.ts'
import { compareEntries } from './entry-comparison.ts'
import { type EntryContext, pathOf } from './entry-context.ts'
import { hintForValue, type OriginEntry, readOriginEntry } from './origin-entry.ts'
import { isWildcard, type OriginPattern } from './origin-pattern.ts'
import type { RegExpAnalysis } from './regexp/analysis.ts'

/** The `origin` option as a list, checked and parsed. */
export interface OriginList {
  /** All entries, in the order in which they were written. */
  readonly entries: readonly (string | RegExp)[]
  /** Origins without a wildcard, including `null`. */
  readonly exact: ReadonlySet<string>
  readonly patterns: readonly OriginPattern[]
  readonly expressions: readonly RegExpAnalysis[]
}

/** For users who expect the default of other packages, or whose environment variable is not set. */
export const MISSING_ORIGIN_HINT: string =
  'List the origins that can read responses: { origin: ["https://app.example.com"] }. ' +
  'The default of other CORS packages, as in cors(), is { origin: "*" }: every website can then read every response, and credentials cannot be allowed. ' +
  'If the origins come from an environment variable, check that it is set.'

/** The origins of `origin: false`. */
export const NO_ORIGINS: OriginList = { entries: [], exact: new Set(), patterns: [], expressions: [] }

/** Reads the `origin` option: any origin, none, a function, or a list, which is empty if the value is not valid. */
export function readOrigin(value: unknown, context: EntryContext): '*' | false | OriginPredicate | OriginList {
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
  if (Array.isArray(value)) {
    if (value.length === 0) refuseEmptyList(value, context.log)
    return readEntries(Array.from(value), true, context)
  }
  if (typeof value === 'string' || value instanceof RegExp) return readEntries([value], false, context)
  refuse(value, context.log)
  return NO_ORIGINS
}

function refuseAnyWithCredentials({ credentials, log }: EntryContext): void {
  if (!credentials) return
  log.error('origin/any-with-credentials', {
    path: ['origin'],
    value: '*',
    problem:
      'cannot be combined with credentials: true: every website could act on behalf of your visitors. Browsers do not allow it either.',
    hint: 'List the origins, or remove credentials.',
  })
}

// Performance: recheck takes five times as long for \b as for \W. A parameter is never the end of the source.
const CALLBACK: RegExp = /^[^(]*\([^,()]*,\s*(?:callback|cb|done|next)\W/

/** Reports a function written for another package. Its second parameter would be a callback, not the parsed origin. */
function refuseCallback(value: object, log: IssueLog): void {
  if (!CALLBACK.test(Function.prototype.toString.call(value))) return
  log.error('origin/callback', {
    path: ['origin'],
    value,
    problem: 'takes a callback, which is never called.',
    hint: 'Return the result, or a promise of it: async (origin) => allowed.has(origin).',
  })
}

function refuseEmptyList(value: readonly unknown[], log: IssueLog): void {
  log.error('origin/empty-list', {
    path: ['origin'],
    value,
    problem: 'allows no origin.',
    hint: 'List the origins, or write origin: false to allow none. An empty list is often a missing environment variable.',
  })
}

function refuse(value: unknown, log: IssueLog): void {
  const path = ['origin']
  if (value === undefined) {
    const problem = 'is missing, and there is no default.'
    log.error('origin/missing', { path, value, isAboutOption: true, problem, hint: MISSING_ORIGIN_HINT })
  } else if (value === true) {
    const hint = 'Write "*" to let every website read responses. With credentials, list the origins.'
    log.error('origin/reflects-any', { path, value, problem: 'would allow every origin.', hint })
  } else {
    const hint = hintForValue(value, 'option')
    log.error('origin/not-an-origin', { path, value, problem: 'is not a valid origin.', hint })
  }
}

function readEntries(values: readonly unknown[], isList: boolean, context: EntryContext): OriginList {
  const texts = new Set<string>()
  const entries: OriginEntry[] = []
  for (let place = 0; place < values.length; place++) {
    const value = values[place]
    const index = isList ? place : undefined
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
  compareEntries(entries, texts, context)
  return groupEntries(entries, texts)
}

function warnDuplicate(value: string, index: number | undefined, log: IssueLog): void {
  const path = pathOf(index)
  log.warn('origin/duplicate', { path, value, problem: 'is listed twice.', hint: 'Remove one of them.' })
}

/** Performance: the set of all texts becomes the set of exact origins, because filling another one with a long list is slow. */
function groupEntries(entries: readonly OriginEntry[], texts: Set<string>): OriginList {
  const all: (string | RegExp)[] = []
  const patterns: OriginPattern[] = []
  const expressions: RegExpAnalysis[] = []
  for (const { value, pattern, analysis } of entries) {
    all.push(value)
    if (analysis !== undefined) {
      expressions.push(analysis)
    } else if (pattern !== undefined && isWildcard(pattern)) {
      patterns.push(pattern)
      texts.delete(pattern.text)
    }
  }
  return { entries: all, exact: texts, patterns, expressions }
}
