import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ALLOWED, get, LIST_CONFIG, preflight } from '../adapters/scenarios/list-policy.ts'
import type { RunningServer } from '../support/adapter.ts'
import { readAnswer } from '../support/cors-headers.ts'
import {
  ERROR_CODE,
  FRAME,
  formatFrame,
  formatGoAway,
  formatPreface,
  formatReset,
  SETTING,
} from '../support/http2-frame.ts'
import { createPendingPredicate, type PendingPredicate } from '../support/pending-predicate.ts'
import type { CorsLayer } from '../support/scenario.ts'
import { ADAPTERS } from '../support/servers.ts'
import { connectHttp2, type Http2Connection } from './http2-connection.ts'
import { formatStreams, listFields, streamAt } from './http2-request.ts'

/** How many requests a client has started when it disconnects. */
const STREAMS = 20

const BEGUN = Array.from({ length: STREAMS }, (_, index) => (index % 2 === 0 ? get(ALLOWED) : preflight(ALLOWED)))
const REQUESTS = formatStreams(BEGUN.map(listFields))

function resetAll(code?: number): string {
  return BEGUN.map((_, index) => formatReset(streamAt(index), code)).join('')
}

type Leave = (connection: Http2Connection) => unknown

/** Ways to disconnect that HTTP/2 allows. */
const DEPARTURES: readonly (readonly [how: string, leave: Leave])[] = [
  ['resets its streams', ({ write }) => write(resetAll())],
  ['resets its streams twice', ({ write }) => write(resetAll() + resetAll())],
  ['resets its streams for an unknown reason', ({ write }) => write(resetAll(0xffff_ffff))],
  ['resets its streams and sends GOAWAY', ({ write }) => write(resetAll() + formatGoAway())],
  ['sends GOAWAY with an error', ({ write }) => write(formatGoAway(ERROR_CODE.protocol))],
  ['closes its half of the connection', ({ socket }) => socket.end()],
  ['closes its connection', ({ socket }) => socket.destroy()],
  ['resets its connection', ({ socket }) => socket.resetAndDestroy()],
]

/** Compatibility: Node 20 continues with the streams of a client that has broken some of the rules. */
const OFFENCES: readonly (readonly [how: string, leave: Leave])[] = [
  ['sends data on stream 0', ({ write }) => write(formatFrame(FRAME.data, 0, 0))],
  ['sends another preface', ({ write }) => write(formatPreface())],
  ['sends malformed fields', ({ write }) => write(formatFrame(FRAME.headers, 5, streamAt(STREAMS), '\xff\xff\xff'))],
  ['opens a window too far', ({ write }) => write(formatFrame(FRAME.windowUpdate, 0, 0, '\x7f\xff\xff\xff'))],
]

/** Outcomes of an origin function after the client has disconnected. */
const SETTLEMENTS: readonly (readonly [how: string, settle: (predicate: PendingPredicate) => void])[] = [
  ['allows', ({ settle }) => settle(true)],
  ['refuses', ({ settle }) => settle(false)],
  ['fails', ({ fail }) => fail(new Error('too late'))],
]

/** Another client still gets a normal response, without a call of the origin function. */
async function expectAnswer(server: RunningServer): Promise<void> {
  expect(readAnswer(await server.send(get(undefined)))).toEqual([200, { vary: 'Origin' }])
}

beforeEach(() => {
  // A server that has not noticed yet reports the failure.
  vi.spyOn(process, 'emitWarning').mockReturnValue()
})

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/2'))('$name', (adapter) => {
  async function start(source: CorsLayer['source']): Promise<RunningServer> {
    const server = await adapter.start({ layers: [{ source }] })
    onTestFinished(() => server.close())
    return server
  }

  /** Sends all requests, and resolves when the origin function has been called for each, and is pending. */
  async function askAll() {
    const predicate = createPendingPredicate(STREAMS)
    const server = await start(predicate.source)
    const connection = await connectHttp2(server.port)
    connection.write(REQUESTS)
    await predicate.isAsked
    return { predicate, server, connection }
  }

  describe.each(SETTLEMENTS)('when an origin function %s later', (_how, settle) => {
    it.each(DEPARTURES)('keeps working, and calls no handler, for a client that %s', async (_how, leave) => {
      const { predicate, server, connection } = await askAll()
      leave(connection)
      await expectAnswer(server)
      settle(predicate)
      await expectAnswer(server)
      expect(server.countReached()).toBe(2)
    })

    it.each(OFFENCES)('keeps working after a client that %s', async (_how, leave) => {
      const { predicate, server, connection } = await askAll()
      leave(connection)
      const { streams } = await connection.waitFor(({ goAway }) => goAway !== undefined)
      expect([...streams.values()].flatMap(({ responses }) => responses)).toEqual([])
      settle(predicate)
      await expectAnswer(server)
    })
  })

  const late: CorsLayer['source'] = { ...LIST_CONFIG, origin: async (origin) => origin === ALLOWED }

  describe.each([
    { how: 'at once', source: LIST_CONFIG },
    { how: 'later', source: late },
  ])('with a policy that decides $how', ({ source }) => {
    it.each([...DEPARTURES, ...OFFENCES])(
      'keeps working after a client that %s right after its request',
      async (_how, leave) => {
        const server = await start(source)
        const connection = await connectHttp2(server.port)
        const { socket } = connection
        // Both are in one packet when both are bytes.
        socket.cork()
        connection.write(REQUESTS)
        leave(connection)
        socket.uncork()
        await expectAnswer(server)
      },
    )

    it.each([...DEPARTURES, ...OFFENCES])(
      'keeps working after a client that %s after its response',
      async (_how, leave) => {
        const server = await start(source)
        const connection = await connectHttp2(server.port, [[SETTING.initialWindowSize, 0]])
        connection.write(REQUESTS)
        await connection.waitFor(({ streams }) => streams.size === STREAMS)
        leave(connection)
        await expectAnswer(server)
        expect(server.countReached()).toBe(STREAMS / 2 + 1)
      },
    )

    it('keeps working while clients open streams and reset them, again and again', async () => {
      const server = await start(source)
      for (let round = 0; round < 5; round++) {
        const connection = await connectHttp2(server.port)
        const streams = Array.from({ length: 100 }, (_, index) => {
          const request = BEGUN[index % STREAMS] as (typeof BEGUN)[number]
          return formatStreams([listFields(request)], index) + formatReset(streamAt(index))
        })
        connection.write(streams.join(''))
        await expectAnswer(server)
      }
    })
  })

  it('responds to requests sent before GOAWAY', async () => {
    const { predicate, server, connection } = await askAll()
    connection.write(formatGoAway())
    await expectAnswer(server)
    predicate.settle(true)
    const streams = await connection.waitForStreams(STREAMS)
    for (const { responses } of streams) expect(responses[0]?.get('access-control-allow-origin')).toBe(ALLOWED)
  })
})
