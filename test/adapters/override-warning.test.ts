import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { cors as expressCors } from '@crossorigin/express'
import { type CorsConfig, cors, createPolicy, resetWarnings } from '@crossorigin/node'
import peerCors from 'cors'
import express from 'express'
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { FOREIGN_ROUTES } from '../support/foreign-routes.ts'
import { listen } from '../support/listen.ts'
import { type RawRequest, sendRaw } from '../support/raw-client.ts'
import { ALLOWED, EVIL, get, LIST_CONFIG, preflight } from './scenarios/list-policy.ts'

let emitWarning: MockInstance
beforeEach(() => {
  resetWarnings()
  emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
})

const messages = (): string[] => emitWarning.mock.calls.map(([message]) => message)
const codes = (): unknown[] => emitWarning.mock.calls.map(([, options]) => options.code)

async function send(source: CorsConfig, requests: readonly RawRequest[], mode?: 'yield'): Promise<void> {
  const listener = cors(source, { mode })((req: IncomingMessage, res: ServerResponse) => {
    const route = FOREIGN_ROUTES[req.url ?? '']
    if (route === undefined) res.end()
    else route(req, res)
  })
  const port = await listen(createServer(listener))
  for (const request of requests) await sendRaw(port, request)
}

describe('a CORS header of other code', () => {
  it.each<[what: string, request: RawRequest, message: string]>([
    [
      'is replaced',
      get(ALLOWED, '/foreign/any'),
      'Other code set Access-Control-Allow-Origin: "*" on a response. It was replaced with "https://example.com", the value of your CORS policy. ' +
        "To keep such headers, use mode: 'yield', or a selector that returns another policy (or undefined) for these requests.",
    ],
    [
      'is removed for an origin that is not allowed',
      get(EVIL, '/foreign/any'),
      'Other code set Access-Control-Allow-Origin: "*" on a response. It was removed, because your CORS policy does not allow the origin of the request. ',
    ],
    [
      'is removed for a request without an origin',
      get(undefined, '/foreign/any'),
      'Other code set Access-Control-Allow-Origin: "*" on a response. It was removed, because the request had no Origin header and your CORS policy does not allow every origin. ' +
        "If the URL is public, use a selector that returns a policy with origin: '*' for it. ",
    ],
  ])('%s with one warning that says so, however often it happens', async (_what, request, message) => {
    await send(LIST_CONFIG, [request, request])
    expect(emitWarning.mock.calls).toEqual([
      [expect.stringContaining(message), { type: 'CorsWarning', code: 'CORS_OVERRIDDEN' }],
    ])
  })

  it('causes one warning for each kind of conflict', async () => {
    await send(LIST_CONFIG, [get(ALLOWED, '/foreign/any'), get(EVIL, '/foreign/any'), get(undefined, '/foreign/any')])
    expect(new Set(messages()).size).toBe(3)
  })

  it('causes one warning when it comes with credentials', async () => {
    await send(LIST_CONFIG, [get(EVIL, '/foreign/reflect'), get(EVIL, '/foreign/reflect/array')])
    expect(codes()).toEqual(['CORS_OVERRIDDEN'])
  })

  it('causes a warning when only the credentials header differs from the policy', async () => {
    await send({ origin: ALLOWED }, [get(ALLOWED, '/foreign/reflect')])
    expect(messages()).toEqual([
      expect.stringContaining(
        'Other code set Access-Control-Allow-Credentials: "true" on a response. It was removed, because your CORS policy does not send it.',
      ),
    ])
  })

  it('is not blamed on a missing Origin when every origin is allowed', async () => {
    await send({ origin: '*' }, [get(undefined, '/foreign/reflect')])
    expect(messages()).toEqual([expect.stringContaining('because your CORS policy does not send it.')])
  })

  it('causes a warning again after a test has reset the warnings', async () => {
    await send(LIST_CONFIG, [get(EVIL, '/foreign/any')])
    resetWarnings()
    await send(LIST_CONFIG, [get(EVIL, '/foreign/any')])
    expect(codes()).toEqual(['CORS_OVERRIDDEN', 'CORS_OVERRIDDEN'])
  })

  it('is printed in ASCII, and no longer than 200 characters', async () => {
    const long = `h${'\u00e9'.repeat(300)}`
    const listener = cors({ origin: ALLOWED })((_req, res) => res.setHeader('Access-Control-Allow-Origin', long).end())
    await sendRaw(await listen(createServer(listener)), get(ALLOWED))
    const [, quoted = ''] = messages()[0]?.match(/Origin: ("\S+")/) ?? []
    expect(quoted).toMatch(/^"h(?:\\u00e9){32}\S{0,5}\.{3}"$/)
    expect(quoted).toHaveLength(200)
  })

  it.each<[what: string, requests: readonly RawRequest[]]>([
    ['has the same value', [get(ALLOWED, '/foreign/reflect')]],
    ['is set only if it is missing', [get(ALLOWED, '/foreign/polite')]],
    ['is removed', [get(ALLOWED, '/foreign/cleared')]],
    ['is a CORS header that does not allow an origin', [get(ALLOWED, '/foreign/lists'), get(EVIL, '/foreign/exposed')]],
  ])('causes no warning when it %s', async (_what, requests) => {
    await send(LIST_CONFIG, requests)
    expect(messages()).toEqual([])
  })

  it('causes no warning when the policy yields', async () => {
    await send(LIST_CONFIG, [get(ALLOWED, '/foreign/any'), get(EVIL, '/foreign/reflect')], 'yield')
    expect(messages()).toEqual([])
  })

  it('causes one warning when two packages set it after the policy', async () => {
    const app = express()
    app.use(expressCors(LIST_CONFIG))
    app.use(peerCors({ origin: true, credentials: true }))
    app.use(peerCors())
    app.use((_req, res) => void res.send('ok'))
    const port = await listen(createServer(app))
    const response = await sendRaw(port, get(EVIL))
    expect([response.get('access-control-allow-origin'), response.get('access-control-allow-credentials')]).toEqual([
      undefined,
      undefined,
    ])
    expect(codes()).toEqual(['CORS_OVERRIDDEN'])
  })
})

