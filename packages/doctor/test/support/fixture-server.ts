import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

/** A request as it arrived, one character for each byte. */
export interface FixtureRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Returns the value of the first line of a name. */
  header(name: string): string | undefined
}

/**
 * The response of a fixture.
 *
 * - A response: exactly these header lines, in this order, as `Name: value` or a pair, one byte for each character.
 *   `Content-Length` is added if neither it nor `Transfer-Encoding` is present and the status can have a body.
 * - `raw`: exactly these bytes, then the connection is closed. Write `Connection: close`, or the next request may use the closed connection.
 * - `drop`: the connection is closed without a byte. `hang`: nothing is ever sent.
 */
export type FixtureAnswer =
  | {
      readonly status: number
      readonly headers?: readonly (string | readonly [name: string, value: string])[]
      readonly body?: string
    }
  | { readonly raw: string }
  | 'drop'
  | 'hang'

/** Chooses the response. */
export type Answering = (request: FixtureRequest) => FixtureAnswer

/** How a fixture is reached. */
export interface FixtureOptions {
  /**
   * Whether connections are encrypted, with an untrusted certificate. `client-certificate` rejects every handshake, like
   * a server that requires a client certificate.
   */
  readonly tls?: boolean | 'client-certificate'
}

const CERTIFICATES = new URL('../../../../test/browser/world/', import.meta.url)

/**
 * Runs a server that sends its responses byte for byte, on a free port of the loopback interface, for as long as `use`
 * runs.
 *
 * @example
 * ```ts
 * await withServer(
 *   ({ method }) => (method === 'OPTIONS' ? 'drop' : { status: 200, headers: ['Vary: Origin'] }),
 *   async (origin, requests) => { ... },
 * )
 * ```
 */
export async function withServer<Result>(
  answer: Answering,
  use: (origin: string, requests: readonly FixtureRequest[]) => Promise<Result>,
  { tls = false }: FixtureOptions = {},
): Promise<Result> {
  const sockets = new Set<Socket>()
  const requests: FixtureRequest[] = []
  const listener = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that disconnects is not an error of the fixture.
    socket.on('error', () => socket.destroy())
    serve(socket, (request) => {
      requests.push(request)
      return answer(request)
    })
  }
  const server =
    tls === true ? createTlsServer(await readCertificate(), listener) : createServer(tls === false ? listener : refuse)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await use(
      `${tls === false ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
      requests,
    )
  } finally {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
}

async function readCertificate() {
  const [key, cert] = await Promise.all(
    ['key.pem', 'certificate.pem'].map((name) => readFile(new URL(name, CERTIFICATES))),
  )
  return { key, cert }
}

/** A fatal alert: `certificate_required`. */
function refuse(socket: Socket): void {
  socket.on('error', () => socket.destroy())
  socket.once('data', () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, 116])))
}

function serve(socket: Socket, answer: Answering): void {
  let received = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk) => {
    received += chunk
    for (let taken = takeRequest(received); taken !== undefined; taken = takeRequest(received)) {
      received = taken.rest
      send(socket, taken.request.method, answer(taken.request))
    }
  })
}

/** Removes one complete request from the received bytes; `undefined` if it is incomplete. */
function takeRequest(received: string): { request: FixtureRequest; rest: string } | undefined {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd === -1) return undefined
  const [requestLine = '', ...lines] = received.slice(0, headEnd).split('\r\n')
  const [method = '', target = ''] = requestLine.split(' ')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  const header = (name: string) => headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1]
  const content = received.slice(headEnd + 4)
  const end = header('transfer-encoding') === undefined ? Number(header('content-length') ?? 0) : endOfChunks(content)
  if (end === -1 || content.length < end) return undefined
  return { request: { method, target, headers, header, body: content.slice(0, end) }, rest: content.slice(end) }
}

/** Chunks are kept as received; only their end matters. */
function endOfChunks(content: string): number {
  const last = content.startsWith('0\r\n\r\n') ? 0 : content.indexOf('\r\n0\r\n\r\n') + 2
  return last === 1 ? -1 : last + 5
}

function send(socket: Socket, method: string, answer: FixtureAnswer): void {
  if (answer === 'hang') return
  if (answer === 'drop') {
    socket.destroy()
    return
  }
  if ('raw' in answer) {
    socket.end(answer.raw, 'latin1')
    return
  }
  const { status, headers = [], body = '' } = answer
  const lines = headers.map((line) => (typeof line === 'string' ? line : `${line[0]}: ${line[1]}`))
  const isFramed = lines.some((line) => /^(?:content-length|transfer-encoding):/i.test(line))
  const hasContent = status >= 200 && status !== 204 && status !== 304
  if (hasContent && !isFramed) lines.push(`Content-Length: ${body.length}`)
  const content = method === 'HEAD' || !hasContent ? '' : body
  socket.write(`${[`HTTP/1.1 ${status} Fixture`, ...lines].join('\r\n')}\r\n\r\n${content}`, 'latin1')
}
