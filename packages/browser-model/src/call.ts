import { isForbiddenMethod, isSafelistedMethod, isToken, normalizeMethod } from '@crossorigin/grammar'
import { type AuthorHeaders, type HeaderLine, readAuthorHeaders } from './author-headers.ts'
import type { BrowserBody, BrowserRequest } from './browser-request.ts'
import type { EngineBehavior } from './engine.ts'
import { type ParsedUrl, parseUrl } from './target.ts'

/** Why a call fails before there is a request. */
export type CallFailureCode =
  | 'invalid-url'
  | 'invalid-method'
  | 'forbidden-method'
  | 'invalid-header-name'
  | 'invalid-header-value'
  | 'url-credentials'
  | 'mode-navigate'
  | 'only-if-cached'
  | 'no-cors-method'
  | 'body-with-get'
  | 'keepalive-stream'
  | 'stream-without-duplex'
  | 'stream-no-cors'
  | 'stream-not-supported'

/** A request after the call that makes it has returned. */
export interface Call {
  readonly kind: 'call'
  readonly request: BrowserRequest
  readonly url: ParsedUrl
  /** Normalized. */
  readonly method: string
  readonly lines: readonly HeaderLine[]
  /** The body that is sent, which is not always the one that the page passes. */
  readonly body: BrowserBody | undefined
  readonly dropped: readonly string[]
}

/** A call that throws, or whose promise is rejected, before there is a request. */
export interface CallFailure {
  readonly kind: 'failure'
  readonly reason: CallFailureCode
  /** The name of the exception. */
  readonly throws: string
}

/**
 * Makes a request, or returns why the call fails.
 *
 * @see https://fetch.spec.whatwg.org/#dom-request
 * @see https://xhr.spec.whatwg.org/#dom-xmlhttprequest-open
 */
export function makeCall(request: BrowserRequest, behavior: EngineBehavior): Call | CallFailure {
  const url = parseUrl(request.url, request.pageOrigin)
  if (url === undefined) return fail(request, 'invalid-url')
  const method = request.method ?? 'GET'
  const body = bodyOf(request, method, behavior)
  const headers = readAuthorHeaders(request, body, behavior)
  const reason =
    findCommonFailure(method, headers) ??
    ((request.api ?? 'fetch') === 'fetch' ? findFetchFailure(request, { url, method, body, behavior }) : undefined)
  if (reason !== undefined) return fail(request, reason)
  return {
    kind: 'call',
    request,
    url,
    method: normalizeMethod(method),
    lines: headers.lines,
    body,
    dropped: [...headers.dropped],
  }
}

/** `XMLHttpRequest` sends no body with GET and HEAD, and converts a stream to text. */
function bodyOf({ api, body }: BrowserRequest, method: string, behavior: EngineBehavior): BrowserBody | undefined {
  const isXhr = api === 'xhr'
  if (body === undefined || body === null || (isXhr && isBodiless(method))) return undefined
  return body.kind === 'stream' && (isXhr || behavior.streamBody === 'text') ? { kind: 'string' } : body
}

function isBodiless(method: string): boolean {
  return ['GET', 'HEAD'].includes(normalizeMethod(method))
}

function fail({ api }: BrowserRequest, reason: CallFailureCode): CallFailure {
  if (reason === 'stream-not-supported') return { kind: 'failure', reason, throws: 'NotSupportedError' }
  const ofXhr = reason === 'forbidden-method' ? 'SecurityError' : 'SyntaxError'
  return { kind: 'failure', reason, throws: api === 'xhr' ? ofXhr : 'TypeError' }
}

function findCommonFailure(method: string, headers: AuthorHeaders): CallFailureCode | undefined {
  if (!isToken(method)) return 'invalid-method'
  return isForbiddenMethod(method) ? 'forbidden-method' : headers.failure
}

interface FetchCall {
  readonly url: ParsedUrl
  readonly method: string
  readonly body: BrowserBody | undefined
  readonly behavior: EngineBehavior
}

function findFetchFailure(
  request: BrowserRequest,
  { url, method, body, behavior }: FetchCall,
): CallFailureCode | undefined {
  const { mode, cache } = request
  if (url.username !== '' || url.password !== '') return 'url-credentials'
  if (mode === 'navigate') return 'mode-navigate'
  if (cache === 'only-if-cached' && mode !== 'same-origin') return 'only-if-cached'
  if (mode === 'no-cors' && !isSafelistedMethod(normalizeMethod(method))) return 'no-cors-method'
  if (body === undefined) return undefined
  if (isBodiless(method)) return 'body-with-get'
  return body.kind === 'stream' ? findStreamFailure(request, behavior) : undefined
}

function findStreamFailure(
  { keepalive, duplex, mode }: BrowserRequest,
  { streamBody }: EngineBehavior,
): CallFailureCode | undefined {
  if (keepalive === true) return 'keepalive-stream'
  if (streamBody === 'exception') return 'stream-not-supported'
  if (duplex !== 'half') return 'stream-without-duplex'
  return mode === 'no-cors' ? 'stream-no-cors' : undefined
}
