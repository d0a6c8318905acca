/** Headers passed to `writeHead`, by lower-case name. */
export type WriteHeadHeaders = Map<string, HeaderGroup>

/** A header with its name as written and all its values. */
interface HeaderGroup {
  readonly name: string
  readonly values: unknown[]
}

/**
 * Tells whether headers passed to `writeHead` must be grouped: those that include `Vary` or a CORS header, and all arrays.
 *
 * Compatibility: once a header is set, a later header in an array replaces an earlier one with the same name in Node, even for
 * cookies, and Node accepts no pairs. `on-headers` before 1.1 accepts only pairs. Headers grouped in an object mean the same to all
 * of them.
 */
export function namesPolicyHeader(given: object): boolean {
  if (Array.isArray(given)) return true
  for (const name in given) {
    // Performance: the length alone distinguishes most names.
    if (name.length === 4 && name.toLowerCase() === 'vary') return true
    if (name.length > 20 && name.slice(0, 15).toLowerCase() === 'access-control-') return true
  }
  return false
}

/**
 * Groups headers passed to `writeHead` by name. If an object has a name twice, in different cases, the last one counts, as in Node
 * once a header is set. Values of `Vary` are all kept.
 *
 * @param given - An object, or an array of alternating names and values, or of pairs.
 */
export function groupHeaders(given: object): WriteHeadHeaders {
  const headers: WriteHeadHeaders = new Map()
  const isArray = Array.isArray(given)
  for (const [name, value] of isArray ? pairUp(given) : Object.entries(given)) {
    const key = String(name).toLowerCase()
    const present = isArray || key === 'vary' ? headers.get(key) : undefined
    const group = present ?? { name: String(name), values: [] }
    for (const each of Array.isArray(value) ? value : [value]) group.values.push(each)
    headers.set(key, group)
  }
  return headers
}

/**
 * Converts an array of headers to an object. Returns anything else unchanged.
 *
 * Compatibility: see {@link namesPolicyHeader}.
 */
export function groupArray(given: unknown): unknown {
  return Array.isArray(given) ? ungroupHeaders(groupHeaders(given)) : given
}

/** Converts groups to an object for `writeHead`. */
export function ungroupHeaders(headers: WriteHeadHeaders): object {
  const entries = Array.from(headers.values(), ({ name, values }) => [name, values.length === 1 ? values[0] : values])
  return Object.fromEntries(entries)
}

/**
 * Lists headers passed to `writeHead` in one flat array, followed by those of a policy.
 *
 * Performance: an array of the final length takes half the time of one that grows, and an iterator allocates for each member until
 * the code is optimized.
 */
export function listHeaders(given: object, headers: readonly string[], vary: string | undefined): unknown[] {
  const names = Object.keys(given)
  const list = new Array<unknown>(2 * names.length + headers.length + (vary === undefined ? 0 : 2))
  let size = 0
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string
    list[size++] = name
    list[size++] = (given as Record<string, unknown>)[name]
  }
  for (let index = 0; index < headers.length; index++) list[size++] = headers[index]
  if (vary !== undefined) {
    list[size++] = 'Vary'
    list[size++] = vary
  }
  return list
}

/** Node accepts alternating names and values, and also pairs, although this is not documented. */
function pairUp(headers: readonly unknown[]): readonly unknown[][] {
  if (Array.isArray(headers[0])) return headers as unknown[][]
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []))
}
