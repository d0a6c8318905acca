/**
 * Methods that never need a preflight by themselves. Compared byte for byte.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-method
 */
export const SAFELISTED_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST'])

/**
 * Methods that pages cannot send, in any capitalization.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-method
 */
export const FORBIDDEN_METHODS: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK'])

const NORMALIZED_METHODS: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'])

/**
 * Tells whether a method is CORS-safelisted. `get` is not: it becomes safelisted by being normalized.
 *
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-method
 */
export function isSafelistedMethod(method: string): boolean {
  return SAFELISTED_METHODS.has(method)
}

/**
 * Tells whether a method is forbidden to script, whatever its case.
 *
 * @see https://fetch.spec.whatwg.org/#forbidden-method
 */
export function isForbiddenMethod(method: string): boolean {
  return FORBIDDEN_METHODS.has(method.toUpperCase())
}

/**
 * Spells a method the way `fetch` does: six methods are upper-cased, every other one stays as written.
 *
 * @example
 * ```ts
 * normalizeMethod('put') // 'PUT'
 * normalizeMethod('patch') // 'patch': PATCH is not one of the six, and `patch` is another method
 * ```
 * @see https://fetch.spec.whatwg.org/#concept-method-normalize
 */
export function normalizeMethod(method: string): string {
  const upperCased = method.toUpperCase()
  return NORMALIZED_METHODS.has(upperCased) ? upperCased : method
}
