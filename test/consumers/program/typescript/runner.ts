type Test = (name: string, check: () => Promise<void> | void) => void

const { test: ofJest, it: ofMocha } = globalThis as unknown as { readonly test?: Test; readonly it?: Test }

/** Adds a test. For runners without a global function for that, another file replaces this one. */
export const test = (ofJest ?? ofMocha) as Test
