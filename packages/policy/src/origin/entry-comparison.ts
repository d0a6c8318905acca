import { type Origin, parseOrigin } from '@crossorigin/grammar'
import type { IssueLog } from '../configuration/config-issue.ts'
import { type EntryContext, pathOf } from './entry-context.ts'
import type { OriginEntry } from './origin-entry.ts'
import { compilePatterns, isWildcard, type OriginPattern, type PatternMatcher } from './origin-pattern.ts'

/**
 * Compares the entries of a list with each other, and warns about those that another entry covers or secures.
 *
 * @param texts - All entries that are strings.
 */
export function compareEntries(
  entries: readonly OriginEntry[],
  texts: ReadonlySet<string>,
  { credentials, log }: EntryContext,
): void {
  warnCoveredEntries(entries, log)
  if (!credentials) return
  for (const { pattern, index } of entries) {
    if (pattern?.scheme === 'http' && texts.has(pattern.text.replace('http:', 'https:'))) {
      const problem = 'is also listed with https. The unencrypted origin weakens the encrypted one.'
      const hint = 'Remove it as soon as the site is only served over https.'
      log.warn('origin/http-beside-https', { path: pathOf(index), value: pattern.text, problem, hint })
    }
  }
}

function warnCoveredEntries(entries: readonly OriginEntry[], log: IssueLog): void {
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
        ? hasTwinWithAnyPort(pattern, texts) || isPatternCovered(pattern, coversSubdomains)
        : isOriginCovered(value, covers)
    if (isCovered) {
      const problem = 'is covered by a pattern of the same list.'
      log.warn('origin/subsumed', { path: pathOf(index), value, problem, hint: 'Remove it.' })
    }
  }
}

function isOriginCovered(text: string, matches: PatternMatcher): boolean {
  const origin = parseOrigin(text)
  return origin !== undefined && matches(text, origin)
}

function hasTwinWithAnyPort({ scheme, host, port }: OriginPattern, texts: ReadonlySet<string>): boolean {
  return port !== '*' && texts.has(`${scheme}://*.${host}:*`)
}

/** Matches a pattern as if it were an origin. No pattern has `*` as an exact port, so that `*` is only matched by `*`. */
function isPatternCovered({ scheme, host, port }: OriginPattern, matches: PatternMatcher): boolean {
  const origin: Origin = { scheme, host, port: null }
  return matches(`${scheme}://${host}${port === '' ? '' : `:${port}`}`, origin)
}
