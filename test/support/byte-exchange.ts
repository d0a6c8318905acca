import { connect } from 'node:net'

/** What came of sending bytes over a connection of their own. */
export interface ByteExchange {
  /** Every byte that came back, one character for each. */
  readonly received: string
  /**
   * How it ended: the server closed by itself, or only once the client had said that no more would come, or not at all
   * within the time limit.
   */
  readonly ending: 'closed' | 'cut' | 'hung'
}

/** How long a server may keep a connection whose client has nothing more to say. */
const PATIENCE = 10_000

/** Sends bytes as they are, and reads to the end. A client that has heard nothing for `silence` ms closes its half. */
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
    // A server that closes while bytes are under way resets the connection; what has come until then counts.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(limit)
      resolve({ received: Buffer.concat(chunks).toString('latin1'), ending })
    })
  })
}
