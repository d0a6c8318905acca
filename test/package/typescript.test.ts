import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { IS_THOROUGH } from '../support/thorough.ts'
import { conditionsOf, createConsumer, listEntries, readManifests } from './consumer.ts'
import { readDeclarationFile } from './declaration-file.ts'
import { ROOT } from './pack.js'

const OWN_COMPILER = join(ROOT, 'node_modules/typescript')

/** A compiler other than the repository's can be tested. */
const COMPILER = process.env['TYPESCRIPT_FOLDER'] ?? OWN_COMPILER
const VERSION = Number(/^\d+\.\d+/.exec(JSON.parse(readFileSync(join(COMPILER, 'package.json'), 'utf8')).version)?.[0])

/** Entries of an ES module, which TypeScript lets CommonJS import only with `module: 'nodenext'`, since 5.8. */
const ES_MODULES = ['', '/explain', '/redaction', '/request-source'].map((path) => `@crossorigin/doctor${path}`)

/** Makes the compiler read the declarations of every package. */
const IMPORTS = readManifests()
  .flatMap(([, manifest]) => listEntries(manifest))
  .filter((entry) => !ES_MODULES.includes(entry))
  .map(
    (entry, index) =>
      `import type * as entry${index} from '${entry}'\nexport type Entry${index} = typeof entry${index}`,
  )

/** Every name that an adapter exports, types included, and its default export. */
const ADAPTERS = readManifests()
  .filter(([name]) => ['node', 'express', 'fastify', 'koa'].includes(name))
  .map(([name, manifest]) => {
    const { types } = conditionsOf(manifest, '.').import
    const path = join(inject('installation'), 'node_modules/@crossorigin', name, types)
    const names = [...readDeclarationFile(path).exports.keys()].filter((each) => each !== 'default')
    const specifiers = names.map((each) => `${each} as ${name}_${each}`)
    return [
      `import ${name}Default, { ${specifiers.join(', ')} } from '@crossorigin/${name}'`,
      `export { ${names.map((each) => `${name}_${each}`).join(', ')} }`,
      `export const ${name}IsCors: typeof ${name}_cors = ${name}Default`,
    ].join('\n')
  })

/** Valid code of a TypeScript application, and three errors. */
const PROGRAM = `
${IMPORTS.join('\n')}
${ADAPTERS.join('\n')}
import { classify } from '@crossorigin/browser-model'
import { cors, type CorsConfig, createPolicy } from '@crossorigin/express'
import { cors as corsForFastify } from '@crossorigin/fastify'
import { parseOrigin } from '@crossorigin/grammar'
import { cors as corsForKoa } from '@crossorigin/koa'
import { cors as corsForNode } from '@crossorigin/node'
import { validateConfig } from '@crossorigin/policy'
import express from 'express'
import Fastify from 'fastify'
import Koa from 'koa'
import { createServer } from 'node:http'

const config: CorsConfig = { origin: 'https://a.example', methods: ['PUT'] }
const app = express()
app.use(cors(config))
app.use(cors((req) => (req.headers.host === 'a.example' ? createPolicy(config) : undefined)))
const fastify = Fastify()
fastify.register(corsForFastify, config)
fastify.get('/', { config: { cors: false } }, async () => 'hello')
new Koa().use(corsForKoa(config)).use(corsForKoa((ctx) => (ctx.hostname === 'a.example' ? createPolicy(config) : undefined)))
createServer(corsForNode(config)((req, res) => res.end(req.url)))
const outcome: string = classify({ pageOrigin: 'https://a.example', url: 'https://b.example/' }).outcome
const port: number | null | undefined = parseOrigin('https://a.example')?.port

// @ts-expect-error: unknown option.
const misspelled: CorsConfig = { origin: '*', credential: true }
// @ts-expect-error: must be an array.
const text: CorsConfig = { origin: '*', methods: 'PUT' }
// @ts-expect-error: unknown option of a route.
fastify.get('/misspelled', { config: { cors: { orgin: '*' } } }, async () => 'hello')

console.log(outcome, port, [config, misspelled, text].map((each) => validateConfig(each).length).join())
`
const REST = ES_MODULES.map(
  (entry, index) => `import type * as rest${index} from '${entry}'\nexport type Rest${index} = typeof rest${index}\n`,
).join('')
const OUTPUT = 'simple null 0,1,1\n'