describe('two policies for one request', () => {
  async function sendThrough(layers: readonly unknown[], requests: readonly RawRequest[]): Promise<void> {
    const app = express()
    app.use(...(layers as []))
    app.use((_req, res) => void res.send('ok'))
    const port = await listen(createServer(app))
    for (const request of requests) await sendRaw(port, request)
  }
  const OPEN = { origin: '*' } as const

  it('cause one warning, at the first actual request that passes both', async () => {
    const layers = [expressCors(LIST_CONFIG), expressCors(OPEN)]
    await sendThrough(layers, [preflight(EVIL)])
    expect(codes()).toEqual([])
    await sendThrough(layers, [get(EVIL), get(ALLOWED)])
    expect(emitWarning.mock.calls).toEqual([
      [expect.stringContaining('cors((req) => policy)'), { type: 'CorsWarning', code: 'CORS_NESTED' }],
    ])
  })

  it.each<[what: string, layers: readonly unknown[]]>([
    ['is one policy', [expressCors(createPolicy(LIST_CONFIG)), expressCors(LIST_CONFIG)]],
    ['has a selector outside', [expressCors(() => createPolicy(LIST_CONFIG)), expressCors(OPEN)]],
    ['has a selector inside', [expressCors(LIST_CONFIG), expressCors(() => undefined)]],
    ['has a mode', [expressCors(LIST_CONFIG), expressCors(OPEN, { mode: 'enforce' })]],
  ])('cause none when there %s', async (_what, layers) => {
    await sendThrough(layers, [get(EVIL), get(ALLOWED)])
    expect(codes()).toEqual([])
  })
})
