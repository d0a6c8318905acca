import { cors } from '@crossorigin/express'
import { cors as corsOfNode } from '@crossorigin/node'
import express from 'express'
// @ts-expect-error Express's types depend on this package, so it must not be declared as untyped.
import send from 'send'
import { config } from './policy.js'

const OPTIONS = { root: import.meta.dirname, dotfiles: 'deny' }

/** @type {import('node:http').RequestListener} */
function sendFile(req, res) {
  send(req, req.url, OPTIONS).pipe(res)
}

function createExpress() {
  const app = express()
  app.use(cors(config))
  return app
}

function createStatic() {
  const app = createExpress()
  app.use(express.static(OPTIONS.root, { dotfiles: 'deny', fallthrough: false }))
  return app
}

function createSendFile() {
  const app = createExpress()
  app.use((req, res) => res.sendFile(req.path, { root: OPTIONS.root, dotfiles: 'deny' }))
  return app
}

export const applications = {
  'send on node:http': () => corsOfNode(config)(sendFile),
  'send on Express': () => createExpress().use(sendFile),
  'res.sendFile': createSendFile,
  'express.static': createStatic,
}
