import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { cors as expressCors } from '@crossorigin/express'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors as koaCors } from '@crossorigin/koa'
import { type CorsConfig, cors as nodeCors } from '@crossorigin/node'
import express from 'express'
import express4 from 'express4'
import Koa from 'koa'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Express } from '../support/express-application.ts'
import { createFastify } from '../support/fastify-application.ts'
import { listenOnLoopback } from '../support/node-application.ts'
import { sendRaw } from '../support/raw-client.ts'
import { ALLOWED, get, preflight } from './scenarios/list-policy.ts'

type Break = (req: IncomingMessage, res: ServerResponse) => void

/** Starts an application with a middleware before CORS that replaces functions of the response. */
type Start = (config: CorsConfig, replace: Break) => Promise<number>

function closeLater(server: Server): Promise<number> {
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return listenOnLoopback(server)
}

function startExpress(createApp: Express): Start {
  return (config, replace) => {
    const app = createApp()
    app.use((req, res, next) => {
      replace(req, res)
      next()
    })
    app.use(expressCors(config))
    app.use((_req, res) => void res.send('ok'))
    return closeLater(createServer(app))
  }
}

const STARTS: readonly { readonly name: string; readonly start: Start }[] = [
  {
    name: 'node:http',
    start(config, replace) {
      const listener = nodeCors(config)((_req, res) => res.end('ok'))
      return closeLater(
        createServer((req, res) => {
          replace(req, res)
          listener(req, res)
        }),
      )
    },
  },
  { name: 'Express 4', start: startExpress(express4) },
  { name: 'Express 5', start: startExpress(express) },
  {
    name: 'Koa 3',
    start(config, replace) {
      const app = new Koa().on('error', () => {})
      app.use((ctx, next) => {
        replace(ctx.req, ctx.res)
        return next()
      })
      app.use(koaCors(config))
      app.use((ctx) => {
        ctx.body = 'ok'
      })
      return closeLater(createServer(app.callback()))
    },
  },
  {
    name: 'Fastify 5',
    async start(config, replace) {
      const app = createFastify()
      onTestFinished(() => app.close())
      app.addHook('onRequest', (request, reply, done) => {
        replace(request.raw, reply.raw)
        done()
      })
      await app.register(fastifyCors, config)
      app.get('/ok', () => 'ok')
      await app.listen({ port: 0, host: '127.0.0.1' })
      return Number(new URL(app.listeningOrigin).port)
    },
  },
]

/** Fails once, like packages that replace `writeHead`: they call their listener once. */
const failOnce: Break = (_req, res) => {
  const { writeHead } = res
  let hasFailed = false
  res.writeHead = function failingWriteHead(this: ServerResponse, ...parameters: [number]) {
    if (hasFailed) return writeHead.apply(this, parameters)
    hasFailed = true
    throw new Error('a header listener failed')
  } as never
}

const failAlways: Break = (_req, res) => {
  const { setHeader } = res
  res.setHeader = function failingSetHeader(this: ServerResponse, name, value) {
    if (name.toLowerCase().startsWith('access-control-')) throw new Error('no such header here')
    return setHeader.call(this, name, value)
  }
}

describe.each(STARTS)('$name', ({ name, start }) => {
  it.each([
    // Fastify gets them when the response begins, so nothing is set earlier.
    ['at once', { origin: ALLOWED }, name.startsWith('Fastify') ? 200 : 500],
    ['later', { origin: async () => true }, name.startsWith('Fastify') ? 200 : 500],
  ])('responds when the headers decided %s cannot be set', async (_when, config, status) => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const port = await start(config, failAlways)
    const response = await sendRaw(port, get(ALLOWED))
    expect(response.status).toBe(status)
    expect(response.get('access-control-allow-origin')).toBe(status === 200 ? ALLOWED : undefined)
    expect(response.get('vary')).toBe('Origin')
  })

  it.each([
    ['at once', { origin: ALLOWED }],
    ['later', { origin: async () => true }],
  ])('responds with 500 when the response to a preflight decided %s cannot be started', async (_when, config) => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const port = await start(config, failOnce)
    expect((await sendRaw(port, preflight(ALLOWED))).status).toBe(500)
  })
})
