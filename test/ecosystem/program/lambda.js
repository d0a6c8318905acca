import { cors } from '@crossorigin/express'
import { cors as corsOfFastify } from '@crossorigin/fastify'
import express from 'express'
import express4 from 'express4'
import Fastify from 'fastify'
import { serveFunction } from './gateway.js'
import { fail } from './handlers.js'
import { config } from './policy.js'

/** @param {typeof express} framework */
function createExpress(framework = express) {
  const app = framework()
  app.use(cors(config))
  app.get('/', (_req, res) => void res.send('found'))
  // Two of the wrappers cannot run Express's own handler for missing pages.
  app.get('/missing', (_req, res) => void res.status(404).send('missing'))
  app.get('/failing', fail)
  return app
}

/** @param {import('express').Express} app */
function disableHeader(app) {
  app.disable('x-powered-by')
  return app
}

/** @param {unknown} app */
async function wrapServerless(app) {
  const { default: serverless } = await import('serverless-http')
  return serveFunction(serverless(app))
}

/** @param {any} module `@vendia/serverless-express`, or `@codegenie/serverless-express`, its successor. */
function wrapExpress({ default: serverlessExpress, configure = serverlessExpress }) {
  return serveFunction(configure({ app: createExpress() }))
}

async function wrapFastify() {
  const { default: awsLambdaFastify } = await import('@fastify/aws-lambda')
  const app = Fastify()
  await app.register(corsOfFastify, config)
  app.get('/', async () => 'found')
  app.get('/failing', async () => fail())
  return serveFunction(awsLambdaFastify(app))
}

export const applications = {
  'serverless-http': () => wrapServerless(createExpress()),
  'serverless-http, Express without x-powered-by': () => wrapServerless(disableHeader(createExpress())),
  'serverless-http, Express 4 without x-powered-by': () => wrapServerless(disableHeader(createExpress(express4))),
  '@vendia/serverless-express': async () => wrapExpress(await import('@vendia/serverless-express')),
  '@codegenie/serverless-express': async () => wrapExpress(await import('@codegenie/serverless-express')),
  '@fastify/aws-lambda': wrapFastify,
}
