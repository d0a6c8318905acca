import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, onTestFinished, test } from 'vitest'
import { read } from '../readme/documents.ts'
import { readPath, SNIPPETS } from '../readme/snippets.ts'
import { sendRaw } from '../support/raw-client.ts'
import { BUILT_APPLICATIONS, type BuiltApplication } from './built-application.ts'
import { ALLOWED } from './program/policy.js'
import { STRANGER } from './row.ts'

const RECIPES = new Map(
  SNIPPETS.filter(({ place }) => place === 'built').map(({ code }) => [readPath(code) as string, code]),
)
const FREE_PORT = new URL('../readme/free-port.js', import.meta.url).href

/** In milliseconds. */
const BUILD_PATIENCE = 120_000
const START_PATIENCE = 30_000

test('every file of the documentation is part of an application', () => {
  const recipes = BUILT_APPLICATIONS.map(({ recipe }) => recipe)
  expect([...RECIPES.keys()].sort()).toEqual(recipes.sort())
})

test('the documentation names the tested versions', () => {
  const { dependencies } = JSON.parse(read('test/ecosystem/package.json')) as { dependencies: Record<string, string> }
  const page = read('docs/installation.md')
  const names = ['next', '@sveltejs/kit', 'astro', 'react-router', 'nitro']
  expect(names.filter((name) => !page.includes(` ${dependencies[name]}`))).toEqual([])
})

test.each(BUILT_APPLICATIONS)(
  '$name, built with the file of the documentation, responds to preflights and puts the headers on every response',
  async (application) => {
    const port = await serve(application, await build(application))
    const ask = async (origin: string, method: string, path: string): Promise<unknown> => {
      const headers = [['Origin', origin] as const]
      const asked = method === 'OPTIONS' ? [...headers, ['Access-Control-Request-Method', 'PUT'] as const] : headers
      const response = await sendRaw(port, { method, path, headers: asked })
      const vary = response.lines
        .filter(([name]) => name.toLowerCase() === 'vary')
        .flatMap(([, value]) => value.split(', '))
      return [response.status, response.get('access-control-allow-origin'), vary]
    }
    const origin = expect.arrayContaining(['Origin'])
    const missing = expect.arrayContaining([application.missingVary])
    expect(await ask(ALLOWED, 'OPTIONS', '/')).toEqual([204, ALLOWED, ['Origin']])
    expect(await ask(STRANGER, 'OPTIONS', '/')).toEqual([403, undefined, ['Origin']])
    expect(await ask(ALLOWED, 'OPTIONS', '/missing')).toEqual([204, ALLOWED, ['Origin']])
    expect(await ask(ALLOWED, 'GET', '/')).toEqual([200, ALLOWED, origin])
    expect(await ask(STRANGER, 'GET', '/')).toEqual([200, undefined, origin])
    expect(await ask(ALLOWED, 'GET', '/missing')).toEqual([404, ALLOWED, missing])
    expect(await ask(ALLOWED, 'GET', '/failing')).toEqual([500, ALLOWED, origin])
  },
  BUILD_PATIENCE + START_PATIENCE,
)

/** Returns the folder of the application. */
async function build({ files, recipe, build: [tool = '', ...parameters] }: BuiltApplication): Promise<string> {
  const installed = dirname(inject('programs'))
  const folder = mkdtempSync(join(installed, 'built-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const all = {
    ...files,
    [recipe]: RECIPES.get(recipe) as string,
    'package.json': '{ "type": "module", "private": true }',
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const program = join(installed, 'node_modules', tool)
  const options = { cwd: folder, env: environment(), timeout: BUILD_PATIENCE }
  await promisify(execFile)(inject('laterNode'), [program, ...parameters], options)
  return folder
}

async function serve({ start }: BuiltApplication, folder: string): Promise<number> {
  const child = spawn(inject('laterNode'), ['--import', FREE_PORT, ...start], {
    cwd: folder,
    env: { ...environment(), PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return await new Promise((resolve, reject) => {
    let printed = ''
    const timer = setTimeout(() => reject(new Error(`The server does not listen.\n${printed}`)), START_PATIENCE)
    const read = (text: string): void => {
      printed += text
      const port = /^listening on http:\/\/localhost:(\d+)$/m.exec(printed)?.[1]
      if (port === undefined) return
      clearTimeout(timer)
      resolve(Number(port))
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    child.once('close', () => reject(new Error(`The server has ended.\n${printed}`)))
  })
}

/** Telemetry is off, and no variable of the test runner changes how the tools work. */
function environment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return { PATH, HOME, TMPDIR, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' }
}
