import { type ConfigIssue, type IssueLog, kindOf } from './config-issue.ts'
import { isWildcard, type OriginPattern, type OriginPatternProblem, readOriginPattern } from './origin-pattern.ts'
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
const ENTRY_HINT =
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
  if (value instanceof RegExp) return readExpression(value, index, context)
  if (value === 'null' || value === 'file://') return readOpaque(value, index, context)
  if (typeof value === 'string' && value !== '*') return readText(value, index, context)
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
    log.error('origin/not-an-origin', { path, value, problem: 'is not an origin.', hint: hintForValue(value, 'entry') })
  }
}

/** Says what to write in place of a value that is neither a text nor a regular expression, for the option or an entry of it. */
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

/** The copy is what is kept: nobody else can change it. */
function readExpression(expression: RegExp, index: number | undefined, context: OriginContext): OriginEntry {
  const value = Object.freeze(new RegExp(expression))
  const analysis = analyzeRegExp(value, context.lookUp)
  reportRegExp(analysis, { path: pathOf(index), value }, context)
  return { index, value, pattern: undefined, analysis }
}

/** Whose origin it is, as the rest of a sentence. */
const OPAQUE_ORIGINS = {
  null: 'is an origin that every site can have, from a sandboxed frame.',
  'file://': 'is the origin that older WebViews send for every local file.',
}

/** Reads an origin that says nothing about who wrote the page. */
function readOpaque(
  value: keyof typeof OPAQUE_ORIGINS,
  index: number | undefined,
  { credentials, allowsNull, neededFlags, log }: OriginContext,
): OriginEntry {
  const path = pathOf(index)
  neededFlags.add('dangerouslyAllowNullOrigin')
  if (credentials) {
    log.error('origin/null-with-credentials', {
      path,
      value,
      problem: `cannot be combined with credentials: true. It ${OPAQUE_ORIGINS[value]}`,
      hint: 'Remove it, or remove credentials. No flag permits both.',
    })
  } else if (!allowsNull) {
    log.error('origin/null-not-allowed', {
      path,
      value,
      problem: OPAQUE_ORIGINS[value],
      hint: 'Remove it, or set dangerouslyAllowNullOrigin: true.',
    })
  }
  return { index, value, pattern: undefined }
}

function readText(value: string, index: number | undefined, { log }: OriginContext): OriginEntry | undefined {
  const pattern = readOriginPattern(value)
  if ('code' in pattern) {
    refuseText(value, pattern, { path: pathOf(index), log })
    return undefined
  }
  warnOddities(pattern, index, log)
  const isPlain = pattern.scheme === 'https' && !isWildcard(pattern)
  return { index, value, pattern: isPlain ? undefined : pattern }
}

function refuseText(
  value: string,
  problem: OriginPatternProblem,
  { path, log }: { path: ConfigIssue['path']; log: IssueLog },
): void {
  const expression = readAsExpression(value)
  if (expression !== undefined) {
    log.error('origin/regexp-as-text', {
      path,
      value,
      problem: 'is a string, not a regular expression.',
      hint: `Write it without quotes: ${expression}, with "\\." for a dot.`,
    })
    return
  }
  const isJoined = problem.code === 'list' && value.includes(',')
  log.error(isJoined ? 'origin/comma-separated' : `origin/${problem.code}`, {
    path,
    value,
    ...describeOriginProblem(value, problem),
  })
}

/** Reads a text such as `/^https:\/\/a\.example$/` or `^https://a\.example$`; `undefined` if it is none. */
function readAsExpression(text: string): RegExp | undefined {
  const end = text.lastIndexOf('/')
  if (!/^(?:\^|\/[^/])/.test(text) || end === 0) return undefined
  try {
    return text.startsWith('^') ? new RegExp(text) : new RegExp(text.slice(1, end), text.slice(end + 1))
  } catch {
    return undefined
  }
}

function warnOddities(pattern: OriginPattern, index: number | undefined, log: IssueLog): void {
  const { text, scheme, host, port } = pattern
  // The host of another scheme is not a DNS name.
  const isDomain = scheme === 'http' || scheme === 'https'
  if (isDomain && host.endsWith('.')) {
    log.warn('origin/trailing-dot', {
      path: pathOf(index),
      value: text,
      problem: 'ends with a dot, and is another origin than the same name without it.',
      hint: `Write "${text.replace(host, host.slice(0, -1))}" unless it is meant.`,
    })
  }
  if (isDomain && host.length > 63 && isBeyondDns(pattern)) {
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

/**
 * Tells whether DNS has no room for the name. A wildcard stands for one letter and a dot at least.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
 */
function isBeyondDns({ host, matchesSubdomains }: OriginPattern): boolean {
  const name = host.replace(/\.$/, '')
  const length = name.length + (matchesSubdomains ? 'a.'.length : 0)
  return length > 253 || name.split('.').some((label) => label.length > 63)
}
