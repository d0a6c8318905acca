import { type IssueLog, kindOf } from '../configuration/config-issue.ts'
import { type EntryContext, type EntryPlace, pathOf } from './entry-context.ts'
import { isWildcard, type OriginPattern, type OriginPatternProblem, readOriginPattern } from './origin-pattern.ts'
import { describeOriginProblem } from './origin-problem-text.ts'
import { checkPattern } from './pattern-rules.ts'
import { analyzeRegExp, type RegExpAnalysis } from './regexp/analysis.ts'
import { reportRegExp } from './regexp/rules.ts'

/** A valid entry of the `origin` option. */
export interface OriginEntry {
  /** Its index in the list; `undefined` if `origin` is not a list. */
  readonly index: number | undefined
  readonly value: string | RegExp
  /**
   * The parsed text if it has a wildcard or is not an `https:` origin.
   *
   * Performance: lists of `https:` origins are long, and keeping their parts costs the garbage collector time for nothing.
   */
  readonly pattern: OriginPattern | undefined
  /** The analysis of a regular expression. */
  readonly analysis?: RegExpAnalysis
}

/** Reads and checks one entry. Returns `undefined` if it is not valid. */
export function readOriginEntry(
  value: unknown,
  index: number | undefined,
  context: EntryContext,
): OriginEntry | undefined {
  if (value instanceof RegExp) return readExpression(value, index, context)
  if (value === 'null' || value === 'file://') return readOpaqueOrigin(value, index, context)
  if (typeof value === 'string' && value !== '*') return readText(value, index, context)
  refuse({ path: pathOf(index), value }, context.log)
  return undefined
}

function refuse(place: EntryPlace, log: IssueLog): void {
  if (place.value === '*') {
    log.error('origin/any-in-list', {
      ...place,
      problem: 'cannot be part of a list.',
      hint: 'Write origin: "*" to allow every origin, or remove it.',
    })
  } else if (typeof place.value === 'function') {
    log.error('origin/predicate-in-list', {
      ...place,
      problem: 'cannot be part of a list.',
      hint: 'Write the function as the only value of origin. It can check the listed origins itself.',
    })
  } else {
    const hint = hintForValue(place.value, 'entry')
    log.error('origin/not-an-origin', { ...place, problem: 'is not a valid origin.', hint })
  }
}

const ENTRY_HINT =
  'Write origins such as "https://app.example.com", patterns such as "https://*.example.com", or regular expressions.'

/** Returns a hint for a value that is neither a string nor a regular expression, for the option or an entry of it. */
export function hintForValue(value: unknown, place: 'option' | 'entry'): string {
  const kind = kindOf(value)
  if (value === undefined) {
    return 'Is the environment variable set? Read it with originList(process.env.NAME), or leave the entry out.'
  }
  if (kind === 'URL')
    return `Write the origin of the URL: url.origin, which is "${String((value as { origin: unknown }).origin)}".`
  if (kind === 'Set') return place === 'option' ? 'Write an array: [...origins].' : 'Spread it: [...origins].'
  if (Array.isArray(value)) return 'Spread it: [...origins].'
  return kind === 'Promise' ? 'Await it before you build the policy.' : ENTRY_HINT
}

/** Security: the copy is frozen, so that no code can change it later. */
function readExpression(expression: RegExp, index: number | undefined, context: EntryContext): OriginEntry {
  const value = Object.freeze(new RegExp(expression))
  const analysis = analyzeRegExp(value, context.lookUp)
  reportRegExp(analysis, { path: pathOf(index), value }, context)
  return { index, value, pattern: undefined, analysis }
}

/** Descriptions of the origins that do not identify a site. */
const OPAQUE_ORIGINS = {
  null: 'is an origin that every site can have, from a sandboxed frame.',
  'file://': 'is the origin that older WebViews send for every local file.',
}

function readOpaqueOrigin(
  value: keyof typeof OPAQUE_ORIGINS,
  index: number | undefined,
  { credentials, allowsNull, neededFlags, log }: EntryContext,
): OriginEntry {
  const place = { path: pathOf(index), value }
  neededFlags.add('dangerouslyAllowNullOrigin')
  if (credentials) {
    const problem = `cannot be combined with credentials: true. It ${OPAQUE_ORIGINS[value]}`
    const hint = 'Remove it, or remove credentials. No flag allows both.'
    log.error('origin/null-with-credentials', { ...place, problem, hint })
  } else if (!allowsNull) {
    const hint = 'Remove it, or set dangerouslyAllowNullOrigin: true.'
    log.error('origin/null-not-allowed', { ...place, problem: OPAQUE_ORIGINS[value], hint })
  }
  return { index, value, pattern: undefined }
}

function readText(value: string, index: number | undefined, context: EntryContext): OriginEntry | undefined {
  const pattern = readOriginPattern(value)
  if ('code' in pattern) {
    refuseText(value, pattern, index, context.log)
    return undefined
  }
  checkPattern(pattern, pathOf(index), context)
  const isPlain = pattern.scheme === 'https' && !isWildcard(pattern)
  return { index, value, pattern: isPlain ? undefined : pattern }
}

function refuseText(value: string, problem: OriginPatternProblem, index: number | undefined, log: IssueLog): void {
  const place = { path: pathOf(index), value }
  const expression = readAsExpression(value)
  if (expression !== undefined) {
    log.error('origin/regexp-as-text', {
      ...place,
      problem: 'is a string, not a regular expression.',
      hint: `Write it without quotes: ${expression}, with "\\." for a dot.`,
    })
    return
  }
  const isJoined = problem.code === 'list' && value.includes(',')
  const code = isJoined ? 'origin/comma-separated' : (`origin/${problem.code}` as const)
  log.error(code, { ...place, ...describeOriginProblem(value, problem) })
}

/** Reads a text such as `/^https:\/\/a\.example$/` or `^https://a\.example$`; `undefined` if it is not a regular expression. */
function readAsExpression(text: string): RegExp | undefined {
  const end = text.lastIndexOf('/')
  if (!/^(?:\^|\/[^/])/.test(text) || end === 0) return undefined
  try {
    return text.startsWith('^') ? new RegExp(text) : new RegExp(text.slice(1, end), text.slice(end + 1))
  } catch {
    return undefined
  }
}
