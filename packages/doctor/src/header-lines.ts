import type { HeaderLine } from './network/exchange.ts'

/** Returns the values of all lines of a name, without the white space around them. */
export function valuesOf({ headers }: { readonly headers: readonly HeaderLine[] }, name: string): readonly string[] {
  return linesOf(headers, name).map(([, value]) => value)
}

/** Returns a header as browsers read it, its lines joined; `undefined` where there is none. */
export function readHeader(answer: { readonly headers: readonly HeaderLine[] }, name: string): string | undefined {
  const values = valuesOf(answer, name)
  return values.length === 0 ? undefined : values.join(', ')
}

/** Tells whether there is a line of a name. */
export function hasHeader({ headers }: { readonly headers: readonly HeaderLine[] }, name: string): boolean {
  return linesOf(headers, name).length > 0
}

/** Returns the lines of a name, without the white space around their values. */
export function linesOf(headers: readonly HeaderLine[], name: string): readonly HeaderLine[] {
  const lowerCased = name.toLowerCase()
  return headers
    .filter(([other]) => other.toLowerCase() === lowerCased)
    .map(([other, value]) => [other, trimBlanks(value)] as const)
}

/** What JavaScript trims is more than what HTTP does. */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start])) start++
  while (end > start && isBlank(text[end - 1])) end--
  return text.slice(start, end)
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t'
}
