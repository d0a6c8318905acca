import { parse } from 'tldts'
import type { NameStatus } from './name-status.ts'
import { SUFFIX_ANCESTORS } from './suffix-ancestor.ts'

/** Names are passed without scheme or port, and can contain underscores. */
const PARSE_OPTIONS = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
} as const

/**
 * Looks up a name in the Public Suffix List.
 *
 * By the list's default rule, every unknown top-level domain is a public suffix. Here, it is a site.
 *
 * @see https://publicsuffix.org/
 */
export function lookUpSuffix(name: string): NameStatus {
  const { publicSuffix, domain, isIcann, isPrivate } = parse(name, PARSE_OPTIONS)
  if (publicSuffix === name && isPrivate) return 'private'
  if (publicSuffix === name && isIcann) return 'icann'
  const isOwned = domain === null || domain === name
  return isOwned && !SUFFIX_ANCESTORS.has(name) ? 'site' : 'ancestor'
}
