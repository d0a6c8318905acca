/** Headers that `writeHead` was given, by their names in lower case. */
export type WriteHeadHeaders = Map<string, HeaderGroup>

/** A header with its name as written, and all its values. */
interface HeaderGroup {
  readonly name: string
  readonly values: unknown[]
}

/**
 * Tells whether headers that `writeHead` was given have to be grouped: those that name `Vary` or a CORS header, and all
 * arrays.
 *
 * Compatibility: once a header is set, Node lets a later one of an array replace an earlier one of its name, cookies
 * included, and takes no pairs; `on-headers` before 1.1 takes nothing but pairs. Headers grouped in an object mean the same
 * to all of them.
 */
export function namesPolicyHeader(given: object): boolean {
  if (Array.isArray(given)) return true
  for (const name in given) {
    // Performance: most names are told apart by their length.
    if (name.length === 4 && name.toLowerCase() === 'vary') return true
    if (name.length > 20 && name.slice(0, 15).toLowerCase() === 'access-control-') return true
  }
  return false
}

/**
 * Groups headers that `writeHead` was given by their names. If an object has a name twice, in different cases, the last one
 * counts, as it does to Node once a header is set; but nothing of `Vary` is lost.
 *
 * @param given - An object, or an array of names and values in turn, or of pairs.
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
 * Makes an object of an array of headers; returns anything else as it is.
 *
 * Compatibility: see {@link namesPolicyHeader}.
 */
export function groupArray(given: unknown): unknown {
  return Array.isArray(given) ? ungroupHeaders(groupHeaders(given)) : given
}

/** Makes an object of groups, as `writeHead` takes it. */
export function ungroupHeaders(headers: WriteHeadHeaders): object {
  const entries = Array.from(headers.values(), ({ name, values }) => [name, values.length === 1 ? values[0] : values])
  return Object.fromEntries(entries)
}

/**
 * Lists headers that `writeHead` was given in one flat array, with those of a policy after them.
 *
 * Performance: an array of the final length costs half of one that grows, and an iterator allocates for each member until the
 * code is optimized.
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

/** Node takes names and values in turn, and, though it does not say so, in pairs. */
function pairUp(headers: readonly unknown[]): readonly unknown[][] {
  if (Array.isArray(headers[0])) return headers as unknown[][]
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []))
}
