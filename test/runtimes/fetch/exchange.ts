import { connect } from 'node:net'
import { formatRequest, parseResponse, type RawRequest, type RawResponse } from '../../support/raw-client.ts'
import { isComplete } from '../../support/raw-connection.ts'

const TIMEOUT = 3000

/**
 * Sends one request over its own socket, byte for byte, and reads the response to its end. If there is none, its status is
 * `NaN`.
 *
 * @param onText - Called with what has arrived so far.
 *
 * Compatibility: workerd does not close a connection on Connection: close.
 */
export function exchange(port: number, request: RawRequest, onText?: (text: string) => void): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(formatRequest(request, 'close'), 'latin1'))
    let text = ''
    socket.setTimeout(TIMEOUT, () => socket.destroy())
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      onText?.(text)
      try {
        if (isComplete(text, request.method === 'HEAD')) socket.destroy()
      } catch (error) {
        socket.destroy()
        reject(error)
      }
    })
    // A server that fails may reset the connection.
    socket.on('error', () => {})
    socket.on('close', () => resolve(parseResponse(text)))
  })
}

/** A response in a comparable form. */
interface Described {
  readonly status: number
  readonly headers: readonly string[]
  readonly body: string
}

/** A response without the parts that vary: the chunks of a body may be split differently. */
export function describeExchange({ status, lines, body }: RawResponse, ignored: ReadonlySet<string>): Described {
  const kept = lines
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .filter((line) => !ignored.has(line.slice(0, line.indexOf(':'))))
  const isChunked = kept.includes('transfer-encoding: chunked')
  return { status, headers: kept.sort(), body: isChunked ? joinChunks(body) : body }
}

function joinChunks(body: string): string {
  let joined = ''
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf('\r\n', start)
    const size = Number.parseInt(body.slice(start, end), 16)
    if (!(size > 0)) return `${joined}${size === 0 ? '' : ' (cut)'}`
    joined += body.slice(end + 2, end + 2 + size)
    start = end + 2 + size + 2
  }
  return `${joined} (cut)`
}
