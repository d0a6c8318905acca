import { createServer, STATUS_CODES } from 'node:http'
import { cors } from '@crossorigin/express'
import express from 'express'
import { isAuthorized, NOTES, readAccount } from './notes.js'

/** @type {import('express').ErrorRequestHandler} */
const sendError = (error, _request, response, _next) => {
  const { status = 500 } = error
  response.status(status).json({ error: STATUS_CODES[status] })
}

/**
 * Builds the API with Express.
 *
 * @param {import('@crossorigin/express').PolicySelector<import('node:http').IncomingMessage>} selectPolicy
 */
export function createExpressApi(selectPolicy) {
  const app = express()
  // Before everything else: preflights carry no tokens or cookies, and error responses should be readable too.
  app.use(cors(selectPolicy))
  app.use(express.json())

  app.get('/notes', (_request, response) => {
    response.set({ 'X-Total-Count': String(NOTES.length), 'X-Served-By': 'Express' }).json(NOTES)
  })
  app.post('/notes', (request, response) => {
    response.status(201).json({ added: request.body.text })
  })
  app.put('/notes/:id', (request, response) => {
    if (isAuthorized(request.headers.authorization)) response.json({ changed: request.params.id })
    else response.status(401).json({ error: 'Unauthorized' })
  })
  app.delete('/notes/:id', (_request, response) => {
    response.sendStatus(204)
  })
  app.get('/account', (request, response) => {
    response.json({ account: readAccount(request.headers.cookie) })
  })
  app.get('/failure', () => {
    throw new Error('This handler always fails.')
  })

  app.use(sendError)
  return createServer(app)
}
