import { type Origin, parseOrigin } from '@crossorigin/grammar'
import type { IssueLog } from './config-issue.ts'
import { type OriginEntry, pathOf } from './origin-entry.ts'
import { compilePatterns, isWildcard, type OriginPattern, type PatternMatcher } from './origin-pattern.ts'

/** Warns of entries that a wider pattern of the same list covers already. */
export function warnCoveredEntries(entries: readonly OriginEntry[], log: IssueLog): void {
  const wildcards: OriginPattern[] = []
  for (const { pattern } of entries) {
    if (pattern !== undefined && isWildcard(pattern)) wildcards.push(pattern)
  }
  if (wildcards.length === 0) return
  const texts = new Set(wildcards.map(({ text }) => text))
  const covers = compilePatterns(wildcards)
  const coversSubdomains = compilePatterns(wildcards.filter(({ matchesSubdomains }) => matchesSubdomains))
  for (const { index, value, pattern } of entries) {
    if (typeof value !== 'string') continue
    const isCovered =
      pattern !== undefined && isWildcard(pattern)
        ? hasTwinWithAnyPort(pattern, texts) || isMatched(pattern, coversSubdomains)
        : isOriginMatched(value, covers)
    if (isCovered) {
      const problem = 'is covered by a pattern of the same list.'
      log.warn('origin/subsumed', { path: pathOf(index), value, problem, hint: 'Remove it.' })
    }
  }
}

function isOriginMatched(text: string, matches: PatternMatcher): boolean {
  const origin = parseOrigin(text)
  return origin !== undefined && matches(text, origin)
}

function hasTwinWithAnyPort({ scheme, host, port }: OriginPattern, texts: ReadonlySet<string>): boolean {
  return port !== '*' && texts.has(`${scheme}://*.${host}:*`)
}

/**
 * Asks about a pattern as if it were an origin: its host for all of its subdomains, and `*` for its port, which is none
 * that a pattern has.
 */
function isMatched({ scheme, host, port }: OriginPattern, matches: PatternMatcher): boolean {
  const origin: Origin = { scheme, host, port: null }
  return matches(`${scheme}://${host}${port === '' ? '' : `:${port}`}`, origin)
}
