import { isLoopbackHost, type Origin } from '@crossorigin/grammar'
import type { ConfigIssue } from './config-issue.ts'
import { type OriginContext, type OriginEntry, pathOf } from './origin-entry.ts'
import type { OriginPattern } from './origin-pattern.ts'
import { findSite, type NameStatus } from './regexp/name-status.ts'
import { MISSING_LIST_PROBLEM, SUFFIX_LIST_HINT } from './suffix-list-module.ts'

type Path = ConfigIssue['path']

/**
 * Reports patterns that cover sites of strangers. In a policy with credentials, an allowed origin acts on behalf of the visitor, so
 * it also reports origins that an attacker could forge.
 *
 * @param texts - All entries that are texts.
 */
export function checkPatterns(
  entries: readonly OriginEntry[],
  texts: ReadonlySet<string>,
  context: OriginContext,
): void {
  for (const { pattern, index } of entries) {
    if (pattern === undefined) continue
    const path = pathOf(index)
    if (context.credentials) {
      checkEncryption(pattern, path, context)
      warnDowngrade(pattern, path, texts, context)
      warnAnyPort(pattern, path, context)
    }
    if (pattern.matchesSubdomains) checkOwner(pattern, path, context)
  }
}

/** Tells whether an origin can be forged by whoever sits on the visitor's network. */
export function isInsecure(origin: Pick<Origin, 'scheme' | 'host'>): boolean {
  return origin.scheme === 'http' && !isLoopbackHost(origin.host)
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

const OWNER_HINT = 'Name the sites that are yours'

function checkOwner({ text: value, host }: OriginPattern, path: Path, context: OriginContext): void {
  const domain = host.replace(/\.$/, '')
  const status = findSite(domain, context.lookUp) === undefined ? context.lookUp(domain) : 'site'
  if (status === undefined) refuseUnknown(value, path, context)
  else if (status !== 'site') refuseShared({ value, domain, status }, path, context)
  else if (context.credentials && !domain.includes('.') && domain !== 'localhost') {
    context.log.warn('origin/single-label-wildcard', {
      path,
      value,
      problem: `allows every name under "${domain}", with credentials.`,
      hint: 'Name the hosts, or a wildcard of more labels.',
    })
  }
}

function refuseShared(
  { value, domain, status }: { value: string; domain: string; status: NameStatus },
  path: Path,
  context: OriginContext,
): void {
  const isPrivate = status === 'private'
  const { credentials, allowsPublicSuffixes, log } = context
  if (isPrivate && credentials && permits(context, 'dangerouslyAllowPublicSuffixes', allowsPublicSuffixes)) return
  const problem =
    status === 'ancestor'
      ? `allows every site under "${domain}", where names belong to many owners.`
      : `allows every site under "${domain}", where anyone can register a name.`
  const report = isPrivate && !credentials ? log.warn : log.error
  const hint =
    isPrivate && credentials ? `${OWNER_HINT}, or set dangerouslyAllowPublicSuffixes: true.` : `${OWNER_HINT}.`
  report('origin/public-suffix', { path, value, problem, hint })
}

/** Without credentials, a pattern can do without the list. */
function refuseUnknown(value: string, path: Path, context: OriginContext): void {
  if (!context.credentials) return
  if (permits(context, 'dangerouslyAllowPublicSuffixes', context.allowsPublicSuffixes)) return
  context.log.error('origin/public-suffix-list-unavailable', {
    path,
    value,
    problem: MISSING_LIST_PROBLEM,
    hint: `${SUFFIX_LIST_HINT} Or name the sites that are yours.`,
  })
}
