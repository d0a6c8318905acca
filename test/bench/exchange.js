import { IncomingMessage, ServerResponse } from 'node:http'

/**
 * @typedef {(req: IncomingMessage, res: ServerResponse) => unknown} Listener
 * @typedef {(req: IncomingMessage, res: ServerResponse, next: () => unknown) => unknown} Middleware
 * @typedef {{ readonly status: number, readonly headers: ReadonlyMap<string, string> }} Head
 */

/**
 * Makes a function that carries one request through a listener: Node's own request and response, without a socket.
 *
 * Every request gets an `Origin` string of its own, as it does from Node's parser: one that was hashed before would make
 * looking it up cheaper than it is. The headers are there before the listener runs, so that nobody pays for parsing them.
 *
 * @param {Listener} listener
 * @param {import('./request.js').BenchRequest} request
 * @returns {() => ServerResponse | Promise<unknown>}
 */
export function createExchange(listener, { method, headers, origins }) {
  const bytes = origins.map((origin) => Buffer.from(origin, 'latin1'))
  const lines = Object.entries(headers).flat()
  let turn = 0
  // A server always has a response at hand. Without one, a garbage collection drops what the engine has learnt about them.
  /** @type {ServerResponse | undefined} */
  let latest
  return () => {
    const req = new IncomingMessage(/** @type {any} */ (null))
    req.method = method
    req.url = '/'
    req.httpVersionMajor = 1
    req.httpVersionMinor = 1
    const origin = bytes[turn]
    turn = turn + 1 < bytes.length ? turn + 1 : 0
    const received = origin === undefined ? lines.slice() : [...lines, 'Origin', origin.toString('latin1')]
    giveHeaders(req, received)
    // Node parses headers when they are first read: here, so that everybody pays for it alike.
    void req.headers
    const res = new ServerResponse(req)
    latest = res
    const pending = listener(req, res)
    return pending instanceof Promise ? pending.then(() => latest) : res
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

/**
 * Carries one request through, and reads the head of the response as it would go over the wire.
 *
 * @param {() => unknown} exchange
 * @returns {Promise<Head>}
 */
export async function readHead(exchange) {
  const res = await exchange()
  if (res instanceof Response) return { status: res.status, headers: new Map(res.headers) }
  const head = /** @type {{ _header: string | null }} */ (res)._header
  if (head === null) throw new Error('The response has not begun.')
  const [statusLine = '', ...lines] = head.trimEnd().split('\r\n')
  const fields = lines.map((line) => /** @type {const} */ ([line.split(': ')[0] ?? '', line.replace(/^[^:]*: /, '')]))
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Map(fields.map(([name, value]) => [name.toLowerCase(), value])),
  }
}
