import { findSuffixListModule } from './suffix-list-module.ts'

/** What the Public Suffix List says about names. */
export interface PublicSuffixList {
  /** The section that lists a name as public suffix: `icann` for `co.uk`, `private` for `vercel.app`; else `undefined`. */
  sectionOf(name: string): 'icann' | 'private' | undefined
  /** The registrable domain that a name belongs to; `null` for public suffixes, and for top-level domains that are not listed. */
  domainOf(name: string): string | null
}

/** The part of `tldts` that is used here. */
interface Tldts {
  parse(name: string, options: typeof PARSE_OPTIONS): TldtsResult
}

interface TldtsResult {
  readonly publicSuffix: string | null
  readonly domain: string | null
  readonly isIcann: boolean | null
  readonly isPrivate: boolean | null
}

/** Names are passed without scheme or port, and may contain underscores. */
const PARSE_OPTIONS = {
  allowPrivateDomains: true,
  extractHostname: false,
  validateHostname: false,
  detectIp: false,
} as const

/**
 * Loads the Public Suffix List, or returns `undefined` if it cannot be loaded: in a browser, or in a bundle that left `tldts` out.
 *
 * Performance: the list is larger than the rest of this package, and few policies need it, so it is loaded on first use, and
 * synchronously, because policies are built synchronously.
 *
 * @see https://publicsuffix.org/
 */
export function loadPublicSuffixList(): PublicSuffixList | undefined {
  const tldts = findSuffixListModule() as Tldts | undefined
  return (
    tldts && {
      sectionOf: (name) => readSection(tldts.parse(name, PARSE_OPTIONS), name),
      domainOf: (name) => tldts.parse(name, PARSE_OPTIONS).domain,
    }
  )
}

/** By the list's default rule, every unknown top-level domain is a public suffix. Only listed ones count here. */
function readSection({ publicSuffix, isIcann, isPrivate }: TldtsResult, name: string): 'icann' | 'private' | undefined {
  if (publicSuffix !== name) return undefined
  if (isPrivate) return 'private'
  return isIcann ? 'icann' : undefined
}
