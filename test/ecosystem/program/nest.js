import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { cors } from '@crossorigin/express'
import { cors as corsOfFastify } from '@crossorigin/fastify'
import { fail } from './handlers.js'
import { config } from './policy.js'

const REFLECTING = { origin: true, credentials: true }

/** @param {string} version Whose packages are installed in a folder of their own. */
async function loadNest(version) {
  const { resolve } = createRequire(new URL(`../nest-${version}/index.js`, import.meta.url))
  const load = (/** @type {string} */ name) => import(pathToFileURL(resolve(name)).href)
  await load('reflect-metadata')
  const [common, core, express, fastify] = await Promise.all(
    ['@nestjs/common', '@nestjs/core', '@nestjs/platform-express', '@nestjs/platform-fastify'].map(load),
  )
  return { common, core, express, fastify }
}

/** @param {any} common What its decorators do to classes, called as functions. */
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
 * @param {boolean} enablesCors Whether the application has Nest's own CORS, too.
 */
async function createOnExpress(version, enablesCors) {
  const { common, core, express } = await loadNest(version)
  const app = await core.NestFactory.create(createModule(common), new express.ExpressAdapter(), { logger: false })
  app.use(cors(config))
  return start(app, enablesCors)
}

/**
 * @param {string} version
 * @param {boolean} enablesCors
 */
async function createOnFastify(version, enablesCors) {
  const { common, core, fastify } = await loadNest(version)
  const app = await core.NestFactory.create(createModule(common), new fastify.FastifyAdapter(), { logger: false })
  await app.register(corsOfFastify, config)
  return start(app, enablesCors)
}

/**
 * @param {any} app
 * @param {boolean} enablesCors
 */
async function start(app, enablesCors) {
  if (enablesCors) app.enableCors(REFLECTING)
  await app.listen(0, '127.0.0.1')
  return app.getHttpServer().address().port
}

export const applications = Object.fromEntries(
  ['11', '12'].flatMap((version) => [
    [`Nest ${version} on Express`, () => createOnExpress(version, false)],
    [`Nest ${version} on Express, enableCors after the policy`, () => createOnExpress(version, true)],
    [`Nest ${version} on Fastify`, () => createOnFastify(version, false)],
    [`Nest ${version} on Fastify, enableCors after the policy`, () => createOnFastify(version, true)],
  ]),
)
