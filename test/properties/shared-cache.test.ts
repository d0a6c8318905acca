import { createServer, type RequestListener } from 'node:http'
import { cors as expressCors } from '@crossorigin/express'
import { cors as fastifyCors } from '@crossorigin/fastify'
import { cors as nodeCors } from '@crossorigin/node'
import express from 'express'
import fc from 'fast-check'
import Fastify from 'fastify'
import { Agent, cacheStores, interceptors } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../support/listen.ts'
import { RUNS } from './arbitraries.ts'

const CONFIG = { origin: ['https://a.example', 'https://*.b.example'], credentials: true, exposedHeaders: ['ETag'] }
const ALLOWED = ['https://a.example', 'https://x.b.example', 'https://y.b.example']
const REFUSED = ['https://evil.test', 'null', '', 'https://a.example, https://evil.test']

/** What the handlers answer: to be kept by every cache that can tell requests apart. */
const headersFor = (url: string | undefined): Record<string, string> => ({
  'Cache-Control': 'public, max-age=60',
  ETag: '"1"',
  ...(url?.includes('vary') && { Vary: 'Accept-Encoding' }),
})

const handler: RequestListener = (req, res) => {
  res.writeHead(req.url?.includes('missing') ? 404 : 200, headersFor(req.url)).end('body')
}

/** A server that echoes the origin and forgets to say that it does. */
const forgetful: RequestListener = (req, res) => {
  const { origin = '' } = req.headers
  if (ALLOWED.includes(origin)) res.setHeader('Access-Control-Allow-Origin', origin)
  handler(req, res)
}

async function startFastify(): Promise<number> {
  const app = Fastify()
  await app.register(fastifyCors, CONFIG)
  app.get('/*', (request, reply) => {
    reply
      .code(request.url.includes('missing') ? 404 : 200)
      .headers(headersFor(request.url))
      .send('body')
  })
  await app.ready()
  onTestFinished(() => app.close())
  return await listen(app.server)
}

const SERVERS: readonly (readonly [string, () => Promise<number>])[] = [
  ['node:http', () => listen(createServer(nodeCors(CONFIG)(handler)))],
  ['Express', () => listen(createServer(express().use(expressCors(CONFIG)).use(handler)))],
  ['Fastify', startFastify],
]

/** One after the other, through a cache of their own that all visitors share. */
const visits = fc.array(
  fc.record({
    path: fc.constantFrom('/', '/vary', '/missing'),
    origin: fc.constantFrom(undefined, ...ALLOWED, ...REFUSED),
    method: fc.constantFrom('GET' as const, 'HEAD' as const),
  }),
  { minLength: 2, maxLength: 8 },
)

async function findWrongAnswer(
  port: number,
  sequence: readonly { path: string; origin: string | undefined; method: 'GET' | 'HEAD' }[],
) {
  const store = new cacheStores.MemoryCacheStore()
  const agent = new Agent().compose(interceptors.cache({ store, type: 'shared' }))
  try {
    for (const { path, origin, method } of sequence) {
      const { headers, body } = await agent.request({
        origin: `http://127.0.0.1:${port}`,
        path,
        method,
        ...(origin !== undefined && { headers: { origin } }),
      })
      await body.dump()
      const expected = origin !== undefined && ALLOWED.includes(origin) ? origin : undefined
      if (headers['access-control-allow-origin'] !== expected)
        return { path, origin, got: headers['access-control-allow-origin'] }
    }
    return undefined
  } finally {
    await agent.close()
  }
}

describe('a shared cache', () => {
  it.each(SERVERS)('in front of %s never serves one origin the answer to another', async (_, start) => {
    const port = await start()
    await fc.assert(
      fc.asyncProperty(visits, async (sequence) => {
        expect(await findWrongAnswer(port, sequence)).toBeUndefined()
      }),
      { numRuns: Math.ceil(RUNS / 100) },
    )
  })

  it('in front of a server that leaves Vary out does, which this test would notice', async () => {
    const port = await listen(createServer(forgetful))
    const sequence = ALLOWED.map((origin) => ({ path: '/', origin, method: 'GET' as const }))
    expect(await findWrongAnswer(port, sequence)).toEqual({ path: '/', origin: ALLOWED[1], got: ALLOWED[0] })
  })
})
