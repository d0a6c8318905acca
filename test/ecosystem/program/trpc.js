import { cors } from '@crossorigin/express'
import { cors as corsOfFastify } from '@crossorigin/fastify'
import { cors as corsOfNode } from '@crossorigin/node'
import { initTRPC } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import { createHTTPHandler, createHTTPServer } from '@trpc/server/adapters/standalone'
import express from 'express'
import Fastify from 'fastify'
import { fail } from './handlers.js'
import { config } from './policy.js'

const { procedure, router: createRouter } = initTRPC.create()
const router = createRouter({ found: procedure.query(() => 'found'), failing: procedure.query(fail) })

function createTrpcOnExpress() {
  const app = express()
  app.use(cors(config))
  app.use('/trpc', createExpressMiddleware({ router }))
  return app
}

async function createTrpcInFastify() {
  const app = Fastify({ routerOptions: { maxParamLength: 5000 } })
  await app.register(corsOfFastify, config)
  await app.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions: { router } })
  await app.ready()
  return app.server
}

export const applications = {
  'tRPC on node:http': () => corsOfNode(config)(createHTTPHandler({ router, basePath: '/trpc/' })),
  'tRPC with its option middleware': () => createHTTPServer({ router, basePath: '/trpc/', middleware: cors(config) }),
  'tRPC on Express': createTrpcOnExpress,
  'tRPC in Fastify': createTrpcInFastify,
}
