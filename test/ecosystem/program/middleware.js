import { cors } from '@crossorigin/express'
import { cors as corsOfNode } from '@crossorigin/node'
import compression from 'compression'
import express from 'express'
import { rateLimit } from 'express-rate-limit'
import session from 'express-session'
import express4 from 'express4'
import helmet from 'helmet'
import multer from 'multer'
import { fail, respond, route } from './handlers.js'
import { config } from './policy.js'

/** @typedef {import('express').RequestHandler} RequestHandler */

const SESSION = { secret: 'secret', resave: false, saveUninitialized: true }

/**
 * @param {readonly RequestHandler[]} handlers Middleware that runs before the routes.
 * @param {typeof express} framework
 */
function createExpress(handlers, framework = express) {
  const app = framework()
  for (const handler of handlers) app.use(handler)
  app.get('/', respond)
  app.get('/failing', fail)
  return app
}

const createUsual = () => [helmet(), compression({ threshold: 0 }), session(SESSION)]

/** Accepts files of up to four bytes. */
function createUploads() {
  const app = createExpress([cors(config)])
  app.post('/', multer({ limits: { fileSize: 4 } }).single('file'), respond)
  return app
}

/** The limit is 0, so every request to `/limited` exceeds it. */
function createLimited() {
  const app = createExpress([cors(config)])
  app.use('/limited', rateLimit({ limit: 0, standardHeaders: true, legacyHeaders: false }))
  return app
}

/**
 * Returns a middleware that sets a CORS header when the response begins, after other middleware that uses on-headers.
 *
 * @param {'1.0' | '1.1'} version The version of on-headers.
 */
async function createListeners(version) {
  const modules =
    version === '1.0'
      ? [import('on-headers-1.0'), import('compression-1.7'), import('express-session-1.18'), import('morgan-1.10')]
      : [import('on-headers'), import('compression'), import('express-session'), import('morgan')]
  const [listen, compress, keepSession, log] = (await Promise.all(modules)).map((module) => module.default)
  /** @type {RequestHandler} */
  const setOpen = (_req, res, next) => {
    listen(res, () => res.setHeader('Access-Control-Allow-Origin', '*'))
    next()
  }
  const stream = { write: () => undefined }
  return [log('tiny', { immediate: false, stream }), compress({ threshold: 0 }), keepSession(SESSION), setOpen]
}

/** @param {'1.0' | '1.1'} version */
async function createOnNode(version) {
  const setOpen = (await createListeners(version)).at(-1)
  const listener = corsOfNode(config)(route)
  return (/** @type {any} */ req, /** @type {any} */ res) => setOpen(req, res, () => listener(req, res))
}

export const applications = {
  'helmet, compression and express-session before the policy': () => createExpress([...createUsual(), cors(config)]),
  'helmet, compression and express-session after the policy': () => createExpress([cors(config), ...createUsual()]),
  multer: createUploads,
  'express-rate-limit': createLimited,
  ...Object.fromEntries(
    /** @type {const} */ (['1.0', '1.1']).flatMap((version) => [
      [
        `Express 4, a listener of on-headers ${version} before the policy`,
        async () => createExpress([...(await createListeners(version)), cors(config)], express4),
      ],
      [
        `Express 5, a listener of on-headers ${version} before the policy`,
        async () => createExpress([...(await createListeners(version)), cors(config)]),
      ],
      [`node:http, a listener of on-headers ${version} before the policy`, () => createOnNode(version)],
    ]),
  ),
}
