import type { ConfigIssue, IssueLog } from './config-issue.ts'
import { isWildcard, type OriginPattern, readOriginPattern } from './origin-pattern.ts'
import { describeOriginProblem } from './origin-problem-text.ts'
import { analyzeRegExp, type RegExpAnalysis } from './regexp/analysis.ts'
import type { NameLookup } from './regexp/name-status.ts'
import { reportRegExp } from './regexp/rules.ts'

/** An entry of the `origin` option that could be read. */
export interface OriginEntry {
  /** Its place in the list; `undefined` where it stands alone. */
  readonly index: number | undefined
  readonly value: string | RegExp
  /**
   * A pattern, or an origin that has to be looked at again, taken apart; `undefined` for others.
   *
   * Performance: lists of encrypted origins are long, and their parts would be copied by the garbage collector for nothing.
   */
  readonly pattern: OriginPattern | undefined
  /** What is known about an expression. */
  readonly analysis?: RegExpAnalysis
}

/** What the rules for origins need to know of the other options, and where they speak. */
export interface OriginContext {
  readonly credentials: boolean
  readonly allowsNull: boolean
  readonly allowsInsecure: boolean
  readonly allowsPublicSuffixes: boolean
  readonly lookUp: NameLookup
  /** The flags that something in `origin` called for. */
  readonly neededFlags: Set<string>
  readonly log: IssueLog
}

/** What an entry can be, for the hints of issues. */
export const ENTRY_HINT =
  'Write origins such as "https://app.example.com", patterns such as "https://*.example.com", or regular expressions.'

/** Says where an entry stands, for issues. */
export function pathOf(index: number | undefined): ConfigIssue['path'] {
  return index === undefined ? ['origin'] : ['origin', index]
}

/** Reads one entry and warns of what is odd about it, or refuses it and returns `undefined`. */
export function readOriginEntry(
  value: unknown,
  index: number | undefined,
  context: OriginContext,
): OriginEntry | undefined {
  if (typeof value === 'string' && value !== 'null' && value !== '*') return readText(value, index, context)
  if (value instanceof RegExp) return readExpression(value, index, context)
  if (value === 'null') return readNull(index, context)
  const path = pathOf(index)
  if (value === '*') {
    context.log.error('origin/any-in-list', {
      path,
      value,
      problem: 'stands in a list, where it has no meaning of its own.',
      hint: 'Write origin: "*" for any origin, or leave it out.',
    })
    return undefined
  }
  refuse(value, path, context)
  return undefined
}

function refuse(value: unknown, path: ConfigIssue['path'], { log }: OriginContext): void {
  if (typeof value === 'function') {
    log.error('origin/predicate-in-list', {
      path,
      value,
      problem: 'stands in a list.',
      hint: 'Give a function alone, as origin: it can look at the listed origins itself.',
    })
  } else {
    log.error('origin/not-an-origin', { path, value, problem: 'is not an origin.', hint: ENTRY_HINT })
  }
}

/** The copy is what is kept: nobody else can change it. */
function readExpression(expression: RegExp, index: number | undefined, context: OriginContext): OriginEntry {
  const value = Object.freeze(new RegExp(expression))
  const analysis = analyzeRegExp(value, context.lookUp)
  reportRegExp(analysis, { path: pathOf(index), value }, context)
  return { index, value, pattern: undefined, analysis }
}

function readNull(
  index: number | undefined,
  { credentials, allowsNull, neededFlags, log }: OriginContext,
): OriginEntry {
  const path = pathOf(index)
  neededFlags.add('dangerouslyAllowNullOrigin')
  if (credentials) {
    log.error('origin/null-with-credentials', {
      path,
      value: 'null',
      problem: 'stands with credentials: every site can have the origin null, from a sandboxed frame.',
      hint: 'Remove it, or remove credentials. No flag permits both.',
    })
  } else if (!allowsNull) {
    log.error('origin/null-not-allowed', {
      path,
      value: 'null',
      problem: 'is an origin that every site can have, from a sandboxed frame.',
      hint: 'Remove it, or set dangerouslyAllowNullOrigin: true.',
    })
  }
  return { index, value: 'null', pattern: undefined }
}

function readText(value: string, index: number | undefined, { log }: OriginContext): OriginEntry | undefined {
  const pattern = readOriginPattern(value)
  if ('code' in pattern) {
    const isJoined = pattern.code === 'list' && value.includes(',')
    log.error(isJoined ? 'origin/comma-separated' : `origin/${pattern.code}`, {
      path: pathOf(index),
      value,
      ...describeOriginProblem(value, pattern),
    })
    return undefined
  }
  warnOddities(pattern, index, log)
  const isPlain = pattern.scheme === 'https' && !isWildcard(pattern)
  return { index, value, pattern: isPlain ? undefined : pattern }
}

function warnOddities({ text, host, port }: OriginPattern, index: number | undefined, log: IssueLog): void {
  if (host.endsWith('.')) {
    log.warn('origin/trailing-dot', {
      path: pathOf(index),
      value: text,
      problem: 'ends with a dot, and is another origin than the same name without it.',
      hint: `Write "${text.replace(host, host.slice(0, -1))}" unless it is meant.`,
    })
  }
  if (host.length > 63 && (host.length > 253 || host.split('.').some((label) => label.length > 63))) {
    log.warn('origin/beyond-dns', {
      path: pathOf(index),
      value: text,
      problem: 'is longer than DNS allows: a label has at most 63 characters, a name 253.',
      hint: 'Check the name.',
    })
  }
  if (port === '0') {
    log.warn('origin/port-zero', {
      path: pathOf(index),
      value: text,
      problem: 'has port 0, from which no browser loads a page.',
      hint: 'Check the port.',
    })
  }
}
