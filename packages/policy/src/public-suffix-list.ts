import { findSuffixListModule } from './suffix-list-module.ts'

/** Answers what the Public Suffix List says of a domain. */
export interface PublicSuffixList {
  /** Tells whether names under this domain can be had by anyone: `com`, `co.uk`, `vercel.app`. */
  isPublicSuffix(domain: string): boolean
}

/** The part of `tldts` that is used here. */
interface Tldts {
  parse(host: string, options: { allowPrivateDomains: true }): TldtsResult
}

interface TldtsResult {
  readonly publicSuffix: string | null
  readonly isIcann: boolean | null
  readonly isPrivate: boolean | null
}

/**
 * Loads the Public Suffix List, or returns `undefined` if it cannot be loaded: in a browser, or in a bundle that left `tldts` out.
 *
 * Performance: the list weighs more than everything else here together, and few policies need it. It is loaded when one
 * does, and synchronously, because building a policy is.
 *
 * @see https://publicsuffix.org/
 */
export function loadPublicSuffixList(): PublicSuffixList | undefined {
  const tldts = findSuffixListModule() as Tldts | undefined
  return tldts && { isPublicSuffix: (domain) => isListed(tldts, domain) }
}

/** The list's default rule makes every unknown top-level label a suffix; only what is written in the list counts here. */
function isListed(tldts: Tldts, domain: string): boolean {
  const result = tldts.parse(domain, { allowPrivateDomains: true })
  return result.publicSuffix === domain && (result.isIcann === true || result.isPrivate === true)
}
