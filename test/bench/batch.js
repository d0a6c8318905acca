import { waitForTurn } from './exchange.js'

/**
 * Requests between two looks at the clock. All of them are prepared before the first look.
 *
 * Few, because what is timed is the lower quartile of many batches. On Express in Node 20, a garbage collection takes as long
 * as hundreds of requests: with 8 requests to a batch, most batches have none, and the quartile stays within 5 %; with 400,
 * every second batch has one, and the time of a request without CORS is anything from 7 to 33 microseconds. With one request to
 * a batch, the looks at the clock show.
 */
const AT_ONCE = 8

/** Requests that have arrived before the first gets its response. */
const IN_FLIGHT = 64

/** As many as fit into the new space of the heap as it is at first, so that nothing is collected meanwhile. */
const FOR_BYTES = 64

const ENDURANCE = 300_000

/**
 * Times requests in batches.
 *
 * @param {import('./exchange.js').Exchange} exchange
 * @param {{ isLater: boolean, milliseconds: number }} options `milliseconds`: how long to go on, by the clock that runs only
 * while requests are handled.
 * @returns {Promise<number>} Nanoseconds for a request: the lower quartile of the batches, since other work of the machine
 * only ever adds.
 */
export async function timeBatches(exchange, { isLater, milliseconds }) {
  /** @type {number[]} */
  const times = []
  const run = isLater ? runTogether : runInTurn
  const calls = Array.from({ length: isLater ? IN_FLIGHT : AT_ONCE })
  for (let spent = 0; spent < milliseconds || times.length < 8; ) {
    for (let index = 0; index < calls.length; index++) calls[index] = exchange.arrive()
    const start = performance.now()
    const pending = run(exchange, calls)
    // A batch without promises is over, and waiting for it would be timed.
    if (pending !== undefined) await pending
    const elapsed = performance.now() - start
    assertResponded(exchange, calls)
    times.push((elapsed * 1e6) / calls.length)
    spent += elapsed
  }
  times.sort((left, right) => left - right)
  return /** @type {number} */ (times[times.length >> 2])
}

/**
 * Counts the bytes that requests leave on the heap until the garbage collector runs.
 *
 * @param {import('./exchange.js').Exchange} exchange
 * @param {{ isLater: boolean }} options
 * @returns {Promise<number>} Bytes for a request: the median of 9 batches.
 */
export async function countBytes(exchange, { isLater }) {
  const collect = /** @type {() => void} */ (globalThis.gc)
  const run = isLater ? runTogether : runInTurn
  /** @type {number[]} */
  const counts = []
  // A server always has a response at hand that has begun. Without one, a garbage collection drops what the engine has learned
  // about them, and code that is not optimized leaves up to twice as much.
  let previous = Array.from({ length: FOR_BYTES }, exchange.arrive)
  await run(exchange, previous)
  for (let sample = 0; sample < 9; sample++) {
    const calls = Array.from({ length: FOR_BYTES }, exchange.arrive)
    collect()
    const before = process.memoryUsage().heapUsed
    const pending = run(exchange, calls)
    if (pending !== undefined) await pending
    counts.push((process.memoryUsage().heapUsed - before) / FOR_BYTES)
    assertResponded(exchange, [...previous, ...calls])
    previous = calls
  }
  counts.sort((left, right) => left - right)
  return /** @type {number} */ (counts[counts.length >> 1])
}

/**
 * Measures how much the heap has grown after 300,000 requests.
 *
 * @param {import('./exchange.js').Exchange} exchange
 * @param {{ isLater: boolean }} options
 * @returns {Promise<number>} Bytes in all.
 */
export async function measureGrowth(exchange, { isLater }) {
  const collect = /** @type {() => void} */ (globalThis.gc)
  const run = isLater ? runTogether : runInTurn
  const calls = Array.from({ length: IN_FLIGHT }, exchange.arrive)
  await run(exchange, calls)
  collect()
  const before = process.memoryUsage().heapUsed
  for (let count = 0; count < ENDURANCE; count += calls.length) {
    for (let index = 0; index < calls.length; index++) calls[index] = exchange.arrive()
    const pending = run(exchange, calls)
    if (pending !== undefined) await pending
  }
  collect()
  return process.memoryUsage().heapUsed - before
}

/**
 * Handles one request after the other.
 *
 * @param {import('./exchange.js').Exchange} exchange
 * @param {readonly unknown[]} calls
 */
function runInTurn({ handle }, calls) {
  for (let index = 0; index < calls.length; index++) {
    const pending = handle(calls[index])
    if (pending instanceof Promise) return runPending(handle, calls, { pending, next: index + 1 })
  }
  return undefined
}

/**
 * @param {import('./exchange.js').Exchange['handle']} handle
 * @param {readonly unknown[]} calls
 * @param {{ pending: Promise<unknown>, next: number }} progress
 */
async function runPending(handle, calls, { pending, next }) {
  await pending
  for (let index = next; index < calls.length; index++) await handle(calls[index])
}

/**
 * Begins all requests before the first gets its response. The handlers respond in the order in which the requests arrived.
 *
 * @param {import('./exchange.js').Exchange} exchange
 * @param {readonly unknown[]} calls
 */
function runTogether({ handle }, calls) {
  for (let index = 0; index < calls.length; index++) handle(calls[index])
  return waitForTurn()
}

/**
 * @param {import('./exchange.js').Exchange} exchange
 * @param {readonly unknown[]} calls
 */
function assertResponded({ hasResponded }, calls) {
  if (!calls.every(hasResponded)) throw new Error('A request has no response at the end of its batch.')
}
