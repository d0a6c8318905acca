/**
 * Returns the essence of a MIME type, lower case: what stands before its parameters. Of a text that is none it returns
 * something that is no essence either.
 *
 * @see https://mimesniff.spec.whatwg.org/#parse-a-mime-type
 */
export function essenceOf(text: string): string {
  const semicolon = text.indexOf(';')
  return trimHttpWhitespace(semicolon === -1 ? text : text.slice(0, semicolon)).toLowerCase()
}

/** Trims what HTTP calls white space: space, tab, CR and LF. */
export function trimHttpWhitespace(text: string): string {
  let end = text.length
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end--
  return text.slice(0, end).replace(/^[ \t\r\n]+/, '')
}
