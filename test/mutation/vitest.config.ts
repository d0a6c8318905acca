import { defineConfig } from 'vitest/config'

const conditions = ['@crossorigin/source', 'node']

/** The unit tests of the package that is being mutated: Stryker gives the folder. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['**/*.test.ts'],
    setupFiles: ['test/support/fail-on-console.ts', 'test/mutation/bounded-runs.ts'],
    // On a busy machine a slow test is no sign of a mutant. What never ends is Stryker's to find.
    testTimeout: 60_000,
    // One worker for all files, which costs a third of one for each. Stryker starts another one for every mutant.
    isolate: false,
  },
})
