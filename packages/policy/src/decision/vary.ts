/**
 * Adds names to a `Vary` value. Nothing is lost, nothing is added twice (names are case-insensitive), and `*` replaces everything else.
 *
 * Compatibility: nginx and Varnish treat `*` in a list as the name of a header, and store the response.
 *
 * Takes time linear in the length of the existing value.
 *
 * @param existing - The value that the response already has: one line, several, or none. Other values are converted to strings.
 * @param added - Names separated by a comma and a space, or `*`, as in `Decision.vary`.
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

/** Untyped code sets numbers and `null`, which Node sends as text. `null` is ignored. */
function readLines(existing: unknown): string {
  if (Array.isArray(existing)) return existing.join(', ')
  return existing === null ? '' : String(existing)
}

/** Performance: only members of the right length are compared, so that a long list need not be split. */
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

/** Commas and the ends of the line are not blanks, so neither function leaves its member. */
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
