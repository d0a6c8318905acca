import { mergeVary } from '@crossorigin/policy'

/** A header and all values that it was given. */
interface Group {
  readonly name: string
  readonly values: unknown[]
}

/** What headers that were given to `writeHead` are to be completed with. */
export interface Completion {
  /** Names and values in turn, to be added where the application has not given its own. */
  readonly absent: readonly string[]
  /** Names to be merged into `Vary`, if that is given; empty for none. */
  readonly vary: string
  /** Whether `writeHead` is Node's own, and takes names and values in turn. */
  readonly takesList: boolean
}

/**
 * Completes headers that an application gives to `writeHead`. They mean what they meant, and are not changed in place.
 *
 * @param given - An object, or an array of names and values in turn, or of pairs.
 */
export function completeHeaders(given: object, completion: Completion): object {
  if (Array.isArray(given)) return completeGroups(pairUp(given), completion)
  const { absent, takesList } = completion
  const names = Object.keys(given)
  for (const name of names) {
    if (isVary(name) || (absent.length > 0 && isCorsHeader(name))) {
      return completeGroups(Object.entries(given), completion)
    }
  }
  if (absent.length === 0) return given
  return takesList ? listHeaders(given, names, absent) : completeGroups(Object.entries(given), completion)
}

/** Performance: adding to a copy of the object costs more than all the rest of what is done for a request. */
function listHeaders(given: object, names: readonly string[], absent: readonly string[]): unknown[] {
  const list = new Array<unknown>(2 * names.length + absent.length)
  let size = 0
  for (const name of names) {
    list[size++] = name
    list[size++] = (given as Record<string, unknown>)[name]
  }
  for (const text of absent) list[size++] = text
  return list
}

/**
 * Compatibility: once a header is set, Node lets a later one of an array replace an earlier one of its name, cookies
 * included, and takes no pairs; `on-headers` before 1.1 takes nothing but pairs. Headers grouped in an object mean the same
 * to all of them.
 */
function completeGroups(pairs: readonly (readonly unknown[])[], { absent, vary }: Completion): object {
  const groups = groupPairs(pairs)
  const own = groups.get('vary')
  if (own !== undefined && vary !== '')
    groups.set('vary', { name: own.name, values: [mergeVary(own.values.join(', '), vary)] })
  for (let index = 0; index < absent.length; index += 2) {
    const name = absent[index] as string
    const key = name.toLowerCase()
    if (!groups.has(key)) groups.set(key, { name, values: [absent[index + 1]] })
  }
  return Object.fromEntries(
    [...groups.values()].map(({ name, values }) => [name, values.length === 1 ? values[0] : values]),
  )
}

function groupPairs(pairs: readonly (readonly unknown[])[]): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const [name, value] of pairs) {
    const key = String(name).toLowerCase()
    const group = groups.get(key) ?? { name: String(name), values: [] }
    group.values.push(...[value].flat())
    groups.set(key, group)
  }
  return groups
}

/** Node takes names and values in turn, and, though it does not say so, in pairs. */
function pairUp(headers: readonly unknown[]): readonly unknown[][] {
  if (Array.isArray(headers[0])) return headers as unknown[][]
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []))
}

function isVary(name: string): boolean {
  return name.length === 4 && name.toLowerCase() === 'vary'
}

function isCorsHeader(name: string): boolean {
  return name.length > 15 && name.slice(0, 15).toLowerCase() === 'access-control-'
}
