import { isTokenCode } from './token.ts'

const TAB = 0x09
const SPACE = 0x20
const COMMA = 0x2c

/**
 * Reads a list of tokens, as `Access-Control-Request-Headers` and the `Access-Control-Allow-*` lists are.
 *
 *     #token = [ token ] *( OWS "," OWS [ token ] )
 *
 * Empty members, and spaces and tabs around a member, are accepted and dropped, as a recipient must. Returns `undefined`
 * where any member is not a token: one bad member spoils the list. The work is linear in the length of the value.
 *
 * @example
 * ```ts
 * parseTokenList('x-a,x-b') // ['x-a', 'x-b']
 * parseTokenList('x-a x-b') // undefined
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.1
 * @see https://fetch.spec.whatwg.org/#extract-header-list-values
 */
export function parseTokenList(value: string): string[] | undefined {
  const members: string[] = []
  const isList = visitTokenList(value, (start, end) => members.push(value.slice(start, end)))
  return isList ? members : undefined
}

/**
 * Tells whether {@link parseTokenList} would read a value, and where each member begins and ends.
 *
 * Performance: for long lists of which hardly any member is wanted; cutting them all out takes a third more.
 *
 * @param visit - Called with each member as it is met, also where a later one spoils the list.
 */
export function visitTokenList(value: string, visit: (start: number, end: number) => void): boolean {
  let index = 0
  while (index < value.length) {
    const code = value.charCodeAt(index)
    if (code === COMMA || code === SPACE || code === TAB) {
      index++
      continue
    }
    const start = index
    while (index < value.length && isTokenCode(value.charCodeAt(index))) index++
    if (index === start) return false
    visit(start, index)
    while (index < value.length && isBlank(value.charCodeAt(index))) index++
    if (index < value.length && value.charCodeAt(index) !== COMMA) return false
  }
  return true
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB
}
