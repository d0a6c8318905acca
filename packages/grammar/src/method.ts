/**
 * Methods that never need a preflight by themselves. Compared byte for byte.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-method
 */
export const SAFELISTED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])

/**
 * Methods that browsers do not let pages send, in any capitalization.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-method
 */
export const FORBIDDEN_METHODS: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

const NORMALIZED_METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])

/**
 * Tells whether a method is CORS-safelisted. `get` is not: it only becomes safelisted when it is normalized.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-method
 */
export function isSafelistedMethod(method: string): boolean {
  return SAFELISTED_METHODS.has(method)
}

/**
 * Tells whether browsers do not let pages send a method, in any capitalization.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-method
 */
export function isForbiddenMethod(method: string): boolean {
  return FORBIDDEN_METHODS.has(method.toUpperCase())
}

/**
 * Normalizes a method as `fetch` does: six methods are converted to upper case, all others stay as they are.
 *
 * @example
 * ```ts
 * normalizeMethod('put') // 'PUT'
 * normalizeMethod('patch') // 'patch': PATCH is not one of the six, so `patch` is a different method
 * ```
 * @see https://fetch.spec.whatwg.org/#concept-method-normalize
 */
export function normalizeMethod(method: string): string {
  const upperCased = method.toUpperCase()
  return NORMALIZED_METHODS.has(upperCased) ? upperCased : method
}
