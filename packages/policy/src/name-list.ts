import { isToken } from '@crossorigin/grammar'
import type { ConfigIssue, IssueLog, ListOption } from './config-issue.ts'

/** A list of names, or `'*'`, as a configuration has it once it is checked. */
export type NameList = '*' | readonly string[]

type Path = ConfigIssue['path']

/** How the names of one option are judged and spelled. */
export interface NameRules {
  readonly option: ListOption
  /** A list, as it is written in source. */
  readonly example: string
  /** Spells a name as it goes over the wire. */
  normalize(name: string): string
  /** Spells a name as it is compared. */
  keyOf(normalized: string): string
  /** Tells whether a name keeps its meaning beside a wildcard. */
  staysBesideWildcard(name: string): boolean
  /** Refuses or questions a name that is a token. */
  check(name: string, path: Path, log: IssueLog): void
}

/** Names read so far, by what they are compared by. */
type Names = Map<string, { readonly name: string; readonly path: Path }>

/** Reads an option whose value is `'*'` or a list of names. */
export function readNames(value: unknown, rules: NameRules, log: IssueLog): NameList {
  if (value === undefined) return []
  if (value === '*') return '*'
  if (!Array.isArray(value)) {
    refuseNonList(value, rules, log)
    return []
  }
  const names: Names = new Map()
  for (const [index, name] of Array.from<unknown>(value).entries()) {
    const path = [rules.option, index]
    if (typeof name === 'string' && isToken(name)) addName(names, { name, path }, { rules, log })
    else refuseName(name, path, { rules, log })
  }
  return settleWildcard(names, rules, log)
}

function refuseNonList(value: unknown, { option, example }: NameRules, log: IssueLog): void {
  const path = [option]
  if (typeof value !== 'string' || value.trim() === '') {
    const hint = `Write "*" or a list, such as ${example}.`
    log.error(`${option}/not-a-list`, { path, value, problem: 'is not a list.', hint })
  } else if (value.includes(',')) {
    const problem = 'is one text with commas, where a list belongs.'
    log.error(`${option}/comma-separated`, { path, value, problem, hint: `Write [${quoteAll(value)}].` })
  } else {
    const problem = 'is one text, where a list belongs.'
    log.error(`${option}/not-a-list`, { path, value, problem, hint: `Write [${quoteAll(value)}].` })
  }
}

function refuseName(
  value: unknown,
  path: Path,
  { rules: { option, example }, log }: { rules: NameRules; log: IssueLog },
): void {
  if (typeof value === 'string' && value.includes(',')) {
    const hint = `Write ${quoteAll(value)}.`
    log.error(`${option}/comma-separated`, { path, value, problem: 'holds several names.', hint })
  } else {
    const isPadded = typeof value === 'string' && isToken(value.trim())
    const hint = isPadded ? `Write "${value.trim()}".` : `Write names, such as ${example}.`
    const problem = 'is not a name: letters, digits and hyphens, without spaces.'
    log.error(`${option}/not-a-token`, { path, value, problem, hint })
  }
}

function quoteAll(text: string): string {
  const members = text.trim().split(/[\s,]+/)
  return members.map((member) => JSON.stringify(member)).join(', ')
}

function addName(
  names: Names,
  { name, path }: { name: string; path: Path },
  { rules, log }: { rules: NameRules; log: IssueLog },
): void {
  const normalized = rules.normalize(name)
  const key = rules.keyOf(normalized)
  if (names.has(key)) {
    const problem = 'is listed twice.'
    log.warn(`${rules.option}/duplicate`, { path, value: name, problem, hint: 'Remove one of them.' })
  } else {
    rules.check(name, path, log)
    names.set(key, { name: normalized, path })
  }
}

function settleWildcard(names: Names, { option, staysBesideWildcard }: NameRules, log: IssueLog): NameList {
  const all = [...names.values()]
  if (!names.has('*')) return all.map(({ name }) => name)
  const kept: string[] = []
  for (const { name: value, path } of all) {
    if (value === '*') continue
    if (staysBesideWildcard(value)) kept.push(value)
    else {
      const problem = 'stands beside "*", which covers it.'
      log.warn(`${option}/beside-wildcard`, { path, value, problem, hint: 'Remove it, or the "*".' })
    }
  }
  return kept.length === 0 ? '*' : ['*', ...kept]
}
