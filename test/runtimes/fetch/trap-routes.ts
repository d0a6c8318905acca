import type { FetchRoute } from '../../support/fetch-routes.ts'

/** A route that tests how a server treats a response. With and without CORS, only CORS headers may differ. */
export type TrapRoute = (request: Request) => unknown

const encoder = new TextEncoder()

/** Responses that are returned again and again, by the names of their applications. */
const shared = new Map<string, Response>()

function share(request: Request, name: string, create: () => Response): Response {
  const application = request.headers.get('x-application')
  const key = `${application} ${request.method} ${name}`
  const response = shared.get(key) ?? create()
  shared.set(key, response)
  return response
}

/** Compatibility: to Bun, a response without a body has no headers when it is sent again, even without CORS. */
function shareEmpty(request: Request): Response {
  const create = (): Response => new Response(null, { status: 404, headers: { 'X-Shared': 'yes', Vary: 'Accept' } })
  return request.headers.get('x-application')?.startsWith('plain') ? create() : share(request, 'empty', create)
}

/** Sends a request to the server of the test, whose port is in the request. */
function askUpstream(request: Request, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${request.headers.get('x-upstream')}${path}`, init)
}

function streamOf(chunks: readonly string[], fails = false): ReadableStream<Uint8Array> {
  let sent = 0
  return new ReadableStream({
    async pull(controller) {
      const chunk = chunks[sent++]
      if (chunk !== undefined) controller.enqueue(encoder.encode(chunk))
      else if (fails) controller.error(new Error('the stream has failed'))
      else controller.close()
    },
  })
}

/** A stream that continues only after the test's server confirms that its first chunk has arrived. */
function gated(request: Request): Response {
  let isBegun = false
  return new Response(
    new ReadableStream({
      async pull(controller) {
        if (isBegun) {
          await (await askUpstream(request, '/gate')).text()
          controller.enqueue(encoder.encode('second'))
          controller.close()
        } else {
          isBegun = true
          controller.enqueue(encoder.encode('first'))
        }
      },
    }),
  )
}

const BODIES: Readonly<Record<string, FetchRoute>> = {
  '/text': () => new Response('hello'),
  '/empty': () => new Response(''),
  '/null': () => new Response(null),
  '/json': () => Response.json({ hello: 'world' }, { status: 201 }),
  '/html': () => new Response('<p>', { headers: { 'Content-Type': 'text/html' } }),
  '/bytes': () => new Response(new Uint8Array([1, 2, 3])),
  '/blob': () => new Response(new Blob(['blob'], { type: 'text/x-blob' })),
  '/parameters': () => new Response(new URLSearchParams({ a: 'b c' })),
  '/large': () => new Response('a'.repeat(300_000)),
  '/stream': () => new Response(streamOf(['one', 'two', 'three'])),
  '/stream/empty': () => new Response(streamOf([])),
  '/stream/type': () => new Response(streamOf(['one']), { headers: { 'Content-Type': 'text/plain' } }),
  '/events': () => new Response(streamOf(['data: 1\n\n']), { headers: { 'Content-Type': 'text/event-stream' } }),
  '/echo': async (request) => new Response(await request.text()),
  '/echo/stream': (request) => new Response(request.body),
  '/clone': () => new Response('cloned', { headers: { 'X-Own': 'a' } }).clone(),
  '/late': () => new Promise((resolve) => setTimeout(() => resolve(new Response('late')), 5)),
}

const HEADERS: Readonly<Record<string, FetchRoute>> = {
  '/status/204': () => new Response(null, { status: 204 }),
  '/status/304': () => new Response(null, { status: 304, headers: { ETag: '"a"' } }),
  '/status/404': () => new Response('not found', { status: 404 }),
  '/status/500': () => new Response('failed', { status: 500 }),
  '/status/599': () => new Response('own', { status: 599 }),
  '/status-text': () => new Response('fine', { status: 200, statusText: 'Fine' }),
  '/range': () => new Response('ell', { status: 206, headers: { 'Content-Range': 'bytes 1-3/5' } }),
  '/cookies': () => {
    const response = new Response('cookies')
    for (const cookie of ['a=1; Path=/', 'b=2; HttpOnly', 'c=3']) response.headers.append('Set-Cookie', cookie)
    return response
  },
  '/vary': () => new Response('varies', { headers: { Vary: 'Accept-Encoding' } }),
  '/length': () => new Response('length', { headers: { 'Content-Length': '6' } }),
  '/encoded': () => new Response('not really', { headers: { 'Content-Encoding': 'x-none' } }),
  '/latin-1': () => new Response('latin', { headers: { 'X-Latin': 'caf\u00e9' } }),
  '/empty-header': () => new Response('empty', { headers: { 'X-Empty': '' } }),
  '/cache-control': () => new Response('kept', { headers: { 'Cache-Control': 'max-age=60', ETag: '"a"' } }),
  '/redirect': () => new Response(null, { status: 302, headers: { Location: '/text' } }),
  '/redirect/fixed': () => Response.redirect('https://api.example/other', 307),
  '/shared': shareEmpty,
}

interface Cache {
  match(url: string): Promise<Response | undefined>
  put(url: string, response: Response): Promise<void>
}

/** The caches of workerd and Deno. */
declare const caches: { readonly default?: Cache; open(name: string): Promise<Cache> }

/** Responds from the runtime's cache, if it has one: the headers of such a response cannot be changed on workerd. */
async function respondFromCache(request: Request): Promise<Response> {
  if (!('caches' in globalThis)) return new Response('no cache')
  const cache = caches.default ?? (await caches.open('routes'))
  const url = `http://cache.test/${encodeURIComponent(request.headers.get('x-application') ?? '')}`
  const headers = { 'Cache-Control': 'max-age=600', 'X-Stored': 'yes', Vary: 'Accept' }
  if ((await cache.match(url)) === undefined) await cache.put(url, new Response('stored', { headers }))
  return (await cache.match(url)) ?? new Response('not stored', { status: 500 })
}

