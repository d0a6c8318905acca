import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { ALLOWED } from './program/policy.js'
import { checkRows, PAGES, runApplication, STRANGER } from './row.ts'

checkRows('sockets', [
  {
    name: 'socket.io',
    pages: [
      { request: 'GET /socket.io/?EIO=4&transport=polling', status: 200 },
      { request: 'GET /socket.io/?EIO=4&transport=unknown', status: 400 },
      ...PAGES,
    ],
  },
])

describe.each(['polling', 'websocket'])('socket.io over %s', (transport) => {
  const running = runApplication({ program: 'sockets', name: 'socket.io' })
  const rejecting = runApplication({ program: 'sockets', name: 'socket.io, rejecting' })

  test('connects the allowed origin', async () => {
    expect(await connect(running().port, transport, ALLOWED)).toBe('connected')
    expect(await connect(rejecting().port, transport, ALLOWED)).toBe('connected')
  })

  test('connects other origins unless they are rejected', async () => {
    expect(await connect(running().port, transport, STRANGER)).toBe('connected')
    expect(await connect(rejecting().port, transport, STRANGER)).toMatch(/^(?:xhr poll|websocket) error/)
  })
})

/** Connects with the package's own client, which checks no CORS headers. Returns `connected` or the error's message. */
async function connect(port: number, transport: string, origin: string): Promise<string> {
  const { io } = createRequire(join(inject('programs'), 'index.js'))('socket.io-client')
  const options = { transports: [transport], extraHeaders: { Origin: origin }, reconnection: false, forceNew: true }
  const socket = io(`http://127.0.0.1:${port}`, options)
  const failed = new Promise<string>((resolve) => {
    socket.once('connect_error', (error: Error) => resolve(error.message))
  })
  const outcome = await Promise.race([once(socket, 'connect').then(() => 'connected'), failed])
  socket.close()
  return outcome
}
