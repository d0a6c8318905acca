import { IncomingMessage, ServerResponse } from 'node:http'

/**
 * @typedef {(req: IncomingMessage, res: ServerResponse) => unknown} Listener
 * @typedef {(req: IncomingMessage, res: ServerResponse, next: () => unknown) => unknown} Middleware
 * @typedef {{ readonly status: number, readonly headers: ReadonlyMap<string, string> }} Head
 */

/**
 * One request carried through, in two steps, so that only the second is measured.
 *
 * @typedef {object} Exchange
 * @property {() => any} arrive Makes a request as it is when a server hands it over, with its response.
 * @property {(call: any) => unknown} handle Returns what the listener returns.
 * @property {(call: any) => boolean} hasResponded
 */

/**
 * Carries requests through a listener: Node's own requests and responses, without a socket.
 *
 * Every request gets an `Origin` string of its own, as it does from Node's parser: a string that has been hashed before would
 * make looking it up cheaper than it is. The headers are parsed before the listener runs, so that no contestant pays for it.
 *
 * @param {Listener} listener
 * @param {import('./request.js').BenchRequest} request
 * @param {Listener} [dress] What the framework does to each request and response before its first middleware.
 * @returns {Exchange}
 */
export function createExchange(listener, { method, headers, origins }, dress = () => {}) {
  const bytes = origins.map((origin) => Buffer.from(origin, 'latin1'))
  const lines = Object.entries(headers).flat()
  let turn = 0

  function arrive() {
    const req = new IncomingMessage(/** @type {any} */ (null))
    req.method = method
    req.url = '/'
    req.httpVersionMajor = 1
    req.httpVersionMinor = 1
    const origin = bytes[turn]
    turn = turn + 1 < bytes.length ? turn + 1 : 0
    const received = origin === undefined ? lines.slice() : [...lines, 'Origin', origin.toString('latin1')]
    giveHeaders(req, received)
    // Node parses headers when they are first read.
    void req.headers
    const res = new ServerResponse(req)
    dress(req, res)
    return { req, res }
  }
  return {
    arrive,
    handle: ({ req, res }) => listener(req, res),
    hasResponded: ({ res }) => res.headersSent,
  }
}

/**
 * Makes one function of an exchange.
 *
 * @param {Exchange} exchange
 * @returns {() => unknown}
 */
export function carryThrough({ arrive, handle }) {
  // A server always has a response at hand. Without one, a garbage collection drops what the engine has learned about them.
  /** @type {unknown} */
  let latest
  return () => {
    const call = arrive()
    latest = call
    const pending = handle(call)
    return pending instanceof Promise ? pending.then(() => latest) : latest
  }
}

/**
 * Hands a request its header lines as Node's parser does.
 *
 * @param {IncomingMessage} req
 * @param {string[]} lines Names and values in turn.
 */
function giveHeaders(req, lines) {
  const parsed = /** @type {{ _addHeaderLines(lines: string[], count: number): void }} */ (/** @type {unknown} */ (req))
  parsed._addHeaderLines(lines, lines.length)
}

/** Resolves when everything that was scheduled before with `setImmediate` has run. */
export function waitForTurn() {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}

/**
 * Carries one request through, and reads the head of the response as it would go over the wire.
 *
 * @param {Exchange} exchange
 * @returns {Promise<Head>}
 */
export async function readHead({ arrive, handle, hasResponded }) {
  const call = arrive()
  const returned = await handle(call)
  if (returned instanceof Response) return { status: returned.status, headers: new Map(returned.headers) }
  for (let turn = 0; turn < 3 && !hasResponded(call); turn++) await waitForTurn()
  const { _header: head } = /** @type {{ _header: string | null }} */ (call.res)
  if (head === null) throw new Error('The response has not begun.')
  const [statusLine = '', ...lines] = head.trimEnd().split('\r\n')
  const fields = lines.map((line) => /** @type {const} */ ([line.split(': ')[0] ?? '', line.replace(/^[^:]*: /, '')]))
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(fields.map(([name, value]) => [name.toLowerCase(), value])),
  }
}
