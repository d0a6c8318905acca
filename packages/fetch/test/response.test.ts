import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { cors, createPolicy, resetWarnings } from '@crossorigin/fetch'
import { beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest'
import { listen } from '../../../test/support/listen.ts'

const ALLOWED = 'https://a.example'
const OTHER = 'https://b.example'
const EVIL = 'https://evil.test'
const CONFIG = { origin: [ALLOWED, OTHER], exposedHeaders: ['X-Total'] } as const

let emitWarning: MockInstance
beforeEach(() => {
  resetWarnings()
  emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
})

function get(origin?: string): Request {
  return new Request('https://api.example/', origin === undefined ? {} : { headers: { origin } })
}

function corsHeadersFor(origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'X-Total', vary: 'Origin' }
}

function headersOf(response: Response): Record<string, string> {
  return Object.fromEntries(response.headers)
}

describe('a response', () => {
  it('is the one that the handler returned, with an unread body', async () => {
    const response = new Response('ok', { status: 201, statusText: 'Made', headers: { 'X-Own': 'a' } })
    const body = vi.fn()
    Object.defineProperty(response, 'body', { get: body })
    expect(await cors(CONFIG)(() => response)(get(ALLOWED))).toBe(response)
    expect(body).not.toHaveBeenCalled()
    expect(headersOf(response)).toEqual({
      ...corsHeadersFor(ALLOWED),
      'content-type': 'text/plain;charset=UTF-8',
      'x-own': 'a',
    })
  })

  it('is copied if its headers cannot be changed, and keeps everything else', async () => {
    const redirect = Response.redirect('https://api.example/other', 307)
    const response = await cors(CONFIG)(() => redirect)(get(ALLOWED))
    expect([response.status, headersOf(response)]).toEqual([
      307,
      { ...corsHeadersFor(ALLOWED), location: 'https://api.example/other' },
    ])
    expect(headersOf(redirect)).toEqual({ location: 'https://api.example/other' })
  })

  it('is copied if it came from fetch(), with its stream', async () => {
    const upstream = createServer((_req, res) => {
      res.writeHead(203, 'Fine', { 'Content-Encoding': 'gzip', 'Set-Cookie': ['a=1', 'b=2'] })
      res.end(gzipSync('hello'))
    })
    const port = await listen(upstream)
    const response = await cors(CONFIG)(() => fetch(`http://127.0.0.1:${port}/`))(get(ALLOWED))
    expect([response.status, response.statusText, await response.text()]).toEqual([203, 'Fine', 'hello'])
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
    expect(headersOf(response)).toMatchObject({ ...corsHeadersFor(ALLOWED), 'content-encoding': 'gzip' })
  })

  it('fetched by Deno does not have the encoding that was decoded', async () => {
    vi.stubGlobal('Deno', {})
    const upstream = createServer((_req, res) => {
      res.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': gzipSync('hello').length })
      res.end(gzipSync('hello'))
    })
    const port = await listen(upstream)
    const withCors = cors(CONFIG)
    const fetched = await withCors(() => fetch(`http://127.0.0.1:${port}/`))(get(ALLOWED))
    const made = await withCors(() => Response.redirect('https://api.example/'))(get(ALLOWED))
    vi.unstubAllGlobals()
    expect([fetched.headers.has('content-encoding'), fetched.headers.has('content-length')]).toEqual([false, false])
    expect(made.headers.get('location')).toBe('https://api.example/')
  })

  it('is passed through if it can be neither changed nor copied', async () => {
    const error = Response.error()
    expect(await cors(CONFIG)(() => error)(get(ALLOWED))).toBe(error)
    const read = Response.redirect('https://api.example/')
    Object.defineProperties(read, {
      body: {
        get() {
          throw new TypeError('the body has been read')
        },
      },
    })
    expect(await cors(CONFIG)(() => read)(get(ALLOWED))).toBe(read)
  })

  it('is not changed if a selector selects nothing and reads no header', async () => {
    const response = new Response('ok', { headers: { 'Access-Control-Allow-Origin': '*' } })
    expect(await cors(() => undefined)(() => response)(get(ALLOWED))).toBe(response)
    expect(headersOf(response)).toMatchObject({ 'access-control-allow-origin': '*' })
    const redirect = Response.redirect('https://api.example/')
    expect(await cors(() => undefined)(() => redirect)(get(ALLOWED))).toBe(redirect)
  })

  it('has the Cors-Reason of the policy with debug, even if the application has set one', async () => {
    const response = await cors({ ...CONFIG, debug: true })(
      () => new Response(null, { headers: { 'Cors-Reason': 'own' } }),
    )(get(EVIL))
    const expected = { 'cors-reason': 'origin/not-listed', vary: 'Origin' }
    expect(headersOf(response)).toEqual(expected)
    const again = cors(() => createPolicy({ origin: '*' }))((request: Request) =>
      cors({ ...CONFIG, debug: true })(() => new Response(null))(request),
    )
    expect(headersOf(await again(get(EVIL)))).toEqual(expected)
  })
})

