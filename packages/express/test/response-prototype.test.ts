import { createServer, IncomingMessage, type RequestListener, ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { cors } from '@crossorigin/express'
import { STATE } from '@crossorigin/node'
import type expressType from 'express'
import type { Express } from 'express'
import { describe, expect, it, vi } from 'vitest'
import { listen } from '../../../test/support/listen.ts'
import { type RawResponse, sendRaw } from '../../../test/support/raw-client.ts'

const A = 'https://a.example'
const EVIL = 'https://evil.test'

/** A copy of Express that no response has gone through yet. */
function loadExpress(): typeof expressType {
  const require = createRequire(import.meta.url)
  for (const path of Object.keys(require.cache)) {
    if (/node_modules\/(express|router)\//.test(path)) delete require.cache[path]
  }
  return require('express')
}

function from(origin: string, method = 'GET') {
  return {
    method,
    headers: [
      ['Origin', origin],
      ['Access-Control-Request-Method', 'PUT'],
    ] as const,
  }
}

function readOrigins(responses: readonly RawResponse[]): (string | undefined)[] {
  return responses.map((response) => response.get('access-control-allow-origin'))
}

/** Does what `on-headers` does: replaces `writeHead` of one response, and calls the original. */
function setLate(res: ServerResponse, name: string, value: string): void {
  const { writeHead } = res
  res.writeHead = function lateWriteHead(this: ServerResponse, ...parameters: [number]) {
    this.setHeader(name, value)
    return writeHead.apply(this, parameters)
  } as never
}

describe.each([true, false])('with x-powered-by: %s', (poweredBy) => {
  it('overrides code that replaced the writeHead of a response before it, from the first response of a copy of Express on', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = loadExpress()()
    app.set('x-powered-by', poweredBy)
    app.use((_req, res, next) => {
      setLate(res, 'Access-Control-Allow-Origin', '*')
      next()
    })
    app.use(cors({ origin: A, methods: ['PUT'] }))
    app.get('/', (_req, res) => void res.writeHead(200, { Vary: 'Cookie', 'X-Own': '1' }).end())
    const port = await listen(createServer(app))
    const first = await sendRaw(port, from(EVIL))
    expect([first.get('x-own'), first.get('vary')]).toEqual(['1', 'Cookie, Origin'])
    const others = [
      await sendRaw(port, from(EVIL)),
      await sendRaw(port, from(A)),
      await sendRaw(port, from(EVIL, 'OPTIONS')),
    ]
    expect(readOrigins([first, ...others])).toEqual([undefined, undefined, A, undefined])
  })

  it.each(['GET', 'OPTIONS'])('shows the sent headers afterwards, for %s', async (method) => {
    const app = loadExpress()()
    app.set('x-powered-by', poweredBy)
    const shown: unknown[] = []
    app.use((_req, res, next) => {
      res.once('finish', () => shown.push(res.getHeader('Access-Control-Allow-Origin')))
      next()
    })
    app.use(cors({ origin: A, methods: ['PUT'] }))
    app.get('/', (_req, res) => void res.send('ok'))
    await sendRaw(await listen(createServer(app)), from(A, method))
    expect(shown).toEqual([A])
  })
})

/** Ways to replace `writeHead` of a response, or to extend its prototype, out of the reach of middleware. */
const OUTER_CODE: readonly (readonly [what: string, wrap: (app: Express) => RequestListener])[] = [
  [
    'a middleware around the whole application',
    (app) => (req, res) => {
      setLate(res, 'X-Late', '1')
      app(req, res)
    },
  ],
  [
    "an application's own response",
    (app) => {
      const { writeHead } = app.response
      app.response.writeHead = function extendedWriteHead(this: ServerResponse, ...parameters: [number]) {
        this.setHeader('X-Late', '1')
        this.setHeader('Access-Control-Allow-Origin', '*')
        return writeHead.apply(this, parameters)
      } as never
      return app
    },
  ],
]

describe.each(OUTER_CODE)('with %s', (_what, wrap) => {
  it('overrides handlers, restores removed headers, and responds to preflights, each time', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    const app = loadExpress()()
    app.use((_req, res, next) => void next(res.setHeader('Access-Control-Allow-Origin', '*') && undefined))
    app.use(cors({ origin: A, methods: ['PUT'], credentials: true }))
    app.get('/reflect', (req, res) => {
      res
        .set({ 'Access-Control-Allow-Origin': req.get('Origin'), 'Access-Control-Allow-Credentials': 'true' })
        .send('ok')
    })
    app.get('/cleared', (_req, res) => {
      for (const name of res.getHeaderNames()) res.removeHeader(name)
      res.writeHead(200, { 'X-Own': '1' }).end()
    })
    const port = await listen(createServer(wrap(app)))
    for (let round = 0; round < 3; round++) {
      const responses = [
        await sendRaw(port, { ...from(EVIL), path: '/reflect' }),
        await sendRaw(port, { ...from(A), path: '/reflect' }),
        await sendRaw(port, { ...from(EVIL), path: '/cleared' }),
        await sendRaw(port, { ...from(A), path: '/cleared' }),
        await sendRaw(port, from(EVIL, 'OPTIONS')),
        await sendRaw(port, from(A, 'OPTIONS')),
      ]
      expect(readOrigins(responses)).toEqual([undefined, A, undefined, A, undefined, A])
      expect(responses.map((response) => response.get('vary'))).toEqual(responses.map(() => 'Origin'))
      expect(responses[3]?.get('x-own')).toBe('1')
      expect(responses[0]?.get('x-late')).toBe('1')
      expect(responses[0]?.get('access-control-allow-credentials')).toBeUndefined()
    }
  })

  it('reports each response to a policy with mode: report', async () => {
    const aspects: string[] = []
    const app = loadExpress()()
    app.disable('x-powered-by')
    app.use(cors({ origin: EVIL }, { mode: 'report', onDifference: (each) => aspects.push(...each.aspects) }))
    app.get('/', (_req, res) => void res.writeHead(200, { 'Access-Control-Allow-Origin': '*', Vary: 'Origin' }).end())
    const port = await listen(createServer(wrap(app)))
    await sendRaw(port, from(A))
    await sendRaw(port, from(A))
    await new Promise((resolve) => setImmediate(resolve))
    expect(aspects).toEqual(['origin', 'origin'])
  })
})

