import { WebSocket } from 'undici'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ALLOWED, EVIL } from '../../adapters/scenarios/list-policy.ts'
import { RUNTIMES, startRuntime } from './runtime.ts'

/** Opens a WebSocket, and returns what it sends back. */
function talk(port: number, headers: Readonly<Record<string, string>>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers })
    socket.addEventListener('open', () => socket.send('hello'))
    socket.addEventListener('message', ({ data }) => {
      socket.close()
      resolve(data)
    })
    socket.addEventListener('error', () => reject(new Error('The connection did not become a WebSocket.')))
  })
}

// A page of any origin can open a WebSocket: the response has the status 101, which no page can read.
describe.each(RUNTIMES.filter(({ sockets }) => sockets.length > 0))('$name', (runtime) => {
  it('opens a WebSocket behind cors() just as without it', async () => {
    const { port, close } = await startRuntime(runtime)
    onTestFinished(close)
    for (const application of runtime.sockets) {
      for (const origin of [ALLOWED, EVIL]) {
        const returned = await talk(port, { 'X-Application': application, Origin: origin })
        expect([application, origin, returned]).toEqual([application, origin, 'hello'])
      }
    }
  })
})

it('every entry is tested on every runtime with its own WebSockets, and Hono on Node', () => {
  expect(Object.fromEntries(RUNTIMES.map(({ name, sockets }) => [name, sockets.length]))).toEqual({
    ...{ Bun: 4, Deno: 4, workerd: 4, '@hono/node-server': 2 },
    ...{ srvx: 0, '@whatwg-node/server': 0 },
  })
})
