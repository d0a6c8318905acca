import { createServer as createHttp2Server } from 'node:http2'
import express from 'express'
import express4 from 'express4'
import Koa from 'koa'
import Koa2 from 'koa2'
import type { Adapter, Application, RunningServer } from './adapter.ts'
import { createExpressApplication } from './express-application.ts'
import { createFastify, createFastifyApplication, createHttp2Fastify } from './fastify-application.ts'
import { createFetchHandler, createHonoHandler } from './fetch-application.ts'
import { serveFetch } from './fetch-server.ts'
import { beginHttp2 } from './http2-client.ts'
import { createKoaApplication } from './koa-application.ts'
import { createHttp2Application, createNodeApplication } from './node-application.ts'
import { type BegunRequest, beginRaw, type RawRequest } from './raw-client.ts'
import type { Setup } from './scenario.ts'

type BeginRequest = (port: number, request: RawRequest) => BegunRequest
type CreateApplication = (setup: Setup, onReached: () => void) => Application

/** Every adapter, on every server that it runs on. Express does not run on `node:http2`. */
export const ADAPTERS: readonly Adapter[] = [
  defineAdapter('node:http', 'node', 'http/1.1', createNodeApplication),
  defineAdapter('node:http2', 'node', 'http/2', createHttp2Application),
  defineAdapter('Express 4', 'express', 'http/1.1', (...rest) => createExpressApplication(express4, ...rest)),
  defineAdapter('Express 5', 'express', 'http/1.1', (...rest) => createExpressApplication(express, ...rest)),
  defineAdapter('Fastify 5', 'fastify', 'http/1.1', (...rest) => createFastifyApplication(createFastify(), ...rest)),
  defineAdapter('Fastify 5 on HTTP/2', 'fastify', 'http/2', (...rest) =>
    createFastifyApplication(createHttp2Fastify(), ...rest),
  ),
  defineAdapter('Koa 2', 'koa', 'http/1.1', (...rest) => createKoaApplication(Koa2, ...rest)),
  defineAdapter('Koa 3', 'koa', 'http/1.1', (...rest) => createKoaApplication(Koa, ...rest)),
  defineAdapter('Koa 3 on HTTP/2', 'koa', 'http/2', (...rest) =>
    createKoaApplication(Koa, ...rest, createHttp2Server as never),
  ),
  defineAdapter('a fetch handler', 'fetch', 'http/1.1', (...rest) => serveFetch(createFetchHandler(...rest))),
  defineAdapter('Hono', 'hono', 'http/1.1', (...rest) => serveFetch(createHonoHandler(...rest))),
]

/** Defines an adapter, which gets its requests over TCP unless another way is given. */
export function defineAdapter(
  name: string,
  framework: Adapter['framework'],
  protocol: Adapter['protocol'],
  create: CreateApplication,
  begin: BeginRequest = protocol === 'http/2' ? beginHttp2 : beginRaw,
): Adapter {
  return {
    name,
    framework,
    protocol,
    async start(setup): Promise<RunningServer> {
      let reached = 0
      const application = create(setup, () => {
        reached++
      })
      const port = await application.listen()
      return {
        port,
        send: (request) => begin(port, request).response,
        begin: (request) => begin(port, request),
        countReached: () => reached,
        close: application.close,
      }
    },
  }
}

/** Starts each application once for each adapter, even if many scenarios share it, and closes those of an adapter together. */
export interface ServerPool {
  get(adapter: Adapter, setup: Setup): Promise<RunningServer>
  /** Closes the servers of one adapter. */
  close(adapter: Adapter): Promise<void>
}

/** Creates a pool without servers. */
export function createServerPool(): ServerPool {
  const servers = new Map<Adapter, Map<Setup, Promise<RunningServer>>>()
  return {
    get(adapter, setup) {
      const started = servers.get(adapter) ?? new Map<Setup, Promise<RunningServer>>()
      servers.set(adapter, started)
      const server = started.get(setup) ?? adapter.start(setup)
      started.set(setup, server)
      return server
    },
    async close(adapter) {
      const started = [...(servers.get(adapter)?.values() ?? [])]
      servers.delete(adapter)
      await Promise.all(started.map(async (server) => (await server).close()))
    },
  }
}
