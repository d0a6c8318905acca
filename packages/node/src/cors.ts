import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AdapterOptions, createOptionsError, emitWarning, type PolicySource } from '@crossorigin/policy/adapter'
import { createCorsMiddleware } from './middleware.ts'
import type { NodeRequest, NodeResponse } from './node-exchange.ts'

/** A listener for the event `request` of a server. */
export type RequestListener<Req, Res> = (req: Req, res: Res) => unknown

/** Wraps a request listener. The types of request and response are those of the listener, including HTTP/2. */
export type WithCors = <Req extends NodeRequest = IncomingMessage, Res extends NodeResponse = ServerResponse>(
  listener: RequestListener<Req, Res>,
) => RequestListener<Req, Res>

const BRAND = Symbol.for('@crossorigin/node.listener')

/**
 * Adds CORS to a request listener of `node:http`, `node:https` or `node:http2`.
 *
 * It responds to preflights. Every other request reaches the listener, with the policy's headers already set. When the response
 * begins, they are corrected if the listener has changed them. If an origin function or a selector fails, the response is 500.
 *
 * @throws `CorsConfigError` if the source is a configuration with errors; `TypeError` with the code `ERR_CORS_OPTIONS` for
 * invalid options, and for a listener that is already wrapped: use a selector instead of two policies.
 * @example
 * ```ts
 * const withCors = cors({ origin: 'https://app.example.com', credentials: true })
 * createServer(withCors((req, res) => res.end('hello'))).listen(3000)
 * ```
 */
export function cors<Req extends NodeRequest = IncomingMessage, Res extends NodeResponse = ServerResponse>(
  source: PolicySource<Req>,
  options: AdapterOptions<Req, Res> = {},
): WithCors {
  const isReport = options?.mode === 'report'
  const onError = isReport ? options.onError : (options?.onError ?? emitErrorWarning)
  const middleware = createCorsMiddleware(source, { ...options, onError })

  function withCors(listener: RequestListener<Req, Res>): RequestListener<Req, Res> {
    checkListener(listener, isReport)
    function corsListener(req: Req, res: Res): unknown {
      return middleware(req, res, (error) => (error === undefined ? listener(req, res) : endFailure(res)))
    }
    return isReport && !(BRAND in listener) ? corsListener : Object.defineProperty(corsListener, BRAND, { value: true })
  }
  return withCors as unknown as WithCors
}

function checkListener(listener: unknown, isReport: boolean): void {
  if (typeof listener !== 'function') {
    throw createOptionsError(
      'cors(config) takes a request listener: cors(config)((req, res) => { ... }). ' + 'For Koa, use @crossorigin/koa.',
    )
  }
  if (BRAND in listener && !isReport) {
    throw createOptionsError(
      'This listener is already wrapped in cors(). Use one cors() with a selector instead: cors((req) => policy).',
    )
  }
}

/** Responds with 500 if that is still possible. Otherwise, destroys the response, so that the connection ends. */
function endFailure(res: NodeResponse): void {
  if (res.writableEnded) return
  try {
    res.statusCode = 500
    res.setHeader('Content-Length', '0')
    res.end()
  } catch {
    res.destroy()
  }
}

function emitErrorWarning(error: Error): void {
  emitWarning(error)
}
