import { cors } from '@crossorigin/express'
import { cors as corsOfFastify } from '@crossorigin/fastify'
import { cors as corsOfNode } from '@crossorigin/node'
import otherCorsOfFastify from '@fastify/cors'
import otherCors from 'cors'
import express from 'express'
import Fastify from 'fastify'
import { fail, respond, route } from './handlers.js'
import { config } from './policy.js'

/** @typedef {import('express').RequestHandler} RequestHandler */

const ALLOW_ORIGIN = 'Access-Control-Allow-Origin'
const REFLECTING = { origin: true, credentials: true }

/** @param {readonly RequestHandler[]} handlers Middleware that runs before the routes. */
function createExpress(...handlers) {
  const app = express()
  for (const handler of handlers) app.use(handler)
  app.get('/', respond)
  app.get('/failing', fail)
  return app
}

/** @type {RequestHandler} */
const setOpen = (_req, res, next) => {
  res.setHeader(ALLOW_ORIGIN, '*')
  next()
}

/** @type {RequestHandler} */
const appendOpen = (_req, res, next) => {
  res.append(ALLOW_ORIGIN, '*')
  next()
}

/** @type {RequestHandler} */
const setOpenPolitely = (_req, res, next) => {
  if (!res.hasHeader(ALLOW_ORIGIN)) res.set(ALLOW_ORIGIN, '*')
  next()
}

/** @type {import('express').ErrorRequestHandler} */
const removeEveryHeader = (_error, _req, res, _next) => {
  for (const name of res.getHeaderNames()) res.removeHeader(name)
  res.status(500).end()
}

/** @type {import('node:http').RequestListener} */
function openBefore(req, res) {
  res.setHeader(ALLOW_ORIGIN, '*')
  corsOfNode(config)(route)(req, res)
}

/** @param {readonly [plugin: any, options: object][]} plugins */
async function createFastify(...plugins) {
  const app = Fastify()
  for (const [plugin, options] of plugins) await app.register(plugin, options)
  app.get('/', async () => 'found')
  app.get('/failing', async () => fail())
  await app.ready()
  return app.server
}

export const applications = {
  'Express, res.append of * after the policy': () => createExpress(cors(config), appendOpen),
  'Express, * before the policy': () => createExpress(setOpen, cors(config)),
  'node:http, * before the policy': () => openBefore,
  'Express, * after the policy when nothing is set': () => createExpress(cors(config), setOpenPolitely),
  'Express, an error handler that removes every header': () => createExpress(cors(config)).use(removeEveryHeader),
  'cors before the policy': () => createExpress(otherCors(), cors(config)),
  'cors before the policy, which leaves preflights to the policy': () =>
    createExpress(otherCors({ preflightContinue: true }), cors(config)),
  'cors after the policy, reflecting any origin': () => createExpress(cors(config), otherCors(REFLECTING)),
  '@fastify/cors before the policy': () => createFastify([otherCorsOfFastify, {}], [corsOfFastify, config]),
  '@fastify/cors after the policy, reflecting any origin': () =>
    createFastify([corsOfFastify, config], [otherCorsOfFastify, REFLECTING]),
}
