import { describe, expect, it, onTestFinished } from 'vitest'
import { ALLOWED, get, LIST, PREFLIGHT_GRANT, preflight } from '../adapters/scenarios/list-policy.ts'
import type { RunningServer } from '../support/adapter.ts'
import { readAnswer } from '../support/cors-headers.ts'
import { formatFieldBlock } from '../support/field-block.ts'
import { FLAG, FRAME, formatFrame, formatHeaders, formatWindowUpdate, SETTING } from '../support/http2-frame.ts'
import { ADAPTERS } from '../support/servers.ts'
import { connectHttp2, type Http2Connection } from './http2-connection.ts'
import type { StreamOutcome } from './http2-outcome.ts'
import { formatStreams, listFields, streamAt } from './http2-request.ts'
import { expectAnswers } from './living-server.ts'

/** How many clients are slow at the same time, and how many streams each of them has. */
const CLIENTS = 20
const STREAMS = 20

/** Streams may not send any part of a body. */
const SHUT = [[SETTING.initialWindowSize, 0]] as const

const GET = formatFieldBlock(listFields(get(ALLOWED)))
const PREFLIGHT = formatFieldBlock(listFields(preflight(ALLOWED)))

function openSeveral(port: number, settings?: typeof SHUT): Promise<readonly Http2Connection[]> {
  return Promise.all(Array.from({ length: CLIENTS }, () => connectHttp2(port, settings)))
}

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/2'))('$name', (adapter) => {
  async function start(): Promise<RunningServer> {
    const server = await adapter.start(LIST)
    onTestFinished(() => server.close())
    return server
  }

  it('responds to a client that sends its preflight byte by byte', async () => {
    const connection = await connectHttp2((await start()).port)
    for (const byte of formatHeaders(1, PREFLIGHT)) {
      connection.write(byte)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const [stream] = await connection.waitForStreams(1)
    expect(stream?.responses.map(readAnswer)).toEqual([[204, PREFLIGHT_GRANT]])
  })

  it('responds to others while many clients do not finish their fields, and then to these clients', async () => {
    const server = await start()
    const stuck = await openSeveral(server.port)
    for (const { write } of stuck) write(formatFrame(FRAME.headers, FLAG.endStream, 1, PREFLIGHT.slice(0, -4)))
    await expectAnswers(server)
    for (const { write } of stuck) write(formatFrame(FRAME.continuation, 0, 1, PREFLIGHT.slice(-4, -2)))
    await expectAnswers(server)
    for (const { write } of stuck) write(formatFrame(FRAME.continuation, FLAG.endHeaders, 1, PREFLIGHT.slice(-2)))
    const streams = await Promise.all(stuck.map(({ waitForStreams }) => waitForStreams(1)))
    for (const [stream] of streams) expect(stream?.responses.map(readAnswer)).toEqual([[204, PREFLIGHT_GRANT]])
    expect(server.countReached()).toBe(2)
  })

  it('responds to others while many clients send requests and do not read', async () => {
    const server = await start()
    const deaf = await openSeveral(server.port)
    const requests = Array.from({ length: 200 }, () => listFields(preflight(ALLOWED)))
    for (const { socket, write } of deaf) {
      socket.pause()
      write(formatStreams(requests))
    }
    await expectAnswers(server)
  })

  it('responds to preflights of many clients that do not finish their bodies', async () => {
    const server = await start()
    const stuck = await openSeveral(server.port)
    for (const { write } of stuck) write(formatHeaders(1, PREFLIGHT, true) + formatFrame(FRAME.data, 0, 1, '{'))
    const streams = await Promise.all(stuck.map(({ waitForStreams }) => waitForStreams(1)))
    for (const [stream] of streams) expect(stream?.responses.map(readAnswer)).toEqual([[204, PREFLIGHT_GRANT]])
    await expectAnswers(server)
  })

  it('responds to preflights of clients that accept no body, and to the rest once they do', async () => {
    const server = await start()
    const shut = await openSeveral(server.port, SHUT)
    const blocks = Array.from({ length: STREAMS }, (_, index) => (index % 2 === 0 ? GET : PREFLIGHT))
    const requests = blocks.map((block, index) => formatHeaders(streamAt(index), block)).join('')
    for (const { write } of shut) write(requests)
    const outcomes = await Promise.all(
      shut.map(({ waitFor }) =>
        waitFor(({ streams }) => streams.size === STREAMS && [...streams.values()].every(hasAnsweredAsFarAsItMay)),
      ),
    )
    for (const { problem } of outcomes) expect(problem).toBeUndefined()
    await expectAnswers(server)

    const [opening, ...others] = shut as [Http2Connection, ...Http2Connection[]]
    opening.write(blocks.map((_, index) => formatWindowUpdate(streamAt(index), 100)).join(''))
    const streams = await opening.waitForStreams(STREAMS)
    expect(streams.map(({ responses }) => responses[0]?.body)).toEqual(
      blocks.map((block) => (block === GET ? 'ok' : '')),
    )
    // The others never do.
    for (const { socket } of others) socket.destroy()
    await expectAnswers(server)
  })
})

function hasAnsweredAsFarAsItMay({ responses, ending }: StreamOutcome): boolean {
  const [response] = responses
  return response?.status === 204 ? ending === 'answered' : response?.status === 200 && ending === 'open'
}