const FETCHED: Readonly<Record<string, FetchRoute>> = {
  '/fetch': (request) => askUpstream(request, '/plain'),
  '/fetch/gzip': (request) => askUpstream(request, '/gzip'),
  '/fetch/cookies': (request) => askUpstream(request, '/cookies'),
  '/fetch/chunked': (request) => askUpstream(request, '/chunked'),
  '/fetch/404': (request) => askUpstream(request, '/404'),
  '/fetch/204': (request) => askUpstream(request, '/204'),
  '/fetch/redirect': (request) => askUpstream(request, '/redirect', { redirect: 'manual' }),
  '/fetch/cors': (request) => askUpstream(request, '/cors'),
  '/stored': respondFromCache,
  '/fetch/copied': async (request) => {
    const response = await askUpstream(request, '/plain')
    return new Response(response.body, response)
  },
}

/** Failures, for which each server has its own response. */
const FAILURES: Readonly<Record<string, TrapRoute>> = {
  '/throw': () => {
    throw new Error('thrown')
  },
  '/throw/later': () => Promise.reject(new Error('rejected')),
  '/network-error': () => Response.error(),
  '/no-response': () => undefined,
  '/shared/text': (request) => share(request, 'text', () => new Response('shared', { headers: { 'X-Shared': 'yes' } })),
  '/stream/failing': () => new Response(streamOf(['one'], true)),
}

/** The paths of the routes whose responses may differ only in CORS headers. */
export const TRAP_ROUTES: Readonly<Record<string, TrapRoute>> = { ...BODIES, ...HEADERS, ...FETCHED }

/** The paths of the routes whose status must not differ. The rest of the response is the server's own, such as a stack trace. */
export const FAILING_ROUTES: Readonly<Record<string, TrapRoute>> = FAILURES

/** All routes. */
export const ALL_ROUTES: Readonly<Record<string, TrapRoute>> = { ...TRAP_ROUTES, ...FAILURES, '/gated': gated }
