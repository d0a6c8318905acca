import { createServer, type RequestListener } from 'node:http'
import { audit, type DiagnosisInput, diagnose } from '@crossorigin/doctor'
import fastifyCors from '@fastify/cors'
import cors from 'cors'
import express from 'express'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listen } from '../support/listen.ts'

const APP = 'http://example.com'
const PUT = { method: 'PUT' } as const

function serve(app: RequestListener): Promise<number> {
  return listen(createServer(app))
}

async function serveFastify(register: (app: FastifyInstance) => void): Promise<number> {
  const app = Fastify()
  register(app)
  onTestFinished(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as { port: number }).port
}

/** The codes of a diagnosis, notes included. */
async function diagnosePort(
  port: number,
  request: Omit<DiagnosisInput, 'url'>,
  path = '/',
): Promise<readonly string[]> {
  const { findings } = await diagnose({ ...request, url: `http://localhost:${port}${path}` }, { send: true })
  return findings.map(({ code }) => code)
}

/** The codes and severities of an audit. */
async function auditPort(port: number, origin = APP, path = '/'): Promise<readonly string[]> {
  const { findings } = await audit({ url: `http://localhost:${port}${path}`, origin }, { rate: 1000 })
  return findings.map(({ code, severity }) => `${severity} ${code}`)
}

describe('cors, configured as its README shows', () => {
  it('is open to every page, and allows unknown methods and headers', async () => {
    const port = await serve(
      express()
        .use(cors())
        .get('/', (_, res) => void res.send('text')),
    )
    expect(await auditPort(port)).toEqual([
      'low audit/wildcard-on-private-network',
      'note audit/preflight-grants-anything',
    ])
  })

  it('allows domains that end like the allowed one, with credentials', async () => {
    const options = { origin: [/example\.com$/], credentials: true }
    const port = await serve(
      express()
        .use(cors(options))
        .get('/', (_, res) => void res.send('text')),
    )
    expect(await auditPort(port)).toContain('high audit/suffix-match')
  })

  it('sends no Vary when a function has denied the origin', async () => {
    const allowlist = [APP]
    const port = await serve(
      express()
        .use(cors({ origin: (origin, done) => done(null, origin !== undefined && allowlist.includes(origin)) }))
        .get('/', (_, res) => void res.set('Cache-Control', 'public, max-age=60').send('text')),
    )
    expect(await auditPort(port)).toContain('medium audit/reflection-without-vary')
    expect(await diagnosePort(port, { origin: APP })).toEqual(
      expect.arrayContaining(['cache/headers-only-with-origin', 'cache/vary-missing-when-refused']),
    )
  })

  it('leaves preflights to the router when it is used on one route', async () => {
    const options = { origin: APP, methods: ['PUT'] }
    const port = await serve(express().put('/products/:id', cors(options), (_, res) => void res.json({})))
    const codes = await diagnosePort(port, { ...PUT, origin: APP }, '/products/1')
    expect(codes).toContain('preflight/answered-by-application')
    expect(codes).toContain('preflight/allow-origin-missing')
  })

  it('sends Access-Control-Allow-Credentials to origins that it denies', async () => {
    const options = { origin: [APP], credentials: true }
    const port = await serve(
      express()
        .use(cors(options))
        .get('/', (_, res) => void res.send('text')),
    )
    expect(await diagnosePort(port, { origin: 'http://other.example', credentials: 'include' })).toEqual(
      expect.arrayContaining(['response/allow-origin-missing', 'credentials/granted-to-refused-origin']),
    )
  })
})

describe('@fastify/cors, configured as its README shows', () => {
  it('is open to every page', async () => {
    const port = await serveFastify((app) => {
      app.register(fastifyCors, {})
      app.get('/', async () => ({ hello: 'world' }))
    })
    expect(await auditPort(port)).toContain('low audit/wildcard-on-private-network')
  })

  it('denies a PUT unless it is configured', async () => {
    const port = await serveFastify((app) => {
      app.register(fastifyCors, { origin: APP })
      app.put('/', async () => ({}))
    })
    expect(await diagnosePort(port, { ...PUT, origin: APP })).toContain('preflight/method-not-allowed')
  })

  it('responds to the preflight of a route with the policy of the application', async () => {
    const port = await serveFastify((app) => {
      app.register(fastifyCors, { origin: APP, methods: ['GET'] })
      app.put('/public', { config: { cors: { origin: '*', methods: ['PUT'] } } as object }, async () => ({}))
    })
    const codes = await diagnosePort(port, { ...PUT, origin: 'http://other.example' }, '/public')
    expect(codes).toEqual(expect.arrayContaining(['preflight/allow-origin-mismatch', 'preflight/method-not-allowed']))
  })

  it('loses its headers when a reply is hijacked', async () => {
    const port = await serveFastify((app) => {
      app.register(fastifyCors, { origin: APP })
      app.get('/events', (_, reply) => {
        reply.hijack()
        reply.raw.writeHead(200, { 'Content-Type': 'text/event-stream' }).end()
      })
    })
    expect(await diagnosePort(port, { origin: APP }, '/events')).toContain('response/allow-origin-missing')
  })

  it('runs too late after authentication', async () => {
    const port = await serveFastify((app) => {
      app.addHook('onRequest', async (request, reply) => {
        if (request.headers.authorization === undefined) await reply.code(401).send({})
      })
      app.register(fastifyCors, { origin: APP })
      app.get('/', async () => ({}))
    })
    const codes = await diagnosePort(port, { origin: APP, headers: [['Authorization', 'Bearer token']] })
    expect(codes).toContain('preflight/status-not-ok')
  })
})
