import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { VectorPage } from '../browser/vector-world.ts'
import { startDisplay } from './display.ts'
import { findProgram, type LaunchOptions, type LiveBrowser } from './live-browser.ts'

const PACKAGES = 'gjs gir1.2-webkit2-4.1'
const HOST = fileURLToPath(new URL('webkit-host.gjs', import.meta.url))

/** Starts Debian's WebKitGTK on its own virtual display. */
export async function launchWebKit({
  proxyPort,
  isTrusting,
  hasHttpCache = false,
}: LaunchOptions): Promise<LiveBrowser> {
  const display = await startDisplay()
  const env = {
    ...process.env,
    DISPLAY: display.name,
    GDK_BACKEND: 'x11',
    NO_AT_BRIDGE: '1',
    GIO_USE_VFS: 'local',
    GSETTINGS_BACKEND: 'memory',
    // Its sandbox needs permissions that a container does not have.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  }
  const child = spawn(findProgram('gjs', PACKAGES), ['-m', HOST], { env, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] })
  const call = createCaller(child)
  const version = (await call('version')) as string
  const proxy = `socks5://127.0.0.1:${proxyPort}`
  const profiles = hasHttpCache ? await mkdtemp(join(tmpdir(), 'crossorigin-webkit-')) : undefined
  let count = 0
  const open = async (url: string, context: object): Promise<VectorPage> => {
    const page = count++
    await call('open', { page, url, ...context })
    return {
      evaluate: (run, argument) => call('evaluate', { page, run: String(run), argument }) as never,
      async navigate(next) {
        await call('navigate', { page, url: next })
      },
      openAnother: (other) => open(other, { sharedWith: page }),
      async close() {
        await call('close', { page })
      },
    }
  }
  return {
    version,
    release: version.split('.').slice(0, 2).join('.'),
    openPage(url) {
      const profile = profiles === undefined ? null : join(profiles, String(count))
      return open(url, { proxy, isTrusting, profile })
    },
    async close() {
      child.stdin?.end()
      if (child.exitCode === null) await once(child, 'exit')
      display.close()
      if (profiles !== undefined) await rm(profiles, { recursive: true, force: true })
    },
  }
}

type Call = (command: string, options?: object) => Promise<unknown>

/** Creates a function that sends a command and waits for its result. */
function createCaller(child: ChildProcess): Call {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000)
  })
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`WebKit has ended.\n${stderr}`))
  })
  createInterface({ input: child.stdio[3] as Readable }).on('line', (line) => {
    const { id, value, error } = JSON.parse(line)
    const call = waiting.get(id)
    waiting.delete(id)
    if (error === undefined) call?.resolve(value)
    else call?.reject(new Error(error))
  })
  let next = 0
  return (command, options = {}) =>
    new Promise((resolve, reject) => {
      const id = next++
      waiting.set(id, { resolve, reject })
      const stdin = child.stdin as Writable
      stdin.write(`${JSON.stringify({ id, command, ...options })}\n`)
    })
}
