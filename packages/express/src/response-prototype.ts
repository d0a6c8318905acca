import { ServerResponse } from 'node:http'
import { beginResponse, type ResponseState, STATE, settleHeaders, type TrackedResponse } from '@crossorigin/node'

type WriteHead = (this: TrackedResponse, ...parameters: unknown[]) => unknown

/**
 * Guards `writeHead` of Express's responses once, on the object that all of them inherit from, and keeps their states there.
 *
 * Compatibility: what replaces `writeHead` of a single response, as `on-headers` does, then runs before the guard, wherever
 * in the application it is mounted.
 *
 * Performance: Express changes the prototype of each response, and up to Node 22 a property that is added after that costs
 * more than all the rest of CORS; an entry in a `WeakMap` costs a tenth of it, and work for the garbage collector. Most
 * responses begin before the next request arrives, so the state of the latest is kept in a variable. If it never begins, the
 * variable keeps it alive until the next request.
 *
 * Does nothing for a response that inherits from `ServerResponse` alone, such as connect's.
 */
export function guardPrototype(res: ServerResponse): void {
  const prototype = findPrototype(res)
  if (prototype === undefined) return
  if (Object.hasOwn(res, 'writeHead')) guardFirstResponse(res)
  const writeHead = prototype.writeHead as unknown as WriteHead
  const others = new WeakMap<object, ResponseState>()
  let latest: object | undefined
  let latestState: ResponseState | undefined

  Object.defineProperty(prototype, STATE, {
    get(this: object) {
      return this === latest ? latestState : others.get(this)
    },
    set(this: object, state: ResponseState) {
      if (latest !== undefined) others.set(latest, latestState as ResponseState)
      state.writeHead = writeHead as never
      latest = this
      latestState = state
    },
    configurable: true,
  })
  Object.defineProperty(prototype, 'writeHead', {
    value: function guardedWriteHead(
      this: TrackedResponse,
      status: unknown,
      reason: unknown,
      headers: unknown,
    ): unknown {
      if (this[STATE] === undefined) return writeHead.call(this, status, reason, headers)
      const result = beginResponse.call(this, status, reason, headers)
      if (this === latest) latest = latestState = undefined
      return result
    },
    configurable: true,
    writable: true,
  })
}

/**
 * Guards the response that brought the guard, if its `writeHead` was replaced before.
 *
 * Compatibility: the replacement calls the `writeHead` that it found, Node's own, and so goes past the guard. Node's in turn
 * calls `_storeHeader` with all headers, which is not documented and as old as Node.
 */
function guardFirstResponse(res: TrackedResponse): void {
  const { _storeHeader: storeHeader } = res as { _storeHeader?: (statusLine: string, headers: unknown) => void }
  if (storeHeader === undefined) return
  function guardedStoreHeader(this: TrackedResponse, statusLine: string, headers: unknown): void {
    if (this[STATE] !== undefined) settleHeaders(this, this[STATE], undefined)
    storeHeader?.call(this, statusLine, headers)
  }
  Object.defineProperty(res, '_storeHeader', { value: guardedStoreHeader })
}

/** Finds Express's own object between a response and Node's prototype. The prototype of a class is not ours to extend. */
function findPrototype(res: object): ServerResponse | undefined {
  const parent: object | null = Object.getPrototypeOf(res)
  if (parent === null || parent === ServerResponse.prototype) return undefined
  if (Object.getPrototypeOf(parent) !== ServerResponse.prototype) return findPrototype(parent)
  return Object.hasOwn(parent, 'constructor') ? undefined : (parent as ServerResponse)
}
