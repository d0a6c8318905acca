// Builds the packages into their dist folders. tsc checks them all and writes their declarations. esbuild creates two files for each
// entry of a library, an ES module and a CommonJS module. It is one file each, because loading many modules is slow: with forty of
// them, importing an adapter took a third longer. Both formats are built from the sources, and neither re-exports the other. An ES
// module that re-exports CommonJS took 12% longer to import for Express and 40% for Fastify, and could not be included in an ES
// bundle. State that must exist once per process is stored under a `Symbol.for` key.
// The doctor is a command that loads its modules when it needs them, so tsc writes them one by one.

import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const LIBRARIES = ['grammar', 'policy', 'node', 'express', 'fastify', 'koa', 'fetch', 'browser-model']

/** Libraries that `require` returns as the function `cors`. Their src/index.d.cts declares it. */
const ADAPTERS = ['node', 'express', 'fastify', 'koa']

/** Entries of a library beside its index, by the names of the files that they become. @type {Record<string, Record<string, string>>} */
const OTHER_ENTRIES = {
  fetch: { hono: 'src/hono.ts' },
  policy: { adapter: 'src/adapter/index.ts', 'public-suffix-list': 'src/bundled-suffix-list.ts' },
}

/** @type {import('esbuild').BuildOptions} */
const ES_MODULE = { format: 'esm' }

/**
 * Compatibility: Jest loads CommonJS only, without `import.meta` and `import()`.
 *
 * @type {import('esbuild').BuildOptions}
 */
const COMMONJS = {
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  define: { 'import.meta.filename': '__filename' },
  supported: { 'dynamic-import': false },
}

const root = fileURLToPath(new URL('.', import.meta.url))
// tsc assumes that its earlier output still exists, and does not notice if it was removed.
const isWritten = LIBRARIES.every((name) => existsSync(`${root}packages/${name}/dist/index.d.ts`))
const parameters = ['node_modules/typescript/bin/tsc', '-b', ...(isWritten ? [] : ['--force'])]
const { status } = spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' })
if (status !== 0) process.exit(1)

for (const name of LIBRARIES) removeModules(`${root}packages/${name}/dist`)
removeOrphans(`${root}packages/doctor`)
await Promise.all(LIBRARIES.flatMap((name) => [buildLibrary(name, ES_MODULE), buildLibrary(name, COMMONJS)]))
await Promise.all(LIBRARIES.map(writeCommonJsTypes))

/**
 * @param {string} name
 * @param {import('esbuild').BuildOptions} format
 */
function buildLibrary(name, format) {
  const isCallable = format === COMMONJS && ADAPTERS.includes(name)
  return build({
    absWorkingDir: `${root}packages/${name}`,
    entryPoints: { index: 'src/index.ts', ...OTHER_ENTRIES[name] },
    outdir: 'dist',
    bundle: true,
    packages: 'external',
    platform: 'neutral',
    target: 'es2023',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
    ...(isCallable ? { footer: { js: 'module.exports = Object.assign(module.exports.cors, module.exports);' } } : {}),
    ...format,
  })
}

/**
 * Declares the CommonJS files of a library by the types of its ES modules, so that a program which uses both has each type once.
 *
 * @param {string} name
 */
async function writeCommonJsTypes(name) {
  if (ADAPTERS.includes(name)) {
    copyFileSync(`${root}packages/${name}/src/index.d.cts`, `${root}packages/${name}/dist/index.d.cts`)
    return
  }
  const entries = { index: 'src/index.ts', ...OTHER_ENTRIES[name] }
  for (const [entry, source] of Object.entries(entries)) {
    const values = Object.keys(await import(`${root}packages/${name}/dist/${entry}.js`))
    writeFileSync(`${root}packages/${name}/dist/${entry}.d.cts`, declareCommonJs(source.replace('src/', './'), values))
  }
}

/** @param {string} module @param {readonly string[]} values */
function declareCommonJs(module, values) {
  const from = `from '${module}' with { 'resolution-mode': 'import' }`
  const isClass = (/** @type {string} */ value) => /^[A-Z].*[a-z]/.test(value)
  const lines = values.flatMap((value) => [
    `export declare const ${value}: typeof entry.${value}`,
    ...(isClass(value) ? [`export type ${value} = entry.${value}`] : []),
  ])
  const all =
    values.length === 0 ? ['export {}'] : [`import type * as entry ${from}`, `export type * ${from}`, ...lines]
  return `${all.join('\n')}\n`
}

/**
 * Removes code from earlier builds, which would be published.
 *
 * @param {string} folder
 */
function removeModules(folder) {
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.c?js(?:\.map)?$/.test(file)) rmSync(`${folder}/${file}`)
  }
}

/**
 * Removes what was built from sources that no longer exist: tsc leaves it.
 *
 * @param {string} folder
 */
function removeOrphans(folder) {
  for (const file of readdirSync(`${folder}/dist`, { recursive: true, encoding: 'utf8' })) {
    const source = file.replace(/(?:\.d)?\.(?:js|ts)(?:\.map)?$/, '.ts')
    if (/\.(?:js|ts|map)$/.test(file) && !existsSync(`${folder}/src/${source}`)) rmSync(`${folder}/dist/${file}`)
  }
}
