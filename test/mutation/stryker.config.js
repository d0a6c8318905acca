/**
 * What is the same for every package; `run.js` adds which files are mutated and which tests judge them.
 *
 * @type {import('@stryker-mutator/api/core').PartialStrykerOptions}
 */
export const strykerOptions = {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // Mutants of tables and constants are run against all tests of their package, and not left out.
  ignoreStatic: false,
  // The links of the workspace lead out of a copied sandbox, back to sources that are not mutated.
  inPlace: true,
  // Stryker would rewrite this file with the help of a TypeScript whose API it knows. There is nothing to rewrite.
  tsconfigFile: 'test/mutation/no-tsconfig.json',
  concurrency: Number(process.env['MUTATION_CONCURRENCY'] ?? 1),
  // A mutant that loops for ever is found by the number of its steps; the clock is for what that does not see.
  timeoutMS: 20_000,
  tempDirName: '.stryker-tmp',
  reporters: ['json', 'clear-text', 'progress-append-only'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  warnings: { slow: false },
  allowEmpty: false,
}
