import { beforeAll, describe, expect, inject, it } from 'vitest'
import { IS_THOROUGH } from '../support/thorough.ts'
import { createConsumer, listEntries, type Output, readManifests, runNode } from './consumer.ts'
import { SERVER_OUTPUT, SERVER_PROGRAMS, writeCommonJs, writeModule } from './server-programs.ts'

const MANIFESTS = readManifests()
const ENTRIES = MANIFESTS.flatMap(([, manifest]) => listEntries(manifest))
/** The entries that are CommonJS for `require`. */
const COMMONJS = ENTRIES.filter((entry) => !entry.startsWith('@crossorigin/doctor'))
const ADAPTERS = ['@crossorigin/express', '@crossorigin/fastify', '@crossorigin/koa', '@crossorigin/node']
const COMMANDS = MANIFESTS.flatMap(([name, { bin = {} }]) =>
  Object.entries(bin).map(([command, path]) => [command, `node_modules/@crossorigin/${name}/${path}`] as const),
)

function succeededWith(stdout: string): Output {
  return { code: 0, stdout, stderr: '' }
}

function runText(type: 'module' | 'commonjs', text: string): Promise<Output> {
  return runNode([`--input-type=${type}`, '--eval', text], inject('installation'))
}

/** What a program sees of an entry that it has loaded as `all`. */
const DESCRIBE = `(all) => ({
  names: Object.keys(all).filter((name) => !/^(default|module\\.exports|__esModule|crossoriginFastify)$/.test(name)).sort(),
  isDefault: all.default !== undefined && all.default === all.cors,
  isCors: all === all.cors,
})`

/** The ways to load an entry: programs that print what they see of every entry. Others load the entries one by one. */
const WAYS = {
  import: [
    'module',
    [
      ...ENTRIES.map((entry, index) => `import * as entry${index} from '${entry}'`),
      `const all = [${ENTRIES.map((_entry, index) => `entry${index}`)}]`,
      `console.log(JSON.stringify(all.map(${DESCRIBE})))`,
    ].join('\n'),
  ],
  require: [
    'commonjs',
    `console.log(JSON.stringify(${JSON.stringify(ENTRIES)}.map((entry) => require(entry)).map(${DESCRIBE})))`,
  ],
  'import() in CommonJS': [
    'commonjs',
    `Promise.all(${JSON.stringify(ENTRIES)}.map((entry) => import(entry))).then((all) => console.log(JSON.stringify(all.map(${DESCRIBE}))))`,
  ],
} as const

interface Seen {
  readonly names: readonly string[]
  readonly isDefault: boolean
  readonly isCors: boolean
}

describe('import, require, and import() in CommonJS', () => {
  let seen: readonly ReadonlyMap<string, Seen>[] = []

  beforeAll(async () => {
    seen = await Promise.all(
      Object.values(WAYS).map(async ([type, text]) => {
        const { code, stdout, stderr } = await runText(type, text)
        // Nothing may be printed, such as a warning that loading with require is experimental.
        expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
        const all = JSON.parse(stdout) as readonly Seen[]
        return new Map(ENTRIES.map((entry, index) => [entry, all[index] as Seen]))
      }),
    )
  })

  it.each(ENTRIES)('give the same exports of %s', (entry) => {
    const [first, ...others] = seen.map((entries) => entries.get(entry)?.names)
    expect(first?.length).toBeGreaterThan(0)
    for (const other of others) expect(other).toEqual(first)
  })

  it.each(ADAPTERS)('give cors as the default export of %s, which is cors itself with require', (entry) => {
    const adapter = seen.map((entries) => entries.get(entry))
    expect(adapter.map((one) => one?.isDefault)).toEqual([true, true, true])
    expect(adapter.map((one) => one?.isCors)).toEqual([false, true, false])
  })
})

describe.each(COMMONJS)('%s for require', (entry) => {
  // Jest can load neither, nor can a Node that does not yet support `require` of an ES module.
  it('is CommonJS, with everything that it requires from this project, defines no global and prints nothing', async () => {
    const text = `
      const before = Reflect.ownKeys(globalThis)
      require('${entry}')
      const added = Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)).map(String)
      const loaded = Object.keys(require.cache).filter((path) => path.includes('/@crossorigin/'))
      console.log(loaded.length > 0 && loaded.every((path) => path.endsWith('.cjs')))
      console.log(added.filter((name) => !name.startsWith('Symbol(@crossorigin/')).join())`
    expect(await runNode(['--no-experimental-require-module', '--eval', text], inject('installation'))).toEqual(
      succeededWith('true\n\n'),
    )
  })
})

it('lets Fastify register what require and import() return', async () => {
  const text = `
    const config = { origin: 'https://a.example' }
    const ask = (app) => app.inject({ url: '/', headers: { origin: 'https://a.example' } })
    const plugins = [require('@crossorigin/fastify'), import('@crossorigin/fastify')]
    Promise.all(plugins.map((plugin) => {
      const app = require('fastify')()
      app.register(plugin, config)
      return ask(app)
    })).then((responses) => console.log(responses.map(({ headers }) => headers['access-control-allow-origin']).join()))`
  expect(await runText('commonjs', text)).toEqual(succeededWith('https://a.example,https://a.example\n'))
})

const [FIRST_PROGRAM] = SERVER_PROGRAMS
const FORMATS = [
  ['an ES module', 'module', 'server.js', writeModule],
  ['CommonJS', 'commonjs', 'server.js', writeCommonJs],
] as const
const MIXED_FORMATS = [
  ['an ES module among CommonJS', 'commonjs', 'server.mjs', writeModule],
  ['CommonJS among ES modules', 'module', 'server.cjs', writeCommonJs],
] as const

describe.each(SERVER_PROGRAMS)('a plain-JavaScript server on $name', (program) => {
  it.each(IS_THOROUGH || program === FIRST_PROGRAM ? [...FORMATS, ...MIXED_FORMATS] : FORMATS)(
    'runs as %s',
    async (_what, type, file, write) => {
      expect(await createConsumer(type, { [file]: write(program) }).node(file)).toEqual(succeededWith(SERVER_OUTPUT))
    },
  )
})

it.each(COMMANDS)('the command %s prints its help', async (command, path) => {
  const { code, stdout, stderr } = await runNode([path, '--help'], inject('installation'))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(command)
})
