import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A SOCKS5 proxy that resolves every host to this machine. */
export interface SocksProxy {
  readonly port: number
  close(): Promise<void>
}

const VERSION = 5
const NO_AUTHENTICATION = Buffer.from([VERSION, 0])
const CONNECTED = Buffer.from([VERSION, 0, 0, 1, 0, 0, 0, 0, 0, 0])
const REFUSED = Buffer.from([VERSION, 5, 0, 1, 0, 0, 0, 0, 0, 0])

/**
 * Starts a proxy.
 *
 * @param locate - Returns the local port for a host; `undefined` refuses the connection, so that nothing leaves this machine.
 */
export async function startSocksProxy(locate: (host: string, port: number) => number | undefined): Promise<SocksProxy> {
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const server = createServer((client) => {
    keep(client)
    serve(client, (host, port) => {
      const target = locate(host, port)
      return target === undefined ? undefined : keep(connect(target, '127.0.0.1'))
    }).catch(() => client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** @see https://www.rfc-editor.org/rfc/rfc1928 */
async function serve(client: Socket, open: (host: string, port: number) => Socket | undefined): Promise<void> {
  const [, methods = 0] = await take(client, 2)
  await take(client, methods)
  client.write(NO_AUTHENTICATION)
  const [, , , type = 0] = await take(client, 4)
  const host = await takeHost(client, type)
  const port = (await take(client, 2)).readUInt16BE()
  const upstream = open(host, port)
  if (upstream === undefined) {
    client.end(REFUSED)
    return
  }
  upstream.once('connect', () => {
    client.write(CONNECTED)
    client.pipe(upstream).pipe(client)
  })
  upstream.on('close', () => client.destroy())
  client.on('close', () => upstream.destroy())
}

async function takeHost(client: Socket, type: number): Promise<string> {
  if (type === 1) return [...(await take(client, 4))].join('.')
  if (type === 4) return `[${(await take(client, 16)).toString('hex')}]`
  const [length = 0] = await take(client, 1)
  return (await take(client, length)).toString('latin1')
}

/** Reads this many bytes. Rejects if the client disconnects first. */
async function take(client: Socket, count: number): Promise<Buffer> {
  if (count === 0) return Buffer.alloc(0)
  for (;;) {
    const bytes: Buffer | null = client.read(count)
    if (bytes !== null) return bytes
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => reject(new Error('the client has disconnected'))
      client.once('close', leave)
      client.once('readable', () => {
        client.off('close', leave)
        resolve()
      })
    })
  }
}
