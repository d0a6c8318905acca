import type { CorsPolicy } from '@crossorigin/policy'
import { type AdapterOptions, createObserver, type PolicySelector } from '@crossorigin/policy/adapter'
import type { CorsMiddleware } from './middleware.ts'
import { type CorsRequestSource, type NodeResponse, readCorsRequest } from './node-exchange.ts'
import { observeResponse } from './response.ts'

/** Builds a middleware that only observes: it compares what is sent with what a policy would have done. */
export function createReporter<Req extends CorsRequestSource, Res>(
  chosen: CorsPolicy | PolicySelector<Req>,
  { onDifference, onError }: AdapterOptions<Req, Res>,
  responseOf: ((res: Res) => NodeResponse) | undefined,
): CorsMiddleware<Req, Res> {
  return function corsReporter(req, res, next) {
    const response = responseOf === undefined ? (res as NodeResponse) : responseOf(res)
    if (response.headersSent) return next()
    const observer = createObserver<Req>({
      request: req,
      asked: readCorsRequest(req),
      choosePolicy: () => (typeof chosen === 'function' ? chosen(req) : chosen),
      onDifference,
      onError: (error) => onError?.(error, req, res),
    })
    observeResponse(response, observer)
    return next()
  }
}
