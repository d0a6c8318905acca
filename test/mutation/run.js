import { Stryker } from '@stryker-mutator/core'
import { strykerOptions } from './stryker.config.js'

const name = process.argv[2]
const results = await new Stryker({
  ...strykerOptions,
  mutate: [`packages/${name}/src/**/*.ts`],
  vitest: { configFile: 'test/mutation/vitest.config.ts', dir: `packages/${name}/test`, related: false },
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
  ...(process.env.INC ? { incremental: true, incrementalFile: `reports/mutation/${name}-incremental.json` } : {}),
}).runMutationTest()
console.log(results.length)
