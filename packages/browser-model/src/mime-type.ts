import { isToken } from '@crossorigin/grammar'

/**
 * Returns the essence of a MIME type, lower case, or `undefined` where the text is none. Parameters do not matter to it.
 *
 * @see https://mimesniff.spec.whatwg.org/#parse-a-mime-type
 */
export function parseEssence(text: string): string | undefined {
  const trimmed = trimHttpWhitespace(text)
  const slash = trimmed.indexOf('/')
  if (slash === -1) return undefined
  const type = trimmed.slice(0, slash)
  const semicolon = trimmed.indexOf(';', slash)
  const subtype = trimHttpWhitespaceEnd(trimmed.slice(slash + 1, semicolon === -1 ? undefined : semicolon))
  return isToken(type) && isToken(subtype) ? `${type}/${subtype}`.toLowerCase() : undefined
}

/** Trims what HTTP calls white space: space, tab, CR and LF. */
export function trimHttpWhitespace(text: string): string {
  return trimHttpWhitespaceEnd(text).replace(/^[ \t\r\n]+/, '')
}

function trimHttpWhitespaceEnd(text: string): string {
  let end = text.length
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
