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

interface ImportMetaWithUrl extends ImportMeta {
  readonly url: string
}

/** The bundle's path, where a bundler has made CommonJS of this module. */
declare const __filename: string

/** What Node, Deno and Bun share. A browser has none of it: asking for it throws there. */
declare const process: { getBuiltinModule(id: 'module'): { createRequire(url: string): (id: string) => Tldts } }

/**
 * Loads the Public Suffix List, or returns `undefined` where it cannot be loaded: in a browser, or in a bundle that left
 * `tldts` out.
 *
 * Performance: the list weighs more than everything else here together, and few policies need it. It is loaded when one
 * does, and synchronously, because building a policy is.
 *
 * @see https://publicsuffix.org/
 */
export function loadPublicSuffixList(): PublicSuffixList | undefined {
  try {
    const tldts = process.getBuiltinModule('module').createRequire(findPlace())('tldts')
    return { isPublicSuffix: (domain) => isListed(tldts, domain) }
  } catch {
    return undefined
  }
}

/** Compatibility: esbuild leaves `import.meta` empty in CommonJS, where `tldts` is then looked for beside the bundle. */
function findPlace(): string {
  /* v8 ignore next -- only a bundle has no URL: test/package runs one. @preserve */
  return (import.meta as Partial<ImportMetaWithUrl>).url ?? __filename
}

/** The list's default rule makes every unknown top-level label a suffix; only what is written in the list counts here. */
function isListed(tldts: Tldts, domain: string): boolean {
  const result = tldts.parse(domain, { allowPrivateDomains: true })
  return result.publicSuffix === domain && (result.isIcann === true || result.isPrivate === true)
}
