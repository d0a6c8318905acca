import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { FileDots } from './test/support/file-dots.ts'

/** Packages are tested from their sources, through a condition that published manifests do not have. */
const resolve = {
  conditions: ['@crossorigin/source', 'node'],
  // Other versions of what the tests are run with, by name: the folders that they are installed in.
  alias: JSON.parse(process.env['REPLACED_MODULES'] ?? '{}') as Record<string, string>,
}
const ssr = { resolve: { conditions: resolve.conditions, externalConditions: resolve.conditions } }

/** As long as it takes for 20,000 runs of a property, with room to spare, and longer where more are asked for. */
const PROPERTY_TIMEOUT = 120_000 * Math.max(1, Number(process.env['PROPERTY_RUNS'] ?? 0) / 20_000)

/** The file for a report to count the tests by, where one is asked for. */
const REPORT = process.env['TEST_REPORT']

/** For tests that count for the coverage of the packages. */
const COUNTED = { COUNTS_COVERAGE: 'true' }

/** Test files of packages that replace a module, which others in the process would get, or measure the memory of their process. */
const ISOLATED_FILES = readdirSync('packages').flatMap((name) =>
  readdirSync(join('packages', name, 'test'), { recursive: true, encoding: 'utf8' })
    .map((file) => join('packages', name, 'test', file))
    .filter((file) => file.endsWith('.test.ts') && /vi\.mock\(|\/heap\.ts'/.test(readFileSync(file, 'utf8'))),
)

/**
 * @param options `isolate: false` lets the files of a worker share a process and the modules that are loaded. Starting a process
 * and loading them takes longer than most files.
 */
function project(
  name: string,
  include: string[],
  options: {
    testTimeout?: number
    isolate?: boolean
    hookTimeout?: number
    globalSetup?: string
    exclude?: string[]
    env?: typeof COUNTED
  } = {},
) {
  return {
    resolve,
    ssr,
    test: {
      name,
      include,
      setupFiles: ['fail-on-console', 'forget-warnings', 'no-name-server'].map((name) => `test/support/${name}.ts`),
      ...options,
    },
  }
}

export default defineConfig({
  resolve,
  ssr,
  test: {
    // More than there are cores, because many tests wait: for a server, a browser, or another process.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    reporters: REPORT === undefined ? [new FileDots()] : [new FileDots(), ['json', { outputFile: REPORT }]],
    projects: [
      // Some try many values, and others may keep the machine busy.
      project('unit', ['packages/*/test/**/*.test.ts', 'test/mutation/*.test.ts'], {
        isolate: false,
        testTimeout: 30_000,
        exclude: ISOLATED_FILES,
        env: COUNTED,
      }),
      project('unit:isolated', ISOLATED_FILES, { testTimeout: 30_000, env: COUNTED }),
      project('adapters', ['test/adapters/**/*.test.ts'], { isolate: false, testTimeout: 30_000 }),
      project('properties', ['test/properties/**/*.test.ts'], { isolate: false, testTimeout: PROPERTY_TIMEOUT }),
      project('examples', ['test/examples/**/*.test.ts', 'test/readme/**/*.test.ts', 'test/doctor/**/*.test.ts'], {
        isolate: false,
        testTimeout: 30_000,
      }),
      project('hostile', ['test/hostile/**/*.test.ts'], { isolate: false, testTimeout: 60_000 }),
      project('browser', ['test/browser/**/*.test.ts'], { isolate: false, testTimeout: 60_000 }),
      project('package', ['test/package/**/*.test.ts'], {
        isolate: false,
        testTimeout: 240_000,
        hookTimeout: 240_000,
        globalSetup: 'test/package/installation.ts',
      }),
      // What takes minutes has commands of its own.
      project('long:caches', ['test/caches/**/*.test.ts'], { testTimeout: 60_000 }),
      project('long:engines', ['test/engines/**/*.test.ts'], { testTimeout: 60_000 }),
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
      provider: 'custom',
      customProviderModule: 'test/support/package-coverage.ts',
      include: ['packages/*/src/**/*.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: {
        'packages/grammar/src/**': { 100: true },
        'packages/policy/src/**': { 100: true },
        'packages/browser-model/src/**': { 100: true },
      },
    },
  },
})
