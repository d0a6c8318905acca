/**
 *     #token = [ token ] *( OWS "," OWS [ token ] )
 *
 * Performance: a regular expression takes a third of the time of a loop over the characters. No character can match two of its
 * parts, so it takes linear time.
 */
const TOKEN_LIST: RegExp = /^[\t ,]*(?:[!#$%&'*+.^`|~\w-]+[\t ]*(?:,[\t ,]*|$))*$/
/** The expression runs out of memory, and throws, at about three times this length. Servers accept 16 kB of headers. */
const MAX_LENGTH = 2 ** 20

const MEMBER: RegExp = /[^\t ,]+/g

/**
 * Tells whether a value is a list of tokens, as `Access-Control-Request-Headers` and the `Access-Control-Allow-*` lists are.
 *
 * Empty members, and spaces and tabs around members, are accepted, as the standard requires. One invalid member invalidates the list.
 * Takes time linear in the length of the value. A value of more than 1,048,576 characters is not a list.
 *
 * @example
 * ```ts
 * isTokenList('x-a,x-b') // true
 * isTokenList('x-a x-b') // false
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1
 */
export function isTokenList(value: string): boolean {
  return value.length <= MAX_LENGTH && TOKEN_LIST.test(value)
}

/**
 * Parses a list of tokens. Returns `undefined` if it is not a valid one; see {@link isTokenList}.
 *
 * @example
 * ```ts
 * parseTokenList('x-a,x-b') // ['x-a', 'x-b']
 * parseTokenList('x-a x-b') // undefined
 * ```
 * @see https://fetch.spec.whatwg.org/#extract-header-list-values
 */
export function parseTokenList(value: string): string[] | undefined {
  return isTokenList(value) ? (value.match(MEMBER) ?? []) : undefined
}
