import { findSuffixList, type SuffixLookup } from './suffix-list-registry.ts'

/**
 * Who owns the names under a name: the owner of the name (`site`), or many owners, because the name is a public suffix of the list's
 * `icann` or `private` section, or because there are public suffixes below it (`ancestor`).
 */
export type NameStatus = 'site' | 'icann' | 'private' | 'ancestor'

/**
 * Looks up who owns the names under a name. The name must not be below a site. Returns `undefined` if the Public Suffix List is
 * needed but cannot be loaded.
 */
export type NameLookup = (name: string) => NameStatus | undefined

/** Creates a lookup that loads the Public Suffix List on first use, and remembers its results. */
export function createNameLookup(): NameLookup {
  // `localhost` is one site by definition; no list is needed.
  const known = new Map<string, NameStatus>([['localhost', 'site']])
  let lookUp: SuffixLookup | undefined
  return (name) => {
    const status = known.get(name)
    if (status !== undefined) return status
    lookUp ??= findSuffixList()
    if (lookUp === undefined) return undefined
    const found = lookUp(name)
    known.set(name, found)
    return found
  }
}

/** Returns the site that a name belongs to; `undefined` if the name itself is above all sites. */
export function findSite(name: string, lookUp: NameLookup): string | undefined {
  const labels = name.split('.')
  const names = labels.map((_, index) => labels.slice(labels.length - 1 - index).join('.'))
  return names.find((suffix) => lookUp(suffix) === 'site')
}
