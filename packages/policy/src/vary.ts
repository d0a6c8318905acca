/**
 * Adds names to a `Vary` value. Nothing is lost, nothing is added twice (names compare without case), and `*` stands alone:
 * it says that the response is for this request only, whatever else is named.
 *
 * Compatibility: nginx and Varnish take a `*` among names for the name of a header, and keep the response.
 *
 * @param existing - The value that the response has: one line, several, or none.
 * @param added - Names separated by a comma and a space, or `*`, as `Decision.vary` gives them.
 * @example
 * ```ts
 * mergeVary('Accept-Encoding', 'Origin') // 'Accept-Encoding, Origin'
 * mergeVary('origin', 'Origin') // 'origin'
 * ```
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5
 */
export function mergeVary(existing: string | readonly string[] | undefined, added: string): string {
  if (existing === undefined || existing.length === 0) return added
  const line = typeof existing === 'string' ? existing : existing.join(', ')
  if (line === added || added === '*') return added
  const present = new Set(line.split(',').map((name) => name.trim().toLowerCase()))
  if (present.has('*')) return '*'
  const missing = added.split(', ').filter((name) => !present.has(name.toLowerCase()))
  return missing.length === 0 ? line : `${line}, ${missing.join(', ')}`
}
