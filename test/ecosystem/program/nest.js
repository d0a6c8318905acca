import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { cors } from '@crossorigin/express'
import { cors as corsOfFastify } from '@crossorigin/fastify'
import otherCors from 'cors'
import { fail } from './handlers.js'
import { config } from './policy.js'

const REFLECTING = { origin: true, credentials: true }

/** @param {string} version A major version. Each has its own folder of packages. */
async function loadNest(version) {
  const { resolve } = createRequire(new URL(`../nest-${version}/index.js`, import.meta.url))
  const load = (/** @type {string} */ name) => import(pathToFileURL(resolve(name)).href)
  await load('reflect-metadata')
  const [common, core, express, fastify] = await Promise.all(
    ['@nestjs/common', '@nestjs/core', '@nestjs/platform-express', '@nestjs/platform-fastify'].map(load),
  )
  return { common, core, express, fastify }
}

/** @param {any} common The package with the decorators, which are called as functions. */
function createModule({ Controller, ForbiddenException, Get, Module }) {
  class Pages {
    found() {
      return 'found'
    }
    failing() {
      fail()
    }
    forbidden() {
      throw new ForbiddenException()
    }
  }
  class Application {}
  const paths = { found: '/', failing: 'failing', forbidden: 'forbidden' }
  for (const [method, path] of Object.entries(paths)) {
    Get(path)(Pages.prototype, method, Object.getOwnPropertyDescriptor(Pages.prototype, method))
  }
  Controller()(Pages)
  Module({ controllers: [Pages] })(Application)
  return Application
}

/**
 * @param {string} version
 * @param {readonly ((app: any) => void)[]} changes What else is done to the application, after the policy.
 */
async function createOnExpress(version, ...changes) {
  const { common, core, express } = await loadNest(version)
  const app = await core.NestFactory.create(createModule(common), new express.ExpressAdapter(), { logger: false })
  app.use(cors(config))
  return start(app, changes)
}

/**
 * @param {string} version
 * @param {readonly ((app: any) => void)[]} changes
 */
async function createOnFastify(version, ...changes) {
  const { common, core, fastify } = await loadNest(version)
  const app = await core.NestFactory.create(createModule(common), new fastify.FastifyAdapter(), { logger: false })
  await app.register(corsOfFastify, config)
  return start(app, changes)
}

/**
 * @param {any} app
 * @param {readonly ((app: any) => void)[]} changes
 */
async function start(app, changes) {
  for (const change of changes) change(app)
  await app.listen(0, '127.0.0.1')
  return app.getHttpServer().address().port
}

/** @param {any} app */
const useCors = (app) => app.use(otherCors(REFLECTING))

/** @param {any} app */
const enableCors = (app) => app.enableCors(REFLECTING)

export const applications = Object.fromEntries(
  ['11', '12'].flatMap((version) => [
    [`Nest ${version} on Express`, () => createOnExpress(version)],
    [`Nest ${version} on Express, then enableCors`, () => createOnExpress(version, enableCors)],
    [`Nest ${version} on Express, then cors and enableCors`, () => createOnExpress(version, useCors, enableCors)],
    [`Nest ${version} on Fastify`, () => createOnFastify(version)],
    [`Nest ${version} on Fastify, then enableCors`, () => createOnFastify(version, enableCors)],
  ]),
)
