import { connect, type Socket } from 'node:net'

/** A response as received: every header line separately, in order, with its spelling. */
export interface RawResponse {
  readonly status: number
  readonly lines: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Values of all lines with this name, in any case. */
  all(name: string): string[]
  /** The value of the only line of this name; `undefined` if there is none; throws if there are several. */
  get(name: string): string | undefined
}

/** A request to send, with every header line as given. `Host` and `Connection: close` are added. */
export interface RawRequest {
  readonly method?: string
  readonly path?: string
  readonly host?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly version?: '1.0' | '1.1'
  readonly body?: string
}

const TIMEOUT = 20_000

/** A request in flight. */
export interface BegunRequest {
  readonly response: Promise<RawResponse>
  /** Closes the connection without waiting for a response. */
  leave(): void
}

/** The address of a server: a port of the loopback interface, or the path of a socket. */
type Address = number | string

/** Opens a connection to a local server. */
export type OpenSocket = (address: Address, onReady: () => void) => Socket

const openSocket: OpenSocket = (address, onReady) =>
  connect(typeof address === 'number' ? { port: address, host: '127.0.0.1' } : { path: address }, onReady)

/** Sends one request over its own socket, byte for byte, and reads the response until the server closes. */
export function sendRaw(address: Address, request: RawRequest): Promise<RawResponse> {
  return beginRaw(address, request).response
}

/** The same for a client that may disconnect. */
export function beginRaw(address: Address, request: RawRequest, open: OpenSocket = openSocket): BegunRequest {
  const socket = open(address, () => socket.write(formatRequest(request, 'close'), 'latin1'))
  const response = new Promise<RawResponse>((resolve, reject) => {
    const chunks: Buffer[] = []
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error(`no response within ${TIMEOUT} ms`)))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(parseResponse(Buffer.concat(chunks).toString('latin1'))))
  })
  return { response, leave: () => socket.destroy() }
}

/** Formats a request for the wire, one byte for each character. */
export function formatRequest(request: RawRequest, connection: 'close' | 'keep-alive'): string {
  const { method = 'GET', path = '/', host = 'api.example.test', headers = [], version = '1.1', body = '' } = request
  const all = [['Host', host], ['Connection', connection], ...headers] as const
  const lines = all.map(([name, value]) => `${name}: ${value}`)
  return `${method} ${path} HTTP/${version}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

/** Reads a completely received response. */
export function parseResponse(text: string): RawResponse {
  const end = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...fields] = text.slice(0, end).split('\r\n')
  const lines = fields.map((field) => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon), field.slice(colon + 1).trim()] as const
  })
  return createRawResponse(Number(statusLine.split(' ')[1]), lines, text.slice(end + 4))
}

/** Creates a response from the bytes that a client has read. */
export function createRawResponse(status: number, lines: RawResponse['lines'], body: string): RawResponse {
  const all = (name: string): string[] =>
    lines.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value)
  return {
    status,
    lines,
    body,
    all,
    get(name) {
      const values = all(name)
      if (values.length > 1) throw new Error(`${name} stands on ${values.length} lines: ${values.join(' | ')}`)
      return values[0]
    },
  }
}
