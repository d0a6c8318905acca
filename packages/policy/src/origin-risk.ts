import { isLoopbackHost, type Origin, parseOrigin } from '@crossorigin/grammar'
import type { ConfigIssue, IssueLog } from './config-issue.ts'
import { compilePatterns, type OriginPattern } from './origin-pattern.ts'
import { loadPublicSuffixList, type PublicSuffixList } from './public-suffix-list.ts'

/** What the rules for origins need to know of the other options. */
export interface OriginContext {
  readonly credentials: boolean
  readonly allowsNull: boolean
  readonly allowsInsecure: boolean
  readonly allowsPublicSuffixes: boolean
  /** The flags that something in `origin` called for. */
  readonly neededFlags: Set<string>
}

type Path = ConfigIssue['path']

/** What to write instead of a wildcard that everyone can come under. */
export const PUBLIC_SUFFIX_HINT = 'Name the sites that are yours, or set dangerouslyAllowPublicSuffixes: true.'

export function checkCredentialed(pattern: OriginPattern, path: Path, context: OriginContext, log: IssueLog): void {
  if (isInsecure(pattern)) {
    context.neededFlags.add('dangerouslyAllowInsecureOrigins')
    if (!context.allowsInsecure) {
      log.error(
        'origin/insecure-with-credentials',
        path,
        pattern.text,
        'is not encrypted and stands with credentials: anyone on the network of a visitor could act in their name.',
        `Write "${pattern.text.replace('http:', 'https:')}", or set dangerouslyAllowInsecureOrigins: true.`,
      )
    }
  }
  if (pattern.port === '*' && !isLoopbackHost(pattern.host)) {
    log.warn(
      'origin/any-port-with-credentials',
      path,
      pattern.text,
      'allows whatever listens on any port of that host, with credentials.',
      'Name the ports.',
    )
  }
}

/** Tells whether an origin can be forged by whoever sits on the visitor's network. */
export function isInsecure(origin: Pick<Origin, 'scheme' | 'host'>): boolean {
  return origin.scheme === 'http' && !isLoopbackHost(origin.host)
}

export function warnOddities(pattern: OriginPattern, path: Path, log: IssueLog): void {
  const { text, host, port } = pattern
  if (host.endsWith('.')) {
    log.warn(
      'origin/trailing-dot',
      path,
      text,
      'ends with a dot, and is another origin than the same name without it.',
      `Write "${text.replace(host, host.slice(0, -1))}" unless it is meant.`,
    )
  }
  if (host.length > 253 || host.split('.').some((label) => label.length > 63)) {
    log.warn(
      'origin/beyond-dns',
      path,
      text,
      'is longer than DNS allows: a label has at most 63 characters, a name 253.',
      'Check the name.',
    )
  }
  if (port === '0') {
    log.warn('origin/port-zero', path, text, 'has port 0, from which no browser loads a page.', 'Check the port.')
  }
}

/** Entries read so far, by their text. */
export type EntryPaths = ReadonlyMap<string, Path>
export type PatternEntries = ReadonlyMap<string, { readonly pattern: OriginPattern; readonly path: Path }>

/** Warns of entries that a wider pattern of the same list covers already. */
export function warnSubsumed(exact: EntryPaths, patterns: PatternEntries, log: IssueLog): void {
  if (patterns.size === 0) return
  const all = [...patterns.values()].map(({ pattern }) => pattern)
  const covers = compilePatterns(all)
  const coversSubdomains = compilePatterns(all.filter((pattern) => pattern.matchesSubdomains))
  const warn = (path: Path, text: string): void =>
    log.warn('origin/subsumed', path, text, 'is covered by a pattern of the same list.', 'Remove it.')
  for (const [text, path] of exact) {
    const origin = parseOrigin(text)
    if (origin !== undefined && covers(text, origin)) warn(path, text)
  }
  for (const { pattern, path } of patterns.values()) {
    const { scheme, host, port } = pattern
    const bare = `${scheme}://${host}${port === '' ? '' : `:${port}`}`
    const hasAnyPortTwin = port !== '*' && patterns.has(`${scheme}://*.${host}:*`)
    if (hasAnyPortTwin || coversSubdomains(bare, { scheme, host, port: null })) warn(path, pattern.text)
  }
}

export function warnDowngrade(exact: EntryPaths, log: IssueLog): void {
  for (const [text, path] of exact) {
    if (text.startsWith('http:') && exact.has(text.replace('http:', 'https:'))) {
      log.warn(
        'origin/http-beside-https',
        path,
        text,
        'stands beside the same origin with https, and weakens it.',
        'Remove it once the site is always encrypted.',
      )
    }
  }
}

export function checkPublicSuffixes(patterns: PatternEntries, context: OriginContext, log: IssueLog): void {
  if (!context.credentials) return
  let list: PublicSuffixList | undefined
  for (const { pattern, path } of patterns.values()) {
    if (!pattern.matchesSubdomains || isLoopbackHost(`x.${pattern.host}`)) continue
    list ??= loadPublicSuffixList()
    checkPublicSuffix(list, pattern, path, context, log)
  }
}

function checkPublicSuffix(
  list: PublicSuffixList | undefined,
  pattern: OriginPattern,
  path: Path,
  context: OriginContext,
  log: IssueLog,
): void {
  const domain = pattern.host.replace(/\.$/, '')
  const needs = (): boolean => {
    context.neededFlags.add('dangerouslyAllowPublicSuffixes')
    return !context.allowsPublicSuffixes
  }
  if (list === undefined) {
    if (needs())
      log.error(
        'origin/public-suffix-list-unavailable',
        path,
        pattern.text,
        'cannot be checked: the Public Suffix List (package "tldts") could not be loaded.',
        'Install tldts and keep it out of bundles, name the sites that are yours, or set dangerouslyAllowPublicSuffixes: true.',
      )
  } else if (list.isPublicSuffix(domain)) {
    if (needs())
      log.error(
        'origin/public-suffix',
        path,
        pattern.text,
        `allows every site under "${domain}", where anyone can register a name, and stands with credentials.`,
        PUBLIC_SUFFIX_HINT,
      )
  } else if (!domain.includes('.')) {
    log.warn(
      'origin/single-label-wildcard',
      path,
      pattern.text,
      `allows every name under "${domain}", with credentials.`,
      'Name the hosts, or a wildcard of more labels.',
    )
  }
}
