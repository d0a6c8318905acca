import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { createApplication } from '../application.ts'

/** A server that takes a handler for `Request`, in its own process. */
export interface Runtime {
  readonly name: string
  /** Its packages, with exact versions. */
  readonly tools: readonly string[]
  /** The program, which calls `handle`. */
  readonly program: string
  /** Imports Hono's function for WebSockets. */
  readonly upgrade?: string
  /** Modules that are resolved at run time, and not bundled. */
  readonly external?: readonly string[]
  command(folder: string): readonly [file: string, ...parameters: string[]]
  /** The applications whose connections can become WebSockets. */
  readonly sockets: readonly string[]
  /** Rows of the scenario table, and routes, that do not apply, each with its reason. */
  readonly outOfReach: Readonly<Record<string, string>>
}

/** A runtime that listens. */
export interface RunningRuntime {
  readonly port: number
  close(): Promise<void>
}

const ARM = process.arch === 'arm64'
export const BUN: string = `@oven/bun-${process.platform}-${ARM ? 'aarch64' : 'x64'}`
export const DENO: string = `@deno/${process.platform}-${ARM ? 'arm64' : 'x64'}${process.platform === 'linux' ? '-glibc' : ''}`
export const WORKERD: string = `@cloudflare/workerd-${process.platform}-${ARM ? 'arm64' : '64'}`

const PRINT = (port: string): string => `console.log('listening on http://localhost:' + ${port})`
const runNode = (): readonly [string, ...string[]] => [process.execPath, 'app.mjs']

