import { createServer } from 'node:http'
import { cors } from '@crossorigin/express'
import { cors as corsOfFastify } from '@crossorigin/fastify'
import proxyOfFastify from '@fastify/http-proxy'
import express from 'express'
import Fastify from 'fastify'
import { route } from './handlers.js'
import { config } from './policy.js'

/**
 * Starts a server whose responses have their own CORS headers, and returns its URL.
 *
 * @param {(origin: string | undefined) => Record<string, string>} write
 * @returns {Promise<string>}
 */
function startUpstream(write) {
  const server = createServer((req, res) => {
    for (const [name, value] of Object.entries(write(req.headers.origin))) res.setHeader(name, value)
    res.setHeader('Access-Control-Expose-Headers', 'ETag')
    res.setHeader('ETag', '"upstream"')
    route(req, res)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`),
    )
  })
}

const startReflecting = () =>
  startUpstream((origin) => ({
    'Access-Control-Allow-Origin': origin ?? 'null',
    'Access-Control-Allow-Credentials': 'true',
  }))

const startOpen = () => startUpstream(() => ({ 'Access-Control-Allow-Origin': '*' }))

/** Two major versions are in use. */
const loadProxy = {
  3: async () => await import('http-proxy-middleware-3'),
  4: async () => await import('http-proxy-middleware'),
}

/**
 * @param {keyof typeof loadProxy} version
 * @param {Promise<string>} target
 */
async function createExpressProxy(version, target) {
  const { createProxyMiddleware } = await loadProxy[version]()
  const app = express()
  app.use(cors(config))
  app.use(createProxyMiddleware({ target: await target, changeOrigin: true }))
  return app
}

/** @param {Promise<string>} upstream */
async function createFastifyProxy(upstream) {
  const app = Fastify()
  await app.register(corsOfFastify, config)
  await app.register(proxyOfFastify, { upstream: await upstream })
  await app.ready()
  return app.server
}

export const applications = {
  'http-proxy-middleware 3, whose upstream reflects any origin': () => createExpressProxy(3, startReflecting()),
  'http-proxy-middleware 3, whose upstream sends *': () => createExpressProxy(3, startOpen()),
  'http-proxy-middleware 4, whose upstream reflects any origin': () => createExpressProxy(4, startReflecting()),
  'http-proxy-middleware 4, whose upstream sends *': () => createExpressProxy(4, startOpen()),
  '@fastify/http-proxy, whose upstream reflects any origin': () => createFastifyProxy(startReflecting()),
  '@fastify/http-proxy, whose upstream sends *': () => createFastifyProxy(startOpen()),
}
