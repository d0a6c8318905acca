import { isForbiddenMethod, isSafelistedMethod, isToken, normalizeMethod } from '@crossorigin/grammar'
import { type AuthorHeaders, type HeaderLine, readAuthorHeaders } from './author-headers.ts'
import type { BrowserRequest } from './browser-request.ts'
import { type ParsedUrl, parseUrl } from './target.ts'

/** A request once the call that makes it has returned. */
export interface Call {
  readonly kind: 'call'
  readonly request: BrowserRequest
  readonly url: ParsedUrl
  /** Normalized. */
  readonly method: string
  readonly lines: readonly HeaderLine[]
  readonly dropped: readonly string[]
}

/** A call that throws, or whose promise is rejected, before there is a request. */
export interface CallFailure {
  readonly kind: 'failure'
  readonly reason: string
  /** The name of the exception. */
  readonly throws: string
}

/**
 * Makes a request, or says why the call fails.
 *
 * @see https://fetch.spec.whatwg.org/#dom-request
 * @see https://xhr.spec.whatwg.org/#dom-xmlhttprequest-open
 */
export function makeCall(request: BrowserRequest): Call | CallFailure {
  const url = parseUrl(request.url, request.pageOrigin)
  if (url === undefined) return fail(request, 'invalid-url')
  const method = request.method ?? 'GET'
  const headers = readAuthorHeaders(request)
  const reason =
    findCommonFailure(method, headers) ??
    ((request.api ?? 'fetch') === 'fetch' ? findFetchFailure(request, url, method) : undefined)
  if (reason !== undefined) return fail(request, reason)
  return {
    kind: 'call',
    request,
    url,
    method: normalizeMethod(method),
    lines: headers.lines,
    dropped: [...headers.dropped],
  }
}

function fail({ api }: BrowserRequest, reason: string): CallFailure {
  const ofXhr = reason === 'forbidden-method' ? 'SecurityError' : 'SyntaxError'
  return { kind: 'failure', reason, throws: api === 'xhr' ? ofXhr : 'TypeError' }
}

function findCommonFailure(method: string, headers: AuthorHeaders): string | undefined {
  if (!isToken(method)) return 'invalid-method'
  return isForbiddenMethod(method) ? 'forbidden-method' : headers.failure
}

function findFetchFailure(request: BrowserRequest, url: ParsedUrl, method: string): string | undefined {
  const { mode, cache, body } = request
  if (url.username !== '' || url.password !== '') return 'url-credentials'
  if (mode === 'navigate') return 'mode-navigate'
  if (cache === 'only-if-cached' && mode !== 'same-origin') return 'only-if-cached'
  const normalized = normalizeMethod(method)
  if (mode === 'no-cors' && !isSafelistedMethod(normalized)) return 'no-cors-method'
  if (body === undefined || body === null) return undefined
  if (normalized === 'GET' || normalized === 'HEAD') return 'body-with-get'
  return body.kind === 'stream' ? findStreamFailure(request) : undefined
}

function findStreamFailure({ keepalive, duplex, mode }: BrowserRequest): string | undefined {
  if (keepalive === true) return 'keepalive-stream'
  if (duplex !== 'half') return 'stream-without-duplex'
  return mode === 'no-cors' ? 'stream-no-cors' : undefined
}
