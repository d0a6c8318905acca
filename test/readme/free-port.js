import { Server } from 'node:net'

/**
 * Loaded before a snippet: replaces its port with a free one on the loopback interface, and prints it.
 */
const { listen } = Server.prototype

/** @type {(this: Server, ...parameters: unknown[]) => Server} */
function listenOnFreePort(...parameters) {
  const callbacks = parameters.filter((parameter) => typeof parameter === 'function')
  this.once('listening', () => {
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.address())
    process.stdout.write(`listening on http://localhost:${port}\n`)
  })
  return Reflect.apply(listen, this, [{ port: 0, host: '127.0.0.1' }, ...callbacks])
}

Server.prototype.listen = listenOnFreePort
