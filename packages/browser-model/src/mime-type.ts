import { isToken } from '@crossorigin/grammar'

/** A parsed MIME type. */
export interface MimeType {
  /** Type and subtype, in lower case: `text/html`. */
  readonly essence: string
  /** Values by lower-case name, in the order in which they are written. */
  readonly parameters: ReadonlyMap<string, string>
}

/** The characters that a parameter's value can contain, with or without quotes. */
const PARAMETER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * Parses a MIME type. Returns `undefined` if it is invalid. An invalid parameter is dropped.
 *
 * @see https://mimesniff.spec.whatwg.org/#parse-a-mime-type
 */
export function parseMimeType(text: string): MimeType | undefined {
  const trimmed = trimHttpWhitespace(text)
  const semicolon = trimmed.indexOf(';')
  const end = semicolon === -1 ? trimmed.length : semicolon
  const essence = trimHttpWhitespace(trimmed.slice(0, end)).toLowerCase()
  const slash = essence.indexOf('/')
  if (!isToken(essence.slice(0, Math.max(slash, 0))) || !isToken(essence.slice(slash + 1))) return undefined
  return { essence, parameters: parseParameters(trimmed.slice(end)) }
}

/** Parses the text after the essence, which begins with a semicolon. */
function parseParameters(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  let position = 0
  while (position < text.length) {
    const nameEnd = findEnd(text, position + 1, ';=')
    const name = text
      .slice(position + 1, nameEnd)
      .replace(/^[ \t\r\n]+/, '')
      .toLowerCase()
    position = nameEnd
    if (text.charAt(nameEnd) !== '=') continue
    const isQuoted = text.charAt(nameEnd + 1) === '"'
    const value = isQuoted ? readQuoted(text, nameEnd + 2) : readUnquoted(text, nameEnd + 1)
    position = findEnd(text, value.end, ';')
    const isUsable = isToken(name) && PARAMETER_VALUE.test(value.text) && (isQuoted || value.text !== '')
    if (isUsable && !parameters.has(name)) parameters.set(name, value.text)
  }
  return parameters
}

/** Returns the position of the first of some characters, or the length of the text. */
function findEnd(text: string, start: number, characters: string): number {
  let end = start
  while (end < text.length && !characters.includes(text.charAt(end))) end++
  return end
}

function readUnquoted(text: string, start: number): { readonly text: string; readonly end: number } {
  const end = findEnd(text, start, ';')
  return { text: trimEnd(text.slice(start, end)), end }
}

/** Reads a quoted string. The closing quotation mark may be missing. */
function readQuoted(text: string, start: number): { readonly text: string; readonly end: number } {
  let value = ''
  let position = start
  while (position < text.length && text.charAt(position) !== '"') {
    if (text.charAt(position) === '\\' && position + 1 < text.length) position++
    value += text.charAt(position)
    position++
  }
  return { text: value, end: position }
}

/**
 * Serializes a MIME type as a header value.
 *
 * @see https://mimesniff.spec.whatwg.org/#serialize-a-mime-type
 */
export function serializeMimeType({ essence, parameters }: MimeType): string {
  const written = Array.from(parameters, ([name, value]) => {
    return `;${name}=${isToken(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`}`
  })
  return essence + written.join('')
}

/** Trims HTTP white space: space, tab, CR and LF. */
export function trimHttpWhitespace(text: string): string {
  return trimEnd(text).replace(/^[ \t\r\n]+/, '')
}

function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
