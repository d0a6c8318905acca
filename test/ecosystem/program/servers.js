import { cors } from '@crossorigin/express'
import { cors as corsOfKoa } from '@crossorigin/koa'
import { cors as corsOfNode } from '@crossorigin/node'
import connect from 'connect'
import express from 'express'
import express4 from 'express4'
import Koa from 'koa'
import polka from 'polka'
import restify from 'restify'
import { fail, respond } from './handlers.js'
import { config } from './policy.js'

/** @param {typeof express} framework */
function createExpress(framework) {
  const app = framework()
  app.use(cors(config))
  app.get('/', respond)
  app.get('/failing', fail)
  return app
}

function createConnect() {
  const app = connect()
  app.use(cors(config))
  app.use('/failing', fail)
  app.use('/', (req, res, next) => (req.url === '/' ? respond(req, res) : next()))
  return app
}

function createPolka() {
  const app = polka()
  app.use(cors(config))
  app.get('/', respond)
  // polka 0.5 does not catch exceptions of handlers.
  app.get('/failing', (_req, _res, next) => next(new Error('on purpose')))
  return app.handler
}

function createRestify() {
  const server = restify.createServer()
  server.pre(cors(config))
  server.get('/', (req, res, next) => {
    respond(req, res)
    next()
  })
  server.get('/failing', (_req, _res, next) => next(new Error('on purpose')))
  return server.server
}

function createKoa(/** @type {import('koa').Middleware[]} */ ...middleware) {
  const app = new Koa()
  for (const each of middleware) app.use(each)
  app.use((/** @type {any} */ ctx) => {
    if (ctx.path === '/') ctx.body = 'found'
    if (ctx.path === '/thrown-status') ctx.throw(404)
    if (ctx.path === '/failing') throw new Error('on purpose')
    if (ctx.path === '/failing-with-text') throw 'on purpose'
    if (ctx.path === '/failing-with-headers')
      throw Object.assign(new Error('on purpose'), { headers: { 'X-Own': '1' } })
  })
  return app.callback()
}

export const applications = {
  'Express 4': () => createExpress(express4),
  'Express 5': () => createExpress(express),
  connect: createConnect,
  polka: createPolka,
  restify: createRestify,
  Koa: () => createKoa(corsOfKoa(config)),
  'Koa in a listener of node:http': () => corsOfNode(config)(createKoa()),
}
