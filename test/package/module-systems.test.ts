import { describe, expect, inject, it } from 'vitest'
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

describe.each(ENTRIES)('%s', (entry) => {
  const print = `console.log(Object.keys(all).filter((name) => !/^(default|module\\.exports|__esModule|crossoriginFastify)$/.test(name)).sort().join())`

  // Nothing may be printed either, such as a warning that loading with require is experimental.
  it('exports the same for import, require, and import() in CommonJS', async () => {
    const outputs = await Promise.all([
      runText('module', `import * as all from '${entry}'; ${print}`),
      runText('commonjs', `const all = require('${entry}'); ${print}`),
      runText('commonjs', `import('${entry}').then((all) => ${print})`),
    ])
    expect(outputs[0]).toEqual(succeededWith(expect.stringMatching(/^\w+(,\w+)*\n$/)))
    expect(outputs).toEqual([outputs[0], outputs[0], outputs[0]])
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

describe.each(ADAPTERS)('%s', (entry) => {
  it('has cors as its default export, and is cors itself with require', async () => {
    const outputs = await Promise.all([
      runText('module', `import cors, { cors as named } from '${entry}'; console.log(cors === named)`),
      runText('commonjs', `const cors = require('${entry}'); console.log(cors === cors.cors && cors === cors.default)`),
      runText('commonjs', `import('${entry}').then((all) => console.log(all.cors === all.default))`),
    ])
    expect(outputs).toEqual(outputs.map(() => succeededWith('true\n')))
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

describe.each(SERVER_PROGRAMS)('a plain-JavaScript server on $name', (program) => {
  it.each([
    ['an ES module', 'module', 'server.js', writeModule(program)],
    ['an ES module among CommonJS', 'commonjs', 'server.mjs', writeModule(program)],
    ['CommonJS', 'commonjs', 'server.js', writeCommonJs(program)],
    ['CommonJS among ES modules', 'module', 'server.cjs', writeCommonJs(program)],
  ] as const)('runs as %s', async (_what, type, file, text) => {
    expect(await createConsumer(type, { [file]: text }).node(file)).toEqual(succeededWith(SERVER_OUTPUT))
  })
})

it.each(COMMANDS)('the command %s prints its help', async (command, path) => {
  const { code, stdout, stderr } = await runNode([path, '--help'], inject('installation'))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(command)
})
