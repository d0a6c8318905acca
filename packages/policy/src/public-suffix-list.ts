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
    return {
      sectionOf: (name) => readSection(tldts.parse(name, PARSE_OPTIONS), name),
      domainOf: (name) => tldts.parse(name, PARSE_OPTIONS).domain,
    }
  } catch {
    return undefined
  }
}

/** Compatibility: esbuild leaves `import.meta` empty in CommonJS, where `tldts` is then looked for beside the bundle. */
function findPlace(): string {
  /* v8 ignore next -- only a bundle has no URL: test/package runs one. @preserve */
  return (import.meta as Partial<ImportMetaWithUrl>).url ?? __filename
}

/** The list's default rule makes every unknown top-level domain a suffix; only what is in the list counts here. */
function readSection({ publicSuffix, isIcann, isPrivate }: TldtsResult, name: string): 'icann' | 'private' | undefined {
  if (publicSuffix !== name) return undefined
  if (isPrivate) return 'private'
  return isIcann ? 'icann' : undefined
}