describe('a response that is returned repeatedly', () => {
  it('has no Vary added or removed with *', async () => {
    const shared = new Response(null, { headers: { Vary: 'Accept' } })
    const handler = cors({ origin: '*' })(() => shared)
    for (const origin of [ALLOWED, OTHER]) {
      expect(headersOf(await handler(get(origin)))).toEqual({ 'access-control-allow-origin': '*', vary: 'Accept' })
    }
    const preflight = { method: 'OPTIONS', headers: { origin: ALLOWED, 'access-control-request-method': 'PUT' } }
    expect(headersOf(await handler(new Request('https://api.example/', preflight)))).not.toHaveProperty('vary')
  })

  it.each<[what: string, make: () => Response]>([
    ['without a body', () => new Response(null, { status: 404, headers: { Vary: 'Accept' } })],
    ['with a body', () => new Response('shared', { status: 404, headers: { Vary: 'Accept' } })],
    ['whose headers cannot be changed', () => Response.redirect('https://api.example/')],
  ])('is correct for each request, without a warning: %s', async (_what, make) => {
    const shared = make()
    const original = headersOf(shared)
    const varies = 'vary' in original ? 'Accept, Origin' : 'Origin'
    const handler = cors(CONFIG)(() => shared)
    const responses: Response[] = []
    for (const origin of [ALLOWED, OTHER, EVIL, undefined, ALLOWED, '']) responses.push(await handler(get(origin)))
    expect(responses.map(headersOf)).toEqual([
      { ...original, ...corsHeadersFor(ALLOWED), vary: varies },
      { ...original, ...corsHeadersFor(OTHER), vary: varies },
      { ...original, vary: varies },
      { ...original, vary: varies },
      { ...original, ...corsHeadersFor(ALLOWED), vary: varies },
      { ...original, vary: '*' },
    ])
    expect(responses.map(({ status }) => status)).toEqual(responses.map(() => shared.status))
    expect(emitWarning).not.toHaveBeenCalled()
  })

  it('has headers of other code restored before the next policy decides', async () => {
    const shared = new Response(null, {
      headers: {
        'Access-Control-Allow-Origin': '*',
        'Access-Control-Allow-Methods': 'PUT',
        'Access-Control-Expose-Headers': 'X-Own',
        Vary: 'Accept',
      },
    })
    const before = headersOf(shared)
    let isGoverned = true
    const policy = createPolicy(CONFIG)
    const handler = cors(() => (isGoverned ? policy : undefined))(() => shared)
    expect(headersOf(await handler(get(ALLOWED)))).toEqual({
      'access-control-allow-origin': ALLOWED,
      'access-control-expose-headers': 'X-Total, X-Own',
      vary: 'Accept, Origin',
    })
    expect(headersOf(await handler(get('')))).toEqual({ vary: '*' })
    isGoverned = false
    expect(headersOf(await handler(get(ALLOWED)))).toEqual(before)
  })

  it('is changed in place after its body has been sent, which ends it on every server', async () => {
    const shared = new Response('once')
    const handler = cors(CONFIG)(() => shared)
    expect(await (await handler(get(ALLOWED))).text()).toBe('once')
    const second = await handler(get(OTHER))
    expect([second, headersOf(second)]).toEqual([shared, expect.objectContaining(corsHeadersFor(OTHER))])
  })

  it('of another realm is changed in place if it has no clone', async () => {
    const shared = { status: 200, headers: new Headers() }
    const handler = cors(CONFIG)(() => shared)
    for (const origin of [ALLOWED, OTHER]) expect(await handler(get(origin))).toBe(shared)
    expect(Object.fromEntries(shared.headers)).toEqual(corsHeadersFor(OTHER))
  })
})

describe('mode: yield', () => {
  const yielding = cors({ ...CONFIG, credentials: true }, { mode: 'yield' })

  it('keeps the CORS headers of a response that allows another origin', async () => {
    const own = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' }
    const response = await yielding(() => new Response(null, { headers: own }))(get(ALLOWED))
    expect(headersOf(response)).toEqual({
      'access-control-allow-credentials': 'true',
      'access-control-allow-origin': '*',
      vary: 'Origin',
    })
    const absent = await yielding(() => new Response(null))(get(ALLOWED))
    expect(headersOf(absent)).toEqual({ ...corsHeadersFor(ALLOWED), 'access-control-allow-credentials': 'true' })
  })

  it('removes its own headers if code between two uses allows another origin', async () => {
    const inner = yielding(() => new Response(null))
    const outer = cors(() => createPolicy(CONFIG))(async (request: Request) => {
      const response = await inner(request)
      response.headers.set('Access-Control-Allow-Origin', '*')
      return response
    })
    expect(headersOf(await outer(get(ALLOWED)))).toEqual({ 'access-control-allow-origin': '*', vary: 'Origin' })
  })

  it('keeps them through an outer use', async () => {
    const own = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Credentials': 'true' }
    const inner = yielding(() => new Response(null, { headers: own }))
    const outer = cors(() => createPolicy(CONFIG))((request: Request) => inner(request))
    expect(headersOf(await outer(get(ALLOWED)))).toMatchObject({ 'access-control-allow-credentials': 'true' })
  })
})
