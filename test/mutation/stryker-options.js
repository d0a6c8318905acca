/**
 * How one package is mutated: its sources are, and its own tests judge them. `MUTATION_FILES` narrows it to the files of one
 * pattern.
 *
 * @param {string} name - The folder of the package.
 * @param {string} runner - The path of Stryker's runner for vitest.
 */
export function strykerOptionsOf(name, runner) {
  return {
    mutate: [process.env['MUTATION_FILES'] ?? `packages/${name}/src/**/*.ts`],
    testRunner: 'vitest',
    plugins: [runner],
    vitest: { configFile: 'test/mutation/vitest.config.ts', dir: `packages/${name}/test`, related: false },
    coverageAnalysis: 'perTest',
    // Tables and constants are mutated too, and such mutants are held against all tests of their package.
    ignoreStatic: false,
    // The links of the workspace lead out of a copied sandbox, back to sources that are not mutated.
    inPlace: true,
    // There is no such file. Stryker would rewrite the real one through an API that the compiler no longer has.
    tsconfigFile: 'test/mutation/no-tsconfig.json',
    concurrency: Number(process.env['MUTATION_CONCURRENCY'] ?? 1),
    // For what the number of steps does not tell: see bounded-runs.ts.
    timeoutMS: 20_000,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: reportOf(name) },
    allowConsoleColors: false,
  }
}

/**
 * Returns where the report on a package is written.
 *
 * @param {string} name
 */
export function reportOf(name) {
  return `reports/mutation/${name}.json`
}
