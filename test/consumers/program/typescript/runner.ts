type Test = (name: string, check: () => Promise<void> | void) => void

const { test: ofJest, it: ofMocha } = globalThis as unknown as { readonly test?: Test; readonly it?: Test }

/** Adds a test. Runners without a global function for that come with a file in place of this one. */
export const test = (ofJest ?? ofMocha) as Test
