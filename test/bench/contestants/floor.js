import { ALLOWED_HEADERS_LINE, MAX_AGE, METHODS_LINE } from '../policy.js'

/**
 * The least work that could put this policy's bytes on the wire, by hand: no option is looked at, nothing is guarded, nobody
 * else is allowed for.
 *
 * On actual requests it sets headers where the application can read them, one by one: on Fastify with `reply.header`, which
 * costs half of setting them on Node's response, and elsewhere with `setHeader`. On preflights, which no application sees, it
 * calls what is cheapest: `writeHead` with a list, whose headers cannot be read afterwards. On Fastify it even goes past the
 * reply, its headers and its hooks.
 *
 * @param {readonly string[]} origins
 * @param {(req: import('node:http').IncomingMessage) => string} [allowedHeadersOf]
 * @returns {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse, reply?:
 * import('fastify').FastifyReply) => boolean} Tells whether the request has its response.
 */
export function createFloor(origins, allowedHeadersOf = () => ALLOWED_HEADERS_LINE) {
  const maxAge = String(MAX_AGE)
  return (req, res, reply) => {
    const { origin } = req.headers
    const isAllowed = origin !== undefined && origins.includes(origin)
    if (
      req.method === 'OPTIONS' &&
      origin !== undefined &&
      req.headers['access-control-request-method'] !== undefined
    ) {
      // A list is the cheapest as long as no header is set, and the dearest afterwards.
      const answer = res.getHeaderNames().length === 0 ? writeList : setEach
      if (isAllowed) {
        answer(res, 204, [
          'Access-Control-Allow-Origin',
          origin,
          'Access-Control-Allow-Credentials',
          'true',
          'Access-Control-Allow-Methods',
          METHODS_LINE,
          'Access-Control-Allow-Headers',
          allowedHeadersOf(req),
          'Access-Control-Max-Age',
          maxAge,
          'Vary',
          'Origin',
        ])
      } else {
        answer(res, 403, ['Vary', 'Origin', 'Content-Length', '0'])
      }
      res.end()
      return true
    }
    if (reply !== undefined) {
      reply.header('Vary', 'Origin')
      if (isAllowed) {
        reply.header('Access-Control-Allow-Origin', origin)
        reply.header('Access-Control-Allow-Credentials', 'true')
      }
      return false
    }
    res.setHeader('Vary', 'Origin')
    if (isAllowed) {
      res.setHeader('Access-Control-Allow-Origin', origin)
      res.setHeader('Access-Control-Allow-Credentials', 'true')
    }
    return false
  }
}

/** @type {(res: import('node:http').ServerResponse, status: number, headers: string[]) => void} */
function writeList(res, status, headers) {
  res.writeHead(status, headers)
}

/** @type {(res: import('node:http').ServerResponse, status: number, headers: string[]) => void} */
function setEach(res, status, headers) {
  for (let index = 0; index < headers.length; index += 2) {
    res.setHeader(headers[index] ?? '', headers[index + 1] ?? '')
  }
  res.statusCode = status
}
