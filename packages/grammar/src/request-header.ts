/**
 * Names of the request headers that can be safelisted, in lower case. Whether they are also depends on the value.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-request-header
 */
export const SAFELISTED_REQUEST_HEADER_NAMES: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'range',
])

/**
 * Request headers that pages cannot set, in lower case. Names that begin with `proxy-` or `sec-` are also forbidden.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-request-header
 */
export const FORBIDDEN_REQUEST_HEADER_NAMES: ReadonlySet<string> = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
])

/**
 * Request headers that name a method to use instead of the request's own, in lower case. Browsers forbid them only if the value is a
 * forbidden method.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-request-header
 */
export const METHOD_OVERRIDE_HEADER_NAMES: ReadonlySet<string> = new Set([
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
])

/**
 * Tells whether pages cannot set a request header to any value. The name is case-insensitive.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-request-header
 */
export function isForbiddenRequestHeaderName(name: string): boolean {
  const lowerCased = name.toLowerCase()
  return (
    FORBIDDEN_REQUEST_HEADER_NAMES.has(lowerCased) || lowerCased.startsWith('proxy-') || lowerCased.startsWith('sec-')
  )
}

/**
 * Tells whether `Access-Control-Allow-Headers: *` does not cover a request header. Only `Authorization` is not covered.
 *
 * @see https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
 */
export function isNonWildcardRequestHeaderName(name: string): boolean {
  return name.length === 13 && name.toLowerCase() === 'authorization'
}
