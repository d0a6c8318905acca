import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2'
import { type BegunRequest, createRawResponse, type RawRequest, type RawResponse } from './raw-client.ts'

const TIMEOUT = 20_000

/** Opens a session with a local server. */
export type OpenSession = (port: number) => ClientHttp2Session

const openSession: OpenSession = (port) => connect(`http://127.0.0.1:${port}`)

/** Sends one request over its own HTTP/2 session, without TLS, and reads the response. */
export function sendHttp2(port: number, request: RawRequest): Promise<RawResponse> {
  return beginHttp2(port, request).response
}

/** The same for a client that may disconnect. */
export function beginHttp2(port: number, request: RawRequest, open: OpenSession = openSession): BegunRequest {
  const { method = 'GET', path = '/', headers = [], body = '' } = request
  const session = open(port)
  const response = new Promise<RawResponse>((resolve, reject) => {
    session.on('error', reject)
    const pseudoHeaders = { ':method': method, ':path': path, ':authority': 'api.example.test' }
    const stream = session.request({ ...pseudoHeaders, ...gatherLines(headers) }, { endStream: false })
    const chunks: Buffer[] = []
    let lines: [string, string][] = []
    stream.setTimeout(TIMEOUT, () => stream.destroy(new Error(`no response within ${TIMEOUT} ms`)))
    stream.on('response', (_headers, _flags, ...rest: unknown[]) => {
      lines = pairUp(rest[0] as string[])
    })
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    stream.on('error', reject)
    stream.on('close', () => {
      session.close()
      const status = Number(lines.find(([name]) => name === ':status')?.[1])
      const fields = lines.filter(([name]) => !name.startsWith(':'))
      resolve(createRawResponse(status, fields, Buffer.concat(chunks).toString('latin1')))
    })
    stream.end(body)
  })
  return { response, leave: () => session.destroy() }
}

/** Node sends a list of values as separate lines. */
function gatherLines(lines: NonNullable<RawRequest['headers']>): OutgoingHttpHeaders {
  const headers: Record<string, string[]> = {}
  for (const [name, value] of lines) {
    const lowerCased = name.toLowerCase()
    headers[lowerCased] ??= []
    headers[lowerCased].push(value)
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  )
}

function pairUp(flat: readonly string[]): [string, string][] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []))
}
