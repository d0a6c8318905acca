import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { formatRequest, parseResponse, type RawRequest, type RawResponse } from './raw-client.ts'

/** A connection that is kept open, for one request after another. */
export interface RawConnection {
  /** Sends a request and reads the response to its end, as its headers define it. */
  send(request: RawRequest): Promise<RawResponse>
  close(): void
}

const TIMEOUT = 20_000

/** Opens a connection of HTTP/1.1. */
export async function connectRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.setTimeout(TIMEOUT, () => socket.destroy(new Error(`no response within ${TIMEOUT} ms`)))
  return {
    async send(request) {
      socket.write(formatRequest(request, 'keep-alive'), 'latin1')
      return readResponse(socket, request.method === 'HEAD')
    },
    close: () => socket.destroy(),
  }
}

async function readResponse(socket: Socket, isHead: boolean): Promise<RawResponse> {
  let text = ''
  while (!isComplete(text, isHead)) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    text += chunk.toString('latin1')
  }
  return parseResponse(text)
}

/** Returns whether a response is complete, according to its headers. */
export function isComplete(text: string, isHead: boolean): boolean {
  if (!text.includes('\r\n\r\n')) return false
  const { status, body, get } = parseResponse(text)
  if (isHead || status === 204 || status === 304) return true
  if (get('transfer-encoding') === 'chunked') return body.endsWith('0\r\n\r\n')
  return body.length === Number(get('content-length'))
}
