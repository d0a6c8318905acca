/** Available in Node, Deno and Bun. In a browser, using it throws. */
declare const process: {
  readonly argv: readonly string[]
  getBuiltinModule(id: 'module'): { createRequire(file: string): (id: string) => unknown }
}

/** The bundle's path, if a bundler has compiled this module to CommonJS. */
declare const __filename: string

interface ImportMetaWithFile extends ImportMeta {
  readonly filename: string
}

/** Shared by all copies of this package, also in bundles. */
const REGISTERED = Symbol.for('@crossorigin/policy.tldts')

type Registry = { [REGISTERED]?: unknown }

/** The problem of an entry that cannot be checked without the list. */
export const MISSING_LIST_PROBLEM = 'cannot be checked: the Public Suffix List (package "tldts") could not be loaded.'

/** The hint for it. */
export const SUFFIX_LIST_HINT: string =
  "Import '@crossorigin/policy/public-suffix-list' before you build the policy, so that the list is part of your bundle, or install tldts where the bundle runs."

/** Registers a module `tldts` that was imported statically. */
export function registerSuffixListModule(tldts: unknown): void {
  Object.defineProperty(globalThis, REGISTERED, { value: tldts, configurable: true })
}

/**
 * Finds the module `tldts`: the registered one, or the one that can be required from this file or from the program's main
 * module. Returns `undefined` if there is none.
 *
 * Security: it does not use `import.meta.url`. Bundlers replace it with the path that this file had at build time, and where the
 * bundle runs, that path can belong to somebody else. They keep `import.meta.filename`, or leave it without a value.
 */
export function findSuffixListModule(): unknown {
  const registered = (globalThis as Registry)[REGISTERED]
  if (registered !== undefined) return registered
  return requireFrom(findOwnFile) ?? requireFrom(() => process.argv[1] as string)
}

function requireFrom(findFile: () => string): unknown {
  try {
    return process.getBuiltinModule('module').createRequire(findFile())('tldts')
  } catch {
    return undefined
  }
}

/** Compatibility: esbuild leaves `import.meta` empty in CommonJS. There, `tldts` is looked up from the bundle's own path. */
function findOwnFile(): string {
  /* v8 ignore next -- only a bundle has no file of its own: test/package runs one. @preserve */
  return (import.meta as Partial<ImportMetaWithFile>).filename ?? __filename
}
