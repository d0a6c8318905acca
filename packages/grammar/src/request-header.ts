/**
 * Names of the request headers that may be safelisted, lower case. Whether one is depends on its value too.
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
 * Request headers that belong to the browser, lower case. Names that begin with `proxy-` or `sec-` do too.
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
 * Request headers that let a caller name another method than the request's own, lower case. A browser forbids them
 * only where their value names a forbidden method.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-request-header
 */
export const METHOD_OVERRIDE_HEADER_NAMES: ReadonlySet<string> = new Set([
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
])

/**
 * Tells whether script is forbidden to set a request header of this name, whatever its value and its case.
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
 * Tells whether a request header of this name stays outside of `Access-Control-Allow-Headers: *`. Only `Authorization`.
 *
 * @see https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
 */
export function isNonWildcardRequestHeaderName(name: string): boolean {
  return name.length === 13 && name.toLowerCase() === 'authorization'
}
