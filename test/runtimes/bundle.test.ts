import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Application, createApplication, runIn } from './application.ts'
import { CHECKED, UNCHECKED, writeProgram, writeProgramWithoutEntry } from './suffix-list-program.ts'

const PRINT = 'console.log(JSON.stringify(codes()))'
const BUN = `@oven/bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : 'x64'}`

/** Bundles `main.js` with webpack, for Node, and prints the warnings of webpack. */
function writeWebpack(isModule: boolean): string {
  const output = isModule
    ? "{ path, filename: 'bundle.mjs', module: true, library: { type: 'module' }, chunkFormat: 'module' }"
    : "{ path, filename: 'bundle.cjs' }"
  return `import webpack from 'webpack'
const path = import.meta.dirname + '/out'
const options = { mode: 'production', target: 'node', entry: './main.js', experiments: { outputModule: ${isModule} }, output: ${output} }
webpack({ context: import.meta.dirname, ...options }, (error, stats) => {
  if (error) throw error
  console.log(stats.toString({ all: false, errors: true, warnings: true }))
})
`
}

/** Bundles `main.js` with esbuild, and prints the warnings of esbuild. */
function writeEsbuild(format: 'esm' | 'cjs'): string {
  const outfile = format === 'esm' ? 'out/bundle.mjs' : 'out/bundle.cjs'
  return `import { build } from 'esbuild'
const { warnings } = await build({ entryPoints: ['main.js'], bundle: true, platform: 'node', format: '${format}', outfile: '${outfile}', logLevel: 'silent' })
console.log(warnings.map(({ text }) => text).join())
`
}

interface Bundler {
  readonly name: string
  readonly tools: readonly string[]
  /** Whether the program requires the packages, instead of importing them. */
  readonly requires?: boolean
  /** The file to run after it is moved. */
  readonly bundle: string
  readonly script?: string
}

const BUNDLERS: readonly Bundler[] = [
  { name: 'esbuild, an ES module', tools: ['esbuild@0.28.2'], bundle: 'bundle.mjs', script: writeEsbuild('esm') },
  { name: 'esbuild, CommonJS', tools: ['esbuild@0.28.2'], bundle: 'bundle.cjs', script: writeEsbuild('cjs') },
  { name: 'webpack, an ES module', tools: ['webpack@5.113.0'], bundle: 'bundle.mjs', script: writeWebpack(true) },
  { name: 'webpack, CommonJS', tools: ['webpack@5.113.0'], bundle: 'bundle.cjs', script: writeWebpack(false) },
  {
    name: 'webpack, of require',
    tools: ['webpack@5.113.0'],
    bundle: 'bundle.cjs',
    script: writeWebpack(false),
    requires: true,
  },
  { name: 'bun build --compile', tools: [`${BUN}@1.4.5`], bundle: 'bundle' },
]

function toCommonJs(program: string): string {
  return program
    .replaceAll(/^import (.+) from (.+)$/gm, 'const $1 = require($2)')
    .replaceAll(/^import (.+)$/gm, 'require($1)')
}

async function bundle({ tools, script, requires }: Bundler, program: string): Promise<Application> {
  const main = requires ? { 'main.js': "import './main.cjs'", 'main.cjs': toCommonJs(program) } : { 'main.js': program }
  const application = await createApplication(tools, { ...main, 'build.js': script ?? '' })
  if (script === undefined) {
    const bun = join(application.folder, 'node_modules', BUN, 'bin/bun')
    await application.run(bun, ['build', 'main.js', '--compile', '--outfile', 'out/bundle'])
  } else {
    expect((await application.run(process.execPath, ['build.js'])).trim()).toBe('')
  }
  return application
}

async function runBundle({ bundle: file, script }: Bundler, folder: string): Promise<unknown> {
  const path = join(folder, 'out', file)
  return JSON.parse(
    script === undefined ? await runIn(folder, path, []) : await runIn(folder, process.execPath, [path]),
  )
}

// Run one after the other, because they share the folder of their tools.
describe.each(BUNDLERS)('$name, moved to another folder', (bundler) => {
  it('has the Public Suffix List if the program imports its entry', async () => {
    const application = await bundle(bundler, writeProgram(PRINT))
    expect(await runBundle(bundler, application.move('out'))).toEqual(CHECKED)
  })

  it('rejects patterns that it cannot check otherwise, even if the original folder still has the list', async () => {
    const application = await bundle(bundler, writeProgramWithoutEntry(PRINT))
    expect(await runBundle(bundler, application.move('out'))).toEqual(UNCHECKED)
  })

  it('has it if the policy is installed where it runs', async () => {
    const application = await bundle(bundler, writeProgramWithoutEntry(PRINT))
    const folder = application.move('out')
    for (const name of ['@crossorigin/policy', 'tldts']) {
      cpSync(join(application.folder, 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
    }
    // A compiled program has its own file system, and does not read the machine's.
    expect(await runBundle(bundler, folder)).toEqual(bundler.script === undefined ? UNCHECKED : CHECKED)
  })
})
