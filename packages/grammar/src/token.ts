/**
 * The `token` of HTTP. Methods and header names are tokens.
 *
 *     token = 1*tchar
 *     tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" / "~" / DIGIT / ALPHA
 */
const TOKEN: RegExp = /^[!#$%&'*+.^`|~\w-]+$/

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
  return TOKEN.test(text)
}
