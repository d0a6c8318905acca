import { isLoopbackHost, type Origin } from '@crossorigin/grammar'
import type { ConfigIssue } from './config-issue.ts'
import { type OriginContext, type OriginEntry, pathOf } from './origin-entry.ts'
import type { OriginPattern } from './origin-pattern.ts'
import { findPublicSuffixMatch } from './origin-regexp.ts'
import { loadPublicSuffixList, type PublicSuffixList } from './public-suffix-list.ts'
import { SUFFIX_LIST_HINT } from './suffix-list-module.ts'

type Path = ConfigIssue['path']

const PUBLIC_SUFFIX_HINT = 'Name the sites that are yours, or set dangerouslyAllowPublicSuffixes: true.'

/**
 * Refuses and questions what is too dangerous in a policy with credentials, where an allowed origin acts in the name of
 * the visitor.
 *
 * @param texts - All entries that are texts.
 */
export function checkCredentialedEntries(
  entries: readonly OriginEntry[],
  texts: ReadonlySet<string>,
  context: OriginContext,
): void {
  let list: PublicSuffixList | undefined
  for (const { value, pattern, index } of entries) {
    if (value instanceof RegExp) checkExpression(value, pathOf(index), context)
    if (pattern === undefined) continue
    const path = pathOf(index)
    checkEncryption(pattern, path, context)
    warnDowngrade(pattern, path, texts, context)
    warnAnyPort(pattern, path, context)
    if (!pattern.matchesSubdomains || isLoopbackHost(`x.${pattern.host}`)) continue
    list ??= loadPublicSuffixList()
    checkPublicSuffix(list, pattern, path, context)
  }
}

/** Tells whether an origin can be forged by whoever sits on the visitor's network. */
export function isInsecure(origin: Pick<Origin, 'scheme' | 'host'>): boolean {
  return origin.scheme === 'http' && !isLoopbackHost(origin.host)
}

/** An unencrypted origin is refused before an expression is asked, so the flag that permits it has a use here. */
function checkExpression(expression: RegExp, path: Path, context: OriginContext): void {
  context.neededFlags.add('dangerouslyAllowInsecureOrigins')
  const shared = findPublicSuffixMatch(expression)
  if (shared === undefined || permits(context, 'dangerouslyAllowPublicSuffixes', context.allowsPublicSuffixes)) return
  context.log.error('origin/public-suffix', {
    path,
    value: expression,
    problem: `allows "${shared}", a name that anyone can register, and stands with credentials.`,
    hint: PUBLIC_SUFFIX_HINT,
  })
}

/** Notes that a flag is called for, and tells whether it is set. */
function permits({ neededFlags }: OriginContext, flag: string, isSet: boolean): boolean {
  neededFlags.add(flag)
  return isSet
}

function checkEncryption(pattern: OriginPattern, path: Path, context: OriginContext): void {
  if (!isInsecure(pattern)) return
  if (permits(context, 'dangerouslyAllowInsecureOrigins', context.allowsInsecure)) return
  context.log.error('origin/insecure-with-credentials', {
    path,
    value: pattern.text,
    problem:
      'is not encrypted and stands with credentials: anyone on the network of a visitor could act in their name.',
    hint: `Write "${pattern.text.replace('http:', 'https:')}", or set dangerouslyAllowInsecureOrigins: true.`,
  })
}

function warnDowngrade({ text }: OriginPattern, path: Path, texts: ReadonlySet<string>, { log }: OriginContext): void {
  if (!text.startsWith('http:') || !texts.has(text.replace('http:', 'https:'))) return
  log.warn('origin/http-beside-https', {
    path,
    value: text,
    problem: 'stands beside the same origin with https, and weakens it.',
    hint: 'Remove it once the site is always encrypted.',
  })
}

function warnAnyPort({ text, host, port }: OriginPattern, path: Path, { log }: OriginContext): void {
  if (port !== '*' || isLoopbackHost(host)) return
  log.warn('origin/any-port-with-credentials', {
    path,
    value: text,
    problem: 'allows whatever listens on any port of that host, with credentials.',
    hint: 'Name the ports.',
  })
}

function checkPublicSuffix(
  list: PublicSuffixList | undefined,
  { text: value, host }: OriginPattern,
  path: Path,
  context: OriginContext,
): void {
  const domain = host.replace(/\.$/, '')
  const isShared = list?.isPublicSuffix(domain) ?? true
  if (isShared) {
    if (permits(context, 'dangerouslyAllowPublicSuffixes', context.allowsPublicSuffixes)) return
    refusePublicSuffix(list !== undefined, { path, value, domain }, context)
  } else if (!domain.includes('.')) {
    context.log.warn('origin/single-label-wildcard', {
      path,
      value,
      problem: `allows every name under "${domain}", with credentials.`,
      hint: 'Name the hosts, or a wildcard of more labels.',
    })
  }
}

function refusePublicSuffix(
  isKnown: boolean,
  { path, value, domain }: { path: Path; value: string; domain: string },
  { log }: OriginContext,
): void {
  if (isKnown) {
    log.error('origin/public-suffix', {
      path,
      value,
      problem: `allows every site under "${domain}", where anyone can register a name, and stands with credentials.`,
      hint: PUBLIC_SUFFIX_HINT,
    })
  } else {
    log.error('origin/public-suffix-list-unavailable', {
      path,
      value,
      problem: 'cannot be checked: the Public Suffix List (package "tldts") could not be loaded.',
      hint: `${SUFFIX_LIST_HINT} Or name the sites that are yours.`,
    })
  }
}
