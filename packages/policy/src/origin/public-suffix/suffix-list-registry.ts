import type { NameStatus } from './name-status.ts'

/** Available in Node, Deno and Bun. In a browser, using it throws. */
declare const process: {
  readonly argv: readonly string[]
  getBuiltinModule(id: 'module'): {
    createRequire(file: string): (id: string) => typeof import('../../bundled-suffix-list.ts')
  }
}

/** The path of this file, or of the bundle that it is part of, in CommonJS. */
declare const __filename: string

interface ImportMetaWithFile extends ImportMeta {
  readonly filename: string
}

/** A lookup in the Public Suffix List. */
export type SuffixLookup = (name: string) => NameStatus

const ENTRY = '@crossorigin/policy/public-suffix-list'

/** Shared by all copies of this package, including those in bundles. The number changes with the type of the lookup. */
const REGISTERED = Symbol.for(`${ENTRY}/1`)

type Registry = { [REGISTERED]?: SuffixLookup }

/** The problem of an entry that cannot be checked without the list. */
export const MISSING_LIST_PROBLEM = 'cannot be checked: the Public Suffix List could not be loaded.'

/** The hint for this problem. */
export const SUFFIX_LIST_HINT: string = `Import '${ENTRY}' before you build the policy, so that the list is part of your bundle, or install @crossorigin/policy where the bundle runs.`

/** Registers a lookup that was imported statically. */
export function registerSuffixList(lookUp: SuffixLookup): void {
  Object.defineProperty(globalThis, REGISTERED, { value: lookUp, configurable: true })
}

/**
 * Finds the Public Suffix List: the registered one, or the one that can be required from this file or from the program's main module.
 * Returns `undefined` if there is none.
 *
 * Performance: the list is larger than the rest of this package, and few policies need it, so it is loaded on first use, and
 * synchronously, because policies are built synchronously.
 *
 * Security: it does not use `import.meta.url`. Bundlers replace it with the path of this file at build time, and on the machine that
 * runs the bundle, that path can belong to another user. Bundlers keep `import.meta.filename`, or leave it undefined. `__filename`,
 * which replaces it in CommonJS, is the path of the running bundle.
 */
export function findSuffixList(): SuffixLookup | undefined {
  return (
    (globalThis as Registry)[REGISTERED] ??
    requireFrom(findOwnFile, ENTRY) ??
    // Compatibility: Nitro copies only the entry's ES module, and drops its import.
    requireFrom(findOwnFile, './public-suffix-list.js') ??
    requireFrom(() => process.argv[1] as string, ENTRY)
  )
}

function requireFrom(findFile: () => string, id: string): SuffixLookup | undefined {
  try {
    return process.getBuiltinModule('module').createRequire(findFile())(id).lookUpSuffix
  } catch {
    return undefined
  }
}

/** Compatibility: esbuild leaves `import.meta` empty in CommonJS. There, the list is looked up from the bundle's own path. */
function findOwnFile(): string {
  /* v8 ignore next -- only a bundle does not have its own file: test/package runs one. @preserve */
  return (import.meta as Partial<ImportMetaWithFile>).filename ?? __filename
}
