import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import { cors, createPolicy } from '@crossorigin/node'
import { describe, expect, it, vi } from 'vitest'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { createDeferred } from '../support/deferred.ts'
import { beginHttp2 } from '../support/http2-client.ts'
import { listen } from '../support/listen.ts'
import { beginRaw, sendRaw } from '../support/raw-client.ts'
import { ALLOWED, get } from './scenarios/list-policy.ts'

function answerOk(_req: unknown, res: { end(body: string): unknown }): void {
  res.end('ok')
}

function failingOrigin(): never {
  throw new Error('the origin function failed')
}

describe('an origin function that fails', () => {
  it('leads to a 500 with an empty body and Vary, and to a process warning', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const port = await listen(createServer(cors({ origin: failingOrigin })(answerOk)))
    const response = await sendRaw(port, get(ALLOWED))

    expect(response.status).toBe(500)
    expect(response.get('content-length')).toBe('0')
    expect(readCorsHeaders(response)).toEqual({ vary: 'Origin' })
    expect(emitWarning.mock.calls).toEqual([[expect.objectContaining({ message: 'the origin function failed' })]])
    expect((await sendRaw(port, get(undefined))).body).toBe('ok')
  })

  it('is reported to onError, with the request and the response', async () => {
    const onError = vi.fn<(error: Error, req: IncomingMessage, res: ServerResponse) => void>()
    const port = await listen(createServer(cors({ origin: failingOrigin }, { onError })(answerOk)))
    const response = await sendRaw(port, get(ALLOWED, '/asked'))

    expect(response.status).toBe(500)
    expect(onError).toHaveBeenCalledOnce()
    const [error, req, res] = onError.mock.calls[0] ?? []
    expect(error?.message).toBe('the origin function failed')
    expect(req?.url).toBe('/asked')
    expect(res?.statusCode).toBe(500)
  })

  it('lets onError respond', async () => {
    const onError = (_error: Error, _req: IncomingMessage, res: ServerResponse): void => {
      res.writeHead(503, { 'Retry-After': '1' }).end('later')
    }
    const port = await listen(createServer(cors({ origin: failingOrigin }, { onError })(answerOk)))
    const response = await sendRaw(port, get(ALLOWED))
    expect([response.status, response.get('retry-after')]).toEqual([503, '1'])
    expect(response.body).toContain('later')
    expect(readCorsHeaders(response)).toEqual({ vary: 'Origin' })
  })

  it('leads to a 500 and a warning when onError throws', async () => {
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue()
    const onError = (): never => {
      throw new Error('onError failed too')
    }
    const port = await listen(createServer(cors({ origin: async () => failingOrigin() }, { onError })(answerOk)))
    expect((await sendRaw(port, get(ALLOWED))).status).toBe(500)
    expect(emitWarning.mock.calls).toEqual([
      ['onError threw: onError failed too', { type: 'CorsWarning', code: 'CORS_ON_ERROR_THREW' }],
    ])
  })

  it('keeps what was thrown as the cause, when that is not an error', async () => {
    const onError = vi.fn()
    const port = await listen(createServer(cors({ origin: () => Promise.reject('no') }, { onError })(answerOk)))
    await sendRaw(port, get(ALLOWED))
    expect(onError.mock.calls[0]?.[0]).toEqual(expect.objectContaining({ cause: 'no' }))
  })

  it('says that callbacks are not supported when the function returns nothing', async () => {
    const onError = vi.fn()
    const origin = ((_origin: string, _callback: unknown) => {}) as never
    const port = await listen(createServer(cors({ origin }, { onError })(answerOk)))
    await sendRaw(port, get(ALLOWED))
    expect(onError.mock.calls[0]?.[0]).toBeInstanceOf(TypeError)
    expect(String(onError.mock.calls[0]?.[0])).toMatch(/callback/i)
  })
})

describe('an origin function that resolves late', () => {
  it.each([
    { server: 'node:http', create: createServer, begin: beginRaw },
    { server: 'node:http2', create: createHttp2Server as unknown as typeof createServer, begin: beginHttp2 },
  ])('does not run the listener of $server for a client that has disconnected', async ({ create, begin }) => {
    const asked = createDeferred()
    const answer = createDeferred<boolean>()
    const closed = createDeferred()
    const handler = vi.fn(answerOk)
    const listener = cors({
      origin: () => {
        asked.resolve()
        return answer.promise
      },
    })(handler)
    let settled: unknown
    const server = create((req, res) => {
      res.on('close', closed.resolve)
      settled = listener(req, res)
    })
    const begun = begin(await listen(server), get(ALLOWED))
    await asked.promise
    begun.leave()
    await Promise.all([closed.promise, begun.response.catch(() => {})])
    answer.resolve(true)
    await settled
    expect(handler).not.toHaveBeenCalled()
  })

  it('changes nothing about a response that has begun, which still varies', async () => {
    const asked = createDeferred<ServerResponse>()
    const answer = createDeferred<boolean>()
    const handler = vi.fn(answerOk)
    const listener = cors({ origin: () => answer.promise })(handler)
    const server = createServer((req, res) => {
      listener(req, res)
      asked.resolve(res)
    })
    const begun = beginRaw(await listen(server), get(ALLOWED))
    const res = await asked.promise
    res.writeHead(503).end('too slow')
    answer.resolve(true)
    const response = await begun.response
    expect([response.status, readCorsHeaders(response)]).toEqual([503, { vary: 'Origin' }])
    expect(handler).not.toHaveBeenCalled()
  })

  it('changes nothing about a response that has begun when it fails, and is not reported', async () => {
    const asked = createDeferred<ServerResponse>()
    const answer = createDeferred<boolean>()
    const onError = vi.fn()
    let settled: unknown
    const listener = cors({ origin: () => answer.promise }, { onError })(answerOk)
    const server = createServer((req, res) => {
      settled = listener(req, res)
      asked.resolve(res)
    })
    const begun = beginRaw(await listen(server), get(ALLOWED))
    const res = await asked.promise
    res.writeHead(503).write('too slow')
    answer.reject(new Error('too late'))
    await settled
    res.end()
    const response = await begun.response
    expect([response.status, readCorsHeaders(response)]).toEqual([503, { vary: 'Origin' }])
    expect(onError).not.toHaveBeenCalled()
  })

  it('has what its selector reads in the Vary of a response that did not wait', async () => {
    const asked = createDeferred<ServerResponse>()
    const policy = createPolicy({ origin: () => new Promise(() => {}) })
    const listener = cors(() => policy, { vary: ['Host'] })(answerOk)
    const server = createServer((req, res) => {
      listener(req, res)
      asked.resolve(res)
    })
    const begun = beginRaw(await listen(server), get(ALLOWED))
    const res = await asked.promise
    res.writeHead(503, { Vary: 'Cookie' }).end()
    expect((await begun.response).get('vary')).toBe('Cookie, Origin, Host')
  })
})
