import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { CorsRequest } from '@crossorigin/policy'

/** A request of `node:http`, `node:https` or the compatibility layer of `node:http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** A response of `node:http`, `node:https` or the compatibility layer of `node:http2`. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** What a policy needs of a request, of Node or of Fastify. */
export interface CorsRequestSource {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: NodeRequest['headers']
}

/** Reads from a request what a policy needs to know. Node joins repeated lines of these headers with a comma. */
export function readCorsRequest(request: CorsRequestSource): CorsRequest {
  const { method = '', headers } = request
  // Performance: only OPTIONS can be a preflight, and each header is a look-up in a dictionary.
  const isOptions = method === 'OPTIONS'
  return {
    method,
    origin: headers.origin,
    requestMethod: isOptions ? headers['access-control-request-method'] : undefined,
    requestHeaders: isOptions ? headers['access-control-request-headers'] : undefined,
    fetchSite: headers['sec-fetch-site'] as string | undefined,
    request,
  }
}

/** Tells whether it is too late to change anything: the response has begun, or nobody is there to read it. */
export function hasResponseBegun(res: NodeResponse): boolean {
  if (res.headersSent || res.writableEnded) return true
  // Compatibility: only the stream beneath a response of HTTP/2 knows that the client has left.
  return 'stream' in res ? res.stream === undefined || res.stream.destroyed : res.destroyed
}
