import { readFileSync } from 'node:fs'
import { createSecureServer, connect as openHttp2Session } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import { type ConnectionOptions, connect as connectTls, createSecureContext } from 'node:tls'
import express from 'express'
import express4 from 'express4'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import Koa from 'koa'
import type { Adapter } from './adapter.ts'
import { createExpressApplication } from './express-application.ts'
import { createFastifyApplication } from './fastify-application.ts'
import { beginHttp2 } from './http2-client.ts'
import { createKoaApplication } from './koa-application.ts'
import {
  createHttp2Application,
  createNodeApplication,
  type Http2ServerCreation,
  type ServerCreation,
} from './node-application.ts'
import { type BegunRequest, beginRaw, type RawRequest } from './raw-client.ts'
import { ADAPTERS, defineAdapter } from './servers.ts'

const CERTIFICATE = { key: readPem('key'), cert: readPem('certificate') }

/** The certificate was made for the names of another test. Checking one takes longer than the request. */
const CLIENT: ConnectionOptions = { rejectUnauthorized: false, secureContext: createSecureContext() }

const createTlsServer: ServerCreation = (listener) => createHttpsServer(CERTIFICATE, listener)
const createTlsHttp2Server: Http2ServerCreation = (listener) =>
  createSecureServer({ ...CERTIFICATE, allowHTTP1: true }, listener)

function createTlsFastify(options: object = {}): FastifyInstance {
  const https = { ...CERTIFICATE, allowHTTP1: true }
  return Fastify({ https, forceCloseConnections: true, ...options } as FastifyServerOptions)
}

function beginTls(port: number, request: RawRequest): BegunRequest {
  return beginRaw(port, request, (_port, onReady) =>
    connectTls({ ...CLIENT, port, host: '127.0.0.1', ALPNProtocols: ['http/1.1'] }, onReady),
  )
}

function beginTlsHttp2(port: number, request: RawRequest): BegunRequest {
  return beginHttp2(port, request, () => openHttp2Session(`https://127.0.0.1:${port}`, CLIENT))
}

/** Every adapter on the protocols of its server in addition to HTTP/1.1 and HTTP/2 without TLS. */
export const TRANSPORTS: readonly Adapter[] = [
  ...ADAPTERS.filter(({ protocol }) => protocol === 'http/1.1').map(overHttp10),
  defineAdapter(
    'node:https',
    'node',
    'http/1.1',
    (...rest) => createNodeApplication(...rest, createTlsServer),
    beginTls,
  ),
  ...[
    { name: 'Express 4 on node:https', createApp: express4 },
    { name: 'Express 5 on node:https', createApp: express },
  ].map(({ name, createApp }) =>
    defineAdapter(
      name,
      'express',
      'http/1.1',
      (...rest) => createExpressApplication(createApp, ...rest, createTlsServer),
      beginTls,
    ),
  ),
  defineAdapter(
    'Koa 3 on node:https',
    'koa',
    'http/1.1',
    (...rest) => createKoaApplication(Koa, ...rest, createTlsServer as never),
    beginTls,
  ),
  defineAdapter(
    'Fastify 5 over TLS',
    'fastify',
    'http/1.1',
    (...rest) => createFastifyApplication(createTlsFastify(), ...rest),
    beginTls,
  ),
  ...(['http/2', 'http/1.1'] as const).flatMap((protocol) => {
    const begin = protocol === 'http/2' ? beginTlsHttp2 : beginTls
    return [
      defineAdapter(
        `node:http2 over TLS, asked by ${protocol}`,
        'node',
        protocol,
        (...rest) => createHttp2Application(...rest, createTlsHttp2Server),
        begin,
      ),
      defineAdapter(
        `Fastify 5 on HTTP/2 over TLS, asked by ${protocol}`,
        'fastify',
        protocol,
        (...rest) => createFastifyApplication(createTlsFastify({ http2: true }), ...rest),
        begin,
      ),
      defineAdapter(
        `Koa 3 on HTTP/2 over TLS, asked by ${protocol}`,
        'koa',
        protocol,
        (...rest) => createKoaApplication(Koa, ...rest, createTlsHttp2Server as never),
        begin,
      ),
    ]
  }),
]

/** The same adapter, with requests over HTTP/1.0. */
function overHttp10(adapter: Adapter): Adapter {
  return {
    ...adapter,
    name: `${adapter.name}, asked by HTTP/1.0`,
    async start(setup) {
      const server = await adapter.start(setup)
      const begin = (request: RawRequest): BegunRequest => server.begin({ version: '1.0', ...request })
      return { ...server, begin, send: (request) => begin(request).response }
    },
  }
}

function readPem(name: string): string {
  return readFileSync(new URL(`../browser/world/${name}.pem`, import.meta.url), 'utf8')
}
