/**
 * Adds names to a `Vary` value. Nothing is lost, nothing is added twice (names compare without case), and `*` stands alone:
 * it says that the response is for this request only, whatever else is named.
 *
 * Compatibility: nginx and Varnish take a `*` among names for the name of a header, and keep the response.
 *
 * The work is linear in the length of the value that the response has.
 *
 * @param existing - The value that the response has: one line, several, or none. Anything else counts as its text.
 * @param added - Names separated by a comma and a space, or `*`, as `Decision.vary` gives them.
 * @example
 * ```ts
 * mergeVary('Accept-Encoding', 'Origin') // 'Accept-Encoding, Origin'
 * mergeVary('origin', 'Origin') // 'origin'
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5
 */
export function mergeVary(existing: string | readonly string[] | undefined, added: string): string {
  // Performance: most responses have no `Vary`.
  if (existing === undefined) return added
  const line = readLines(existing)
  if (line === '') return added
  if (line === added || added === '*') return added
  if (line.includes('*') && hasMember(line, '*')) return '*'
  let merged = line
  for (const name of added.split(', ')) {
    if (!hasMember(line, name)) merged += `, ${name}`
  }
  return merged
}

/** Code without types sets numbers and `null`, and Node sends them as text; `null` is no header's name. */
function readLines(existing: unknown): string {
  if (typeof existing === 'string') return existing
  if (Array.isArray(existing)) return existing.join(', ')
  return existing === null ? '' : String(existing)
}

/** Performance: only a member of the right length is cut out, where a long list would otherwise become a set of its own. */
function hasMember(line: string, name: string): boolean {
  const wanted = name.toLowerCase()
  for (let start = 0; start <= line.length; ) {
    const comma = line.indexOf(',', start)
    const end = comma === -1 ? line.length : comma
    const first = skipBlanks(line, start)
    const last = trimBlanks(line, end)
    if (last - first === wanted.length && line.slice(first, last).toLowerCase() === wanted) return true
    start = end + 1
  }
  return false
}

/** Commas, and what lies beyond a line, are no blanks: neither way leads out of a member. */
function skipBlanks(line: string, start: number): number {
  let index = start
  while (isBlank(line.charCodeAt(index))) index++
  return index
}

function trimBlanks(line: string, end: number): number {
  let index = end
  while (isBlank(line.charCodeAt(index - 1))) index--
  return index
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
