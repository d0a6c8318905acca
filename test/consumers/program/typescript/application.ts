import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { classify } from '@crossorigin/browser-model'
import defaultCors, { type CorsConfig, CorsConfigError, cors, createPolicy, originList } from '@crossorigin/express'
import corsForFastify, { cors as plugin } from '@crossorigin/fastify'
import { cors as corsForFetch } from '@crossorigin/fetch'
import { cors as corsForHono } from '@crossorigin/fetch/hono'
import { parseOrigin } from '@crossorigin/grammar'
import corsForKoa, { type KoaContext } from '@crossorigin/koa'
import { cors as corsForNode } from '@crossorigin/node'
import { isCorsPolicy, validateConfig } from '@crossorigin/policy'
import '@crossorigin/policy/public-suffix-list'
import express from 'express'
import Fastify from 'fastify'

const ALLOWED = 'https://app.example.com'
const config: CorsConfig = { origin: ['https://*.example.com'], methods: ['PUT'], credentials: true }

/** Sends a preflight and actual requests, and returns what each response allows, with its status. */
async function play(server: Server, path = '/'): Promise<string[]> {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
  const ask = async (method: string, origin: string): Promise<string> => {
    const headers = { Origin: origin, ...(method === 'OPTIONS' && { 'Access-Control-Request-Method': 'PUT' }) }
    const response = await fetch(url, { method, headers })
    await response.text()
    return `${method} ${response.status} ${response.headers.get('Access-Control-Allow-Origin')}`
  }
  return [await ask('OPTIONS', ALLOWED), await ask('OPTIONS', 'https://evil.test'), await ask('GET', ALLOWED)]
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeAllConnections()
  await closed
}

async function serve(listener: RequestListener): Promise<string[]> {
  const server = createServer(listener)
  try {
    return await play(server)
  } finally {
    await stop(server)
  }
}

const EXPECTED = [`OPTIONS 204 ${ALLOWED}`, 'OPTIONS 403 null', `GET 200 ${ALLOWED}`]

type Check = readonly [name: string, check: () => Promise<void> | void]

/** The checks of an application's tests. Each test file runs some of them. */
export const EXPRESS: readonly Check[] = [
  [
    'Express follows the policy',
    async () => {
      assert.equal(cors, defaultCors)
      const app = express()
      app.use(cors(config))
      app.get('/', (_req, res) => void res.send('hello'))
      assert.deepEqual(await serve(app), EXPECTED)
    },
  ],
  [
    'Express receives the error of an origin function',
    async () => {
      const app = express()
      const origin = async (): Promise<boolean> => {
        throw new Error('The database is down.')
      }
      app.use(cors({ origin }, { onError: (error, _req, res) => void res.writeHead(503, error.message).end() }))
      assert.deepEqual(await serve(app), ['OPTIONS 503 null', 'OPTIONS 503 null', 'GET 503 null'])
    },
  ],
]

export const FASTIFY: readonly Check[] = [
  [
    'Fastify follows the policy of the route',
    async () => {
      assert.equal(plugin, corsForFastify)
      const app = Fastify({ forceCloseConnections: true })
      app.register(plugin, config)
      app.get('/', async () => 'hello')
      app.put('/', async () => 'put')
      app.route({
        method: ['GET', 'PUT'],
        url: '/public',
        config: { cors: { origin: '*' } },
        handler: async () => 'all',
      })
      await app.listen({ port: 0, host: '127.0.0.1' })
      try {
        assert.deepEqual(await play(app.server), EXPECTED)
        assert.deepEqual(await play(app.server, '/public'), ['OPTIONS 204 *', 'OPTIONS 204 *', 'GET 200 *'])
      } finally {
        await app.close()
      }
    },
  ],
]

export const OTHERS: readonly Check[] = [
  [
    'a plain server follows the policy',
    async () => {
      assert.deepEqual(await serve(corsForNode(config)((_req, res) => res.end('hello'))), EXPECTED)
    },
  ],
  [
    'a fetch handler follows the policy, and the middleware for Hono can be imported',
    async () => {
      const handler = corsForFetch(config)((_request: Request) => new Response('hello'))
      const ask = async (method: string, origin: string): Promise<string> => {
        const headers = { Origin: origin, ...(method === 'OPTIONS' && { 'Access-Control-Request-Method': 'PUT' }) }
        const response = await handler(new Request('https://api.example/', { method, headers }))
        return `${method} ${response.status} ${response.headers.get('Access-Control-Allow-Origin')}`
      }
      const asked = [ask('OPTIONS', ALLOWED), ask('OPTIONS', 'https://evil.test'), ask('GET', ALLOWED)]
      assert.deepEqual(await Promise.all(asked), EXPECTED)
      assert.equal(typeof corsForHono(config), 'function')
    },
  ],
  [
    'the middleware for Koa follows the policy',
    async () => {
      const middleware = corsForKoa(config)
      const respond: RequestListener = async (req, res) => {
        const { method = '', url = '', headers } = req
        const context: KoaContext = { method, url, path: url, host: '', hostname: '', headers, res }
        await middleware(context, async () => res.end('hello'))
      }
      assert.deepEqual(await serve(respond), EXPECTED)
    },
  ],
  [
    'policies and errors of one package are recognized by the others',
    () => {
      const policy = createPolicy({ origin: [/^https:\/\/[a-z]+\.example\.com$/], credentials: true })
      assert.equal(isCorsPolicy(policy), true)
      assert.throws(() => createPolicy({ origin: [] }), CorsConfigError)
      assert.deepEqual(
        validateConfig({ origin: 'https://*.co.uk', credentials: true }).map(({ code }) => code),
        ['origin/public-suffix'],
      )
      assert.deepEqual(originList('https://a.example, https://b.example'), ['https://a.example', 'https://b.example'])
    },
  ],
  [
    'the packages without a server work',
    () => {
      assert.equal(parseOrigin('https://app.example.com:8443')?.port, 8443)
      assert.equal(classify({ pageOrigin: ALLOWED, url: 'https://api.example/', method: 'PUT' }).outcome, 'preflight')
    },
  ],
]
