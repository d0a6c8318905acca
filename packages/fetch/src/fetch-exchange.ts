import type { CorsRequest } from '@crossorigin/policy'

/** The parts of a request that a policy needs. Every runtime's `Request` has them. */
export interface FetchRequest {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
}

/** The parts of a response's `Headers` that an adapter needs. */
export interface FetchHeaders {
  get(name: string): string | null
  set(name: string, value: string): void
  delete(name: string): void
}

/** The parts of a response that an adapter needs. Every runtime's `Response` has them. */
export interface FetchResponse {
  readonly status: number
  readonly headers: FetchHeaders
}

/**
 * Tells whether a handler has returned a response. Frameworks and other realms have their own classes.
 *
 * Compatibility: a handler for Bun returns `undefined` for a connection that it has upgraded.
 */
export function isResponse(value: unknown): value is FetchResponse {
  if (typeof value !== 'object' || value === null) return false
  const { headers, status } = value as { headers?: { append?: unknown }; status?: unknown }
  return typeof headers?.append === 'function' && typeof status === 'number'
}

/** Tells whether a value is a promise, or behaves like one. */
export function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined | null)?.then === 'function'
}

/**
 * Reads the parts of a request that a policy needs. `Headers` joins repeated lines with a comma.
 *
 * @param isSiteRead - Whether `Sec-Fetch-Site` is needed.
 */
export function readCorsRequest(request: FetchRequest, isSiteRead: boolean): CorsRequest {
  const { method, headers } = request
  // Performance: only OPTIONS can be a preflight, and each header is a search.
  const isOptions = method === 'OPTIONS'
  return {
    method,
    origin: headers.get('origin') ?? undefined,
    requestMethod: isOptions ? (headers.get('access-control-request-method') ?? undefined) : undefined,
    requestHeaders: isOptions ? (headers.get('access-control-request-headers') ?? undefined) : undefined,
    fetchSite: isSiteRead ? (headers.get('sec-fetch-site') ?? undefined) : undefined,
    request,
  }
}
