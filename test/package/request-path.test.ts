import { describe, expect, inject, it } from 'vitest'
import { runNode } from './consumer.ts'

const CONFIG = `{ origin: ['https://a.example'], credentials: true, methods: ['PUT'] }`

/** Servers that listen, as their users write them. */
const SERVERS: Readonly<Record<string, string>> = {
  node: `
    import { cors } from '@crossorigin/node'
    const server = createServer(cors(${CONFIG})((req, res) => res.end('ok')))
    const listen = () => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))`,
  express: `
    import { cors } from '@crossorigin/express'
    import express from 'express'
    const app = express()
    app.use(cors(${CONFIG}))
    app.get('/', (req, res) => res.send('ok'))
    const server = createServer(app)
    const listen = () => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))`,
  fastify: `
    import { cors } from '@crossorigin/fastify'
    import Fastify from 'fastify'
    const app = Fastify()
    await app.register(cors, ${CONFIG})
    app.get('/', () => 'ok')
    const { server } = app
    const listen = () => app.listen({ port: 0, host: '127.0.0.1' })`,
  fetch: `
    import { cors } from '@crossorigin/fetch'
    import { createAdaptorServer } from '@hono/node-server'
    const server = createAdaptorServer({ fetch: cors(${CONFIG})(() => new Response('ok')) })
    const listen = () => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))`,
  hono: `
    import { cors } from '@crossorigin/fetch/hono'
    import { createAdaptorServer } from '@hono/node-server'
    import { Hono } from 'hono'
    const app = new Hono()
    app.use(cors(${CONFIG}))
    app.get('/', (c) => c.text('ok'))
    const server = createAdaptorServer(app)
    const listen = () => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))`,
  koa: `
    import { cors } from '@crossorigin/koa'
    import Koa from 'koa'
    const app = new Koa()
    app.use(cors(${CONFIG}))
    app.use((ctx) => (ctx.body = 'ok'))
    const server = createServer(app.callback())
    const listen = () => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))`,
}

/** In functions; 16 elsewhere. */
const LIMITS: Readonly<Record<string, number>> = { fastify: 18, fetch: 20, hono: 20 }

const ORIGINS: Readonly<Record<string, string | undefined>> = {
  'an allowed origin': 'https://a.example',
  'an origin that is not allowed': 'https://evil.test',
  'no origin': undefined,
}

/** Prints the functions of the packages that run for one actual request, from V8's precise coverage. */
function writeProgram(server: string, origin: string | undefined): string {
  return `
    import { createServer, request } from 'node:http'
    import { Session } from 'node:inspector/promises'
    ${server}
    await listen()
    const send = () => new Promise((resolve) => {
      const headers = ${JSON.stringify(origin === undefined ? {} : { origin })}
      request({ port: server.address().port, headers, agent: false }, (res) => res.resume().on('end', resolve)).end()
    })
    await send()
    const session = new Session()
    session.connect()
    await session.post('Profiler.enable')
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    await session.post('Profiler.takePreciseCoverage')
    await send()
    const { result } = await session.post('Profiler.takePreciseCoverage')
    const called = result
      .filter(({ url }) => url.includes('/@crossorigin/'))
      .flatMap(({ url, functions }) => functions.map((each) => ({ ...each, package: url.split('/@crossorigin/')[1].split('/')[0] })))
      .filter(({ ranges: [range] }) => range.count > 0)
    console.log(JSON.stringify(called.map((each) => each.package + ': ' + (each.functionName || '(anonymous)'))))
    process.exit(0)`
}

describe.each(Object.keys(SERVERS))('%s', (name) => {
  const limit = LIMITS[name] ?? 16

  it.each(Object.entries(ORIGINS))('handles an actual request with %s in few functions', async (what, origin) => {
    const text = writeProgram(SERVERS[name] as string, origin)
    const { stdout, stderr } = await runNode(['--input-type=module', '--eval', text], inject('installation'))
    expect(stderr).toBe('')
    const called: string[] = JSON.parse(stdout)
    const list = `${name}, ${what}: ${called.length} functions\n${called.map((each) => `  ${each}\n`).join('')}`
    if (process.env['PRINT_REQUEST_PATH']) process.stdout.write(list)
    expect(called.length, list).toBeGreaterThan(4)
    expect(called.length, list).toBeLessThanOrEqual(limit)
  })
})
