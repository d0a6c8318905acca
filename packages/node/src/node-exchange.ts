import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { CorsRequest } from '@crossorigin/policy'

/** A request of `node:http`, `node:https` or the compatibility layer of `node:http2`. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** A response of `node:http`, `node:https` or the compatibility layer of `node:http2`. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** The parts of a request, of Node or Fastify, that a policy needs. */
export interface CorsRequestSource {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: NodeRequest['headers']
}

/** Reads the parts of a request that a policy needs. Node joins repeated lines of these headers with a comma. */
export function readCorsRequest(request: CorsRequestSource): CorsRequest {
  const { method = '', headers } = request
  // Performance: only OPTIONS can be a preflight, and each header is a dictionary lookup.
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

/** Tells whether it is too late to change the response: it has begun, or the client has left. */
export function hasResponseBegun(res: NodeResponse): boolean {
  if (res.headersSent || res.writableEnded) return true
  // Compatibility: with HTTP/2, only the underlying stream of a response knows that the client has left.
  return 'stream' in res ? res.stream === undefined || res.stream.destroyed : res.destroyed
}
