/** What Node, Deno and Bun share. A browser has none of it: asking for it throws there. */
declare const process: {
  readonly argv: readonly string[]
  getBuiltinModule(id: 'module'): { createRequire(file: string): (id: string) => unknown }
}

/** The path of this file, or of the bundle that it is part of, in CommonJS. */
declare const __filename: string

interface ImportMetaWithFile extends ImportMeta {
  readonly filename: string
}

/** Shared by every copy of this package, and by every file that a bundler makes of it. */
const REGISTERED = Symbol.for('@crossorigin/policy.tldts')

type Registry = { [REGISTERED]?: unknown }

/** What is wrong with an entry if the list is needed to check it and cannot be loaded. */
export const MISSING_LIST_PROBLEM = 'cannot be checked: the Public Suffix List (package "tldts") could not be loaded.'

/** What to do if the list cannot be loaded. */
export const SUFFIX_LIST_HINT: string =
  "Import '@crossorigin/policy/public-suffix-list' before you build the policy, which makes the list part of a bundle; or install tldts where the bundle runs."

/** Keeps a module `tldts` that was imported statically, for all that look for it from now on. */
export function registerSuffixListModule(tldts: unknown): void {
  Object.defineProperty(globalThis, REGISTERED, { value: tldts, configurable: true })
}

/**
 * Finds the module `tldts`: the registered one, or the one that can be required from this file or from the program's main
 * module. Returns `undefined` if there is none.
 *
 * Security: `import.meta.url` is not asked. Bundlers replace it with the path that this file had when the bundle was made, which
 * may be anybody's where the bundle runs. They leave `import.meta.filename` alone, or without a value. In CommonJS, `__filename`
 * takes its place, which is the path of the bundle where it runs.
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

/** Compatibility: esbuild leaves `import.meta` empty in CommonJS, where `tldts` is then looked for beside the bundle. */
function findOwnFile(): string {
  /* v8 ignore next -- only a bundle has no file of its own: test/package runs one. @preserve */
  return (import.meta as Partial<ImportMetaWithFile>).filename ?? __filename
}
