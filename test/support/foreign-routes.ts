import type { IncomingMessage, ServerResponse } from 'node:http'

/** A handler that sets its own CORS headers. */
export type ForeignRoute = (req: IncomingMessage, res: ServerResponse) => void

const CREDENTIALS = 'Access-Control-Allow-Credentials'
const EXPOSED = 'Access-Control-Expose-Headers'
const ORIGIN = 'Access-Control-Allow-Origin'

/** What other code does to CORS headers on Node's own response: the same on every framework. */
export const FOREIGN_ROUTES: Readonly<Record<string, ForeignRoute>> = {
  '/foreign/reflect': (req, res) => {
    if (req.headers.origin !== undefined) res.setHeader(ORIGIN, req.headers.origin)
    res.setHeader(CREDENTIALS, 'true')
    res.end()
  },
  '/foreign/reflect/write-head': (req, res) => {
    res.writeHead(200, { 'access-control-allow-origin': req.headers.origin ?? '*', [CREDENTIALS]: 'true' }).end()
  },
  '/foreign/reflect/array': (req, res) => {
    res
      .writeHead(200, [
        ORIGIN,
        req.headers.origin ?? '*',
        CREDENTIALS,
        'true',
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
      ])
      .end()
  },
  '/foreign/any': (_req, res) => {
    res.setHeader(ORIGIN, '*')
    res.end()
  },
  '/foreign/append': (_req, res) => {
    res.appendHeader(ORIGIN, '*')
    res.end()
  },
  '/foreign/polite': (_req, res) => {
    if (!res.hasHeader(ORIGIN)) res.setHeader(ORIGIN, '*')
    res.end()
  },
  '/foreign/flush': (_req, res) => {
    res.setHeader(ORIGIN, '*')
    res.flushHeaders()
    res.end()
  },
  '/foreign/stream': (_req, res) => {
    res.setHeader(ORIGIN, '*')
    res.write('streamed')
    res.end()
  },
  '/foreign/cleared': (_req, res) => {
    for (const name of res.getHeaderNames()) res.removeHeader(name)
    res.statusCode = 404
    res.end()
  },
  '/foreign/lists': (_req, res) => {
    res.setHeader('Access-Control-Allow-Methods', 'DELETE')
    res.setHeader('Access-Control-Allow-Headers', '*')
    res.setHeader('Access-Control-Max-Age', 86_400)
    res.end()
  },
  '/foreign/exposed': (_req, res) => {
    res.setHeader(EXPOSED, 'x-total, *, X-Own, not a name,, X-Own')
    res.end()
  },
  '/foreign/exposed/several': (_req, res) => {
    res.setHeader(
      EXPOSED,
      Array.from({ length: 200 }, (_, index) => `X-${index}`),
    )
    res.end()
  },
  '/foreign/null': (_req, res) => {
    // HTTP/2 sends no null.
    if (res.req.httpVersionMajor < 2) res.writeHead(200, { [ORIGIN]: null, Vary: null, 'X-Custom': 'written' } as never)
    res.end()
  },
  '/foreign/number': (_req, res) => {
    res.setHeader('Vary', 5)
    res.end()
  },
  '/foreign/function': (_req, res) => {
    const headers = Object.assign(() => undefined, { [ORIGIN]: '*', [CREDENTIALS]: 'true' })
    res.writeHead(200, headers as never)
    res.end()
  },
  '/foreign/failing-twice': (_req, res) => {
    res.setHeader(ORIGIN, '*')
    for (let index = 0; index < 2; index++) {
      try {
        res.writeHead(200, [['a', 'b'], 5] as never)
      } catch {
        // A value that cannot be read throws each time.
      }
    }
    res.end()
  },
  '/foreign/everything': (_req, res) => {
    res.writeHead(200, {
      [ORIGIN]: '*',
      [CREDENTIALS]: 'true',
      'Access-Control-Allow-Methods': 'PUT',
      'Access-Control-Allow-Headers': '*',
      'Access-Control-Max-Age': '1',
      [EXPOSED]: 'X-Own',
      Vary: 'Accept-Encoding',
    })
    res.end()
  },
}