it('overrides code that replaced the writeHead of several first responses', async () => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
  const app = loadExpress()()
  app.use((_req, res, next) => {
    setLate(res, 'Access-Control-Allow-Origin', '*')
    setTimeout(next, 5)
  })
  app.use(cors({ origin: A }))
  app.use((_req, res) => void res.send('ok'))
  const port = await listen(createServer(app))
  const responses = await Promise.all([EVIL, EVIL, A, EVIL].map((origin) => sendRaw(port, from(origin))))
  expect(readOrigins(responses)).toEqual([undefined, undefined, A, undefined])
})

it('allows nothing while a policy is being selected, with any headers passed to writeHead', async () => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
  const app = loadExpress()()
  app.disable('x-powered-by')
  app.use((req, res, next) => {
    next()
    if (req.path === '/object') res.writeHead(503, { 'Access-Control-Allow-Origin': '*', 'X-Own': '1' }).end()
    else
      res.writeHead(503, Object.assign(Object.create(null), { 'Access-Control-Allow-Origin': '*', 'X-Own': '1' })).end()
  })
  app.use(cors(() => new Promise<undefined>(() => {})))
  const port = await listen(createServer(app))
  for (const path of ['/object', '/without-prototype']) {
    const response = await sendRaw(port, { ...from(EVIL), path })
    expect([response.status, response.get('x-own'), response.get('access-control-allow-origin')]).toEqual([
      503,
      '1',
      undefined,
    ])
  }
})

it('keeps the policy if an application of another copy of Express is called that has its own policy', async () => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
  const inner = loadExpress()()
  inner.use('/own', cors({ origin: EVIL }))
  inner.use((_req, res) => void res.set('Access-Control-Allow-Origin', '*').send('ok'))
  const app = loadExpress()()
  app.use(cors({ origin: A }))
  app.use((req, res) => inner(req, res))
  const port = await listen(createServer(app))
  await sendRaw(port, { ...from(A), path: '/own' })
  expect(readOrigins([await sendRaw(port, from(EVIL)), await sendRaw(port, from(A))])).toEqual([undefined, A])
  expect(readOrigins([await sendRaw(port, { ...from(EVIL), path: '/own' })])).toEqual([EVIL])
})

describe('the state of a response', () => {
  it('is kept for each of 10,000 pending responses, and released when they begin', async () => {
    const app = loadExpress()()
    const waiting: ServerResponse[] = []
    const readState = (res: object): unknown => (res as { [STATE]?: unknown })[STATE]
    app.use(cors({ origin: (origin) => origin.endsWith('.example') }))
    app.use((_req, res) => void waiting.push(res))
    for (let index = 0; index < 10_000; index++) {
      const req = new IncomingMessage(null as never)
      const headers = { origin: `https://tenant-${index}.${index % 2 ? 'example' : 'test'}` }
      Object.assign(req, { method: 'GET', url: '/', headers })
      app(req as never, new ServerResponse(req) as never)
    }
    expect(waiting).toHaveLength(10_000)
    expect(waiting.every((res) => readState(res) !== undefined)).toBe(true)
    const sent = waiting.toReversed().map((res) => {
      res.setHeader('Access-Control-Allow-Origin', '*')
      res.writeHead(200)
      return res.getHeader('Access-Control-Allow-Origin')
    })
    expect(sent.toReversed()).toEqual(
      Array.from({ length: 10_000 }, (_, index) => (index % 2 ? `https://tenant-${index}.example` : undefined)),
    )
  })

  it('is not a property of the response, and does not exist without a policy', async () => {
    const express = loadExpress()
    const app = express()
    const own: string[][] = []
    app.use('/governed', cors({ origin: A }), (_req, res, next) => {
      own.push(Reflect.ownKeys(res).map(String))
      next()
    })
    app.use((_req, res) => void res.writeHead(200, { Vary: 'Cookie' }).end())
    const port = await listen(createServer(app))
    const governed = await sendRaw(port, { path: '/governed', headers: [['Origin', A]] })
    const free = await sendRaw(port, { path: '/', headers: [['Origin', A]] })
    expect(own[0]).not.toContain('writeHead')
    expect(own[0]).not.toContain(String(STATE))
    expect([governed.get('vary'), free.get('vary')]).toEqual(['Cookie, Origin', 'Cookie'])
  })
})