interface Setting {
  readonly name: string
  readonly type: 'module' | 'commonjs'
  readonly file: string
  readonly emitted: string
  readonly options: Readonly<Record<string, unknown>>
  /** The first version that compiles it. */
  readonly since: number
  /** Whether declarations are checked, too. One setting per format is enough, because this is the slowest part. */
  readonly checksLibraries?: boolean
}

/**
 * Compatibility: before 5.0, the imports within the declarations are not supported. Before 5.3, CommonJS cannot be declared with the
 * types of ES modules.
 */
const SETTINGS: readonly Setting[] = [
  { ...setting('nodenext, in an ES module', 'module', 'main.ts', 'nodenext', 5.0), checksLibraries: true },
  setting('nodenext, in a .mts file', 'commonjs', 'main.mts', 'nodenext', 5.0),
  { ...setting('nodenext, in a CommonJS package', 'commonjs', 'main.ts', 'nodenext', 5.3), checksLibraries: true },
  setting('nodenext, in a .cts file', 'module', 'main.cts', 'nodenext', 5.3),
  setting('node16, in an ES module', 'module', 'main.ts', 'node16', 5.0),
  setting('node16, in a CommonJS package', 'commonjs', 'main.ts', 'node16', 5.3),
  setting('esnext for a bundler', 'module', 'main.ts', 'esnext', 5.0, { moduleResolution: 'bundler' }),
  setting('commonjs, as ever', 'commonjs', 'main.ts', 'commonjs', 5.0),
]

function setting(
  name: string,
  type: Setting['type'],
  file: string,
  module: string,
  since: number,
  options: Setting['options'] = {},
): Setting {
  return { name, type, file, emitted: file.replace('ts', 'js'), since, options: { module, ...options } }
}

function canImportModule({ type, file, options }: Setting): boolean {
  const isCommonJs = file === 'main.cts' || (file === 'main.ts' && type === 'commonjs')
  return !isCommonJs || options['module'] === 'commonjs' || (options['module'] === 'nodenext' && VERSION >= 5.8)
}

function writeConfig(options: Setting['options'], file: string, checksLibraries = false): string {
  const compilerOptions = {
    target: 'es2022',
    strict: true,
    esModuleInterop: true,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    // Compatibility: Fastify's own declarations need 5.4.
    skipLibCheck: !(checksLibraries || IS_THOROUGH) || COMPILER !== OWN_COMPILER,
    ...options,
  }
  return JSON.stringify({ compilerOptions, files: [file] })
}

describe(`TypeScript ${VERSION}`, () => {
  it.each(SETTINGS.filter(({ since }) => VERSION >= since))('compiles $name', async (row) => {
    const consumer = createConsumer(row.type, {
      [row.file]: canImportModule(row) ? PROGRAM + REST : PROGRAM,
      'tsconfig.json': writeConfig(row.options, row.file, row.checksLibraries),
    })
    const compilation = await consumer.node(join(COMPILER, 'bin/tsc'), '--project', '.')
    expect(compilation).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(await consumer.node(row.emitted)).toEqual({ code: 0, stdout: OUTPUT, stderr: '' })
  })

  it('reports a misspelled origin of a Fastify route as missing', async () => {
    const consumer = createConsumer('module', {
      'main.ts': `import '@crossorigin/fastify'\nimport Fastify from 'fastify'\nFastify().get('/', { config: { cors: { orgin: '*' } } }, () => 'ok')\n`,
      'tsconfig.json': writeConfig({ module: 'nodenext', noEmit: true }, 'main.ts'),
    })
    const { stdout } = await consumer.node(join(COMPILER, 'bin/tsc'), '--project', '.')
    expect(stdout).toMatch(/^main\.ts.*'origin' is missing in type '\{ orgin: string; \}'/s)
  })

  const loads = [
    ['an ES module', 'module', "import cors from '@crossorigin/express'", 5.0],
    ['CommonJS', 'commonjs', "const cors = require('@crossorigin/express')", 5.3],
  ] as const
  it.each(loads.filter(([, , , since]) => VERSION >= since))(
    'checks plain JavaScript, if enabled, in %s',
    async (_what, type, load) => {
      const options = { allowJs: true, checkJs: true, noEmit: true, module: 'nodenext' }
      const consumer = createConsumer(type, {
        'main.js': `${load}\ncors({ origin: '*', credential: true })\n`,
        'tsconfig.json': writeConfig(options, 'main.js'),
      })
      const { code, stdout } = await consumer.node(join(COMPILER, 'bin/tsc'), '--project', '.')
      expect(code).not.toBe(0)
      expect(stdout).toMatch(/^main\.js.*error TS.*'credential' does not exist/s)
    },
  )
})
