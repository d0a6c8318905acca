import type { Origin } from '@crossorigin/grammar'
import type { IssueLog } from './config-issue.ts'
import type { OriginEntry } from './origin-entry.ts'
import { compilePatterns, isWildcard, type OriginPattern, type PatternMatcher } from './origin-pattern.ts'

/** Warns of entries that a wider pattern of the same list covers already. */
export function warnCoveredEntries(entries: readonly OriginEntry[], log: IssueLog): void {
  const all = entries.flatMap(({ pattern }) => pattern ?? [])
  const wildcards = all.filter(isWildcard)
  if (wildcards.length === 0) return
  const texts = new Set(wildcards.map(({ text }) => text))
  const covers = compilePatterns(wildcards)
  const coversSubdomains = compilePatterns(wildcards.filter(({ matchesSubdomains }) => matchesSubdomains))
  for (const { path, pattern } of entries) {
    if (pattern === undefined) continue
    const isCovered = isWildcard(pattern)
      ? hasTwinWithAnyPort(pattern, texts) || isMatched(pattern, coversSubdomains)
      : isMatched(pattern, covers)
    if (isCovered) {
      const problem = 'is covered by a pattern of the same list.'
      log.warn('origin/subsumed', { path, value: pattern.text, problem, hint: 'Remove it.' })
    }
  }
}

function hasTwinWithAnyPort({ scheme, host, port }: OriginPattern, texts: ReadonlySet<string>): boolean {
  return port !== '*' && texts.has(`${scheme}://*.${host}:*`)
}

/**
 * Asks about a pattern as if it were an origin: its host for all of its subdomains, and `*` for its port, which is none
 * that a list of ports has.
 */
function isMatched({ scheme, host, port }: OriginPattern, matches: PatternMatcher): boolean {
  const origin: Origin = { scheme, host, port: null }
  return matches(`${scheme}://${host}:${port}`, origin)
}
