import { vi } from 'vitest'

/** Where the Public Suffix List is registered once something has loaded it. */
export const REGISTERED: unique symbol = Symbol.for('@crossorigin/policy/public-suffix-list/1') as never

/** Runs code where the list is not registered, with the given `process`; without one, it cannot be loaded. */
export function withoutSuffixList<Result>(run: () => Result, process?: object): Result {
  Reflect.deleteProperty(globalThis, REGISTERED)
  vi.stubGlobal('process', process)
  try {
    return run()
  } finally {
    vi.unstubAllGlobals()
  }
}