/** The worker has a cache. The tests' upstreams are on this machine. */
export const WORKERD_CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [(name = "app.mjs", esModule = embed "app.mjs")], compatibilityDate = "2026-11-01", cacheApiOutbound = "cache")),
    (name = "cache", worker = (modules = [(name = "cache.mjs", esModule = embed "cache.mjs")], compatibilityDate = "2026-11-01")),
    (name = "internet", network = (allow = ["private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")]
);
`

/** Stands in for the cache that Cloudflare has: what is put there is what it responds with. */
export const WORKERD_CACHE = `export default {
  fetch({ method }) {
    if (method === 'PUT') return new Response(null, { status: 204 })
    const headers = { 'CF-Cache-Status': 'HIT', 'Cache-Control': 'max-age=600', 'X-Stored': 'yes', Vary: 'Accept' }
    return new Response('stored', { headers })
  },
}
`

const TOO_MANY_LINES = {
  'one name per line, on 400 lines gets the complete lists': 'at most 100 header lines are accepted',
  'one name per line, on 400 lines is echoed only if it was parsed to its last byte':
    'at most 100 header lines are accepted',
}

const NO_EMPTY_ORIGIN = Object.fromEntries(
  [
    'an empty origin is denied',
    'a preflight with an empty origin is denied',
    'an origin function is not called without an origin, or for null or a malformed one',
    'every preflight gets the same response, which does not vary',
    'null, an empty and a malformed origin are rejected, and caches must not store what they may read differently',
    'a denial gives the reason',
  ].map((title) => [title, 'an empty Origin does not arrive']),
)

const EVERY_APPLICATION = ['plain', 'cors', 'plain hono', 'cors hono']

export const RUNTIMES: readonly Runtime[] = [
  {
    name: 'Bun',
    tools: [`${BUN}@1.4.5`],
    program: `const server = Bun.serve({ port: 0, hostname: '127.0.0.1', development: false, fetch: handle, websocket })\n${PRINT('server.port')}`,
    upgrade: "import { upgradeWebSocket, websocket } from 'hono/bun'",
    external: [],
    sockets: EVERY_APPLICATION,
    command: (folder) => [join(folder, 'node_modules', BUN, 'bin/bun'), 'app.mjs'],
    outOfReach: TOO_MANY_LINES,
  },
  {
    name: 'Deno',
    tools: [`${DENO}@2.9.6`],
    program: `Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => ${PRINT('port')} }, handle)`,
    upgrade: "import { upgradeWebSocket } from 'hono/deno'",
    external: [],
    sockets: EVERY_APPLICATION,
    command: (folder) => [join(folder, 'node_modules', DENO, 'deno'), 'run', '--no-config', '--allow-net', 'app.mjs'],
    outOfReach: {
      ...TOO_MANY_LINES,
      'HEAD hono /fetch/gzip': 'Hono copies the response, and announces an encoding that it does not have',
    },
  },
  {
    name: 'workerd',
    tools: [`${WORKERD}@1.20261117.1`],
    program: 'export default { fetch: (request, env) => handle(request, env) }',
    upgrade: "import { upgradeWebSocket } from 'hono/cloudflare-workers'",
    sockets: EVERY_APPLICATION,
    command: (folder) => [
      join(folder, 'node_modules', WORKERD, 'bin/workerd'),
      'serve',
      'config.capnp',
      '--control-fd=3',
    ],
    outOfReach: NO_EMPTY_ORIGIN,
  },
  {
    name: '@hono/node-server',
    tools: ['@hono/node-server@2.1.9', 'hono@4.13.19', 'ws@8.18.3'],
    program: `import { serve } from '@hono/node-server'\nimport { WebSocketServer } from 'ws'\nserve({ fetch: handle, websocket: { server: new WebSocketServer({ noServer: true }) }, port: 0, hostname: '127.0.0.1' }, ({ port }) => ${PRINT('port')})`,
    upgrade: "import { upgradeWebSocket } from '@hono/node-server'",
    external: ['@hono/node-server', 'ws'],
    sockets: EVERY_APPLICATION.filter((name) => name.endsWith(' hono')),
    command: runNode,
    outOfReach: {},
  },
  {
    name: 'srvx',
    tools: ['srvx@1.0.8'],
    program: `import { serve } from 'srvx'\nconst server = serve({ fetch: handle, port: 0, hostname: '127.0.0.1', silent: true })\nawait server.ready()\n${PRINT('new URL(server.url).port')}`,
    external: ['srvx'],
    sockets: [],
    command: runNode,
    outOfReach: {},
  },
  {
    name: '@whatwg-node/server',
    tools: ['@whatwg-node/server@0.13.0'],
    program: `import { createServer } from 'node:http'\nimport { createServerAdapter } from '@whatwg-node/server'\nconst server = createServer(createServerAdapter(handle))\nserver.listen(0, '127.0.0.1', () => ${PRINT('server.address().port')})`,
    external: ['@whatwg-node/server'],
    sockets: [],
    command: runNode,
    outOfReach: {},
  },
]

/** Installs a runtime, and starts its program. */
export async function startRuntime(runtime: Runtime): Promise<RunningRuntime> {
  const { folder } = await createApplication(runtime.tools, {
    'config.capnp': WORKERD_CONFIG,
    'cache.mjs': WORKERD_CACHE,
  })
  await build({
    stdin: {
      contents: [
        "import { handle } from './handler.ts'",
        ...(runtime.upgrade === undefined
          ? []
          : [runtime.upgrade, "import { useUpgrade } from './web-socket.ts'", 'useUpgrade(upgradeWebSocket)']),
        runtime.program,
      ].join('\n'),
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    outfile: join(folder, 'app.mjs'),
    bundle: true,
    format: 'esm',
    platform: runtime.external === undefined ? 'browser' : 'node',
    external: [...(runtime.external ?? [])],
    logLevel: 'warning',
  })
  const [file, ...parameters] = runtime.command(folder)
  const child = spawn(file, parameters, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
  try {
    return { port: await readPort(child), close }
  } catch (error) {
    await close()
    throw error
  }
}

/** workerd writes its port as JSON to a separate descriptor; the other programs print it. */
export function readPort(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = ''
    for (const stream of [child.stdout, child.stderr, child.stdio[3]] as readonly Readable[]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (printed.length < 10_000) printed += text
        const port = /"port":(\d+)|localhost:(\d+)/.exec(printed)
        if (port !== null) resolve(Number(port[1] ?? port[2]))
      })
    }
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The program ended with ${code}.\n${printed}`)))
  })
}
