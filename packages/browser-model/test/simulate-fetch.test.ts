import {
  type BrowserRequest,
  createPreflightCache,
  type Engine,
  type ExchangeContext,
  findLocation,
  type HttpResponse,
  NetworkFailure,
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
    if (response === undefined) throw new NetworkFailure('connection refused')
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

  it('omits headers that a preflight does not need', async () => {
    const { sent, exchange } = answering(OK)
    await simulateFetch({ ...REQUEST, method: 'PUT' }, exchange)
    expect(sent[0]?.headers).toEqual([
      ['Accept', '*/*'],
      ['Access-Control-Request-Method', 'PUT'],
      ['Origin', 'https://app.example'],
    ])
  })

  it('sends no origin with a same-origin GET', async () => {
    const { sent, exchange } = answering(OK)
    const journey = await simulateFetch({ ...REQUEST, url: '/x' }, exchange)
    expect(sent).toStrictEqual([{ method: 'GET', url: 'https://app.example/x', headers: [] }])
    const route = { outcome: 'sameOrigin', reasons: [], unsafeNames: [], isForced: false }
    expect(journey.steps[0]).toMatchObject({ route })
  })

  it('lists the steps before a request that is blocked, or whose connection fails', async () => {
    const blocked = await simulateFetch({ ...REQUEST, mode: 'same-origin' }, answering().exchange)
    const route = { outcome: 'networkError', reasons: ['mode-same-origin'], unsafeNames: [], isForced: false }
    expect(blocked.steps).toEqual([{ kind: 'route', hop: 0, url: REQUEST.url, route }])
    const failed = await simulateFetch(REQUEST, answering().exchange)
    expect(failed.steps.map(({ kind }) => kind)).toEqual(['route', 'request'])
    expect(failed.steps[1]).toMatchObject({ response: null, failures: [] })
    const unanswered = await simulateFetch({ ...REQUEST, method: 'PUT' }, answering().exchange)
    expect(unanswered.steps[1]).toMatchObject({ kind: 'preflight', hop: 0, response: null, judgment: null })
  })

  it.each<[BrowserRequest['body'], string | undefined]>([
    [undefined, undefined],
    [null, undefined],
    [{ kind: 'string' }, 'text/plain;charset=UTF-8'],
    [{ kind: 'urlsearchparams' }, 'application/x-www-form-urlencoded;charset=UTF-8'],
    [{ kind: 'formdata' }, 'multipart/form-data; boundary=----boundary'],
    [{ kind: 'blob', type: 'text/css' }, 'text/css'],
    [{ kind: 'blob', type: '' }, undefined],
    [{ kind: 'buffer' }, undefined],
    [{ kind: 'document-html' }, 'text/html;charset=UTF-8'],
    [{ kind: 'document-xml' }, 'application/xml;charset=UTF-8'],
  ])('sends the body %j with the type %j', async (body, type) => {
    const { sent, exchange } = answering(OK)
    await simulateFetch({ ...REQUEST, url: '/x', api: 'xhr', method: 'POST', body }, exchange)
    expect(sent[0]?.headers.find(([name]) => name === 'Content-Type')?.[1]).toBe(type)
    expect(sent[0]?.body).toEqual(body ?? undefined)
  })

  it.each<[BrowserRequest['api'], Engine | undefined]>([
    ['xhr', undefined],
    ['fetch', 'firefox'],
  ])('sends a stream as text by %s in %s', async (api, engine) => {
    const { sent, exchange } = answering(OK)
    await simulateFetch({ ...REQUEST, api, method: 'POST', body: { kind: 'stream' } }, exchange, { engine })
    expect(sent).toHaveLength(1)
    expect(sent[0]?.body).toEqual({ kind: 'string' })
    expect(sent[0]?.headers).toContainEqual(['Content-Type', 'text/plain;charset=UTF-8'])
  })

  it.each<[string, HttpResponse[]]>([
    ['fails', [{ status: 404, headers: [] }, OK]],
    ['has no response', []],
  ])('sends nothing after a preflight that %s', async (_, responses) => {
    const { sent, exchange } = answering(...responses)
    const journey = await simulateFetch({ ...REQUEST, method: 'PUT' }, exchange)
    expect(sent.map(({ method }) => method)).toEqual(['OPTIONS'])
    expect(journey.steps.map(({ kind }) => kind)).toEqual(['route', 'preflight'])
  })

  it('removes a cached preflight if another one for the same URL fails', async () => {
    const cache = createPreflightCache({ now: () => 0 })
    const allow: HttpResponse = { status: 204, headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT']] }
    await simulateFetch({ ...REQUEST, method: 'PUT' }, answering(allow, OK).exchange, { cache })
    await simulateFetch({ ...REQUEST, method: 'DELETE' }, answering(allow).exchange, { cache })
    const journey = await simulateFetch({ ...REQUEST, method: 'PUT' }, answering(allow, OK).exchange, { cache })
    expect(journey.hops[0]?.preflight).toBe(true)
  })

  it('keeps a cached preflight if a request that needed none fails', async () => {
    const cache = createPreflightCache({ now: () => 0 })
    const allow: HttpResponse = { status: 204, headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT']] }
    await simulateFetch({ ...REQUEST, method: 'PUT' }, answering(allow, OK).exchange, { cache })
    await simulateFetch(REQUEST, answering().exchange, { cache })
    const journey = await simulateFetch({ ...REQUEST, method: 'PUT' }, answering(OK).exchange, { cache })
    expect(journey.hops[0]?.preflight).toBe(false)
  })

  it('caches a preflight for headers only if the method needs none', async () => {
    const cache = createPreflightCache({ now: () => 0 })
    const allow: HttpResponse = {
      status: 204,
      headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Allow-Headers', 'x-a']],
    }
    const request = { ...REQUEST, headers: [['X-A', '1']] } as const
    await simulateFetch(request, answering(allow, OK).exchange, { cache })
    const journey = await simulateFetch(request, answering(OK).exchange, { cache })
    expect(journey.hops[0]?.preflight).toBe(false)
  })

  it.each<[string, () => () => number, boolean]>([
    ['stands still', () => () => 0, false],
    [
      'runs fast',
      () => {
        let time = 0
        return () => {
          time += 3_600_000
          return time
        }
      },
      true,
    ],
  ])('uses a temporary cache if none is passed, with a clock that %s', async (_, makeClock, isAskedAgain) => {
    const allow: HttpResponse = { status: 204, headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT']] }
    const around = redirect('https://api.example/data', 307)
    const { exchange } = answering(allow, around, ...(isAskedAgain ? [allow, OK] : [OK]))
    const journey = await simulateFetch({ ...REQUEST, method: 'PUT' }, exchange, { now: makeClock() })
    expect(journey.hops.map(({ preflight }) => preflight)).toEqual([true, isAskedAgain])
  })

  it('removes a cached preflight if the connection fails afterwards', async () => {
    const cache = createPreflightCache({ now: () => 0 })
    const allow: HttpResponse = { status: 204, headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT']] }
    await simulateFetch({ ...REQUEST, method: 'PUT' }, answering(allow).exchange, { cache })
    const journey = await simulateFetch({ ...REQUEST, method: 'PUT' }, answering(allow, OK).exchange, { cache })
    expect(journey.hops[0]?.preflight).toBe(true)
  })

  it('shows where a cached preflight was used', async () => {
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
      'a redirect with a password away from its own origin',
      { url: '/x' },
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
      { url: '/x', method: 'POST', body: { kind: 'stream' }, duplex: 'half' },
      [redirect('/y', 307)],
      'redirect-stream-body',
      0,
    ],
    [
      'a response without headers after a redirect',
      {},
      [redirect('/x'), { status: 200, headers: [] }],
      'allow-origin-missing',
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
  ])('after %d changes %s to %s', async (status, method, next) => {
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

  it.each<[string, Partial<BrowserRequest>, string, string]>([
    ['within its own origin', { url: '/x' }, 'https://u:p@app.example/y', 'readable'],
    ['in mode no-cors', { mode: 'no-cors' }, 'https://u:p@third.example/y', 'opaque'],
  ])('follows a redirect with a password %s', async (_, request, location, result) => {
    const { exchange } = answering(redirect(location), OK)
    expect(await simulateFetch({ ...REQUEST, ...request }, exchange)).toMatchObject({ result, code: null })
  })

  it.each<[string, readonly string[]]>([
    ['POST', ['X-A']],
    ['GET', ['Content-Encoding', 'Content-Language', 'Content-Location', 'Content-Type', 'X-A']],
  ])('after a 303, a %s keeps these headers: %j', async (method, kept) => {
    const names = ['Content-Encoding', 'Content-Language', 'Content-Location', 'Content-Type', 'X-A']
    const { sent, exchange } = answering(redirect('/y', 303), OK)
    const headers = names.map((name) => [name, 'a'] as const)
    await simulateFetch({ ...REQUEST, url: '/x', method, headers }, exchange)
    expect(sent[1]?.headers.map(([name]) => name)).toEqual(kept)
  })

  it.each(['error', 'manual'] as const)('reads a response that is not a redirect in redirect mode %s', async (mode) => {
    const { exchange } = answering(OK)
    expect(await simulateFetch({ ...REQUEST, redirect: mode }, exchange)).toMatchObject({ result: 'readable' })
  })

  it('needs no preflight for a stream that a 303 has dropped', async () => {
    const { exchange } = answering(redirect('https://api.example/y', 303), OK)
    const stream = { method: 'POST', body: { kind: 'stream' }, duplex: 'half' } as const
    const journey = await simulateFetch({ ...REQUEST, url: '/x', ...stream }, exchange)
    expect(journey).toMatchObject({ result: 'readable' })
    expect(journey.hops.map(({ preflight }) => preflight)).toEqual([false, false])
  })

  it.each<[BrowserRequest['credentials'], readonly string[]]>([
    ['same-origin', ['access-control-allow-origin', 'access-control-expose-headers', 'x-a']],
    ['include', []],
  ])('exposes with a wildcard and credentials %s: %j', async (credentials, readableHeaders) => {
    const { exchange } = answering({
      status: 200,
      headers: [
        ['Access-Control-Allow-Origin', 'https://app.example'],
        ...(credentials === 'include' ? [['Access-Control-Allow-Credentials', 'true'] as const] : []),
        ['Access-Control-Expose-Headers', '*'],
        ['X-A', '1'],
      ],
    })
    expect(await simulateFetch({ ...REQUEST, credentials }, exchange)).toMatchObject({ readableHeaders })
  })

  it.each<[string, Engine | undefined, readonly string[], string[]]>([
    ['takes an empty Location for none', 'chromium', [''], []],
    ['takes an empty Location for the URL itself', undefined, [''], ['https://api.example/data']],
    ['takes one that is repeated for one', 'chromium', ['/y', '', '/y'], ['https://api.example/y']],
    ['escapes bytes beyond ASCII', undefined, ['/\xc3\xa9'], ['https://api.example/%C3%A9']],
  ])('%s in %s', async (_, engine, locations, next) => {
    const headers = [...OK.headers, ...locations.map((location) => ['Location', location] as const)]
    const { sent, exchange } = answering({ status: 302, headers }, OK)
    expect(await simulateFetch(REQUEST, exchange, { engine })).toMatchObject({ result: 'readable' })
    expect(sent.slice(1).map(({ url }) => url)).toEqual(next)
  })

  it.each([
    ['/y', 'https://api.example/y#part'],
    ['/y#', 'https://api.example/y#'],
    ['/y#other', 'https://api.example/y#other'],
  ])('follows %s to %s, without sending the fragment', async (location, url) => {
    const { sent, exchange } = answering(redirect(location), OK)
    const { steps } = await simulateFetch(REQUEST, exchange)
    expect(sent[1]?.url).toBe('https://api.example/y')
    expect(steps.filter((step) => step.kind === 'route')[1]?.url).toBe(url)
  })

  it('drops a stream that a 303 makes unnecessary', async () => {
    const { sent, exchange } = answering(redirect('/y', 303), OK)
    const stream = { method: 'POST', body: { kind: 'stream' }, duplex: 'half' } as const
    expect(await simulateFetch({ ...REQUEST, url: '/x', ...stream }, exchange)).toMatchObject({ result: 'readable' })
    expect(sent[1]?.body).toBeUndefined()
  })

  it('lets pages read nothing of a navigation', async () => {
    const { exchange } = answering(OK)
    expect(await simulateFetch({ ...REQUEST, api: 'element', mode: 'navigate' }, exchange)).toMatchObject({
      result: 'opaque',
    })
  })

  it('lets pages read every header of their own origin except cookies', async () => {
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

describe('an exchange', () => {
  it('is called with the request to send', async () => {
    const contexts: ExchangeContext[] = []
    const allow: HttpResponse = { status: 204, headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT']] }
    const { exchange } = answering(allow, redirect('https://third.example/', 307), allow, OK)
    await simulateFetch({ ...REQUEST, method: 'PUT' }, (wire, context) => {
      contexts.push(context)
      return exchange(wire)
    })
    expect(contexts).toEqual([
      { kind: 'preflight', hop: 0, isBlocked: false },
      { kind: 'request', hop: 0, isBlocked: false },
      { kind: 'preflight', hop: 1, isBlocked: false },
      { kind: 'request', hop: 1, isBlocked: false },
    ])
  })

  it.each<[string, unknown]>([
    ['an error of its own', new TypeError('wire.headers is not iterable')],
    ['what is no error', undefined],
    ['null', null],
    ['a text', 'broken'],
  ])('passes %s on to the caller, also for a preflight', async (_, thrown) => {
    const exchange = () => Promise.reject(thrown)
    await expect(simulateFetch(REQUEST, exchange)).rejects.toBe(thrown)
    await expect(simulateFetch({ ...REQUEST, method: 'PUT' }, exchange)).rejects.toBe(thrown)
  })

  it.each([undefined, 'firefox'] as const)('treats null as a missing response in %s', async (engine) => {
    const send = async () => null
    expect(await simulateFetch(REQUEST, send, { engine })).toMatchObject({ code: 'network' })
    expect(await simulateFetch({ ...REQUEST, method: 'PUT' }, send, { engine })).toMatchObject({
      code: 'preflight:network',
    })
  })

  it('reports a network failure with an error, even of another copy of the package', async () => {
    const cause = new Error('ECONNREFUSED')
    const failure = new NetworkFailure('connection refused', { cause })
    expect(failure).toBeInstanceOf(NetworkFailure)
    expect(failure).toBeInstanceOf(Error)
    expect(failure).toMatchObject({ name: 'NetworkFailure', message: 'connection refused', cause })
    expect(new NetworkFailure().message).toBe('no response')
    const brand = Symbol.for('@crossorigin/browser-model.NetworkFailure')
    const foreign = { [brand]: true }
    expect(Reflect.get(failure, brand)).toBe(true)
    for (const thrown of [failure, foreign]) {
      expect(await simulateFetch(REQUEST, () => Promise.reject(thrown))).toMatchObject({ code: 'network' })
    }
    expect(cause).not.toBeInstanceOf(NetworkFailure)
  })
})

describe('with onBlocked: continue, a fetch', () => {
  const BARE: HttpResponse = { status: 200, headers: [] }
  const onBlocked = 'continue'
  const blockedOf = (contexts: readonly ExchangeContext[]) => contexts.map(({ isBlocked }) => isBlocked)

  /** Records what the exchange is called with. */
  function recording(...responses: HttpResponse[]) {
    const { sent, exchange } = answering(...responses)
    const contexts: ExchangeContext[] = []
    return {
      sent,
      contexts,
      exchange: (wire: WireRequest, context: ExchangeContext) => {
        contexts.push(context)
        return exchange(wire)
      },
    }
  }

  it('goes on after a preflight and after responses that block it, with the evidence of every hop', async () => {
    const { sent, contexts, exchange } = recording(
      { status: 404, headers: [] },
      { status: 307, headers: [['Location', 'https://third.example/y']] },
      { status: 204, headers: [['Access-Control-Allow-Origin', '*']] },
      BARE,
    )
    const journey = await simulateFetch({ ...REQUEST, method: 'PUT' }, exchange, { onBlocked })
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'OPTIONS https://api.example/data',
      'PUT https://api.example/data',
      'OPTIONS https://third.example/y',
      'PUT https://third.example/y',
    ])
    expect(blockedOf(contexts)).toEqual([false, true, true, true])
    expect(journey).toMatchObject({
      result: 'networkError',
      code: 'preflight:allow-origin-missing',
      failedHop: 0,
      readableHeaders: [],
      response: null,
    })
    expect(journey.hops).toHaveLength(2)
    expect(
      journey.steps.map((step) => [
        step.hop,
        step.kind,
        step.kind === 'preflight' && step.judgment?.failures.map(({ code }) => code).join(' '),
        step.kind === 'request' && step.failures.join(' '),
      ]),
    ).toEqual([
      [0, 'route', false, false],
      [0, 'preflight', 'allow-origin-missing status-not-ok method-not-allowed', false],
      [0, 'request', false, 'allow-origin-missing'],
      [1, 'route', false, false],
      [1, 'preflight', 'method-not-allowed', false],
      [1, 'request', false, 'allow-origin-missing'],
    ])
  })

  it('goes on after a preflight without a response, and ends at a request without one', async () => {
    const preflight = recording()
    await simulateFetch({ ...REQUEST, method: 'PUT' }, preflight.exchange, { onBlocked })
    expect(preflight.contexts.map(({ kind }) => kind)).toEqual(['preflight', 'request'])
  })

  it.each<[string, Partial<BrowserRequest>, HttpResponse[], string, number]>([
    ['a call that throws', { method: 'TRACE' }, [], 'forbidden-method', 0],
    ['a request that cannot be sent', {}, [redirect('http://api.example/')], 'mixed-content', 1],
    ['a redirect that cannot be followed', {}, [redirect('ftp://api.example/')], 'redirect-scheme', 0],
    ['a redirect mode that forbids it', { redirect: 'error' }, [redirect('/y')], 'redirect-mode-error', 0],
    [
      'an earlier failure, whatever comes later',
      {},
      [{ ...redirect('ftp://a/'), headers: [['Location', 'ftp://a/']] }],
      'allow-origin-missing',
      0,
    ],
    [
      'an earlier failure, before an opaque redirect',
      { redirect: 'manual' },
      [{ status: 302, headers: [] }],
      'allow-origin-missing',
      0,
    ],
  ])('still fails by %s', async (_, request, responses, code, failedHop) => {
    const { exchange } = recording(...responses)
    expect(await simulateFetch({ ...REQUEST, ...request }, exchange, { onBlocked })).toMatchObject({
      result: 'networkError',
      code,
      failedHop,
    })
  })

  it('has the same result if nothing is blocked', async () => {
    const responses = [redirect('/y'), OK] as const
    const stopping = await simulateFetch(REQUEST, answering(...responses).exchange)
    expect(await simulateFetch(REQUEST, answering(...responses).exchange, { onBlocked })).toEqual(stopping)
  })

  it('caches nothing after the step that blocks it', async () => {
    const allow: HttpResponse = {
      status: 204,
      headers: [...OK.headers, ['Access-Control-Allow-Methods', 'PUT'], ['Access-Control-Max-Age', '60']],
    }
    const cache = createPreflightCache({ now: () => 0 })
    const put = { ...REQUEST, method: 'PUT' }
    const around = [BARE, { status: 307, headers: [['Location', '/y']] }, allow, OK] as const
    await simulateFetch(put, answering(...around).exchange, { cache, onBlocked })
    const again = await simulateFetch({ ...put, url: 'https://api.example/y#part' }, answering(allow, OK).exchange, {
      cache,
    })
    expect(again.hops[0]?.preflight).toBe(true)
  })
})

describe('findLocation', () => {
  it.each<[number, readonly string[], Engine | undefined, string | undefined]>([
    [302, ['/y'], undefined, '/y'],
    [302, ['/y', '/z'], undefined, '/y, /z'],
    [302, ['/y', '/y'], undefined, '/y, /y'],
    [302, ['/y', '/y'], 'webkit', '/y'],
    [302, [''], undefined, ''],
    [302, [''], 'chromium', undefined],
    [302, [''], 'firefox', ''],
    [302, [], undefined, undefined],
    [201, ['/y'], undefined, undefined],
    [304, ['/y'], undefined, undefined],
  ])('returns for the status %d, the lines %j and %s: %s', (status, lines, engine, location) => {
    const headers = lines.map((line) => ['Location', line] as const)
    expect(findLocation({ status, headers }, engine)).toBe(location)
  })
})
