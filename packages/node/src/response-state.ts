import { ServerResponse } from 'node:http'
import type { NodeResponse } from './node-exchange.ts'

/** What this package has done to a response. */
export interface ResponseState {
  /** Names and values in turn, as the innermost policy so far wants them. */
  headers: readonly string[]
  /** Whether they are still to be put on the response, when it begins. */
  isDeferred: boolean
  /** Names that must be in `Vary` when the response begins. */
  vary: string
  /** The value of `Vary` that was written last; another one means that somebody else wrote. */
  varyWritten: string
  /** What `writeHead` was before it was guarded. */
  readonly writeHead: WriteHead
}

/** Completes a response, and begins it. */
export type Guard = (
  res: NodeResponse,
  state: ResponseState,
  statusCode: unknown,
  reason: unknown,
  headers: unknown,
) => unknown

/** The method of a response, whatever the types of its overloads. */
type WriteHead = (this: unknown, ...parameters: unknown[]) => unknown

const NO_HEADERS: readonly string[] = Object.freeze([])

// All of these are shared by all installed copies of this package, so that an inner one can undo what an outer one did.
const STATE = Symbol.for('@crossorigin/node.response')
const STATES = Symbol.for('@crossorigin/node.responses')
const GUARD = Symbol.for('@crossorigin/node.guard')

type Tracked = NodeResponse & { [STATE]?: ResponseState }
type States = WeakMap<object, ResponseState>

const shared = globalThis as { [STATES]?: States }
let known: States | undefined

/** Finds the states that are kept beside their responses, by whichever copy of this package; there are none before the first. */
function findStates(): States | undefined {
  known ??= shared[STATES]
  return known
}

/** Returns what was done to a response, or `undefined` where nothing was. */
export function stateOf(res: NodeResponse): ResponseState | undefined {
  const own = (res as Tracked)[STATE]
  return own !== undefined || isPlain(res) ? own : findStates()?.get(res)
}

/** Tells whether names and values in turn reach Node's own `writeHead` as they are. */
export function takesList(res: NodeResponse): res is ServerResponse {
  const { writeHead } = res as { writeHead: unknown }
  return writeHead === ServerResponse.prototype.writeHead || (isGuard(writeHead) && findStates()?.has(res) !== true)
}

/**
 * Begins to keep the state of a response, and guards its `writeHead`.
 *
 * Compatibility: `writeHead` is what every way of beginning a response goes through, `flushHeaders`, `write` and `end`
 * included. It is replaced on the response, by one function shared between all of them.
 *
 * Where adding properties to a response is costly, `writeHead` is replaced once, on what the framework's responses inherit
 * from, and the state is kept beside the response.
 */
export function guardResponse(res: NodeResponse, guards: Guards): ResponseState {
  const base = isPlain(res) ? undefined : findBase(res)
  if (base === undefined) {
    const state = createState(res.writeHead as WriteHead)
    ;(res as Tracked)[STATE] = state
    res.writeHead = guards.own as never
    return state
  }
  const state = createState(ServerResponse.prototype.writeHead as WriteHead)
  shared[STATES] ??= new WeakMap()
  shared[STATES].set(res, state)
  if (!Object.hasOwn(base, 'writeHead')) {
    Object.defineProperty(base, 'writeHead', { value: guards.inherited, writable: true, configurable: true })
  }
  return state
}

/** What stands in the place of `writeHead`: on a response itself, or on what a framework's responses inherit from. */
export interface Guards {
  readonly own: WriteHead
  readonly inherited: WriteHead
}

/**
 * Makes both guards of a function that completes a response and passes on to the `writeHead` of its state.
 *
 * Each knows only the responses that it was put on: one of them may be called, at some remove, by the other.
 */
export function createGuards(guard: Guard): Guards {
  return {
    own(this: unknown, statusCode, reason, headers) {
      return guard(this as NodeResponse, (this as Tracked)[STATE] as ResponseState, statusCode, reason, headers)
    },
    inherited: Object.defineProperty(
      function writeHead(this: unknown, ...parameters: unknown[]) {
        const state = findStates()?.get(this as NodeResponse)
        if (state === undefined) return Reflect.apply(ServerResponse.prototype.writeHead, this, parameters)
        return guard(this as NodeResponse, state, parameters[0], parameters[1], parameters[2])
      },
      GUARD,
      { value: true },
    ),
  }
}

function createState(writeHead: WriteHead): ResponseState {
  return { headers: NO_HEADERS, isDeferred: false, vary: '', varyWritten: '', writeHead }
}

/**
 * Performance: up to Node 22, a property that is added to an object whose prototype was changed costs more than the rest of
 * CORS together; from Node 24 on, it costs less than a look-up beside the object.
 */
const ADDS_CHEAPLY = Number(process.versions.node.split('.')[0]) >= 24

/** Tells whether properties are added to a response itself. */
function isPlain(res: NodeResponse): boolean {
  return ADDS_CHEAPLY || Object.getPrototypeOf(res) === ServerResponse.prototype
}

/** Finds the framework's own object between a response and Node's prototype, unless something else replaces `writeHead`. */
function findBase(res: NodeResponse): object | undefined {
  let base: object | null = Object.getPrototypeOf(res)
  while (base !== null && Object.getPrototypeOf(base) !== ServerResponse.prototype) base = Object.getPrototypeOf(base)
  // The prototype of a class is not an application's to extend.
  if (base === null || Object.hasOwn(base, 'constructor')) return undefined
  const { writeHead } = res as { writeHead: unknown }
  return writeHead === ServerResponse.prototype.writeHead || isGuard(writeHead) ? base : undefined
}

function isGuard(writeHead: unknown): boolean {
  return (writeHead as { [GUARD]?: true })[GUARD] === true
}
