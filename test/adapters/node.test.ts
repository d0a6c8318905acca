import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer as createHttpsServer, request as httpsRequest } from 'node:https'
import { cors } from '@crossorigin/node'
import { describe, expect, it } from 'vitest'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { createDeferred } from '../support/deferred.ts'
import { sendHttp2 } from '../support/http2-client.ts'
import { listen } from '../support/listen.ts'
import { sendRaw } from '../support/raw-client.ts'
import { ALLOWED, EVIL, get, LIST_CONFIG, preflight } from './scenarios/list-policy.ts'

function answerOk(_req: unknown, res: { end(body: string): unknown }): void {
  res.end('ok')
}

describe('cors()', () => {
  it('throws for a listener that is wrapped already, since one selector should choose', () => {
    const inner = cors({ origin: ALLOWED })(answerOk)
    expect(() => cors({ origin: '*' })(inner)).toThrow(
      expect.objectContaining({ code: 'ERR_CORS_OPTIONS', message: expect.stringContaining('cors((req) => policy)') }),
    )
  })

  it.each([undefined, null, {}, 'listener'])('throws if the listener is %s', (listener) => {
    expect(() => cors({ origin: ALLOWED })(listener as never)).toThrow(
      expect.objectContaining({ code: 'ERR_CORS_OPTIONS' }),
    )
  })

  it.each([
    ['an unknown option', { varies: ['Host'] }],
    ['a string instead of a list', { vary: 'Host' }],
    ['a value that is not a header name', { vary: ['Accept Encoding'] }],
    ['a value that is not a function', { onError: true }],
  ])('refuses %s', (_what, options) => {
    expect(() => cors({ origin: ALLOWED }, options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_CORS_OPTIONS' }),
    )
  })

  it('returns what the listener returns', async () => {
    const results: unknown[] = []
    const listener = cors({ origin: ALLOWED })((_req, res) => {
      res.end()
      return 'returned'
    })
    const port = await listen(createServer((req, res) => results.push(listener(req, res))))
    await sendRaw(port, get(ALLOWED))
    expect(results).toEqual(['returned'])
  })

  it("leaves a listener's rejection to its caller", async () => {
    const rejected = createDeferred<unknown>()
    const listener = cors({ origin: async () => true })(async () => {
      throw new Error('rejected by a handler')
    })
    const server = createServer((req, res) => {
      Promise.resolve(listener(req, res)).catch((error) => {
        rejected.resolve(error)
        res.end()
      })
    })
    await sendRaw(await listen(server), get(ALLOWED))
    expect(await rejected.promise).toEqual(new Error('rejected by a handler'))
  })

  it('shows the listener the headers that it has set', async () => {
    const listener = cors(LIST_CONFIG)((_req, res) => {
      res.end(`${res.getHeader('Access-Control-Allow-Origin')} ${res.getHeader('Vary')}`)
    })
    const { body } = await sendRaw(await listen(createServer(listener)), get(ALLOWED))
    expect(body).toBe(`${ALLOWED} Origin`)
  })

  it('does nothing to a response that has begun', async () => {
    const inner = cors(LIST_CONFIG)((_req, res) => res.end('late'))
    const server = createServer((req, res) => {
      res.flushHeaders()
      inner(req, res)
    })
    const response = await sendRaw(await listen(server), get(ALLOWED))
    expect(readCorsHeaders(response)).toEqual({})
    expect(response.body).toContain('late')
  })
})

describe('writeHead', () => {
  it.each<[what: string, write: (res: ServerResponse) => void, vary: string]>([
    ['nothing but a status', (res) => res.writeHead(202), 'Origin'],
    ['undefined headers', (res) => res.writeHead(202, undefined), 'Origin'],
    ['a message and nothing else', (res) => res.writeHead(202, 'Fine'), 'Origin'],
    ['a message and an array', (res) => res.writeHead(202, 'Fine', ['Vary', 'Cookie']), 'Cookie, Origin'],
    ['a list of values', (res) => res.writeHead(202, { Vary: ['Cookie', 'origin'] }), 'Cookie, origin'],
    [
      'several lines in an array',
      (res) => res.writeHead(202, ['Vary', 'Cookie', 'vary', 'Host']),
      'Cookie, Host, Origin',
    ],
    ['the wildcard', (res) => res.writeHead(202, { VARY: '*' }), '*'],
    ['an empty value', (res) => res.writeHead(202, { Vary: '' }), 'Origin'],
    ['our own value', (res) => res.writeHead(202, { Vary: 'Origin' }), 'Origin'],
  ])('keeps Vary whole when it is given %s', async (_what, write, vary) => {
    const listener = cors(LIST_CONFIG)((_req, res) => {
      write(res)
      res.end()
    })
    const response = await sendRaw(await listen(createServer(listener)), get(ALLOWED))
    expect(response.status).toBe(202)
    expect(response.get('vary')).toBe(vary)
    expect(response.get('access-control-allow-origin')).toBe(ALLOWED)
  })

  it.each<[what: string, set: (res: ServerResponse) => void, vary: string]>([
    ['appends to it', (res) => res.appendHeader('Vary', 'Cookie'), 'Origin, Cookie'],
    ['sets it among others', (res) => res.setHeaders(new Map([['vary', 'Cookie']])), 'Cookie, Origin'],
    ['sets it again and again', (res) => res.setHeader('Vary', 'Host').setHeader('Vary', 'Cookie'), 'Cookie, Origin'],
  ])('keeps Vary whole when the listener %s before', async (_what, set, vary) => {
    const listener = cors(LIST_CONFIG)((_req, res) => {
      set(res)
      res.end()
    })
    expect((await sendRaw(await listen(createServer(listener)), get(ALLOWED))).get('vary')).toBe(vary)
  })

  it('still throws when called twice', async () => {
    const listener = cors(LIST_CONFIG)((_req, res) => {
      res.writeHead(200).write('first ')
      expect(() => res.writeHead(500, { Vary: 'Cookie' })).toThrow(
        expect.objectContaining({ code: 'ERR_HTTP_HEADERS_SENT' }),
      )
      res.end()
    })
    expect((await sendRaw(await listen(createServer(listener)), get(ALLOWED))).status).toBe(200)
  })
})

describe('servers', () => {
  it('leaves requests for an upgrade alone', async () => {
    const server = createServer(cors({ ...LIST_CONFIG, onDenied: 'reject' })(answerOk))
    server.on('upgrade', (req, socket) => {
      const lines = ['Connection: Upgrade', 'Upgrade: echo', `X-Origin: ${req.headers.origin}`]
      socket.end(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`)
    })
    const port = await listen(server)
    const request = httpRequest({ port, headers: { Origin: EVIL, Connection: 'Upgrade', Upgrade: 'echo' } }).end()
    const [response, socket] = (await once(request, 'upgrade')) as [IncomingMessage, { destroy(): void }]
    socket.destroy()
    expect(response.statusCode).toBe(101)
    expect(response.headers).toEqual({ connection: 'Upgrade', upgrade: 'echo', 'x-origin': EVIL })
  })

  it('works in a server of node:https', async () => {
    // A shared key needs no certificate.
    const key = Buffer.from('0123456789abcdef')
    const tls = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const
    const server = createHttpsServer({ ...tls, pskCallback: () => key }, cors(LIST_CONFIG)(answerOk))
    const port = await listen(server)
    const identity = { pskCallback: () => ({ psk: key, identity: 'test' }), checkServerIdentity: () => undefined }
    const request = httpsRequest({ ...tls, ...identity, port, headers: { Origin: ALLOWED } }).end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.resume()
    expect(response.headers).toMatchObject({ 'access-control-allow-origin': ALLOWED, vary: 'Origin' })
  })

  it('accepts a listener with the types of node:http2', async () => {
    const listener = cors(LIST_CONFIG)((req: Http2ServerRequest, res: Http2ServerResponse) => {
      res.end(req.authority)
    })
    const port = await listen(createHttp2Server(listener))
    const response = await sendHttp2(port, get(ALLOWED))
    expect([response.body, response.get('access-control-allow-origin')]).toEqual(['api.example.test', ALLOWED])
    expect((await sendHttp2(port, preflight(EVIL))).status).toBe(403)
  })
})
