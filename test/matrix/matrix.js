// The versions that the packages are tested with, in addition to the installed ones: each row is one test run.

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string[]} installs The packages that npm installs only for the row.
 * @property {string} [node] The version of Node that runs the tests; that of the matrix otherwise.
 * @property {Record<string, string>} [replaces] The module that tests import, and the installed one that replaces it.
 * @property {string} [typescript] The version of the compiler that consumers have.
 * @property {string[]} tests The test files that vitest runs.
 * @property {boolean} isCorner Whether it is part of the short matrix: the first and the last version of everything.
 */

const SERVERS = ['--project', 'unit', '--project', 'unit:isolated', '--project', 'adapters']
const INSTALLED = ['--project', 'package', 'test/package/module-systems', 'test/package/manifest']
const FASTIFY = ['scenarios', 'transports', 'fastify'].map((name) => `test/adapters/${name}`)
const SCENARIOS = ['--project', 'adapters', 'test/adapters/scenarios', '--testNamePattern']
const COMPILERS = ['--project', 'package', 'test/package/typescript']

/** The first of each line that can `require` an ES module, and the last release. */
const NODES = [
  { version: '20.19.0', isCorner: true },
  { version: '22.12.0', isCorner: false },
  { version: '22.23.3', isCorner: false },
  { version: '24.21.0', isCorner: false },
  { version: '26.10.0', isCorner: true },
]

/** Frameworks in addition to those that are installed for all tests. Fastify 6 needs Node 22. */
const FRAMEWORKS = [
  { module: 'express4', version: 'express@4.16.0', tests: [...SCENARIOS, 'Express 4'] },
  { module: 'express', version: 'express@5.0.0', tests: [...SCENARIOS, 'Express 5'] },
  { module: 'fastify', version: 'fastify@5.0.0', tests: [...SCENARIOS, 'Fastify'] },
  {
    module: 'fastify',
    version: 'fastify@6.0.0-alpha.4',
    tests: ['--project', 'adapters', ...FASTIFY],
    node: '24.21.0',
  },
  { module: 'koa2', version: 'koa@2.2.0', tests: [...SCENARIOS, 'Koa 2'] },
  { module: 'koa', version: 'koa@3.0.0', tests: [...SCENARIOS, 'Koa 3'] },
]

/** The lowest that works, the lowest that reads the types of CommonJS, and the last of each line since Node supports `require` of an ES module. */
const COMPILER_VERSIONS = [
  { version: '5.0.4', isCorner: true },
  { version: '5.3.3', isCorner: true },
  { version: '5.8.3', isCorner: false },
  { version: '5.9.3', isCorner: false },
  { version: '6.0.3', isCorner: false },
]

/** @type {readonly Row[]} */
export const ROWS = [
  ...NODES.flatMap(({ version, isCorner }) => [
    { name: `Node ${version}`, installs: [`node@${version}`], node: version, tests: SERVERS, isCorner },
    { name: `Node ${version}, packed`, installs: [`node@${version}`], node: version, tests: INSTALLED, isCorner },
  ]),
  ...FRAMEWORKS.map(({ module, version, tests, node }) => ({
    name: version,
    installs: node === undefined ? [version] : [version, `node@${node}`],
    replaces: { [module]: version },
    tests,
    isCorner: true,
    ...(node === undefined ? {} : { node }),
  })),
  ...COMPILER_VERSIONS.map(({ version, isCorner }) => ({
    name: `TypeScript ${version}`,
    installs: [`typescript@${version}`],
    typescript: version,
    tests: COMPILERS,
    isCorner,
  })),
]
