import { connect } from 'node:net'

/** The result of sending bytes over a new connection. */
export interface ByteExchange {
  /** Every received byte, one character for each. */
  readonly received: string
  /**
   * How it ended: the server closed by itself, or only after the client had closed its half, or not
   * within the time limit.
   */
  readonly ending: 'closed' | 'cut' | 'hung'
}

/** How long a server may keep a connection whose client has closed its half. */
const PATIENCE = 10_000

/** Sends bytes unchanged, and reads to the end. The client closes its half after `silence` ms without a byte. */
export function exchangeBytes(port: number, bytes: string, silence = 100): Promise<ByteExchange> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let ending: ByteExchange['ending'] = 'closed'
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes, 'latin1')
      socket.setTimeout(silence, () => {
        if (ending === 'closed') ending = 'cut'
        socket.end()
      })
    })
    const limit = setTimeout(() => {
      ending = 'hung'
      socket.destroy()
    }, PATIENCE)
    socket.on('data', (chunk) => chunks.push(chunk))
    // A server that closes while bytes are in flight resets the connection; the bytes received until then count.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(limit)
      resolve({ received: Buffer.concat(chunks).toString('latin1'), ending })
    })
  })
}
