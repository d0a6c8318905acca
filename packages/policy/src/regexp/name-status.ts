import { loadPublicSuffixList } from '../public-suffix-list.ts'
import { RegExpRefusal } from './refusal.ts'
import { SUFFIX_ANCESTORS } from './suffix-ancestor.ts'

/**
 * Who owns the names under a name: its own owner (`site`), or strangers, because it is a public suffix of one of the list's two
 * sections, or because there are public suffixes below it (`ancestor`).
 */
export type NameStatus = 'site' | 'icann' | 'private' | 'ancestor'

/**
 * Finds out who owns the names under a name. What is above it must not be a site already.
 *
 * @throws {@link RegExpRefusal} if the Public Suffix List cannot be loaded.
 */
export type NameLookup = (name: string) => NameStatus

/** Creates a look-up that loads the Public Suffix List when it is first needed, and knows what it has been asked before. */
export function createNameLookup(): NameLookup {
  // `localhost` is nobody else's, and needs no list.
  const known = new Map<string, NameStatus>([['localhost', 'site']])
  let list: ReturnType<typeof loadPublicSuffixList>
  return (name) => {
    const status = known.get(name)
    if (status !== undefined) return status
    list ??= loadPublicSuffixList()
    if (list === undefined) throw new RegExpRefusal('public-suffix-list-unavailable', 'the Public Suffix List')
    const domain = list.domainOf(name)
    const isOwned = (domain === null || domain === name) && !SUFFIX_ANCESTORS.has(name)
    const found = list.sectionOf(name) ?? (isOwned ? 'site' : 'ancestor')
    known.set(name, found)
    return found
  }
}

/** Returns the site that a name belongs to, or, for a name that is above all sites, its status. */
export function findSite(name: string, lookUp: NameLookup): { readonly site?: string; readonly status: NameStatus } {
  const labels = name.split('.')
  let status: NameStatus = 'icann'
  for (let count = 1; count <= labels.length; count++) {
    const suffix = labels.slice(-count).join('.')
    status = lookUp(suffix)
    if (status === 'site') return { site: suffix, status }
  }
  return { status }
}
