import { IncomingMessage, ServerResponse } from 'node:http'
import { cors } from '@crossorigin/fastify'
import Fastify from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { countCalls } from '../../../test/support/count-calls.ts'

it('sets no header on the response: all are sent with those of the reply', async () => {
  const app = Fastify()
  onTestFinished(() => app.close())
  await app.register(cors, { origin: 'https://a.example', credentials: true })
  app.get('/', (_request, reply) => reply.type('text/plain').send('hello'))
  await app.ready()

  const req = new IncomingMessage(null as never)
  Object.assign(req, { method: 'GET', url: '/', headers: { origin: 'https://a.example' } })
  const res = new ServerResponse(req)
  const outgoing = Object.getPrototypeOf(ServerResponse.prototype)
  const calls = countCalls(
    [
      [outgoing, 'setHeader'],
      [outgoing, 'getHeader'],
      [ServerResponse.prototype, 'writeHead'],
    ],
    () => app.routing(req, res),
  )
  expect(calls).toEqual({ setHeader: 0, getHeader: 0, writeHead: 1 })
})
