import { describe, expect, inject, it } from 'vitest'
import { createConsumer, listEntries, type Output, readManifests, runNode } from './consumer.ts'
import { SERVER_OUTPUT, SERVER_PROGRAMS, writeCommonJs, writeModule } from './server-programs.ts'

const MANIFESTS = readManifests()
const ENTRIES = MANIFESTS.flatMap(([, manifest]) => listEntries(manifest))
/** What only does something when it is imported. */
const NAMELESS = ['@crossorigin/policy/public-suffix-list']
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
  const print = `console.log(Object.keys(all).filter((name) => !/^(default|module\\.exports|__esModule)$/.test(name)).sort().join())`

  // Nothing may be printed either: that loading by require is an experiment, for example.
  it('gives the same to import, to require and to import() in CommonJS', async () => {
    const outputs = await Promise.all([
      runText('module', `import * as all from '${entry}'; ${print}`),
      runText('commonjs', `const all = require('${entry}'); ${print}`),
      runText('commonjs', `import('${entry}').then((all) => ${print})`),
    ])
    expect(outputs[0]).toEqual(
      succeededWith(expect.stringMatching(NAMELESS.includes(entry) ? /^\n$/ : /^\w+(,\w+)*\n$/)),
    )
    expect(outputs).toEqual([outputs[0], outputs[0], outputs[0]])
  })

  it('is one module, whether imported or required', async () => {
    const text = `
      import { createRequire } from 'node:module'
      import * as imported from '${entry}'
      const required = createRequire(import.meta.url)('${entry}')
      console.log(Object.keys(imported).every((name) => imported[name] === required[name]))`
    expect(await runText('module', text)).toEqual(succeededWith('true\n'))
  })
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

it.each(COMMANDS)('the command %s explains itself', async (command, path) => {
  const { code, stdout, stderr } = await runNode([path, '--help'], inject('installation'))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(command)
})
