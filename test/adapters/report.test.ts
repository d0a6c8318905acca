import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { cors as expressCors } from '@crossorigin/express'
import { type FastifyCorsOptions, cors as fastifyCors } from '@crossorigin/fastify'
import { cors as koaCors } from '@crossorigin/koa'
import {
  type AdapterOptions,
  createPolicy,
  type Difference,
  cors as nodeCors,
  type PolicySource,
  resetWarnings,
} from '@crossorigin/node'
import fastifyPeerCors from '@fastify/cors'
import peerCors from 'cors'
import express from 'express'
import express4 from 'express4'
import Koa from 'koa'
import { describe, expect, it, vi } from 'vitest'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { createFastify, serveFastify } from '../support/fastify-application.ts'
import { listen } from '../support/listen.ts'
import { type RawRequest, type RawResponse, sendRaw } from '../support/raw-client.ts'
import { ALLOWED, EVIL, get, LIST_CONFIG, preflight } from './scenarios/list-policy.ts'

/** The options of another package that is in production, as it names them. */
interface PeerOptions {
  readonly origin: string[] | boolean | '*'
  readonly credentials?: boolean
  readonly methods?: string[]
  readonly allowedHeaders?: string[]
  readonly optionsSuccessStatus?: number
}

type Options = AdapterOptions<never, never>
type Send = (request: RawRequest) => Promise<RawResponse>

interface Framework {
  readonly name: string
  /** Starts an application with a policy that reports before another package. */
  start(source: PolicySource<never>, options: Options, peer: PeerOptions): Promise<Send>
}

const FRAMEWORKS: readonly Framework[] = [
  {
    name: 'node:http',
    async start(source, options, peer) {
      const withPeer = peerCors(peer)
      const listener = nodeCors(
        source,
        options,
      )((req: IncomingMessage, res: ServerResponse) => withPeer(req, res, () => res.end('ok')))
      const port = await listen(createServer(listener))
      return (request) => sendRaw(port, request)
    },
  },
  ...[express4, express].map(
    (createApp, index): Framework => ({
      name: `Express ${4 + index}`,
      async start(source, options, peer) {
        const app = createApp()
        app.use(expressCors(source, options) as never)
        app.use(peerCors(peer))
        app.use((_req, res) => void res.send('ok'))
        const port = await listen(createServer(app))
        return (request) => sendRaw(port, request)
      },
    }),
  ),
  {
    name: 'Fastify 5',
    async start(source, options, peer) {
      const app = createFastify()
      await app.register(fastifyCors, { policy: source, ...options } as FastifyCorsOptions)
      await app.register(fastifyPeerCors, { ...peer, strictPreflight: false })
      app.route({ method: ['GET', 'PUT'], url: '/ok', handler: () => 'ok' })
      return serveFastify(app)
    },
  },
  {
    name: 'Koa 3',
    async start(source, options, peer) {
      const app = new Koa()
      app.use(koaCors(source, options as never))
      const withPeer = peerCors(peer)
      app.use((ctx, next) => {
        const { req, res } = ctx
        return new Promise((resolve) => {
          res.once('close', resolve)
          withPeer(req, res, () => resolve(next()))
        })
      })
      app.use((ctx) => {
        ctx.body = 'ok'
      })
      const port = await listen(createServer(app.callback()))
      return (request) => sendRaw(port, request)
    },
  },
]

const SAME: PeerOptions = {
  origin: [ALLOWED, 'https://app.example.com'],
  credentials: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT'],
  allowedHeaders: ['content-type', 'x-custom', 'x-more'],
}

