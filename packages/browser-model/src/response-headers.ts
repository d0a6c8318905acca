import { ACCESS_CONTROL_ALLOW_ORIGIN, parseTokenList } from '@crossorigin/grammar'
import type { HttpResponse } from './browser-request.ts'
import type { EngineBehavior } from './engine.ts'
import { trimHttpWhitespace } from './mime-type.ts'

/** Returns the values of all header lines with a name, without surrounding white space. */
export function linesOf(response: HttpResponse, name: string): readonly string[] {
  const lowerCased = name.toLowerCase()
  return response.headers
    .filter(([other]) => other.toLowerCase() === lowerCased)
    .map(([, value]) => trimHttpWhitespace(value))
}

/** Returns a response as an engine reads it. */
export function readAs(response: HttpResponse, { dropsEmptyLines }: EngineBehavior): HttpResponse {
  if (!dropsEmptyLines) return response
  const headers = response.headers.filter(
    ([name, value]) => isCounted(name) || trimHttpWhitespace(value) !== '' || linesOf(response, name).length === 1,
  )
  return { ...response, headers }
}

/** Firefox blocks a response with several lines of this name, even if some are empty. */
function isCounted(name: string): boolean {
  return name.toLowerCase() === ACCESS_CONTROL_ALLOW_ORIGIN.toLowerCase()
}

/**
 * Returns the value of a header, or `null` if it is missing. Lines with the same name are joined.
 *
 * @see https://fetch.spec.whatwg.org/#concept-header-list-get
 */
export function getHeader(response: HttpResponse, name: string): string | null {
  const lines = linesOf(response, name)
  return lines.length === 0 ? null : lines.join(', ')
}

/**
 * Returns the members of a list header: `null` if the header is missing, `undefined` if it is malformed.
 *
 * @see https://fetch.spec.whatwg.org/#extract-header-list-values
 */
export function extractTokens(response: HttpResponse, name: string): readonly string[] | null | undefined {
  const lines = linesOf(response, name)
  if (lines.length === 0) return null
  const lists = lines.map(parseTokenList)
  return lists.every((list) => list !== undefined) ? lists.flat() : undefined
}
