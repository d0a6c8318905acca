import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { cors as corsForExpress } from '@crossorigin/express'
import { cors as corsForFastify } from '@crossorigin/fastify'
import { cors as corsForFetch } from '@crossorigin/fetch'
import { cors as corsForHono } from '@crossorigin/fetch/hono'
import { cors as corsForKoa } from '@crossorigin/koa'
import { cors as corsForNode } from '@crossorigin/node'
import type { CorsConfig } from '@crossorigin/policy'
import { getRequestListener } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { listenOnLoopback } from '../support/node-application.ts'
import { MEDIA } from './claim-media.ts'

/** The headers of a handwritten server, given the value of `Origin`. */
export type HandMadeHeaders = (origin: string | undefined) => Readonly<Record<string, string>>

/** A way of putting CORS in front of the application. */
export interface ClaimAdapter<Source = CorsConfig> {
  readonly name: string
  mount(source: Source, application: Application): Promise<RequestListener>
}

/** A server that is listening. */
export interface ClaimServer {
  readonly scheme: 'https' | 'http'
  readonly port: number
  /** Every request received, in order. */
  readonly received: readonly ClaimRequest[]
  close(): Promise<void>
}

/** A request received over the wire. */
export interface ClaimRequest {
  readonly method: string
  readonly headers: IncomingMessage['headers']
  /** Whether it passed CORS and reached the application. */
  readonly wasExecuted: boolean
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The application behind CORS: the same for every adapter. */
type Application = (request: IncomingMessage) => Answer

/** The adapters that claims can be tested with. */
export const CLAIM_ADAPTERS: readonly ClaimAdapter[] = [
  {
    name: 'node:http',
    mount: async (config, application) =>
      corsForNode(config)((req, res) => {
        const { status, headers, body } = application(req)
        res.writeHead(status, headers).end(body)
      }),
  },
  {
    name: 'Express 5',
    async mount(config, application) {
      const app = express()
      app.use(corsForExpress(config))
      app.use((req, res) => {
        const { status, headers, body } = application(req)
        res.status(status).set(headers).send(body)
      })
      return app
    },
  },
  {
    name: 'Fastify 5',
    async mount(config, application) {
      const app = Fastify()
      app.removeAllContentTypeParsers()
      app.addContentTypeParser('*', (_request, _payload, done) => done(null))
      await app.register(corsForFastify, config)
      app.all('/*', (request, reply) => {
        const { status, headers, body } = application(request.raw)
        return reply.code(status).headers(headers).send(body)
      })
      await app.ready()
      return (req, res) => app.routing(req, res)
    },
  },
  {
    name: 'a fetch handler',
    mount: async (config, application) =>
      mountFetch(
        corsForFetch(config)((_request: Request, answer: () => Answer) => createResponse(answer())),
        application,
      ),
  },
  {
    name: 'Hono',
    async mount(config, application) {
      const app = new Hono<{ Bindings: { answer: () => Answer } }>()
      app.use(corsForHono(config))
      app.all('*', (c) => createResponse(c.env.answer()))
      return mountFetch((request, answer) => app.fetch(request, { answer }), application)
    },
  },
  {
    name: 'Koa 3',
    async mount(config, application) {
      const app = new Koa()
      app.use(corsForKoa(config))
      app.use((ctx) => {
        const { status, headers, body } = application(ctx.req)
        ctx.status = status
        ctx.set(headers)
        ctx.body = body
      })
      return app.callback()
    },
  },
]

/** The same on a server for fetch handlers. */
function mountFetch(
  fetch: (request: Request, application: () => Answer) => unknown,
  application: Application,
): RequestListener {
  return getRequestListener(
    (request, { incoming }) => fetch(request, () => application(incoming as IncomingMessage)) as Response,
  )
}

function createResponse({ status, headers, body }: Answer): Response {
  return new Response(new Uint8Array(body), { status, headers })
}

/** A typical server without a library. It executes every request, preflights included. */
export const HAND_MADE: ClaimAdapter<HandMadeHeaders> = {
  name: 'made by hand',
  mount: async (makeHeaders, application) => (req, res) => {
    const { status, headers, body } = application(req)
    res.writeHead(status, { ...headers, ...makeHeaders(req.headers.origin) }).end(body)
  },
}

/** Starts a server on a free port of the loopback interface. */
export async function startClaimServer<Source>(
  { mount }: ClaimAdapter<Source>,
  source: Source,
  scheme: 'https' | 'http',
): Promise<ClaimServer> {
  const received: ClaimRequest[] = []
  const executed = new Set<IncomingMessage>()
  const listener = await mount(source, (request) => {
    executed.add(request)
    return answer(request)
  })
  const listenAndRecord: RequestListener = (req, res) => {
    received.push({
      method: req.method ?? '',
      headers: req.headers,
      get wasExecuted() {
        return executed.has(req)
      },
    })
    // The bodies are not needed, and a request is over when its body is.
    req.resume()
    listener(req, res)
  }
  const server =
    scheme === 'https' ? createHttpsServer(readCertificate(), listenAndRecord) : createServer(listenAndRecord)
  return {
    scheme,
    port: await listenOnLoopback(server),
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function readCertificate(): { key: string; cert: string } {
  const read = (name: string) => readFileSync(new URL(`./world/${name}`, import.meta.url), 'utf8')
  return { key: read('key.pem'), cert: read('certificate.pem') }
}

/** The path names the body, and the query headers of the response, and `Location` makes it a redirect. */
function answer({ url }: IncomingMessage): Answer {
  const { pathname, searchParams } = new URL(url ?? '/', 'https://api.shop.test')
  const { type, body } = MEDIA[pathname] ?? { type: 'text/plain', body: Buffer.from('') }
  const headers = Object.fromEntries(searchParams)
  return {
    status: 'Location' in headers ? 302 : 200,
    headers: { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers },
    body,
  }
}