describe.each(FRAMEWORKS)('$name', ({ start }) => {
  async function report(request: RawRequest, peer: PeerOptions, source: PolicySource<never> = LIST_CONFIG) {
    const differences: Difference<{ readonly url?: string }>[] = []
    const onDifference = (difference: Difference<never>): void => void differences.push(difference)
    const send = await start(source, { mode: 'report', onDifference }, peer)
    const response = await send(request)
    // Later decisions of a policy are reported later.
    await new Promise((resolve) => setImmediate(resolve))
    return { response, differences, aspects: differences.flatMap(({ aspects }) => aspects) }
  }

  it.each<[what: string, request: RawRequest]>([
    ['an allowed origin', get(ALLOWED)],
    ['an origin that is not allowed', get(EVIL)],
    ['a request without an origin', get(undefined)],
    ['a preflight', preflight(ALLOWED)],
    ['a preflight from an origin that is not allowed, with a different status', preflight(EVIL)],
    [
      'a preflight for a header, in another order and case',
      preflight(
        ALLOWED,
        '/ok',
        ['Access-Control-Request-Method', 'PUT'],
        ['Access-Control-Request-Headers', 'x-custom'],
      ),
    ],
  ])('reports nothing for %s when a browser would decide the same', async (_what, request) => {
    expect((await report(request, SAME)).differences).toEqual([])
  })

  it.each<[what: string, request: RawRequest, peer: PeerOptions, aspects: readonly string[]]>([
    ['an origin that only the other package allows', get(EVIL), { origin: true, credentials: true }, ['origin']],
    [
      'an origin that only the policy allows',
      get(ALLOWED),
      { origin: ['https://b.example', 'https://c.example'], credentials: true },
      ['origin'],
    ],
    ['credentials', get(ALLOWED), { origin: [ALLOWED, EVIL] }, ['credentials']],
    ['Vary under *', get(undefined), { origin: '*' }, ['vary']],
    ['a preflight from an origin', preflight(EVIL), { origin: true }, ['origin']],
    ['a method', preflight(ALLOWED), { ...SAME, methods: ['GET'] }, ['method']],
    [
      'a header',
      preflight(ALLOWED, '/ok', ['Access-Control-Request-Method', 'PUT'], ['Access-Control-Request-Headers', 'x-more']),
      SAME,
      ['headers'],
    ],
    ['the status of a preflight', preflight(ALLOWED), { ...SAME, optionsSuccessStatus: 301 }, ['status']],
  ])('reports %s', async (_what, request, peer, aspects) => {
    const reported = await report(request, peer)
    expect(reported.aspects).toEqual(aspects)
    expect(reported.differences[0]?.request.url).toBe('/ok')
    expect(reported.differences[0]?.response).toEqual({
      status: reported.response.status,
      headers: readCorsHeaders(reported.response),
    })
  })

  it('does not change responses, and does not respond to preflights', async () => {
    const send = await start(LIST_CONFIG, { mode: 'report', onDifference() {} }, { origin: '*', methods: ['DELETE'] })
    expect(readCorsHeaders(await send(get(EVIL)))).toEqual({ 'access-control-allow-origin': '*' })
    const answered = await send(preflight(EVIL))
    expect([answered.status, answered.get('access-control-allow-methods')]).toEqual([204, 'DELETE'])
  })

  it('does not wait for an origin function, and reports when it has decided', async () => {
    let decide: ((isAllowed: boolean) => void) | undefined
    const differences: unknown[] = []
    const origin = (): Promise<boolean> => new Promise((resolve) => (decide = resolve))
    const send = await start(
      { origin },
      { mode: 'report', onDifference: (difference) => differences.push(difference) },
      { origin: true },
    )
    expect((await send(get(EVIL))).body).toBe('ok')
    expect(differences).toEqual([])
    decide?.(false)
    await new Promise((resolve) => setImmediate(resolve))
    expect(differences).toEqual([expect.objectContaining({ aspects: ['origin'] })])
  })

  it('reports an origin function that fails to onError only', async () => {
    const errors: unknown[] = []
    const error = new Error('the origin function failed')
    const origin = (): never => {
      throw error
    }
    const send = await start(
      { origin },
      { mode: 'report', onDifference() {}, onError: (caught) => errors.push(caught) },
      { origin: true },
    )
    expect([(await send(get(EVIL))).status, (await send(preflight(EVIL))).status]).toEqual([200, 204])
    expect(errors).toEqual([error, error])
  })

  it.each<[what: string, onDifference: () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('the observer failed')
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('the observer failed')
      },
    ],
  ])('warns once when onDifference %s', async (_what, onDifference) => {
    resetWarnings()
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const send = await start(LIST_CONFIG, { mode: 'report', onDifference: onDifference as never }, { origin: true })
    expect((await send(get(EVIL))).status).toBe(200)
    expect((await send(get(EVIL))).status).toBe(200)
    await new Promise((resolve) => setImmediate(resolve))
    expect(emitWarning.mock.calls).toEqual([
      [expect.stringContaining('the observer failed'), { type: 'CorsWarning', code: 'CORS_REPORT_THREW' }],
    ])
  })

  it('reports nothing when a selector selects nothing', async () => {
    const { differences } = await report(get(EVIL), { origin: true }, () => undefined)
    expect(differences).toEqual([])
  })
})

