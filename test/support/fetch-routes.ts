/** A handler of the scenario table that takes a `Request`. Uses only APIs that every runtime has. */
export type FetchRoute = (request: Request) => Response | Promise<Response>

type Init = readonly (readonly [name: string, value: string])[]

const CREDENTIALS = 'Access-Control-Allow-Credentials'
const EXPOSED = 'Access-Control-Expose-Headers'
const ORIGIN = 'Access-Control-Allow-Origin'

/** Responds with headers, lines of one name appended. */
function withHeaders(...headers: Init): Response {
  return new Response(null, { headers: new Headers(headers as [string, string][]) })
}

function reflect(request: Request): Response {
  return withHeaders([ORIGIN, request.headers.get('origin') ?? '*'], [CREDENTIALS, 'true'])
}

function stream(chunks: readonly string[], end: (controller: ReadableStreamDefaultController) => void): ReadableStream {
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk))
      end(controller)
    },
  })
}

/** What other code does to CORS headers: {@link FOREIGN_ROUTES}, as far as a `Response` allows it. */
const FOREIGN_FETCH_ROUTES: Readonly<Record<string, FetchRoute>> = {
  '/foreign/reflect': (request) => {
    const origin = request.headers.get('origin')
    return origin === null ? withHeaders([CREDENTIALS, 'true']) : reflect(request)
  },
  '/foreign/reflect/write-head': reflect,
  '/foreign/reflect/array': (request) => {
    const response = reflect(request)
    response.headers.append('Set-Cookie', 'a=1')
    response.headers.append('Set-Cookie', 'b=2')
    return response
  },
  '/foreign/any': () => withHeaders([ORIGIN, '*']),
  '/foreign/append': () => withHeaders([ORIGIN, '*'], [ORIGIN, '*']),
  '/foreign/polite': () => withHeaders([ORIGIN, '*']),
  '/foreign/flush': () => withHeaders([ORIGIN, '*']),
  '/foreign/stream': () =>
    new Response(
      stream(['streamed'], (controller) => controller.close()),
      { headers: { [ORIGIN]: '*' } },
    ),
  '/foreign/cleared': () => new Response(null, { status: 404 }),
  '/foreign/lists': () =>
    withHeaders(
      ['Access-Control-Allow-Methods', 'DELETE'],
      ['Access-Control-Allow-Headers', '*'],
      ['Access-Control-Max-Age', '86400'],
    ),
  '/foreign/exposed': () => withHeaders([EXPOSED, 'x-total, *, X-Own, not a name,, X-Own']),
  '/foreign/exposed/several': () =>
    withHeaders(...Array.from({ length: 200 }, (_, index) => [EXPOSED, `X-${index}`] as const)),
  '/foreign/null': () => withHeaders(['X-Custom', 'written']),
  '/foreign/number': () => withHeaders(['Vary', '5']),
  '/foreign/function': () => withHeaders([ORIGIN, '*'], [CREDENTIALS, 'true']),
  '/foreign/failing-twice': () => withHeaders([ORIGIN, '*']),
  '/foreign/everything': () =>
    withHeaders(
      [ORIGIN, '*'],
      [CREDENTIALS, 'true'],
      ['Access-Control-Allow-Methods', 'PUT'],
      ['Access-Control-Allow-Headers', '*'],
      ['Access-Control-Max-Age', '1'],
      [EXPOSED, 'X-Own'],
      ['Vary', 'Accept-Encoding'],
    ),
}

/** The routes of the scenario table. */
export const FETCH_ROUTES: Readonly<Record<string, FetchRoute>> = {
  ...FOREIGN_FETCH_ROUTES,
  '/ok': () => new Response('ok'),
  '/throw': () => {
    throw new Error('thrown by a handler')
  },
  '/fail': async () => {
    throw new Error('rejected by a handler')
  },
  '/write-and-throw': () =>
    new Response(stream(['begun'], (controller) => setTimeout(() => controller.error(new Error('has begun')), 10))),
  '/redirect': () => new Response(null, { status: 302, headers: { Location: '/ok' } }),
  '/not-modified': () => new Response(null, { status: 304 }),
  '/private': () => new Response(null, { status: 401 }),
  '/stream': () => new Response(stream(['one ', 'two ', 'three'], (controller) => controller.close())),
  '/flush': () => new Response('flushed', { headers: { Vary: 'Accept-Encoding' } }),
  '/write-head/object': () => withHeaders(['X-Custom', 'written']),
  '/write-head/object-vary': () => withHeaders(['vary', 'Accept-Encoding'], ['X-Custom', 'written']),
  '/write-head/array': () => withHeaders(['X-Custom', 'written']),
  '/write-head/array-vary': () => withHeaders(['VARY', 'Accept-Encoding'], ['X-Custom', 'written']),
  '/write-head/message-vary': () =>
    new Response(null, { statusText: 'Fine', headers: { Vary: 'Accept-Encoding', 'X-Custom': 'written' } }),
  '/write-head/own-origin': () => withHeaders([ORIGIN, 'https://own.example']),
  '/own-options': ({ method }) => new Response(method === 'OPTIONS' ? 'own' : null, { headers: { Allow: 'OPTIONS' } }),
  '/own-origin': () => withHeaders([ORIGIN, 'https://own.example']),
  '/late-vary': () => withHeaders(['Vary', 'Accept-Encoding']),
  '/late-vary/several': () => withHeaders(['Vary', 'Accept-Encoding'], ['Vary', 'Accept-Language']),
  '/late-vary/any': () => withHeaders(['Vary', '*']),
  '/late-vary/as-asked': ({ headers }) => withHeaders(['Vary', String(headers.get('x-vary'))]),
  '/late-vary/removed': () => withHeaders(),
}
