import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { cors } from '@crossorigin/express'
import { cors as corsOfNode } from '@crossorigin/node'
import { FileStore } from '@tus/file-store'
import { Server as TusServer } from '@tus/server'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { createAuthMiddleware } from 'better-auth/api'
import { toNodeHandler } from 'better-auth/node'
import express from 'express'
import jsonServer from 'json-server'
import { fail } from './handlers.js'
import { ALLOWED, config } from './policy.js'

/** The defaults reflect every origin, with credentials. */
function createJsonServer() {
  const app = jsonServer.create()
  app.use(cors(config))
  app.use(jsonServer.defaults())
  app.use(jsonServer.router({ notes: [{ id: 1 }] }))
  return app
}

/** The defaults allow every origin. */
function createTus() {
  const tus = new TusServer({
    path: '/files',
    datastore: new FileStore({ directory: mkdtempSync(join(import.meta.dirname, 'uploads-')) }),
    async onUploadCreate(/** @type {Request} */ _request, /** @type {{ size: number }} */ { size }) {
      if (size === 13) throw { status_code: 500, body: 'on purpose' }
      return {}
    },
  })
  return tus.handle.bind(tus)
}

function createAuth() {
  const auth = betterAuth({
    baseURL: 'http://127.0.0.1',
    secret: 'a secret that is long enough for everyone',
    database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
    emailAndPassword: { enabled: true },
    hooks: {
      before: createAuthMiddleware(async (/** @type {{ path: string }} */ { path }) => {
        if (path === '/ok') fail()
      }),
    },
    trustedOrigins: [ALLOWED],
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
  return toNodeHandler(auth)
}

/** @param {import('express').RequestHandler} handler */
function createExpress(handler) {
  const app = express()
  app.use(cors(config))
  app.use(handler)
  return app
}

export const applications = {
  'json-server': createJsonServer,
  'tus on node:http': () => corsOfNode(config)(createTus()),
  'tus on Express': () => createExpress(createTus()),
  'better-auth on node:http': () => corsOfNode(config)(createAuth()),
  'better-auth on Express': () => createExpress(createAuth()),
}
