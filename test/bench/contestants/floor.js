import { ALLOWED_HEADERS_LINE, MAX_AGE, METHODS_LINE } from '../policy.js'

/**
 * The least work that could put this policy's bytes on the wire, by hand: no option is looked at, nothing is guarded, nobody
 * else is allowed for. It calls what is cheapest in Node for the purpose.
 *
 * @param {readonly string[]} origins
 * @param {(req: import('node:http').IncomingMessage) => string} [allowedHeadersOf]
 * @returns {(req: import('node:http').IncomingMessage, res: import('node:http').ServerResponse) => boolean} Tells whether
 * the request is answered.
 */
export function createFloor(origins, allowedHeadersOf = () => ALLOWED_HEADERS_LINE) {
  const maxAge = String(MAX_AGE)
  return (req, res) => {
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
