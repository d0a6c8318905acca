import { mergeVary } from '@crossorigin/policy'
import type { NodeResponse } from './node-exchange.ts'

/** What this package has done to a response, kept on the response itself. */
interface ResponseState {
  /** Names and values in turn, as the innermost policy so far has set them. */
  headers: readonly string[]
  /** Names that must be in `Vary` when the response begins. */
  vary: string
  /** The value of `Vary` that was written last; another one means that somebody else wrote. */
  varyWritten: string
  /** What `writeHead` was before it was guarded. */
  readonly writeHead: WriteHead
}

type WriteHead = (this: unknown, ...parameters: unknown[]) => unknown

/** Shared by all installed copies of this package, so that an inner one can undo what an outer one did. */
const STATE = Symbol.for('@crossorigin/node.response')

const NO_HEADERS: readonly string[] = Object.freeze([])

type Tracked = NodeResponse & { [STATE]?: ResponseState }

/**
 * Puts a policy's headers on a response, in place of those of a policy that was applied before.
 *
 * What that policy has set is removed where it still is what it was. Names in `Vary` are only ever added.
 */
export function setCorsHeaders(res: NodeResponse, headers: readonly string[], vary: string | undefined): void {
  const present = (res as Tracked)[STATE]
  if (present !== undefined) takeBackHeaders(res)
  const state = present ?? guardResponse(res)
  // Performance: Vary comes first, because as long as a response has no header, looking for one costs nothing.
  if (vary !== undefined) addVary(res, state, vary)
  for (let index = 0; index < headers.length; index += 2) {
    res.setHeader(headers[index] as string, headers[index + 1] as string)
  }
  state.headers = headers
}

/** Removes what an outer policy has set on a response, where it is still what that policy set. */
export function takeBackHeaders(res: NodeResponse): void {
  const state = (res as Tracked)[STATE]
  if (state === undefined) return
  for (let index = 0; index < state.headers.length; index += 2) {
    const name = state.headers[index] as string
    if (res.getHeader(name) === state.headers[index + 1]) res.removeHeader(name)
  }
  state.headers = NO_HEADERS
}

/** Adds names to `Vary` and keeps them there, whatever the application does with `Vary` until the response begins. */
export function protectVary(res: NodeResponse, names: string): void {
  addVary(res, (res as Tracked)[STATE] ?? guardResponse(res), names)
}

function addVary(res: NodeResponse, state: ResponseState, names: string): void {
  if (state.vary !== names) {
    const vary = mergeVary(state.vary, names)
    // What was written before does not hold the names that are new.
    if (vary !== state.vary) state.varyWritten = ''
    state.vary = vary
  }
  writeVary(res, state)
}

/**
 * Begins to keep the state of a response, and guards its `writeHead`.
 *
 * Compatibility: `writeHead` is what every way of beginning a response goes through, `flushHeaders`, `write` and `end`
 * included. It is replaced on the response, by one function shared between all of them.
 */
function guardResponse(res: Tracked): ResponseState {
  const state = { headers: NO_HEADERS, vary: '', varyWritten: '', writeHead: res.writeHead as WriteHead }
  res[STATE] = state
  res.writeHead = guardedWriteHead as never
  return state
}

function writeVary(res: NodeResponse, state: ResponseState): void {
  const current = res.getHeader('vary') as string | string[] | undefined
  if (current === state.varyWritten && current !== '') return
  state.varyWritten = mergeVary(current, state.vary)
  res.setHeader('Vary', state.varyWritten)
}

function guardedWriteHead(this: Tracked, statusCode: unknown, reason?: unknown, headers?: unknown): unknown {
  const state = this[STATE] as ResponseState
  if (!this.headersSent && state.vary !== '') writeVary(this, state)
  // Performance: where the application only calls end() or write(), there is nothing else to look at.
  if (reason === undefined && headers === undefined) return state.writeHead.call(this, statusCode)
  const hasReason = typeof reason === 'string'
  let given = hasReason ? headers : (headers ?? reason)
  if (!this.headersSent) given = mergeGivenVary(given, state.vary)
  if (hasReason) return state.writeHead.call(this, statusCode, reason, given)
  return given === undefined ? state.writeHead.call(this, statusCode) : state.writeHead.call(this, statusCode, given)
}

/**
 * Adds names to the `Vary` among headers given to `writeHead`.
 *
 * Compatibility: once a header is set, Node lets a later one of an array replace an earlier one of its name, cookies
 * included, and takes no pairs; `on-headers` before 1.1 takes nothing but pairs. Headers grouped in an object mean the same
 * to all of them.
 */
function mergeGivenVary(given: unknown, vary: string): unknown {
  if (typeof given !== 'object' || given === null) return given
  if (!Array.isArray(given) && !Object.keys(given).some(isVary)) return given
  const pairs = Array.isArray(given) ? pairUp(given) : Object.entries(given)
  const groups = new Map<string, { readonly name: string; readonly values: unknown[] }>()
  for (const [name, value] of pairs) {
    const key = String(name).toLowerCase()
    const group = groups.get(key) ?? { name: String(name), values: [] }
    group.values.push(...[value].flat())
    groups.set(key, group)
  }
  const own = groups.get('vary')
  if (own !== undefined && vary !== '')
    groups.set('vary', { name: own.name, values: [mergeVary(own.values.join(', '), vary)] })
  return Object.fromEntries(
    [...groups.values()].map(({ name, values }) => [name, values.length === 1 ? values[0] : values]),
  )
}

/** Node takes names and values in turn, and, though it does not say so, in pairs. */
function pairUp(headers: readonly unknown[]): readonly unknown[][] {
  if (Array.isArray(headers[0])) return headers as unknown[][]
  return headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1]]] : []))
}

function isVary(name: unknown): boolean {
  return typeof name === 'string' && name.length === 4 && name.toLowerCase() === 'vary'
}
