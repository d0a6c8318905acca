const given = process.env['PROPERTY_RUNS']

/** How often a property is run. CI runs it 20,000 times, set by the environment variable `PROPERTY_RUNS`. */
export const RUNS = Number(given ?? 1000)

/** For properties that also expect a share of their runs: without the variable, each run of the tests tries the same values. */
export const REPEATABLE = given === undefined ? { seed: 1 } : {}
