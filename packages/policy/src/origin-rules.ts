import type { OriginPredicate } from './config.ts'
import type { ConfigIssue, IssueLog } from './config-issue.ts'
import { type OriginPattern, readOriginPattern } from './origin-pattern.ts'
import { describeOriginProblem } from './origin-problem-text.ts'
import { findPublicSuffixMatch, findRegExpProblems } from './origin-regexp.ts'
import {
  checkCredentialed,
  checkPublicSuffixes,
  type OriginContext,
  PUBLIC_SUFFIX_HINT,
  warnDowngrade,
  warnOddities,
  warnSubsumed,
} from './origin-risk.ts'

/** The `origin` option, checked, with its patterns taken apart. */
export interface OriginList {
  /** All of them, in the order in which they were written. */
  readonly entries: readonly (string | RegExp)[]
  /** Origins without a wildcard, `null` among them. */
  readonly exact: ReadonlySet<string>
  readonly patterns: readonly OriginPattern[]
  readonly expressions: readonly RegExp[]
}

type Path = ConfigIssue['path']

const ENTRY_HINT =
  'Write origins such as "https://app.example.com", patterns such as "https://*.example.com", or regular expressions.'

/** Reads the `origin` option: any origin, a function, or a list, which is empty where nothing can be made of the value. */
export function readOrigin(value: unknown, context: OriginContext, log: IssueLog): '*' | OriginPredicate | OriginList {
  if (value === '*') {
    if (context.credentials) {
      log.error(
        'origin/any-with-credentials',
        ['origin'],
        value,
        'stands with credentials: any site could act in the name of your visitors, and browsers refuse it.',
        'List the origins, or remove credentials.',
      )
    }
    return '*'
  }
  if (typeof value === 'function') {
    if (context.credentials) context.neededFlags.add('dangerouslyAllowInsecureOrigins')
    return value as OriginPredicate
  }
  if (Array.isArray(value)) return readOriginList(value, context, log)
  if (typeof value === 'string' || value instanceof RegExp) return readEntries([value], () => ['origin'], context, log)
  refuseOrigin(value, log)
  return NO_ORIGINS
}

const NO_ORIGINS: OriginList = { entries: [], exact: new Set(), patterns: [], expressions: [] }

function refuseOrigin(value: unknown, log: IssueLog): void {
  if (value === undefined) {
    log.error(
      'origin/missing',
      ['origin'],
      value,
      'names no origin, and there is no default.',
      `${ENTRY_HINT} "*" is for what everyone may read.`,
    )
  } else if (value === true) {
    log.error(
      'origin/reflects-any',
      ['origin'],
      value,
      'allows every origin.',
      'Write "*" if everyone may read the answers; with credentials, list the origins.',
    )
  } else if (value === false) {
    log.error(
      'origin/not-an-origin',
      ['origin'],
      value,
      'allows no origin.',
      'Leave the middleware out where there is to be no CORS, or let a selector return undefined.',
    )
  } else {
    log.error('origin/not-an-origin', ['origin'], value, 'is not an origin.', ENTRY_HINT)
  }
}

function readOriginList(value: readonly unknown[], context: OriginContext, log: IssueLog): OriginList {
  const entries = Array.from(value)
  if (entries.length === 0) {
    log.error(
      'origin/empty-list',
      ['origin'],
      value,
      'allows no origin.',
      'List the origins. An empty list is often a missing environment variable.',
    )
  }
  return readEntries(entries, (index) => ['origin', index], context, log)
}

function readEntries(
  entries: readonly unknown[],
  pathOf: (index: number) => Path,
  context: OriginContext,
  log: IssueLog,
): OriginList {
  const exact = new Map<string, Path>()
  const patterns = new Map<string, { pattern: OriginPattern; path: Path }>()
  const expressions: RegExp[] = []
  const accepted: (string | RegExp)[] = []
  for (const [index, entry] of entries.entries()) {
    const path = pathOf(index)
    if (entry instanceof RegExp) {
      checkExpression(entry, path, context, log)
      expressions.push(entry)
      accepted.push(Object.freeze(new RegExp(entry)))
    } else if (typeof entry !== 'string') {
      refuseEntry(entry, path, log)
    } else if (exact.has(entry) || patterns.has(entry)) {
      log.warn('origin/duplicate', path, entry, 'is listed twice.', 'Remove one of them.')
    } else if (entry === 'null') {
      checkNull(path, context, log)
      exact.set(entry, path)
      accepted.push(entry)
    } else if (entry === '*') {
      log.error(
        'origin/any-in-list',
        path,
        entry,
        'stands in a list, where it has no meaning of its own.',
        'Write origin: "*" for any origin, or leave it out.',
      )
    } else {
      const pattern = readEntry(entry, path, log)
      if (pattern === undefined) continue
      accepted.push(entry)
      if (pattern.matchesSubdomains || pattern.port === '*') patterns.set(entry, { pattern, path })
      else exact.set(entry, path)
      if (context.credentials) checkCredentialed(pattern, path, context, log)
      warnOddities(pattern, path, log)
    }
  }
  const list: OriginList = {
    entries: accepted,
    exact: new Set(exact.keys()),
    patterns: [...patterns.values()].map(({ pattern }) => pattern),
    expressions,
  }
  warnSubsumed(exact, patterns, log)
  checkPublicSuffixes(patterns, context, log)
  if (context.credentials) warnDowngrade(exact, log)
  return list
}

function refuseEntry(entry: unknown, path: Path, log: IssueLog): void {
  if (typeof entry === 'function') {
    log.error(
      'origin/predicate-in-list',
      path,
      entry,
      'stands in a list.',
      'Give a function alone, as origin: it can look at the listed origins itself.',
    )
  } else {
    log.error('origin/not-an-origin', path, entry, 'is not an origin.', ENTRY_HINT)
  }
}

function checkNull(path: Path, context: OriginContext, log: IssueLog): void {
  context.neededFlags.add('dangerouslyAllowNullOrigin')
  if (context.credentials) {
    log.error(
      'origin/null-with-credentials',
      path,
      'null',
      'stands with credentials: every site can have the origin null, from a sandboxed frame.',
      'Remove it, or remove credentials. No flag permits both.',
    )
  } else if (!context.allowsNull) {
    log.error(
      'origin/null-not-allowed',
      path,
      'null',
      'is an origin that every site can have, from a sandboxed frame.',
      'Remove it, or set dangerouslyAllowNullOrigin: true.',
    )
  }
}

function readEntry(entry: string, path: Path, log: IssueLog): OriginPattern | undefined {
  const read = readOriginPattern(entry)
  if (!('code' in read)) return read
  const { problem, hint } = describeOriginProblem(entry, read)
  log.error(
    read.code === 'list' && entry.includes(',') ? 'origin/comma-separated' : `origin/${read.code}`,
    path,
    entry,
    problem,
    hint,
  )
  return undefined
}

function checkExpression(expression: RegExp, path: Path, context: OriginContext, log: IssueLog): void {
  for (const { code, problem, hint } of findRegExpProblems(expression))
    log.error(`origin/${code}`, path, expression, problem, hint)
  if (!context.credentials) return
  context.neededFlags.add('dangerouslyAllowInsecureOrigins')
  const shared = findPublicSuffixMatch(expression)
  if (shared === undefined) return
  context.neededFlags.add('dangerouslyAllowPublicSuffixes')
  if (!context.allowsPublicSuffixes) {
    log.error(
      'origin/public-suffix',
      path,
      expression,
      `allows "${shared}", a name that anyone can register, and stands with credentials.`,
      PUBLIC_SUFFIX_HINT,
    )
  }
}
