import { createServer } from 'node:http'
import { cors as expressCors } from '@crossorigin/express'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors as nodeCors } from '@crossorigin/node'
import express from 'express'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../support/listen.ts'
import { sendRaw } from '../support/raw-client.ts'

// The limits of middleware in docs/errors-and-limits.md. If one of these tests fails, the limit no longer exists.

const ORIGIN = 'https://app.example.com'
const headers = [['Origin', ORIGIN]] as const

test.each([
  ['a method that it does not know', 400, { method: 'patch', headers }],
  ['headers that are too long', 431, { headers: [...headers, ['X-Long', 'x'.repeat(20_000)] as const] }],
])('Node responds to %s with %i, before any middleware', async (_what, status, request) => {
  const port = await listen(createServer(nodeCors({ origin: ORIGIN })((_req, res) => res.end())))
  const response = await sendRaw(port, request)
  expect(response.status).toBe(status)
  expect(response.get('Access-Control-Allow-Origin')).toBeUndefined()
})

test.each([
  ['a malformed URL', 400, '/notes/%zz'],
  ['an over-long parameter', 414, `/notes/${'x'.repeat(101)}`],
])('Fastify responds to %s with %i, before any hook', async (_what, status, path) => {
  const app = Fastify()
  onTestFinished(() => app.close())
  await app.register(fastifyCors, { origin: ORIGIN })
  app.get('/notes/:id', async () => 'note')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const port = Number(new URL(app.listeningOrigin).port)
  expect((await sendRaw(port, { path: '/notes/1', headers })).get('Access-Control-Allow-Origin')).toBe(ORIGIN)
  const response = await sendRaw(port, { path, headers })
  expect(response.status).toBe(status)
  expect(response.get('Access-Control-Allow-Origin')).toBeUndefined()
})

test('Express responds to a target without a path with 404, before any middleware', async () => {
  const app = express()
  app.use(expressCors({ origin: ORIGIN }))
  const port = await listen(createServer(app))
  expect((await sendRaw(port, { path: '/?a', headers })).get('Access-Control-Allow-Origin')).toBe(ORIGIN)
  const response = await sendRaw(port, { path: 'htt://example.com', headers })
  expect(response.status).toBe(404)
  expect(response.get('Access-Control-Allow-Origin')).toBeUndefined()
})
