/**
 * Response headers that pages can read without `Access-Control-Expose-Headers`, lower case.
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
 * Response headers that pages can never read, lower case.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-response-header-name
 */
export const FORBIDDEN_RESPONSE_HEADER_NAMES: ReadonlySet<string> = new Set(['set-cookie', 'set-cookie2'])

/**
 * Tells whether pages can read a response header of this name, in any capitalization, without it being exposed.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
 */
export function isSafelistedResponseHeaderName(name: string): boolean {
  return SAFELISTED_RESPONSE_HEADER_NAMES.has(name.toLowerCase())
}

/**
 * Tells whether a response header of this name, whatever its case, stays hidden from script.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-response-header-name
 */
export function isForbiddenResponseHeaderName(name: string): boolean {
  return FORBIDDEN_RESPONSE_HEADER_NAMES.has(name.toLowerCase())
}
