import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ALLOWED, LIST, PREFLIGHT_GRANT, preflight } from '../adapters/scenarios/list-policy.ts'
import type { RunningServer } from '../support/adapter.ts'
import { readAnswer } from '../support/cors-headers.ts'
import { formatRequest, parseResponse } from '../support/raw-client.ts'
import { ADAPTERS } from '../support/servers.ts'
import { expectAnswers } from './living-server.ts'
import { openSocket } from './open-socket.ts'

/** How many clients are slow at the same time. */
const CLIENTS = 50

function openSeveral(port: number): Promise<readonly Socket[]> {
  return Promise.all(Array.from({ length: CLIENTS }, () => openSocket(port)))
}

function pass(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/1.1'))('$name', (adapter) => {
  async function start(): Promise<RunningServer> {
    const server = await adapter.start(LIST)
    onTestFinished(() => server.close())
    return server
  }

  it('responds to a client that sends its preflight byte by byte', async () => {
    const { port } = await start()
    const socket = await openSocket(port)
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    for (const byte of formatRequest(preflight(ALLOWED), 'close')) {
      socket.write(byte, 'latin1')
      await pass()
    }
    await once(socket, 'close')
    const response = parseResponse(Buffer.concat(chunks).toString('latin1'))
    expect(readAnswer(response)).toEqual([204, PREFLIGHT_GRANT])
  })

  it('responds to others while many clients do not finish their headers', async () => {
    const server = await start()
    const stuck = await openSeveral(server.port)
    for (const socket of stuck) socket.write(formatRequest(preflight(ALLOWED), 'keep-alive').slice(0, -4))
    await expectAnswers(server)
    for (const socket of stuck) socket.write('x')
    await expectAnswers(server)
    expect(server.countReached()).toBe(2)
  })

  it('responds to others while many clients send requests and do not read', async () => {
    const server = await start()
    const deaf = await openSeveral(server.port)
    const requests = formatRequest(preflight(ALLOWED), 'keep-alive').repeat(50)
    for (const socket of deaf) socket.pause().write(requests.repeat(4), 'latin1')
    await expectAnswers(server)
  })

  it('responds to others while many clients do not finish the body of a preflight', async () => {
    const server = await start()
    const lines = [
      ['Access-Control-Request-Method', 'PUT'],
      ['Content-Length', '1000000'],
    ] as const
    const stuck = await openSeveral(server.port)
    for (const socket of stuck) socket.write(formatRequest(preflight(ALLOWED, '/ok', ...lines), 'keep-alive'))
    const answered = await Promise.all(stuck.map(async (socket) => String((await once(socket, 'data'))[0])))
    for (const answer of answered) expect(answer).toMatch(/^HTTP\/1\.1 204 /)
    await expectAnswers(server)
  })
})
