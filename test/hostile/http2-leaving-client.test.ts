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

/** How many requests a client has begun when it leaves. */
const STREAMS = 20

const BEGUN = Array.from({ length: STREAMS }, (_, index) => (index % 2 === 0 ? get(ALLOWED) : preflight(ALLOWED)))
const REQUESTS = formatStreams(BEGUN.map(listFields))

function resetAll(code?: number): string {
  return BEGUN.map((_, index) => formatReset(streamAt(index), code)).join('')
}

type Leave = (connection: Http2Connection) => unknown

/** How a client leaves, as HTTP/2 lets it. */
const DEPARTURES: readonly (readonly [how: string, leave: Leave])[] = [
  ['resets its streams', ({ write }) => write(resetAll())],
  ['resets its streams twice', ({ write }) => write(resetAll() + resetAll())],
  ['resets its streams for a reason that there is not', ({ write }) => write(resetAll(0xffff_ffff))],
  ['resets its streams and says goodbye', ({ write }) => write(resetAll() + formatGoAway())],
  ['says goodbye for an error', ({ write }) => write(formatGoAway(ERROR_CODE.protocol))],
  ['closes its half of the connection', ({ socket }) => socket.end()],
  ['closes its connection', ({ socket }) => socket.destroy()],
  ['resets its connection', ({ socket }) => socket.resetAndDestroy()],
]

/** Compatibility: Node 20 goes on with the streams of a client that has broken some of the rules. */
const OFFENCES: readonly (readonly [how: string, leave: Leave])[] = [
  ['sends data on no stream', ({ write }) => write(formatFrame(FRAME.data, 0, 0))],
  ['sends another preface', ({ write }) => write(formatPreface())],
  [
    'sends fields that are none',
    ({ write }) => write(formatFrame(FRAME.headers, 5, streamAt(STREAMS), '\xff\xff\xff')),
  ],
  ['opens a window too far', ({ write }) => write(formatFrame(FRAME.windowUpdate, 0, 0, '\x7f\xff\xff\xff'))],
]

/** What comes of a predicate when the client has left. */
const SETTLEMENTS: readonly (readonly [how: string, settle: (predicate: PendingPredicate) => void])[] = [
  ['allows', ({ settle }) => settle(true)],
  ['refuses', ({ settle }) => settle(false)],
  ['fails', ({ fail }) => fail(new Error('too late'))],
]

/** Another client is answered as ever; no function is asked about it. */
async function expectAnswer(server: RunningServer): Promise<void> {
  expect(readAnswer(await server.send(get(undefined)))).toEqual([200, { vary: 'Origin' }])
}

beforeEach(() => {
  // A server that has yet to notice reports the failure.
  vi.spyOn(process, 'emitWarning').mockReturnValue()
})

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/2'))('$name', (adapter) => {
  async function start(source: CorsLayer['source']): Promise<RunningServer> {
    const server = await adapter.start({ layers: [{ source }] })
    onTestFinished(() => server.close())
    return server
  }

  /** Sends all requests, and comes back when the predicate has been asked about each and answered none. */
  async function askAll() {
    const predicate = createPendingPredicate(STREAMS)
    const server = await start(predicate.source)
    const connection = await connectHttp2(server.port)
    connection.write(REQUESTS)
    await predicate.isAsked
    return { predicate, server, connection }
  }

  describe.each(SETTLEMENTS)('where a predicate %s later', (_how, settle) => {
    it.each(DEPARTURES)('goes on, and asks no handler, for a client that %s', async (_how, leave) => {
      const { predicate, server, connection } = await askAll()
      leave(connection)
      await expectAnswer(server)
      settle(predicate)
      await expectAnswer(server)
      expect(server.countReached()).toBe(2)
    })

    it.each(OFFENCES)('goes on after a client that %s', async (_how, leave) => {
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
      'goes on after a client that %s as soon as it has asked',
      async (_how, leave) => {
        const server = await start(source)
        const connection = await connectHttp2(server.port)
        const { socket } = connection
        // Both are in one packet where both are bytes.
        socket.cork()
        connection.write(REQUESTS)
        leave(connection)
        socket.uncork()
        await expectAnswer(server)
      },
    )

    it.each([...DEPARTURES, ...OFFENCES])('goes on after a client that %s once it is answered', async (_how, leave) => {
      const server = await start(source)
      const connection = await connectHttp2(server.port, [[SETTING.initialWindowSize, 0]])
      connection.write(REQUESTS)
      await connection.waitFor(({ streams }) => streams.size === STREAMS)
      leave(connection)
      await expectAnswer(server)
      expect(server.countReached()).toBe(STREAMS / 2 + 1)
    })

    it('goes on while clients open streams and reset them, again and again', async () => {
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

  it('answers what a client has asked before it said goodbye', async () => {
    const { predicate, server, connection } = await askAll()
    connection.write(formatGoAway())
    await expectAnswer(server)
    predicate.settle(true)
    const streams = await connection.waitForStreams(STREAMS)
    for (const { responses } of streams) expect(responses[0]?.get('access-control-allow-origin')).toBe(ALLOWED)
  })
})
