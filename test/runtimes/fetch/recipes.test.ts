import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterEach, describe, expect, it } from 'vitest'
import type { RawRequest } from '../../support/raw-client.ts'
import { createApplication } from '../application.ts'
import { exchange } from './exchange.ts'
import { BUN, DENO, RUNTIMES, readPort, WORKERD, WORKERD_CACHE, WORKERD_CONFIG } from './runtime.ts'

const RECIPES = new URL('../../../docs/recipes/', import.meta.url)
const ALLOWED = 'https://app.example.com'
const EVIL = 'https://evil.test'

interface Recipe {
  /** Packages in addition to those of the project, with exact versions. */
  readonly tools: readonly string[]
  readonly runtime: 'bun' | 'deno' | 'workerd'
  /** A path without a route. */
  readonly missing?: string
  /** A path with a response. */
  readonly path?: string
}

/** Bun serves what a module exports as its default, as `deno serve` and Workers do. */
const HOW: Readonly<Record<string, Recipe>> = {
  'bun.js': { tools: [], runtime: 'bun' },
  'deno.js': { tools: [], runtime: 'deno' },
  'worker.js': { tools: [], runtime: 'workerd' },
  'elysia.js': { tools: ['elysia@1.4.30'], runtime: 'bun' },
  'h3.js': { tools: ['h3@2.0.8'], runtime: 'bun' },
  'itty-router.js': { tools: ['itty-router@5.0.24'], runtime: 'bun' },
  'graphql-yoga.js': { tools: ['graphql-yoga@5.24.1', 'graphql@16.11.0'], runtime: 'bun', path: '/?query={hello}' },
  'trpc.js': { tools: ['@trpc/server@11.25.2'], runtime: 'bun', path: '/hello' },
}

const TOOLS = { bun: `${BUN}@1.4.5`, deno: `${DENO}@2.9.6`, workerd: `${WORKERD}@1.20261117.1` }

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Runs a recipe unchanged, and returns the port. */
async function start(file: string, { tools, runtime }: Recipe): Promise<number> {
  const bindings = `, bindings = [(name = "ORIGINS", text = "${ALLOWED}")])),`
  const { folder } = await createApplication([TOOLS[runtime], ...tools], {
    [file]: readFileSync(new URL(file, RECIPES), 'utf8'),
    'config.capnp': WORKERD_CONFIG.replace(')),', bindings),
    'cache.mjs': WORKERD_CACHE,
  })
  if (runtime === 'workerd') {
    await build({
      absWorkingDir: folder,
      entryPoints: [file],
      outfile: 'app.mjs',
      bundle: true,
      format: 'esm',
      logLevel: 'warning',
    })
  }
  const module = (path: string): string => join(folder, 'node_modules', path)
  const [command = '', ...parameters] = {
    bun: [module(`${BUN}/bin/bun`), file],
    deno: [
      module(`${DENO}/deno`),
      'run',
      '--no-config',
      '--node-modules-dir=manual',
      '--allow-net',
      '--allow-env',
      '--allow-read',
      file,
    ],
    workerd: [module(`${WORKERD}/bin/workerd`), 'serve', 'config.capnp', '--control-fd=3'],
  }[runtime]
  const env = { ...process.env, PORT: '0', NODE_ENV: 'production', NO_COLOR: '1' }
  const child = spawn(command, parameters, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  closers.push(() => {
    child.kill('SIGKILL')
    return ended
  })
  return readPort(child)
}

it('every recipe is tested', () => {
  expect(
    readdirSync(RECIPES)
      .filter((file) => file.endsWith('.js'))
      .sort(),
  ).toEqual(Object.keys(HOW).sort())
})

it('the documentation names the tested versions', () => {
  const page = readFileSync(new URL('../installation.md', RECIPES), 'utf8')
  const tools = [...Object.values(HOW), ...RUNTIMES].flatMap((each) => each.tools)
  // These are dependencies of others, or are named by date, such as workerd 1.20261117.1.
  const named = tools.filter((tool) => !/^(?:graphql|ws|@cloudflare\/.*)@/.test(tool))
  const versions = named.map((tool) => tool.slice(tool.lastIndexOf('@') + 1))
  expect(versions.filter((version) => !page.includes(version))).toEqual([])
  const [, year, month, day] = /\.(\d{4})(\d\d)(\d\d)\./.exec(TOOLS.workerd) ?? []
  expect(page).toContain(`${year}-${month}-${day}`)
})

describe.each(Object.entries(HOW))('%s', (file, recipe) => {
  it('responds to preflights, and puts the headers on every response', async () => {
    const { path = '/', missing = '/nowhere' } = recipe
    const port = await start(file, recipe)
    const ask = async (request: RawRequest): Promise<unknown[]> => {
      const { status, get } = await exchange(port, request)
      return [status, get('access-control-allow-origin'), get('vary')]
    }
    const from = (origin: string): readonly [string, string] => ['Origin', origin]
    const vary = expect.stringMatching(/(^|, )Origin$/)
    const preflight = ['Access-Control-Request-Method', 'POST'] as const
    expect(await ask({ method: 'OPTIONS', path, headers: [from(ALLOWED), preflight] })).toEqual([
      204,
      ALLOWED,
      'Origin',
    ])
    expect(await ask({ method: 'OPTIONS', path, headers: [from(EVIL), preflight] })).toEqual([403, undefined, 'Origin'])
    expect(await ask({ path, headers: [from(ALLOWED)] })).toEqual([200, ALLOWED, vary])
    expect(await ask({ path, headers: [from(EVIL)] })).toEqual([200, undefined, vary])
    expect(await ask({ path: missing, headers: [from(ALLOWED)] })).toEqual([404, ALLOWED, vary])
  })
})
