/**
 * Response headers that pages can read without `Access-Control-Expose-Headers`, in lower case.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
 */
export const SAFELISTED_RESPONSE_HEADER_NAMES: ReadonlySet<string> = new Set([
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
])

/**
 * Response headers that pages can never read, in lower case.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-response-header-name
 */
export const FORBIDDEN_RESPONSE_HEADER_NAMES: ReadonlySet<string> = new Set(['set-cookie', 'set-cookie2'])

/**
 * Tells whether pages can read a response header that is not exposed. The name is case-insensitive.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
 */
export function isSafelistedResponseHeaderName(name: string): boolean {
  return SAFELISTED_RESPONSE_HEADER_NAMES.has(name.toLowerCase())
}

/**
 * Tells whether pages can never read a response header. The name is case-insensitive.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-response-header-name
 */
export function isForbiddenResponseHeaderName(name: string): boolean {
  return FORBIDDEN_RESPONSE_HEADER_NAMES.has(name.toLowerCase())
}
