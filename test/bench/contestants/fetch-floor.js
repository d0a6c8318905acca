import { ALLOWED_HEADERS_LINE, MAX_AGE, METHODS_LINE } from '../policy.js'

/** CORS headers that the policy never sends on an actual request. */
const FOREIGN = [
  'Access-Control-Allow-Methods',
  'Access-Control-Allow-Headers',
  'Access-Control-Expose-Headers',
  'Access-Control-Max-Age',
]

/**
 * The least work that gives the policy the last word, by hand: it reads `Vary`, and deletes the CORS headers of other code. No
 * option is looked at, and nothing is guarded.
 *
 * @param {readonly string[]} origins
 * @returns {(handler: () => Response) => (request: Request) => Response}
 */
export function createFetchFloor(origins) {
  const maxAge = String(MAX_AGE)
  return (handler) => (request) => {
    const origin = request.headers.get('origin')
    const isAllowed = origin !== null && origins.includes(origin)
    if (request.method === 'OPTIONS' && request.headers.get('access-control-request-method') !== null) {
      const response = new Response(null, { status: isAllowed ? 204 : 403 })
      const { headers } = response
      if (isAllowed) {
        headers.set('Access-Control-Allow-Origin', origin)
        headers.set('Access-Control-Allow-Credentials', 'true')
        headers.set('Access-Control-Allow-Methods', METHODS_LINE)
        headers.set('Access-Control-Allow-Headers', ALLOWED_HEADERS_LINE)
        headers.set('Access-Control-Max-Age', maxAge)
      } else headers.set('Content-Length', '0')
      headers.set('Vary', 'Origin')
      return response
    }
    const response = handler()
    const { headers } = response
    for (const name of FOREIGN) headers.delete(name)
    if (isAllowed) {
      headers.set('Access-Control-Allow-Origin', origin)
      headers.set('Access-Control-Allow-Credentials', 'true')
    } else {
      headers.delete('Access-Control-Allow-Origin')
      headers.delete('Access-Control-Allow-Credentials')
    }
    const vary = headers.get('Vary')
    headers.set('Vary', vary === null ? 'Origin' : `${vary}, Origin`)
    return response
  }
}
