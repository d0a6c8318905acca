import v8 from '@vitest/coverage-v8'

const { getProvider } = v8

/**
 * V8's coverage, but only of the projects with the packages' own tests. Measuring the others makes them 10% slower, and a line that
 * only they run has no test of its own.
 */
// biome-ignore lint/style/noDefaultExport: Vitest loads it.
export default process.env['COUNTS_COVERAGE'] === 'true' ? v8 : { getProvider }
