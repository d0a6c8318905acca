import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RunningServer } from '../support/adapter.ts'
import { readCorsHeaders } from '../support/cors-headers.ts'
import { formatRequest, type RawRequest } from '../support/raw-client.ts'
import type { CorsLayer } from '../support/scenario.ts'
import { ADAPTERS } from '../support/servers.ts'
import { ALLOWED, GRANT, get, LIST_CONFIG, PREFLIGHT_GRANT, preflight } from './scenarios/list-policy.ts'

/** How many clients disconnect in each way. */
const CLIENTS = 20

const SOURCES: readonly { readonly how: string; readonly source: CorsLayer['source'] }[] = [
  { how: 'at once', source: LIST_CONFIG },
  { how: 'later', source: { ...LIST_CONFIG, origin: async (origin) => origin === ALLOWED } },
]

function write(request: RawRequest): string {
  return formatRequest(request, 'keep-alive')
}

const POST: RawRequest = {
  ...get(ALLOWED, '/json', ['Content-Type', 'application/json'], ['Content-Length', '12']),
  method: 'POST',
}

/** What a client has sent when it disconnects, and how many of these requests reach the application. */
const MOMENTS: readonly (readonly [when: string, sent: string, requests: number])[] = [
  ['in the middle of the request line', 'OPTIO', 0],
  ['in the middle of its origin', write(get(ALLOWED)).slice(0, -20), 0],
  ['before the end of the headers', write(preflight(ALLOWED)).slice(0, -2), 0],
  ['in the middle of a body', `${write(POST)}{"a":`, 1],
  [
    'in the middle of the body of a preflight',
    `${write(preflight(ALLOWED, '/ok', ['Access-Control-Request-Method', 'PUT'], ['Content-Length', '99']))}{`,
    0,
  ],
  ['after a preflight, with or without its response', write(preflight(ALLOWED)), 0],
  ['after a request, with or without its response', write(get(ALLOWED)), 1],
  ['during a stream, read or not', write(get(ALLOWED, '/stream')), 1],
  ['with a queue of requests', write(get(ALLOWED)).repeat(10) + write(preflight(ALLOWED)).repeat(10), 10],
]

async function open(port: number, bytes: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(bytes, 'latin1')
  return socket
}

function openSeveral(port: number, bytes: string): Promise<readonly Socket[]> {
  return Promise.all(Array.from({ length: CLIENTS }, () => open(port, bytes)))
}

/** Another client still gets a normal response. */
async function expectOrder(server: RunningServer): Promise<void> {
  expect(readCorsHeaders(await server.send(get(ALLOWED)))).toEqual(GRANT)
  const answer = await server.send(preflight(ALLOWED))
  expect([answer.status, readCorsHeaders(answer)]).toEqual([204, PREFLIGHT_GRANT])
}

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/1.1'))('$name', (adapter) => {
  async function start(source: CorsLayer['source']): Promise<RunningServer> {
    const server = await adapter.start({ layers: [{ source }] })
    onTestFinished(() => server.close())
    return server
  }

  describe.each(SOURCES)('with a policy that decides $how', ({ source }) => {
    it.each(MOMENTS)('keeps working when clients disconnect %s', async (_when, bytes, requests) => {
      const server = await start(source)
      for (const socket of await openSeveral(server.port, bytes)) socket.destroy()
      await expectOrder(server)
      const waiting = await openSeveral(server.port, bytes)
      await expectOrder(server)
      for (const socket of waiting) socket.resetAndDestroy()
      await expectOrder(server)
      expect(server.countReached()).toBeLessThanOrEqual(3 + 2 * CLIENTS * requests)
    })
  })

  it('responds to a client that has closed its half of the connection', async () => {
    const { port } = await start(LIST_CONFIG)
    const socket = connect(port, '127.0.0.1')
    socket.end(write(preflight(ALLOWED)))
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 204 /)
  })
})
