import {
  type BrowserRequest,
  createPreflightCache,
  type HttpResponse,
  simulateFetch,
  type WireRequest,
} from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'

const REQUEST: BrowserRequest = { pageOrigin: 'https://app.example', url: 'https://api.example/data#part' }
const OK: HttpResponse = { status: 200, headers: [['Access-Control-Allow-Origin', '*']] }

const redirect = (location: string, status = 302): HttpResponse => ({
  status,
  headers: [
    ['Access-Control-Allow-Origin', '*'],
    ['Location', location],
  ],
})

/** Answers with one response after the other, and keeps what was sent. */
function answering(...responses: HttpResponse[]) {
  const sent: WireRequest[] = []
  const exchange = async (wire: WireRequest): Promise<HttpResponse> => {
    sent.push(wire)
    const response = responses.shift()
    if (response === undefined) throw new Error('connection refused')
    return response
  }
  return { sent, exchange }
}

describe('simulateFetch', () => {
  it('sends the request as a browser would, without the fragment', async () => {
    const { sent, exchange } = answering(OK)
    const body = { kind: 'string' } as const
    const journey = await simulateFetch(
      { ...REQUEST, method: 'POST', headers: [['Accept', 'text/css']], body },
      exchange,
    )
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'https://api.example/data',
        headers: [
          ['Accept', 'text/css'],
          ['Content-Type', 'text/plain;charset=UTF-8'],
          ['Origin', 'https://app.example'],
        ],
        body,
      },
    ])
    expect(journey).toMatchObject({ result: 'readable', code: null, failedHop: null, response: OK })
    expect(journey.steps.map(({ kind }) => kind)).toEqual(['route', 'request'])
  })

  it('sends a preflight as a browser would', async () => {
    const { sent, exchange } = answering(
      { status: 204, headers: [...OK.headers, ['Access-Control-Allow-Headers', 'x-a,x-b']] },
      OK,
    )
    const journey = await simulateFetch(
      {
        ...REQUEST,
        headers: [
          ['X-B', '1'],
          ['X-A', '1'],
        ],
      },
      exchange,
    )
    expect(sent[0]).toEqual({
      method: 'OPTIONS',
      url: 'https://api.example/data',
      headers: [
        ['Accept', '*/*'],
        ['Access-Control-Request-Method', 'GET'],
        ['Access-Control-Request-Headers', 'x-a,x-b'],
        ['Origin', 'https://app.example'],
      ],
    })
    expect(journey.steps.map(({ kind }) => kind)).toEqual(['route', 'preflight', 'request'])
  })

  it('forgets a preflight when the connection fails afterwards', async () => {
    const cache = createPreflightCache({ now: () => 0 })
    const allow: HttpResponse = { status: 204, headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT']] }
    await simulateFetch({ ...REQUEST, method: 'PUT' }, answering(allow).exchange, { cache })
    const journey = await simulateFetch({ ...REQUEST, method: 'PUT' }, answering(allow, OK).exchange, { cache })
    expect(journey.hops[0]?.preflight).toBe(true)
  })

  it('says where a remembered preflight was used', async () => {
    const cache = createPreflightCache({ now: () => 0 })
    const allow: HttpResponse = { status: 204, headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT']] }
    const { exchange } = answering(allow, OK, OK)
    await simulateFetch({ ...REQUEST, method: 'PUT' }, exchange, { cache })
    const journey = await simulateFetch({ ...REQUEST, method: 'PUT' }, exchange, { cache })
    expect(journey.steps.map(({ kind }) => kind)).toEqual(['route', 'cached-preflight', 'request'])
  })

  it.each<[string, Partial<BrowserRequest>, HttpResponse[], string, number]>([
    ['a call that throws', { method: 'TRACE' }, [], 'forbidden-method', 0],
    ['a request that is blocked', { url: 'https://api.example:25/' }, [], 'bad-port', 0],
    ['a connection that fails', {}, [], 'network', 0],
    ['a preflight whose connection fails', { method: 'PUT' }, [], 'preflight:network', 0],
    ['a redirect to what is no URL', {}, [redirect('https://')], 'redirect-bad-location', 0],
    [
      'two redirects in one response',
      {},
      [{ status: 302, headers: [...redirect('/y').headers, ['Location', '/z']] }],
      'redirect-bad-location',
      0,
    ],
    ['a redirect to another scheme', {}, [redirect('ftp://api.example/')], 'redirect-scheme', 0],
    [
      'a redirect with a password to another origin',
      {},
      [redirect('https://:p@third.example/')],
      'redirect-credentials',
      0,
    ],
    [
      'a redirect with a user name in a CORS chain',
      {},
      [redirect('https://u@app.example/')],
      'redirect-credentials',
      0,
    ],
    [
      'a redirected stream',
      { url: '/x', method: 'POST', body: { kind: 'stream' }, streamBody: true, duplex: 'half' },
      [redirect('/y', 307)],
      'redirect-stream-body',
      0,
    ],
    [
      'a response without headers after a redirect',
      {},
      [redirect('/x'), { status: 200, headers: [] }],
      'acao-missing',
      1,
    ],
  ])('ends in a network error for %s', async (_, request, responses, code, failedHop) => {
    const { exchange } = answering(...responses)
    expect(await simulateFetch({ ...REQUEST, ...request }, exchange)).toMatchObject({
      result: 'networkError',
      code,
      failedHop,
      response: null,
    })
  })

  it.each<[number, string, string]>([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [307, 'POST', 'POST'],
    [303, 'PUT', 'GET'],
    [302, 'PUT', 'PUT'],
    [303, 'HEAD', 'HEAD'],
  ])('after %d turns %s into %s', async (status, method, next) => {
    const { sent, exchange } = answering(redirect('/y', status), OK)
    await simulateFetch(
      {
        pageOrigin: 'https://api.example',
        url: 'https://api.example/x',
        method,
        body: method === 'HEAD' ? null : { kind: 'string' },
      },
      exchange,
    )
    expect(sent[1]?.method).toBe(next)
    expect(sent[1]?.body !== undefined).toBe(next === method && method !== 'HEAD')
    expect(sent[1]?.headers.some(([name]) => name === 'Content-Type')).toBe(next === method && method !== 'HEAD')
  })

  it.each<[string, readonly string[], string[]]>([
    ['passes over a Location without a value', [''], []],
    ['takes one that is repeated for one', ['/y', '', '/y'], ['https://api.example/y']],
    ['escapes bytes beyond ASCII', ['/\xc3\xa9'], ['https://api.example/%C3%A9']],
  ])('%s', async (_, locations, next) => {
    const headers = [...OK.headers, ...locations.map((location) => ['Location', location] as const)]
    const { sent, exchange } = answering({ status: 302, headers }, OK)
    expect(await simulateFetch(REQUEST, exchange)).toMatchObject({ result: 'readable' })
    expect(sent.slice(1).map(({ url }) => url)).toEqual(next)
  })

  it('drops a stream that a 303 makes unnecessary', async () => {
    const { sent, exchange } = answering(redirect('/y', 303), OK)
    const stream = { method: 'POST', body: { kind: 'stream' }, streamBody: true, duplex: 'half' } as const
    expect(await simulateFetch({ ...REQUEST, url: '/x', ...stream }, exchange)).toMatchObject({ result: 'readable' })
    expect(sent[1]?.body).toBeUndefined()
  })

  it('shows script nothing of a navigation', async () => {
    const { exchange } = answering(OK)
    expect(await simulateFetch({ ...REQUEST, api: 'element', mode: 'navigate' }, exchange)).toMatchObject({
      result: 'opaque',
    })
  })

  it('shows script every header of its own origin but cookies', async () => {
    const { exchange } = answering({
      status: 200,
      headers: [
        ['X-A', '1'],
        ['Set-Cookie', 'a=b'],
        ['x-a', '2'],
      ],
    })
    expect(await simulateFetch({ ...REQUEST, url: '/x' }, exchange)).toMatchObject({ readableHeaders: ['x-a'] })
  })
})
