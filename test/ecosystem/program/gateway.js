import { buffer } from 'node:stream/consumers'

/**
 * Serves a function as an API gateway does: turns the request into an event (payload format 2.0), and the function's result
 * into the response.
 *
 * @param {(event: any, context: any) => Promise<any>} invoke
 * @returns {import('node:http').RequestListener}
 */
export function serveFunction(invoke) {
  return async (req, res) => {
    const { pathname, search } = new URL(req.url ?? '/', 'http://gateway.test')
    const { method = 'GET' } = req
    const body = await buffer(req)
    const event = {
      version: '2.0',
      routeKey: '$default',
      rawPath: pathname,
      rawQueryString: search.slice(1),
      headers: Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)])),
      requestContext: {
        http: { method, path: pathname, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
        stage: '$default',
      },
      body: body.toString('base64'),
      isBase64Encoded: true,
    }
    const result = await invoke(event, {})
    res.statusCode = result.statusCode
    for (const headers of [result.headers, result.multiValueHeaders]) {
      for (const [name, value] of Object.entries(headers ?? {})) res.setHeader(name, value)
    }
    res.end(Buffer.from(result.body ?? '', result.isBase64Encoded ? 'base64' : 'utf8'))
  }
}
