import { connect } from 'node:net'

/** A response as it came over the wire: every header line apart, in order, as it was spelled. */
export interface RawResponse {
  readonly status: number
  readonly lines: readonly (readonly [name: string, value: string])[]
  readonly body: string
  /** Values of all lines of this name, whatever its case. */
  all(name: string): string[]
  /** The value of the only line of this name; `undefined` where there is none, an error where there are several. */
  get(name: string): string | undefined
}

/** A request as it is to be sent, every header line as given. `Host` and `Connection: close` are added. */
export interface RawRequest {
  readonly method?: string
  readonly path?: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly version?: '1.0' | '1.1'
  readonly body?: string
}

const TIMEOUT = 5000

/** Sends one request over a socket of its own, byte for byte, and reads the response until the server closes. */
export function sendRaw(port: number, request: RawRequest): Promise<RawResponse> {
  const { method = 'GET', path = '/', headers = [], version = '1.1', body = '' } = request
  const all = [['Host', 'api.example.test'], ['Connection', 'close'], ...headers] as const
  const lines = all.map(([name, value]) => `${name}: ${value}`)
  const text = `${method} ${path} HTTP/${version}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
  return exchange(port, text)
}

/** Sends bytes and reads what comes back until the server closes the connection. */
function exchange(port: number, text: string): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'))
    const chunks: Buffer[] = []
    socket.setTimeout(TIMEOUT, () => socket.destroy(new Error(`no answer within ${TIMEOUT} ms`)))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => resolve(parseResponse(Buffer.concat(chunks).toString('latin1'))))
  })
}

function parseResponse(text: string): RawResponse {
  const end = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...fields] = text.slice(0, end).split('\r\n')
  const lines = fields.map((field) => {
    const colon = field.indexOf(':')
    return [field.slice(0, colon), field.slice(colon + 1).trim()] as const
  })
  const all = (name: string): string[] =>
    lines.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value)
  return {
    status: Number(statusLine.split(' ')[1]),
    lines,
    body: text.slice(end + 4),
    all,
    get(name) {
      const values = all(name)
      if (values.length > 1) throw new Error(`${name} stands on ${values.length} lines: ${values.join(' | ')}`)
      return values[0]
    },
  }
}
