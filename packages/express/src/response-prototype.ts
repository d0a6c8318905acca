import { ServerResponse } from 'node:http'
import {
  groupArray,
  isSettled,
  notifyObservers,
  type ResponseState,
  STATE,
  type StoredHeaders,
  settleResponse,
  type TrackedResponse,
} from '@crossorigin/node'

/** A response with the methods by which Node begins it. */
type GuardedResponse = TrackedResponse & {
  writeHead(status: unknown, reason: unknown, headers: unknown): unknown
  /** Not documented, but as old as Node: `writeHead` calls it to serialize the headers. */
  _storeHeader(statusLine: unknown, headers: unknown): unknown
}

/**
 * Guards the methods by which Express's responses begin, on the object that all of them inherit from, and gives them a place for
 * their states.
 *
 * Compatibility: compression, express-session and morgan use `on-headers` to replace `writeHead` of a single response, and then call
 * the `writeHead` that they found. If they ran outside the application, or before its first response was guarded, it is Node's own.
 * So headers are settled in `_storeHeader`, which Node's `writeHead` calls last. A guard of `writeHead` would only see the headers
 * passed to it. Because the policy has already set a header, Node sets the passed headers on the response.
 *
 * Does nothing for a response that inherits directly from `ServerResponse`, such as connect's.
 */
export function guardPrototype(res: ServerResponse): void {
  const prototype = findPrototype(res)
  if (prototype === undefined) return
  const { writeHead, _storeHeader: storeHeader } = prototype

  Object.defineProperty(prototype, STATE, {
    get(this: object) {
      return this === responses.latest ? responses.latestState : responses.others.get(this)
    },
    set(this: object, state: ResponseState) {
      if (responses.latest !== undefined) responses.others.set(responses.latest, responses.latestState as ResponseState)
      state.writeHead = writeHead
      responses.latest = this
      responses.latestState = state
    },
    configurable: true,
  })
  replace(prototype, 'writeHead', function guardedWriteHead(status, reason, headers) {
    const isArray = Array.isArray(reason) || Array.isArray(headers)
    if (!isArray || this[STATE] === undefined) return writeHead.call(this, status, reason, headers)
    return writeHead.call(this, status, groupArray(reason), groupArray(headers))
  })
  replace(prototype, '_storeHeader', function guardedStoreHeader(statusLine, headers) {
    const state = this[STATE]
    const stored = readStored(headers)
    let settled = headers
    if (state !== undefined && (stored === undefined || !isSettled(this, state, stored))) {
      // Node has set the passed headers on the response, unless no header was set there. Then they are passed to this function.
      const isGiven = this.getHeaderNames().length === 0
      const result = settleResponse(this, isGiven ? headers : undefined)
      if (isGiven) settled = result
    }
    storeHeader.call(this, statusLine, settled)
    if (state?.observers !== undefined) {
      notifyObservers(this, this.statusCode, this.getHeaderNames().length === 0 ? settled : undefined)
    }
    if (this === responses.latest) responses.latest = responses.latestState = undefined
  })
}

/**
 * Returns the headers that `_storeHeader` was called with, if they are those that Node has stored for the response: an object
 * without a prototype, in which the name and the value of `Vary` are found.
 *
 * Performance: reading them by `getHeader` takes four times as long if the prototype of the response was changed.
 */
function readStored(headers: unknown): StoredHeaders | undefined {
  if (typeof headers !== 'object' || headers === null || Object.getPrototypeOf(headers) !== null) return undefined
  return Array.isArray((headers as StoredHeaders)['vary']) ? (headers as StoredHeaders) : undefined
}

function replace<Name extends 'writeHead' | '_storeHeader'>(
  prototype: GuardedResponse,
  name: Name,
  value: (this: GuardedResponse, ...parameters: Parameters<GuardedResponse[Name]>) => unknown,
): void {
  Object.defineProperty(prototype, name, { value, configurable: true, writable: true })
}

/** Finds Express's own object between a response and Node's prototype. The prototypes of classes must not be changed. */
function findPrototype(res: object): GuardedResponse | undefined {
  const parent: object | null = Object.getPrototypeOf(res)
  if (parent === null || parent === ServerResponse.prototype) return undefined
  if (Object.getPrototypeOf(parent) !== ServerResponse.prototype) return findPrototype(parent)
  return Object.hasOwn(parent, 'constructor') ? undefined : (parent as GuardedResponse)
}

/**
 * The states of responses, stored outside the response objects.
 *
 * Performance: Express changes the prototype of each response. Up to Node 22, adding a property after that costs more than all the
 * rest of CORS. An entry in a `WeakMap` costs a tenth of that, plus work for the garbage collector. Most responses begin before the
 * next request arrives, so the latest is stored separately. This keeps a response that never begins alive until the next request.
 */
interface Responses {
  latest: object | undefined
  latestState: ResponseState | undefined
  readonly others: WeakMap<object, ResponseState>
}

// Shared by all installed copies of this package, and by all copies of Express.
const RESPONSES = Symbol.for('@crossorigin/express.responses/1')
const shared = globalThis as { [RESPONSES]?: Responses }
shared[RESPONSES] ??= { latest: undefined, latestState: undefined, others: new WeakMap() }
const responses: Responses = shared[RESPONSES]
