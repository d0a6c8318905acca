import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cors } from '@crossorigin/express'
import { cors as corsOfNode } from '@crossorigin/node'
import connect from 'connect'
import { fail } from './handlers.js'
import { config } from './policy.js'

/**
 * Writes an application into a folder next to the program, so that it finds the installed packages.
 *
 * @param {Record<string, string>} files
 */
function writeApplication(files) {
  const folder = mkdtempSync(join(import.meta.dirname, 'application-'))
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, text)
  }
  return folder
}

/** @param {object} options Options of Vite's server. */
async function createVite(options = {}) {
  // @ts-expect-error Vitest's types depend on this package, so it must not be declared as untyped.
  const { createServer } = await import('vite')
  const vite = await createServer({
    root: writeApplication({ 'index.html': '<!doctype html>' }),
    configFile: false,
    appType: 'mpa',
    logLevel: 'silent',
    server: { middlewareMode: true, ws: false, hmr: false, watch: null, ...options },
  })
  const app = connect()
  app.use(cors(config))
  app.use('/failing', fail)
  app.use(vite.middlewares)
  return app
}

async function createWebpack() {
  const { default: webpack } = await import('webpack')
  const { default: WebpackDevServer } = await import('webpack-dev-server')
  const compiler = webpack({
    mode: 'development',
    context: writeApplication({ 'index.js': '' }),
    entry: './index.js',
    infrastructureLogging: { level: 'none' },
    stats: 'none',
  })
  const server = new WebpackDevServer(
    {
      host: '127.0.0.1',
      port: 0,
      hot: false,
      client: false,
      static: false,
      setupMiddlewares: (/** @type {any[]} */ middlewares) => [
        { name: 'cors', middleware: cors(config) },
        { name: 'failing', path: '/failing', middleware: fail },
        ...middlewares,
      ],
    },
    compiler,
  )
  await server.start()
  return server.server.address().port
}

async function createNext() {
  process.env.NODE_ENV = 'development'
  const { default: next } = await import('next')
  const folder = writeApplication({
    'pages/index.js': 'export default function Page() { return null }',
    'pages/api/found.js': "export default function handler(req, res) { res.send('found') }",
    'pages/api/failing.js': "export default function handler() { throw new Error('on purpose') }",
  })
  const app = next({ dev: true, dir: folder, webpack: true })
  await app.prepare()
  return corsOfNode(config)(app.getRequestHandler())
}

export const applications = {
  'Vite middleware': () => createVite(),
  'Vite middleware, whose option cors is true': () => createVite({ cors: true }),
  'webpack-dev-server': createWebpack,
  'Next with a custom server': createNext,
}
