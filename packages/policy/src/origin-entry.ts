import type { ConfigIssue, IssueLog } from './config-issue.ts'
import { type OriginPattern, readOriginPattern } from './origin-pattern.ts'
import { describeOriginProblem } from './origin-problem-text.ts'
import { findRegExpProblems } from './origin-regexp.ts'

/** An entry of the `origin` option that could be read. */
export interface OriginEntry {
  readonly path: ConfigIssue['path']
  readonly value: string | RegExp
  /** The origin or pattern taken apart; `undefined` for `null` and for regular expressions. */
  readonly pattern: OriginPattern | undefined
}

/** What the rules for origins need to know of the other options, and where they speak. */
export interface OriginContext {
  readonly credentials: boolean
  readonly allowsNull: boolean
  readonly allowsInsecure: boolean
  readonly allowsPublicSuffixes: boolean
  /** The flags that something in `origin` called for. */
  readonly neededFlags: Set<string>
  readonly log: IssueLog
}

/** What an entry can be, for the hints of issues. */
export const ENTRY_HINT =
  'Write origins such as "https://app.example.com", patterns such as "https://*.example.com", or regular expressions.'

/** Reads one entry and warns of what is odd about it, or refuses it and returns `undefined`. */
export function readOriginEntry(
  value: unknown,
  path: ConfigIssue['path'],
  context: OriginContext,
): OriginEntry | undefined {
  if (value instanceof RegExp) return readExpression(value, path, context)
  if (value === 'null') return readNull(path, context)
  if (value === '*') {
    context.log.error('origin/any-in-list', {
      path,
      value,
      problem: 'stands in a list, where it has no meaning of its own.',
      hint: 'Write origin: "*" for any origin, or leave it out.',
    })
    return undefined
  }
  if (typeof value === 'string') return readText(value, path, context)
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
function readExpression(expression: RegExp, path: ConfigIssue['path'], { log }: OriginContext): OriginEntry {
  for (const { code, problem, hint } of findRegExpProblems(expression)) {
    log.error(`origin/${code}`, { path, value: expression, problem, hint })
  }
  return { path, value: Object.freeze(new RegExp(expression)), pattern: undefined }
}

function readNull(
  path: ConfigIssue['path'],
  { credentials, allowsNull, neededFlags, log }: OriginContext,
): OriginEntry {
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
  return { path, value: 'null', pattern: undefined }
}

function readText(value: string, path: ConfigIssue['path'], { log }: OriginContext): OriginEntry | undefined {
  const pattern = readOriginPattern(value)
  if ('code' in pattern) {
    const isJoined = pattern.code === 'list' && value.includes(',')
    log.error(isJoined ? 'origin/comma-separated' : `origin/${pattern.code}`, {
      path,
      value,
      ...describeOriginProblem(value, pattern),
    })
    return undefined
  }
  warnOddities(pattern, path, log)
  return { path, value, pattern }
}

function warnOddities({ text, host, port }: OriginPattern, path: ConfigIssue['path'], log: IssueLog): void {
  if (host.endsWith('.')) {
    log.warn('origin/trailing-dot', {
      path,
      value: text,
      problem: 'ends with a dot, and is another origin than the same name without it.',
      hint: `Write "${text.replace(host, host.slice(0, -1))}" unless it is meant.`,
    })
  }
  if (host.length > 63 && (host.length > 253 || host.split('.').some((label) => label.length > 63))) {
    log.warn('origin/beyond-dns', {
      path,
      value: text,
      problem: 'is longer than DNS allows: a label has at most 63 characters, a name 253.',
      hint: 'Check the name.',
    })
  }
  if (port === '0') {
    log.warn('origin/port-zero', {
      path,
      value: text,
      problem: 'has port 0, from which no browser loads a page.',
      hint: 'Check the port.',
    })
  }
}
