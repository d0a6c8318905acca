import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { cors, type FastifyCorsOptions } from '@crossorigin/fastify'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { onTestFinished } from 'vitest'
import type { Application } from './adapter.ts'
import { FOREIGN_ROUTES } from './foreign-routes.ts'
import { destroySessions, trackSessions } from './listen.ts'
import { type RawRequest, type RawResponse, sendRaw } from './raw-client.ts'
import type { CorsLayer, Setup } from './scenario.ts'

type Route = (request: FastifyRequest, reply: FastifyReply) => unknown

/** The routes of the scenario table, written for Fastify. */
const ROUTES: Readonly<Record<string, Route>> = {
  '/ok': () => 'ok',
  '/throw': () => {
    throw new Error('thrown by a handler')
  },
  '/fail': async () => {
    throw new Error('rejected by a handler')
  },
  '/write-and-throw': (_request, reply) => reply.send(Readable.from(beginAndThrow())),
  '/redirect': (_request, reply) => reply.redirect('/ok', 302),
  '/not-modified': (_request, reply) => reply.code(304).send(),
  '/private': (_request, reply) => reply.code(401).send(),
  '/stream': (_request, reply) => reply.send(Readable.from(['one ', 'two ', 'three'])),
  '/flush': (_request, reply) => {
    const { raw } = reply.hijack()
    raw.setHeader('Vary', 'Accept-Encoding')
    raw.flushHeaders()
    raw.end('flushed')
  },
  '/write-head/object': (_request, reply) => void reply.hijack().raw.writeHead(200, { 'X-Custom': 'written' }).end(),
  '/write-head/object-vary': (_request, reply) =>
    void reply.hijack().raw.writeHead(200, { vary: 'Accept-Encoding', 'X-Custom': 'written' }).end(),
  '/write-head/array': (_request, reply) => void reply.hijack().raw.writeHead(200, ['X-Custom', 'written']).end(),
  '/write-head/array-vary': (_request, reply) =>
    void reply.hijack().raw.writeHead(200, ['VARY', 'Accept-Encoding', 'X-Custom', 'written']).end(),
  '/write-head/message-vary': (_request, reply) =>
    void reply.hijack().raw.writeHead(200, 'Fine', { Vary: 'Accept-Encoding', 'X-Custom': 'written' }).end(),
  '/write-head/own-origin': (_request, reply) =>
    void reply.hijack().raw.writeHead(200, { 'access-control-allow-origin': 'https://own.example' }).end(),
  '/own-origin': (_request, reply) => reply.header('Access-Control-Allow-Origin', 'https://own.example').send(),
  '/late-vary': (_request, reply) => reply.header('Vary', 'Accept-Encoding').send(),
  '/late-vary/several': (_request, reply) => reply.header('Vary', ['Accept-Encoding', 'Accept-Language']).send(),
  '/late-vary/any': (_request, reply) => reply.header('Vary', '*').send(),
  '/late-vary/as-asked': (request, reply) => reply.header('Vary', String(request.headers['x-vary'])).send(),
  '/late-vary/removed': (_request, reply) => {
    reply.raw.removeHeader('Vary')
    reply.send()
  },
}

async function* beginAndThrow(): AsyncGenerator<string> {
  yield 'begun'
  throw new Error('thrown by a handler that has begun')
}

/** Registers the plugin before the routes. */
export function createFastifyApplication(app: FastifyInstance, setup: Setup, onReached: () => void): Application {
  return {
    async listen() {
      await addRoutes(app, setup, onReached)
      trackSessions(app.server)
      await app.listen({ port: 0, host: '127.0.0.1' })
      return (app.server.address() as AddressInfo).port
    },
    async close() {
      const closed = app.close()
      destroySessions(app.server)
      await closed
    },
  }
}

/** Lets an instance listen for the duration of the test, and returns a function that sends it a request. */
export async function serveFastify(app: FastifyInstance): Promise<(request: RawRequest) => Promise<RawResponse>> {
  onTestFinished(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  return (request) => sendRaw(port, request)
}

/** An instance that does not wait for idle connections when it closes. */
export function createFastify(): FastifyInstance {
  return Fastify({ forceCloseConnections: true })
}

/** The same over HTTP/2, without TLS. */
export function createHttp2Fastify(): FastifyInstance {
  return Fastify({ http2: true, forceCloseConnections: true }) as unknown as FastifyInstance
}

async function addRoutes(app: FastifyInstance, setup: Setup, onReached: () => void): Promise<void> {
  const { layers, earlyVary, earlyHeaders = {}, hasEarlyAuthentication = false } = setup
  app.addHook('onRequest', (_request, reply, done) => {
    if (earlyVary !== undefined) reply.header('Vary', earlyVary)
    reply.headers(earlyHeaders)
    if (hasEarlyAuthentication) reply.code(401).send()
    else done()
  })
  for (const layer of layers) await app.register(cors, optionsOf(layer))
  app.addHook('onRequest', (_request, _reply, done) => {
    onReached()
    done()
  })
  for (const [url, handler] of Object.entries(FOREIGN_ROUTES)) {
    app.route({
      method: ['GET', 'OPTIONS', 'POST', 'PUT'],
      url,
      // Headers of the reply are not sent with a hijacked response.
      handler: (request, reply) => {
        for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value as string)
        handler(request.raw, reply.hijack().raw)
      },
    })
  }
  for (const [url, handler] of Object.entries(ROUTES)) {
    app.route({ method: ['GET', 'POST', 'PUT'], url, handler: (request, reply) => handler(request, reply) })
  }
  app.post('/json', { bodyLimit: 16 }, () => 'ok')
  app.options('/own-options', (_request, reply) => reply.header('Allow', 'OPTIONS').send('own'))
}

function optionsOf({ source, vary, mode }: CorsLayer): FastifyCorsOptions {
  return vary === undefined && mode === undefined && typeof source === 'object' && 'origin' in source
    ? source
    : { policy: source, vary, mode }
}
