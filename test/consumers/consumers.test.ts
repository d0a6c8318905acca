import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, inject, it } from 'vitest'

const run = promisify(execFile)

const PROGRAMS = fileURLToPath(new URL('program', import.meta.url))

/** The test files in the TypeScript folder. */
const TYPESCRIPT_TESTS = 9
const REPORT = 'report.json'

/** A test runner with the way it compiles an application. */
interface Runner {
  readonly name: string
  /** The folder of the lock file with its versions. */
  readonly application: string
  /** The folder of the program. */
  readonly program: string
  /** Files that are added to the program, or replace files in it. */
  readonly files: Readonly<Record<string, string>>
  /** The commands run by Node, one after the other, in the folder of the program. */
  readonly commands: readonly (readonly string[])[]
  readonly tests: number
  readonly needsLaterNode?: boolean
}

const JEST_TRANSFORMS = {
  'babel-jest': [
    'babel-jest',
    { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] },
  ],
  'ts-jest': ['ts-jest', { tsconfig: 'tsconfig.json' }],
  '@swc/jest': '@swc/jest',
}

/** In milliseconds, for each test: the machine may be busy. */
const TIMEOUT = ['--testTimeout', '60000']

/** One after the other in one process, so a test file sees state left by the previous one. */
const JEST = ['../node_modules/jest/bin/jest.js', '--runInBand', '--json', '--outputFile', REPORT, ...TIMEOUT]

function configureJest(transform: unknown): Record<string, string> {
  const config = {
    testEnvironment: 'node',
    testRegex: '\\.test\\.ts$',
    moduleNameMapper: { '^(\\./.+)\\.js$': '$1' },
    transform: { '\\.ts$': transform },
  }
  return { 'jest.config.json': JSON.stringify(config) }
}

const RUNNERS: readonly Runner[] = [
  ...['jest-29', 'jest-30'].flatMap((application): Runner[] => [
    {
      name: `${application} without a configuration, sources in CommonJS`,
      application,
      program: 'commonjs',
      files: {},
      commands: [[...JEST, '--rootDir', '.']],
      tests: 1,
    },
    ...Object.entries(JEST_TRANSFORMS).map(([name, transform]) => ({
      name: `${application} with ${name}`,
      application,
      program: 'typescript',
      files: configureJest(transform),
      commands: [JEST],
      tests: TYPESCRIPT_TESTS,
    })),
  ]),
  {
    name: 'vitest',
    application: 'runners',
    program: 'typescript',
    files: { 'runner.ts': "export { test } from 'vitest'" },
    commands: [
      [
        '../node_modules/vitest/vitest.mjs',
        'run',
        '--root',
        '.',
        '--reporter',
        'json',
        '--outputFile',
        REPORT,
        ...TIMEOUT,
      ],
    ],
    tests: TYPESCRIPT_TESTS,
  },
  {
    name: 'mocha with tsx',
    application: 'runners',
    program: 'typescript',
    files: {},
    commands: [
      [
        '../node_modules/mocha/bin/mocha.js',
        '--require',
        'tsx/cjs',
        '--reporter',
        'json',
        '--reporter-option',
        `output=${REPORT}`,
        '--timeout',
        '60000',
        '*.test.ts',
      ],
    ],
    tests: TYPESCRIPT_TESTS,
  },
  {
    name: 'node:test, compiled by TypeScript 5.9',
    application: 'runners',
    program: 'typescript',
    files: { 'runner.ts': "export { test } from 'node:test'" },
    commands: [
      ['../node_modules/typescript/bin/tsc', '--project', '.'],
      ['--test', '--test-concurrency=1', '--test-reporter', 'tap', '--test-reporter-destination', REPORT, 'compiled'],
    ],
    tests: TYPESCRIPT_TESTS,
  },
  {
    name: 'node:test with tsx, as CommonJS and as ES modules',
    application: 'runners',
    program: 'typescript',
    files: {
      'runner.ts': "export { test } from 'node:test'",
      'all.ts': ['express', 'fastify', 'others'].map((name) => `import './${name}.test'\n`).join(''),
      'module.mts':
        "import { EXPRESS } from './application.ts'\nimport { test } from 'node:test'\nfor (const [name, check] of EXPRESS) test(name, check)",
    },
    commands: [
      ['--import', 'tsx', '--test-reporter', 'tap', '--test-reporter-destination', REPORT, 'all.ts'],
      ['--import', 'tsx', '--test-reporter', 'tap', '--test-reporter-destination', 'module.tap', 'module.mts'],
    ],
    tests: TYPESCRIPT_TESTS - 1,
  },
  {
    name: 'a testing module of Nest 11, by Jest 30 with ts-jest',
    application: 'nest-11',
    program: 'nest',
    files: { ...configureJest(JEST_TRANSFORMS['ts-jest']), 'tsconfig.json': configureNest('jest') },
    commands: [JEST],
    tests: 2,
  },
  {
    name: 'a testing module of Nest 12, by vitest',
    application: 'nest-12',
    program: 'nest',
    files: { 'tsconfig.json': configureNest('vitest/globals'), 'package.json': '{ "type": "module" }' },
    commands: [
      ['../node_modules/typescript/bin/tsc', '--project', '.', '--noEmit'],
      [
        '../node_modules/vitest/vitest.mjs',
        'run',
        '--root',
        '.',
        '--globals',
        '--reporter',
        'json',
        '--outputFile',
        REPORT,
        ...TIMEOUT,
      ],
    ],
    tests: 2,
    needsLaterNode: true,
  },
]

/** As in the starter projects of Nest. */
function configureNest(types: string): string {
  return JSON.stringify({
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      esModuleInterop: true,
      isolatedModules: true,
      emitDecoratorMetadata: true,
      experimentalDecorators: true,
      strict: true,
      skipLibCheck: true,
      types: ['node', types],
    },
  })
}

/** Returns the number of tests that have passed, and fails with the whole output if a command fails. */
async function countPassed(runner: Runner): Promise<number> {
  const { application, program, files, commands, needsLaterNode = false } = runner
  const folder = mkdtempSync(join(inject('applications')[application] as string, 'program-'))
  cpSync(join(PROGRAMS, program), folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  const { NODE_OPTIONS: _options, NODE_PATH: _path, NODE_ENV: _mode, VITEST: _vitest, ...env } = process.env
  for (const command of commands) {
    const node = needsLaterNode ? inject('nodeOfNest12') : process.execPath
    await run(node, command, { cwd: folder, env: { ...env, CI: 'true' } }).catch((error) => {
      throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`)
    })
  }
  const report = readFileSync(join(folder, REPORT), 'utf8')
  if (!report.startsWith('{')) return Number(/^# pass (\d+)$/m.exec(report)?.[1])
  const { numPassedTests, stats } = JSON.parse(report)
  return numPassedTests ?? stats.passes
}

describe('an application is tested with the packages by', () => {
  it.each(RUNNERS)('$name', async (runner) => {
    expect(await countPassed(runner)).toBe(runner.tests)
  })
})
