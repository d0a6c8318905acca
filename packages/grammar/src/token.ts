/**
 * The `token` of HTTP: what a method or a field name is made of.
 *
 *     token = 1*tchar
 *     tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
 */

const TCHAR = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

/** Performance: one array read per character; measured faster than a regular expression, and linear by construction. */
const IS_TCHAR: Uint8Array = new Uint8Array(128)
for (let index = 0; index < TCHAR.length; index++) {
  IS_TCHAR[TCHAR.charCodeAt(index)] = 1
}

/**
 * Tells whether a text is an HTTP token. The empty text is not.
 *
 * @example
 * ```ts
 * isToken('X-Request-Id') // true
 * isToken('X Request Id') // false
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
 */
export function isToken(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 128 || IS_TCHAR[code] !== 1) return false
  }
  return text.length > 0
}
