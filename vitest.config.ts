import { defineConfig } from 'vitest/config'

/** Packages are tested from their sources, through a condition that published manifests do not have. */
const resolve = {
  conditions: ['@crossorigin/source', 'node'],
  // Other versions of what the tests are run with, by name: the folders that they are installed in.
  alias: JSON.parse(process.env['REPLACED_MODULES'] ?? '{}') as Record<string, string>,
}
const ssr = { resolve: { conditions: resolve.conditions, externalConditions: resolve.conditions } }

/** As long as it takes for 20,000 runs of a property, with room to spare, and longer where more are asked for. */
const PROPERTY_TIMEOUT = 120_000 * Math.max(1, Number(process.env['PROPERTY_RUNS'] ?? 20_000) / 20_000)

function project(
  name: string,
  include: string[],
  options: { testTimeout?: number; isolate?: boolean; globalSetup?: string } = {},
) {
  return {
    resolve,
    ssr,
    test: {
      name,
      include,
      setupFiles: ['test/support/fail-on-console.ts', 'test/support/forget-warnings.ts'],
      ...options,
    },
  }
}

export default defineConfig({
  resolve,
  ssr,
  test: {
    // A report for counting, where one is asked for.
    reporters: process.env['TEST_REPORT']
      ? ['default', ['json', { outputFile: process.env['TEST_REPORT'] }]]
      : ['default'],
    projects: [
      // Some try many values, and others may keep the machine busy.
      project('unit', ['packages/*/test/**/*.test.ts', 'test/mutation/*.test.ts'], { testTimeout: 30_000 }),
      // Without a process of its own for each file, starting which takes longer than running it.
      project('adapters', ['test/adapters/**/*.test.ts'], { isolate: false, testTimeout: 30_000 }),
      project('properties', ['test/properties/**/*.test.ts'], { testTimeout: PROPERTY_TIMEOUT }),
      project('examples', ['test/examples/**/*.test.ts', 'test/readme/**/*.test.ts', 'test/doctor/**/*.test.ts'], {
        testTimeout: 30_000,
      }),
      project('hostile', ['test/hostile/**/*.test.ts'], { testTimeout: 60_000 }),
      project('browser', ['test/browser/**/*.test.ts'], { testTimeout: 60_000 }),
      project('package', ['test/package/**/*.test.ts'], {
        testTimeout: 240_000,
        globalSetup: 'test/package/installation.ts',
      }),
      // What takes minutes has commands of its own.
      project('long:caches', ['test/caches/**/*.test.ts'], { testTimeout: 60_000 }),
      project('long:runtimes', ['test/runtimes/**/*.test.ts'], {
        testTimeout: 600_000,
        globalSetup: 'test/package/installation.ts',
      }),
      project('long:soak', ['test/soak/**/*.test.ts'], { testTimeout: 600_000 }),
      project('long:consumers', ['test/consumers/*.test.ts'], {
        testTimeout: 600_000,
        globalSetup: 'test/consumers/installation.ts',
      }),
      project('long:ecosystem', ['test/ecosystem/**/*.test.ts'], {
        testTimeout: 60_000,
        globalSetup: 'test/ecosystem/installation.ts',
      }),
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**'],
      reporter: ['text-summary', 'html'],
      thresholds: {
        'packages/grammar/src/**': { 100: true },
        'packages/policy/src/**': { 100: true },
        'packages/browser-model/src/**': { 100: true },
      },
    },
  },
})
