import type { OriginPredicate } from './config.ts'
import type { IssueLog } from './config-issue.ts'
import { ENTRY_HINT, type OriginContext, type OriginEntry, pathOf, readOriginEntry } from './origin-entry.ts'
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

const NO_ORIGINS: OriginList = { entries: [], exact: new Set(), patterns: [], expressions: [] }

/** Reads the `origin` option: any origin, a function, or a list, which is empty where nothing can be made of the value. */
export function readOrigin(value: unknown, context: OriginContext): '*' | OriginPredicate | OriginList {
  if (value === '*') {
    refuseAnyWithCredentials(context)
    return '*'
  }
  if (typeof value === 'function') {
    if (context.credentials) context.neededFlags.add('dangerouslyAllowInsecureOrigins')
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

function refuse(value: unknown, log: IssueLog): void {
  const path = ['origin']
  if (value === undefined) {
    const hint = `${ENTRY_HINT} "*" is for what everyone may read.`
    log.error('origin/missing', { path, value, problem: 'names no origin, and there is no default.', hint })
  } else if (value === true) {
    const hint = 'Write "*" if everyone may read the answers; with credentials, list the origins.'
    log.error('origin/reflects-any', { path, value, problem: 'allows every origin.', hint })
  } else if (value === false) {
    const hint = 'Leave the middleware out where there is to be no CORS, or let a selector return undefined.'
    log.error('origin/not-an-origin', { path, value, problem: 'allows no origin.', hint })
  } else {
    log.error('origin/not-an-origin', { path, value, problem: 'is not an origin.', hint: ENTRY_HINT })
  }
}

function readOriginList(value: readonly unknown[], context: OriginContext): OriginList {
  if (value.length === 0) {
    context.log.error('origin/empty-list', {
      path: ['origin'],
      value,
      problem: 'allows no origin.',
      hint: 'List the origins. An empty list is often a missing environment variable.',
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
