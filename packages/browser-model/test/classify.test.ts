import {
  type BrowserBody,
  type BrowserRequest,
  checkPreflight,
  checkResponse,
  classify,
  type Engine,
  simulateFetch,
} from '@crossorigin/browser-model'
import { describe, expect, it } from 'vitest'

const PAGE = { pageOrigin: 'https://app.example', url: 'https://api.example/data' }
const ask = (request: Partial<BrowserRequest>) => classify({ ...PAGE, ...request })

/** Sends a body, by default text, by an XMLHttpRequest, and returns the type that it is sent with. */
async function typeSent(
  type: string,
  engine?: Engine,
  kind: BrowserBody['kind'] = 'string',
): Promise<string | undefined> {
  const xhr = { api: 'xhr', method: 'POST', headers: [['content-type', type]], body: { kind } } as const
  let sent: string | undefined
  await simulateFetch(
    { ...PAGE, ...xhr, url: '/x' },
    async ({ headers }) => {
      sent = headers.find(([name]) => name === 'content-type')?.[1]
      return { status: 200, headers: [] }
    },
    { engine },
  )
  return sent
}

describe('classify', () => {
  it('defaults to a fetch with GET in mode cors', () => {
    expect(ask({})).toEqual({
      outcome: 'simple',
      reasons: [],
      method: 'GET',
      origin: 'https://app.example',
      requestMethod: null,
      requestHeaders: null,
    })
    expect(ask({ method: 'TRACE' })).toMatchObject({ outcome: 'throws', throws: 'TypeError' })
    expect(ask({ url: '/x', method: 'POST', referrerPolicy: 'no-referrer' })).toMatchObject({
      origin: 'https://app.example',
    })
  })

  it.each<[string, Partial<BrowserRequest>, string, string]>([
    ['a URL that is none', { url: 'https://' }, 'invalid-url', 'TypeError'],
    ['a URL that is none, in an XMLHttpRequest', { url: 'https://', api: 'xhr' }, 'invalid-url', 'SyntaxError'],
    ['a relative URL of an opaque page', { url: '/x', pageOrigin: 'null' }, 'invalid-url', 'TypeError'],
    ['a user name in the URL', { url: 'https://u@api.example/' }, 'url-credentials', 'TypeError'],
    ['a password in the URL', { url: 'https://:p@api.example/' }, 'url-credentials', 'TypeError'],
    ['a navigation', { mode: 'navigate' }, 'mode-navigate', 'TypeError'],
    ['a stream without duplex', { method: 'POST', body: { kind: 'stream' } }, 'stream-without-duplex', 'TypeError'],
    ['a body with HEAD', { method: 'HEAD', body: { kind: 'string' } }, 'body-with-get', 'TypeError'],
  ])('throws for %s', (_, request, reason, throws) => {
    expect(ask(request)).toMatchObject({ outcome: 'throws', reasons: [reason], throws })
  })

  it('returns the method of a call that throws', () => {
    expect(ask({ url: 'https://' })).toMatchObject({ method: 'GET' })
    expect(ask({ url: 'https://', method: 'put' })).toMatchObject({ method: 'PUT' })
  })

  it('accepts only-if-cached only in mode same-origin', () => {
    const own = { url: '/x', mode: 'same-origin', cache: 'only-if-cached' } as const
    expect(ask(own)).toMatchObject({ outcome: 'sameOrigin' })
    expect(ask({ ...own, mode: 'cors' })).toMatchObject({ outcome: 'throws', reasons: ['only-if-cached'] })
  })

  it('has no origin if no request is sent', () => {
    expect(ask({ mode: 'same-origin', method: 'POST' })).toMatchObject({ outcome: 'networkError', origin: null })
  })

  it('allows a body with GET, and a user name, for XMLHttpRequest', () => {
    expect(ask({ api: 'xhr', body: { kind: 'buffer' }, url: 'https://u@api.example/' })).toMatchObject({
      outcome: 'simple',
    })
  })

  it.each<[BrowserRequest['body'], string | null]>([
    [{ kind: 'string' }, null],
    [{ kind: 'urlsearchparams' }, null],
    [{ kind: 'formdata' }, null],
    [{ kind: 'buffer' }, null],
    [{ kind: 'blob' }, null],
    [{ kind: 'blob', type: '' }, null],
    [{ kind: 'blob', type: 'image/png' }, 'content-type'],
    [{ kind: 'document-html' }, 'content-type'],
    [{ kind: 'document-xml' }, 'content-type'],
  ])('adds the type of the body %j', (body, requestHeaders) => {
    expect(ask({ api: 'xhr', method: 'POST', body })).toMatchObject({
      outcome: requestHeaders === null ? 'simple' : 'preflight',
      requestHeaders,
    })
  })

  it.each<[string, string, boolean]>([
    ['X-HTTP-Method-Override', 'CONNECT', true],
    ['X-HTTP-Method-Override', '"CONNECT"', false],
    ['X-HTTP-Method-Override', '"a,TRACE", PATCH', false],
    ['X-HTTP-Method-Override', '"ab,TRACE,c"', false],
    ['X-HTTP-Method-Override', '"a, TRACE', false],
    ['X-HTTP-Method-Override', '"a\\", TRACE', false],
    ['X-HTTP-Method-Override', '', false],
    ['X-Method', 'TRACE', false],
    ['X-Method-Override', 'patch, trace', true],
  ])('drops %s: %s: %j', (name, value, isDropped) => {
    expect(ask({ headers: [[name, value]] })).toMatchObject({ outcome: isDropped ? 'simple' : 'preflight' })
  })

  it('needs a preflight for methods and headers of elements only if they are flagged as unsafe', () => {
    const element: Partial<BrowserRequest> = {
      api: 'element',
      method: 'POST',
      headers: [['Content-Type', 'application/json']],
    }
    expect(ask(element)).toMatchObject({ outcome: 'simple' })
    expect(ask({ ...element, unsafeRequestFlag: true })).toMatchObject({
      outcome: 'preflight',
      requestHeaders: 'content-type',
    })
  })

  it('applies the limit to all lines of a name together in mode no-cors, and drops the line that exceeds it', () => {
    const headers = [
      ['Accept', 'a'.repeat(64)],
      ['accept', 'a'.repeat(62)],
      ['ACCEPT', 'a'],
    ] as const
    expect(ask({ mode: 'no-cors', headers })).toMatchObject({ outcome: 'noCors', dropped: ['accept'] })
  })

  it('keeps safelisted headers in mode no-cors, with a separate limit for each name', () => {
    const headers = [
      ['Accept', 'a'.repeat(100)],
      ['Accept-Language', 'a'.repeat(100)],
      ['Content-Language', 'a'.repeat(100)],
      ['Content-Type', 'text/plain'],
    ] as const
    expect(ask({ mode: 'no-cors', headers }).dropped).toBeUndefined()
  })

  it('lets an element set headers that pages cannot', () => {
    const headers = [['Range', 'bytes=0-']] as const
    expect(ask({ api: 'element', mode: 'no-cors', headers }).dropped).toBeUndefined()
    expect(ask({ api: 'fetch', mode: 'no-cors', headers }).dropped).toEqual(['range'])
  })

  it.each<[string, readonly (readonly [string, string])[], string | null]>([
    ['1024 bytes', [['Content-Language', 'a'.repeat(111)]], null],
    ['1025 bytes', [['Content-Language', 'a'.repeat(112)]], 'accept,accept-language,content-language'],
    [
      '1024 bytes with lines of its own for both',
      [
        ['Content-Language', 'a'.repeat(111)],
        ['ACCEPT', '*/*'],
        ['Accept-Language', 'en-US,en;q=0.9'],
      ],
      null,
    ],
  ])('counts Accept and Accept-Language once among safelisted headers of %s', (_, headers, requestHeaders) => {
    const full = Array.from({ length: 7 }, () => ['Content-Language', 'a'.repeat(128)] as const)
    expect(ask({ headers: [...full, ...headers] })).toMatchObject({
      outcome: requestHeaders === null ? 'simple' : 'preflight',
      reasons: requestHeaders === null ? [] : ['total-size'],
      requestHeaders,
    })
  })

  it('lists a name once that has an unsafe line, and another line that is too long together with the others', () => {
    const full = Array.from({ length: 8 }, () => ['Content-Language', 'a'.repeat(128)] as const)
    expect(ask({ headers: [...full, ['Accept', '"'], ['Accept', '*/*']] })).toMatchObject({
      reasons: ['header-bytes:accept', 'total-size'],
      requestHeaders: 'accept,accept-language,content-language',
    })
  })

  it('returns the first cause for several lines of a name', () => {
    const headers = [
      ['Accept', 'a'.repeat(129)],
      ['Accept', '"'],
    ] as const
    expect(ask({ headers })).toMatchObject({ reasons: ['header-length:accept'], requestHeaders: 'accept' })
  })

  it.each<[string, boolean]>([
    ['bytes=0-', true],
    ['bytes=5-', true],
    ['bytes=10-20', true],
    ['bytes=20-10', false],
    ['xbytes=0-', false],
    ['bytes=0-1,', false],
    ['bytes=-5', false],
  ])('treats the range %s as simple: %j', (range, isSimple) => {
    expect(ask({ headers: [['Range', range]] }).outcome).toBe(isSimple ? 'simple' : 'preflight')
  })

  it.each<[string, boolean]>([
    ['text/plain', true],
    [' Text/Plain\t;charset=utf-8', true],
    ['text/plain;', true],
    ['text/plain,', false],
    ['text/plain x', false],
    ['text', false],
    ['', false],
    [';text/plain', false],
  ])('treats the type %j as safelisted: %j', (type, isSafelisted) => {
    expect(ask({ method: 'POST', headers: [['Content-Type', type]] }).outcome).toBe(
      isSafelisted ? 'simple' : 'preflight',
    )
  })

  it.each<[string, string | undefined]>([
    ['text/plain', 'text/plain'],
    ['text/plain; charset=UTF-8', 'text/plain; charset=UTF-8'],
    ['text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
    ['TEXT/Plain; Charset=latin1', 'text/plain;charset=UTF-8'],
    ['text/plain;charset=a;charset=b', 'text/plain;charset=UTF-8'],
    ['text/plain;charset="a\\"b"x;y=z', 'text/plain;charset=UTF-8;y=z'],
    ['text/plain;charset="a', 'text/plain;charset=UTF-8'],
    ['text/plain;charset="a\\', 'text/plain;charset=UTF-8'],
    ['text/plain;charset=""', 'text/plain;charset=UTF-8'],
    ['text/plain;charset=', 'text/plain;charset='],
    ['text/plain;charset', 'text/plain;charset'],
    ['text/plain;charset= ;x=y', 'text/plain;charset= ;x=y'],
    ['text/plain;charset=  ;x=y', 'text/plain;charset=  ;x=y'],
    ['text/plain;charset;x', 'text/plain;charset;x'],
    ['text/plain;char set=a', 'text/plain;char set=a'],
    ['text/plain; x = a;charset= a', 'text/plain;charset=UTF-8'],
    ['text/plain; \tcharset=a', 'text/plain;charset=UTF-8'],
    ['text/plain;x="a b";charset=a', 'text/plain;x="a b";charset=UTF-8'],
    ['text/plain;x="a\\\\\\"b";charset=a', 'text/plain;x="a\\\\\\"b";charset=UTF-8'],
    ['text/plain;x=\x01;charset=a \t', 'text/plain;charset=UTF-8'],
    ['text/plain;x="";charset=a', 'text/plain;x="";charset=UTF-8'],
    ['text/plain;charset=a;x="b\\', 'text/plain;charset=UTF-8;x="b\\\\"'],
    ['text;charset=a', 'text;charset=a'],
    ['/plain;charset=a', '/plain;charset=a'],
    ['text/;charset=a', 'text/;charset=a'],
    ['', ''],
  ])('sends text of an XMLHttpRequest with the type %j as %j', async (type, sent) => {
    expect(await typeSent(type)).toBe(sent)
  })

  it.each<[BrowserBody['kind'], string]>([
    ['document-html', 'text/html;charset=UTF-8'],
    ['document-xml', 'text/html;charset=UTF-8'],
    ['urlsearchparams', 'text/html;charset=latin1'],
    ['blob', 'text/html;charset=latin1'],
    ['buffer', 'text/html;charset=latin1'],
  ])('sends the body %j of an XMLHttpRequest with text/html;charset=latin1 as %j', async (kind, sent) => {
    expect(await typeSent('text/html;charset=latin1', undefined, kind)).toBe(sent)
  })

  it('joins lines with the same name for XMLHttpRequest', () => {
    const headers = [
      ['X-A', '1'],
      ['Accept', 'a'.repeat(100)],
      ['accept', 'a'.repeat(26)],
      ['Accept', 'a'],
    ] as const
    expect(ask({ api: 'xhr', headers })).toMatchObject({ reasons: ['header-length:accept', 'header:x-a'] })
    expect(ask({ api: 'fetch', headers })).toMatchObject({ reasons: ['header:x-a'] })
  })

  it('hides the origin of requests other than CORS requests according to the referrer policy', () => {
    const post: Partial<BrowserRequest> = { mode: 'no-cors', method: 'POST' }
    expect(ask({ ...post, referrerPolicy: 'same-origin' })).toMatchObject({ origin: 'null' })
    expect(ask({ ...post, referrerPolicy: 'same-origin', url: '/x' })).toMatchObject({ origin: 'https://app.example' })
    expect(ask({ ...post, referrerPolicy: 'unsafe-url' })).toMatchObject({ origin: 'https://app.example' })
    expect(ask({ ...post, referrerPolicy: 'strict-origin' })).toMatchObject({ origin: 'https://app.example' })
  })

  it.each([
    ['text/plain; charset="iso-8859-1"', 'text/plain; charset="UTF-8"'],
    ['TEXT/Plain; Charset=latin1', 'TEXT/Plain; Charset=UTF-8'],
    ['text/plain;charset=a;charset=b', 'text/plain;charset=UTF-8;charset=UTF-8'],
    ['text/plain;charset=utf-8', 'text/plain;charset=UTF-8'],
    ['text;charset=a', 'text;charset=UTF-8'],
    ["text/plain;charset='a'", "text/plain;charset='UTF-8'"],
    ['text/plain;xcharset=a', 'text/plain;xcharset=a'],
    ['charset=a', 'charset=UTF-8'],
  ])('sends text of an XMLHttpRequest in Chromium with the type %j as %j', async (type, sent) => {
    expect(await typeSent(type, 'chromium')).toBe(sent)
  })

  it('hides the origin of an encrypted page from an unencrypted target', () => {
    const post: Partial<BrowserRequest> = { mode: 'no-cors', method: 'POST', url: 'http://localhost/' }
    for (const referrerPolicy of [
      'no-referrer-when-downgrade',
      'strict-origin',
      'strict-origin-when-cross-origin',
      undefined,
    ]) {
      expect(ask({ ...post, referrerPolicy })).toMatchObject({ origin: 'null' })
    }
    expect(ask({ ...post, referrerPolicy: 'unsafe-url' })).toMatchObject({ origin: 'https://app.example' })
    const plain = { pageOrigin: 'http://app.example' }
    expect(ask({ ...post, ...plain, referrerPolicy: 'strict-origin' })).toMatchObject({ origin: 'http://app.example' })
  })

  it('sends the origin with a WebSocket under any referrer policy', () => {
    const socket = {
      api: 'element',
      mode: 'websocket',
      url: 'wss://api.example/',
      referrerPolicy: 'no-referrer',
    } as const
    expect(ask(socket)).toMatchObject({ outcome: 'bypass', origin: 'https://app.example' })
  })

  it.each<[string, string]>([
    ['ws://api.example/', 'mixed-content'],
    ['wss://api.example:25/', 'bad-port'],
    ['ws://api.example:25/', 'bad-port'],
  ])('opens no WebSocket to %s: %s', (url, reason) => {
    expect(ask({ api: 'element', mode: 'websocket', url })).toMatchObject({
      outcome: 'networkError',
      reasons: [reason],
    })
  })

  it('opens a WebSocket to the local machine from a secure page', () => {
    expect(ask({ api: 'element', mode: 'websocket', url: 'ws://localhost/' })).toMatchObject({ outcome: 'bypass' })
  })

  it('lists a dropped header once', () => {
    expect(
      ask({
        headers: [
          ['Cookie', 'a'],
          ['cookie', 'b'],
          ['Host', 'c'],
        ],
      }),
    ).toMatchObject({ dropped: ['cookie', 'host'] })
  })

  it('fails with a redirect mode other than follow in mode no-cors', () => {
    expect(ask({ mode: 'no-cors', redirect: 'manual' })).toMatchObject({
      outcome: 'networkError',
      reasons: ['no-cors-redirect-mode'],
    })
    expect(ask({ mode: 'no-cors', redirect: 'follow' })).toMatchObject({ outcome: 'noCors' })
  })

  it('recognizes origins with custom schemes', () => {
    const page = { pageOrigin: 'app://obsidian.md' }
    expect(ask({ ...page, url: 'app://obsidian.md/x' })).toMatchObject({ outcome: 'sameOrigin' })
    expect(ask({ ...page, url: 'app://other/x' })).toMatchObject({ outcome: 'networkError', reasons: ['scheme'] })
    expect(ask({ ...page, url: 'app://other:25/x' })).toMatchObject({ outcome: 'networkError', reasons: ['scheme'] })
  })

  it('treats a blob as having the origin of its page, and a file as having none', () => {
    expect(ask({ url: 'blob:https://app.example/1' })).toMatchObject({ outcome: 'sameOrigin' })
    const file = { pageOrigin: 'file://', url: 'file:///x' }
    expect(ask(file)).toMatchObject({ outcome: 'networkError', reasons: ['scheme'] })
  })
})

describe('checkPreflight', () => {
  it('throws if the call throws', () => {
    const request = { ...PAGE, method: 'TRACE' }
    expect(() => checkPreflight(request, { status: 204, headers: [] })).toThrow(/forbidden-method/)
  })

  it('passes for a request that needs no preflight', () => {
    const request = { ...PAGE, url: '/x', headers: [['X-A', '1']] } as const
    const response = { status: 204, headers: [['Access-Control-Allow-Origin', '*']] } as const
    expect(checkPreflight(request, response)).toMatchObject({ result: 'pass', missing: [] })
  })
})

describe('checkResponse', () => {
  const response = { status: 200, headers: [['Access-Control-Allow-Origin', '*']] } as const

  it.each<[Partial<BrowserRequest>, string, string | null]>([
    [{ method: 'TRACE' }, 'networkError', 'forbidden-method'],
    [{ mode: 'same-origin' }, 'networkError', 'mode-same-origin'],
    [{ api: 'element', mode: 'navigate' }, 'opaque', null],
    [{ mode: 'no-cors' }, 'opaque', null],
    [{}, 'readable', null],
  ])('judges %j: %s', (request, result, code) => {
    expect(checkResponse({ ...PAGE, ...request }, response)).toMatchObject({ result, code })
  })

  it('treats every redirect status as a redirect, with any location', () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const redirect = { ...response, status }
      expect(checkResponse({ ...PAGE, redirect: 'manual' }, redirect)).toMatchObject({ result: 'opaqueRedirect' })
      expect(checkResponse({ ...PAGE, redirect: 'error' }, redirect)).toMatchObject({ code: 'redirect-mode-error' })
    }
  })

  it('hides a redirect that is not followed', () => {
    const redirect = {
      status: 302,
      headers: [
        ['Access-Control-Allow-Origin', '*'],
        ['Location', '/x'],
      ],
    } as const
    expect(checkResponse({ ...PAGE, redirect: 'manual' }, redirect)).toMatchObject({
      result: 'opaqueRedirect',
      readableHeaders: [],
    })
    expect(checkResponse({ ...PAGE, redirect: 'follow' }, redirect)).toMatchObject({ result: 'readable' })
    expect(checkResponse({ ...PAGE, redirect: 'manual' }, response)).toMatchObject({ result: 'readable' })
  })

  it('lists the readable headers by name', () => {
    const headers = [
      ['Access-Control-Allow-Origin', '*'],
      ['Pragma', '1'],
      ['Access-Control-Expose-Headers', 'X-B, X-A'],
      ['X-B', '1'],
      ['X-A', '1'],
      ['X-C', '1'],
    ] as const
    expect(checkResponse(PAGE, { status: 200, headers }).readableHeaders).toEqual(['pragma', 'x-a', 'x-b'])
  })
})
