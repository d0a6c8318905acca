import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { build } from 'esbuild'
import { expect, it, onTestFinished } from 'vitest'
import { createApplication } from './application.ts'
import { CHECKED, UNCHECKED, writeProgram, writeProgramWithoutEntry } from './suffix-list-program.ts'

const WORKERD = `@cloudflare/workerd-${process.platform}-${process.arch === 'arm64' ? 'arm64' : '64'}`
const HANDLER = 'export default { fetch: () => Response.json(codes()) }'

/** Without the flag nodejs_compat: no Node API is available. */
const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (modules = [(name = "worker.js", esModule = embed "worker.js")], compatibilityDate = "2026-11-01"))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
`

/** Bundles a worker like wrangler, and starts it. */
async function startWorker(program: string): Promise<number> {
  const { folder } = await createApplication([`${WORKERD}@1.20261117.1`], {
    'main.js': program,
    'config.capnp': CONFIG,
  })
  const { warnings } = await build({
    absWorkingDir: folder,
    entryPoints: ['main.js'],
    outfile: 'worker.js',
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    logLevel: 'silent',
  })
  expect(warnings).toEqual([])
  const child = spawn(
    join(folder, 'node_modules', WORKERD, 'bin/workerd'),
    ['serve', 'config.capnp', '--control-fd=3'],
    {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    },
  )
  onTestFinished(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  })
  const [line] = await once((child.stdio[3] as Readable).setEncoding('utf8'), 'data')
  return JSON.parse(line).port
}

async function ask(port: number): Promise<unknown> {
  return (await fetch(`http://127.0.0.1:${port}/`)).json()
}

it('workerd has the Public Suffix List if the worker imports its entry', async () => {
  expect(await ask(await startWorker(writeProgram(HANDLER)))).toEqual(CHECKED)
})

it('workerd rejects patterns that it cannot check otherwise', async () => {
  expect(await ask(await startWorker(writeProgramWithoutEntry(HANDLER)))).toEqual(UNCHECKED)
})