describe('a report in addition to an enforced policy', () => {
  it('sees the headers as the policy has corrected them, in either mounting order', async () => {
    vi.spyOn(process, 'emitWarning').mockReturnValue()
    for (const order of [0, 1]) {
      const aspects: string[] = []
      const layers = [
        expressCors({ origin: ALLOWED }),
        expressCors(createPolicy({ origin: EVIL }), {
          mode: 'report',
          onDifference: (each) => aspects.push(...each.aspects),
        }),
      ]
      const app = express()
      app.use(layers[order] as never, layers[1 - order] as never)
      app.use((_req, res) => void res.set('Access-Control-Allow-Origin', '*').send('ok'))
      const port = await listen(createServer(app))
      expect(readCorsHeaders(await sendRaw(port, get(ALLOWED)))).toEqual({
        'access-control-allow-origin': ALLOWED,
        vary: 'Origin',
      })
      await new Promise((resolve) => setImmediate(resolve))
      expect(aspects).toEqual(['origin'])
    }
  })

  it.each([0, 1])('wraps a listener of node:http, or is wrapped by one, in either order: %d', async (order) => {
    const aspects: string[] = []
    const onDifference = (each: Difference<unknown>): void => void aspects.push(...each.aspects)
    const enforcing = nodeCors({ origin: ALLOWED })
    const reporting = nodeCors({ origin: EVIL }, { mode: 'report', onDifference })
    const handler = (_req: IncomingMessage, res: ServerResponse): unknown => res.end('ok')
    const listener = order === 0 ? enforcing(reporting(handler)) : reporting(enforcing(handler))
    const response = await sendRaw(await listen(createServer(listener)), get(ALLOWED))
    expect(readCorsHeaders(response)).toEqual({ 'access-control-allow-origin': ALLOWED, vary: 'Origin' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(aspects).toEqual(['origin'])
    expect(() => nodeCors({ origin: ALLOWED })(reporting(enforcing(handler)))).toThrow('already wrapped')
  })

  it('is called once, with the headers that are sent, on Express within node:http', async () => {
    const differences: Difference<unknown>[] = []
    const onDifference = (each: Difference<unknown>): void => void differences.push(each)
    const app = express()
    app.disable('x-powered-by')
    app.use(expressCors({ origin: ALLOWED }))
    app.get('/cleared', (_req, res) => {
      for (const name of res.getHeaderNames()) res.removeHeader(name)
      res.end()
    })
    app.get('/failing', (_req, res) => {
      expect(() => res.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'X-A': 'a\nb' })).toThrow()
      res.status(500).end()
    })
    for (const source of [{ origin: ALLOWED }, { origin: EVIL }]) {
      const listener = nodeCors(source, { mode: 'report', onDifference })(app as never)
      const port = await listen(createServer(listener))
      for (const path of ['/cleared', '/failing']) await sendRaw(port, get(ALLOWED, path))
    }
    await new Promise((resolve) => setImmediate(resolve))
    expect(differences.map(({ aspects, response: { status } }) => [aspects, status])).toEqual([
      [['origin'], 200],
      [['origin'], 500],
    ])
    expect(differences[0]?.response.headers).toEqual({ 'access-control-allow-origin': ALLOWED, vary: 'Origin' })
  })

  it('can be registered in addition in a Fastify scope, and for a route', async () => {
    const aspects: string[] = []
    const onDifference = ({ aspects: found }: Pick<Difference<never>, 'aspects'>): void => void aspects.push(...found)
    const app = createFastify()
    await app.register(fastifyCors, { origin: ALLOWED, methods: ['PUT'] })
    await app.register(fastifyCors, { policy: { origin: EVIL }, mode: 'report', onDifference })
    app.get('/ok', () => 'ok')
    app.get('/route', { config: { cors: { policy: { origin: '*' }, mode: 'report', onDifference } } }, () => 'ok')
    const send = await serveFastify(app)
    expect(readCorsHeaders(await send(get(ALLOWED)))).toEqual({
      'access-control-allow-origin': ALLOWED,
      vary: 'Origin',
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(aspects).toEqual(['origin'])
    expect(readCorsHeaders(await send(get(ALLOWED, '/route')))).toEqual({
      'access-control-allow-origin': ALLOWED,
      vary: 'Origin',
    })
    expect((await send(preflight(ALLOWED, '/route'))).status).toBe(204)
    await new Promise((resolve) => setImmediate(resolve))
    // For the route, only the scope's report differs.
    expect(aspects).toEqual(['origin', 'origin', 'origin', 'method'])
  })
})
