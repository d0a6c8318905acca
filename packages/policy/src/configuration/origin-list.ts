import type { OriginOption } from '../config.ts'
import { CorsConfigError, createIssueLog, type IssueLog } from './config-issue.ts'

/** Options of {@link originList}. */
export interface OriginListOptions {
  /** The value of `origin` to use if the text is `undefined` or blank. */
  readonly ifUnset?: OriginOption | undefined
}

/** A regular expression literal, up to the end of its entry. */
const EXPRESSION: RegExp = /^\/((?:\\.|\[(?:\\.|[^\]\\])*\]|[^\\/[])+)\/([a-z]*)[\t\n\r ]*(?:,|$)/
const TEXT: RegExp = /^[^,]*(?:,|$)/

/**
 * Reads the `origin` option from the text of an environment variable: origins, patterns and regular expressions such as
 * `/^https:\/\/pr-\d+\.example\.com$/`, separated by commas, or `*` alone. The entries are checked when the policy is built.
 *
 * @throws {@link CorsConfigError} if the text is `undefined` or blank and there is no `ifUnset`, if it has an empty entry or
 * combines `*` with others, or if one of its regular expressions is not valid.
 * @example
 * ```ts
 * cors({ origin: originList(process.env.ALLOWED_ORIGINS) })
 * cors({ origin: originList(process.env.ALLOWED_ORIGINS, { ifUnset: 'http://localhost:*' }) })
 * ```
 */
export function originList(text: string | undefined): '*' | (string | RegExp)[]
export function originList(text: string | undefined, options: OriginListOptions): OriginOption
export function originList(text: string | undefined, { ifUnset }: OriginListOptions = {}): OriginOption {
  const isText = typeof text === 'string'
  const isUnset = text === undefined || (isText && text.trim() === '')
  if (isUnset && ifUnset !== undefined) return ifUnset
  const log = createIssueLog()
  const entries = isText ? readEntries(text, log) : []
  if (entries.length === 1 && entries[0] === '*') return '*'
  checkEntries(text, entries, log)
  if (log.issues.length > 0) throw new CorsConfigError(log.issues)
  return entries
}

function readEntries(text: string, log: IssueLog): (string | RegExp)[] {
  const entries: (string | RegExp)[] = []
  for (let rest = text.trim(); ; ) {
    const [whole, source, flags] = (EXPRESSION.exec(rest) ?? TEXT.exec(rest)) as RegExpExecArray
    const entry = whole.replace(/,$/, '').trim()
    entries.push(readEntry(entry, source === undefined ? undefined : { source, flags }) ?? refuse(entry))
    if (!whole.endsWith(',')) return entries
    rest = rest.slice(whole.length).trimStart()
  }

  function refuse(value: string): string {
    log.error('origin/regexp-invalid', {
      path: ['origin', entries.length],
      value,
      problem: 'is not a valid regular expression.',
      hint: 'Write each "/" inside it as "\\/", and check its brackets and flags.',
    })
    return value
  }
}

/** Reads one entry; `undefined` if it begins like a regular expression and is not a valid one. */
function readEntry(
  text: string,
  expression: { readonly source: string; readonly flags: string | undefined } | undefined,
): string | RegExp | undefined {
  if (expression === undefined) return text.startsWith('/') && !text.startsWith('//') ? undefined : text
  try {
    return new RegExp(expression.source, expression.flags)
  } catch {
    return undefined
  }
}

function checkEntries(text: unknown, entries: readonly unknown[], log: IssueLog): void {
  const finding = { path: ['origin'], value: text }
  if (entries.every((entry) => entry === '')) {
    log.error('origin/empty-list', {
      ...finding,
      problem: 'does not contain an origin.',
      hint: 'Set the environment variable, for example to "https://a.example, https://b.example", or give originList a second argument: { ifUnset: "http://localhost:*" }.',
    })
  } else if (entries.includes('')) {
    log.error('origin/empty', {
      ...finding,
      problem: 'has an empty entry between commas.',
      hint: 'Remove the extra comma.',
    })
  } else if (entries.includes('*')) {
    log.error('origin/any-in-list', {
      ...finding,
      problem: 'combines "*" with other entries.',
      hint: 'Use "*" alone to allow every origin, or remove it.',
    })
  }
}
