import { isLoopbackHost } from '@crossorigin/grammar'
import type { ConfigIssue } from '../configuration/config-issue.ts'
import type { EntryContext, EntryPlace } from './entry-context.ts'
import { isInsecure, type OriginPattern } from './origin-pattern.ts'
import { findSite, type NameStatus } from './public-suffix/name-status.ts'
import { MISSING_LIST_PROBLEM, SUFFIX_LIST_HINT } from './public-suffix/suffix-list-registry.ts'

/**
 * Checks an origin or a pattern: warns about unusual ones, and reports those that allow strangers' origins. With credentials, allowed
 * origins act on behalf of the visitor, so it also reports origins that an attacker on the network could forge.
 */
export function checkPattern(pattern: OriginPattern, path: ConfigIssue['path'], context: EntryContext): void {
  const place = { path, value: pattern.text }
  warnUnusualHost(pattern, place, context)
  if (context.credentials && isInsecure(pattern)) checkEncryption(pattern, place, context)
  if (context.credentials) warnAnyPort(pattern, place, context)
  if (pattern.matchesSubdomains) checkOwner(pattern, place, context)
}

function warnUnusualHost(pattern: OriginPattern, place: EntryPlace, { log }: EntryContext): void {
  const { text, scheme, host, port } = pattern
  // The host of another scheme is not a DNS name.
  const isDomain = scheme === 'http' || scheme === 'https'
  if (isDomain && host.endsWith('.')) {
    const hint = `Write "${text.replace(host, host.slice(0, -1))}" unless you mean the name with the dot.`
    const problem = 'ends with a dot. It is a different origin from the same name without the dot.'
    log.warn('origin/trailing-dot', { ...place, problem, hint })
  }
  if (isDomain && host.length > 63 && isBeyondDns(pattern)) {
    const problem = 'is longer than DNS allows: 63 characters for each label, 253 for the name.'
    log.warn('origin/beyond-dns', { ...place, problem, hint: 'Check the name.' })
  }
  if (port === '0') {
    const problem = 'has port 0. Browsers do not load pages from it.'
    log.warn('origin/port-zero', { ...place, problem, hint: 'Check the port.' })
  }
}

/**
 * Tells whether the name is too long for DNS. A wildcard counts as at least one letter and a dot.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
 */
function isBeyondDns({ host, matchesSubdomains }: OriginPattern): boolean {
  const name = host.replace(/\.$/, '')
  const length = name.length + (matchesSubdomains ? 'a.'.length : 0)
  return length > 253 || name.split('.').some((label) => label.length > 63)
}

/** Notes that a flag is needed, and tells whether it is set. */
function permits({ neededFlags }: EntryContext, flag: string, isSet: boolean): boolean {
  neededFlags.add(flag)
  return isSet
}

function checkEncryption({ text }: OriginPattern, place: EntryPlace, context: EntryContext): void {
  if (permits(context, 'dangerouslyAllowInsecureOrigins', context.allowsInsecure)) return
  context.log.error('origin/insecure-with-credentials', {
    ...place,
    problem:
      'is not encrypted and cannot be combined with credentials: true: an attacker on the network of a visitor could act on their behalf.',
    hint: `Write "${text.replace('http:', 'https:')}", or set dangerouslyAllowInsecureOrigins: true.`,
  })
}

function warnAnyPort({ host, port }: OriginPattern, place: EntryPlace, { log }: EntryContext): void {
  if (port !== '*' || isLoopbackHost(host)) return
  const problem = 'allows every port of the host, with credentials.'
  log.warn('origin/any-port-with-credentials', { ...place, problem, hint: 'List the ports.' })
}

function checkOwner({ host }: OriginPattern, place: EntryPlace, context: EntryContext): void {
  const domain = host.replace(/\.$/, '')
  const status = findSite(domain, context.lookUp) === undefined ? context.lookUp(domain) : 'site'
  if (status === undefined) refuseUnknown(place, context)
  else if (status !== 'site') refuseShared({ domain, status }, place, context)
  else if (context.credentials && !domain.includes('.') && domain !== 'localhost') {
    const problem = `allows every name under "${domain}", with credentials.`
    const hint = 'List the hosts, or use a pattern with more labels.'
    context.log.warn('origin/single-label-wildcard', { ...place, problem, hint })
  }
}

function refuseShared(
  { domain, status }: { domain: string; status: NameStatus },
  place: EntryPlace,
  context: EntryContext,
): void {
  const isPrivate = status === 'private'
  const { credentials, allowsPublicSuffixes, log } = context
  if (isPrivate && credentials && permits(context, 'dangerouslyAllowPublicSuffixes', allowsPublicSuffixes)) return
  const who = status === 'ancestor' ? 'names belong to many owners' : 'anyone can register a name'
  const problem = `allows every site under "${domain}", where ${who}.`
  const flagHint = isPrivate && credentials ? ', or set dangerouslyAllowPublicSuffixes: true' : ''
  const severity = isPrivate && !credentials ? 'warning' : 'error'
  log.add(severity, 'origin/public-suffix', { ...place, problem, hint: `List your own sites${flagHint}.` })
}

/** Without credentials, patterns are accepted without the list. */
function refuseUnknown(place: EntryPlace, context: EntryContext): void {
  if (!context.credentials) return
  if (permits(context, 'dangerouslyAllowPublicSuffixes', context.allowsPublicSuffixes)) return
  context.log.error('origin/public-suffix-list-unavailable', {
    ...place,
    problem: MISSING_LIST_PROBLEM,
    hint: `${SUFFIX_LIST_HINT} Or list your own sites.`,
  })
}
