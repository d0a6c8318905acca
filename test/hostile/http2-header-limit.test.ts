import { createServer } from 'node:http2'
import { cors } from '@crossorigin/node'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  ALLOWED,
  askHeaders,
  askMethod,
  GRANT,
  get,
  LIST,
  LIST_CONFIG,
  PREFLIGHT_GRANT,
  preflight,
  setupOf,
} from '../adapters/scenarios/list-policy.ts'
import type { RunningServer } from '../support/adapter.ts'
import { readAnswer } from '../support/cors-headers.ts'
import { type FieldLines, formatFieldBlock } from '../support/field-block.ts'
import { ERROR_CODE, formatHeaders, SETTING } from '../support/http2-frame.ts'
import { listen } from '../support/listen.ts'
import type { RawRequest } from '../support/raw-client.ts'
import { ADAPTERS } from '../support/servers.ts'
import { connectHttp2 } from './http2-connection.ts'
import { formatStreams, listFields } from './http2-request.ts'

const ECHO = { origin: ALLOWED, credentials: true, methods: '*', allowedHeaders: '*' } as const
const KILOBYTE = 1024

/** More than Node accepts in one field, or in all fields together. */
const TOO_LONG: readonly (readonly [what: string, request: RawRequest])[] = [
  ['an origin', get(`https://${'x'.repeat(65 * KILOBYTE)}`)],
  ['a requested method', askMethod('x'.repeat(65 * KILOBYTE))],
  ['a list of headers', askHeaders('x-a,'.repeat(17 * KILOBYTE))],
  ['a list on several lines', askHeaders(...Array.from({ length: 4 }, () => 'x'.repeat(50 * KILOBYTE)))],
  ['a Vary', get(ALLOWED, '/ok', ['Vary', 'x'.repeat(65 * KILOBYTE)])],
  ['a URL', preflight(ALLOWED, `/${'x'.repeat(65 * KILOBYTE)}`)],
  ['a method', { ...preflight(ALLOWED), method: 'x'.repeat(65 * KILOBYTE) }],
]

/** The most that Node accepts. */
const LONG: readonly (readonly [what: string, request: RawRequest, status: number])[] = [
  ['an origin', get(`https://${'x'.repeat(60 * KILOBYTE)}`), 200],
  ['an origin of dots', get(`https://${'a.'.repeat(30 * KILOBYTE)}example.com`), 200],
  ['many origins', get(ALLOWED, '/ok', ...Array.from({ length: 120 }, () => ['Origin', ALLOWED] as const)), 200],
  ['a method', askMethod('x'.repeat(60 * KILOBYTE)), 204],
  ['a list of headers', askHeaders('x-a,'.repeat(15 * KILOBYTE)), 204],
  ['a list of nothing', askHeaders(','.repeat(60 * KILOBYTE)), 204],
  ['a list of blanks', askHeaders(`x${' \t'.repeat(30 * KILOBYTE)}x`), 204],
  ['a list on many lines', askHeaders(...Array.from({ length: 120 }, () => 'x'.repeat(KILOBYTE))), 204],
  ['a URL', preflight(ALLOWED, `/${'x'.repeat(60 * KILOBYTE)}`), 204],
]

/** Node accepts 128 fields. */
const MANY = Array.from({ length: 130 }, () => ['a', ''] as const)

const TOO_MANY: readonly (readonly [where: string, fields: FieldLines])[] = [
  ['before its origin', listFields(get(undefined, '/ok', ...MANY, ['Origin', ALLOWED]))],
  ['behind its origin', listFields(get(ALLOWED, '/ok', ...MANY))],
]

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/2'))('$name', (adapter) => {
  async function start(setup = LIST): Promise<RunningServer> {
    const server = await adapter.start(setup)
    onTestFinished(() => server.close())
    return server
  }

  it.each(TOO_LONG)(
    'rejects a request with %s that is longer than Node accepts, and responds to others',
    async (_what, request) => {
      const server = await start()
      const connection = await connectHttp2(server.port)
      connection.write(formatStreams([listFields(request)]))
      const { goAway, streams } = await connection.waitFor((outcome) => outcome.goAway !== undefined)
      expect(goAway).not.toBe(ERROR_CODE.none)
      expect([...streams.values()].flatMap(({ responses }) => responses)).toEqual([])
      expect(server.countReached()).toBe(0)
      expect((await server.send(preflight(ALLOWED))).status).toBe(204)
    },
  )

  it.each(LONG)('echoes nothing of %s that is as long as Node accepts', async (_what, request, status) => {
    const connection = await connectHttp2((await start(setupOf(ECHO))).port)
    connection.write(formatStreams([listFields(request)]))
    const [stream] = await connection.waitForStreams(1)
    const [response] = stream?.responses ?? []
    expect(response?.status).toBe(status)
    for (const [name, value] of response?.lines ?? []) expect([name, value.length < 100]).toEqual([name, true])
  })

  it.each(TOO_MANY)(
    'rejects a request with more fields than Node accepts %s, and keeps working',
    async (_where, fields) => {
      const server = await start()
      const connection = await connectHttp2(server.port)
      connection.write(formatStreams([fields, listFields(get(ALLOWED))]))
      const [refused, next] = await connection.waitForStreams(2)
      expect(refused).toEqual({ responses: [], ending: 'reset' })
      expect(next?.responses.map(readAnswer)).toEqual([[200, GRANT]])
      expect(server.countReached()).toBe(1)
    },
  )

  it.each([1, 4, 8])('reads an origin that continues in %i more frames', async (count) => {
    const connection = await connectHttp2((await start()).port)
    const block = formatFieldBlock(listFields(get(ALLOWED)))
    connection.write(formatHeaders(1, block, false, Math.ceil(block.length / (count + 1))))
    const [stream] = await connection.waitForStreams(1)
    expect(stream?.responses.map(readAnswer)).toEqual([[200, GRANT]])
  })

  it('closes a connection whose fields continue byte by byte, and responds to others', async () => {
    const server = await start()
    const connection = await connectHttp2(server.port)
    connection.write(formatHeaders(1, formatFieldBlock(listFields(get(ALLOWED))), false, 1))
    const { goAway, streams } = await connection.waitFor((outcome) => outcome.goAway !== undefined)
    expect(goAway).not.toBe(ERROR_CODE.none)
    expect(streams.size).toBe(0)
    expect(server.countReached()).toBe(0)
    expect((await server.send(preflight(ALLOWED))).status).toBe(204)
  })

  it.each([0, 32, 100, 65_536])('sends the same headers to a client whose header table has %i bytes', async (size) => {
    const connection = await connectHttp2((await start()).port, [[SETTING.headerTableSize, size]], size)
    const requests = [get(ALLOWED), preflight(ALLOWED), get(ALLOWED), preflight(ALLOWED)]
    connection.write(formatStreams(requests.map(listFields)))
    const streams = await connection.waitForStreams(requests.length)
    expect(streams.flatMap(({ responses }) => responses.map(readAnswer))).toEqual([
      [200, GRANT],
      [204, PREFLIGHT_GRANT],
      [200, GRANT],
      [204, PREFLIGHT_GRANT],
    ])
  })
})

describe('a server of node:http2 that accepts few fields', () => {
  it('sends no CORS headers for an origin among too many fields', async () => {
    const listener = cors(LIST_CONFIG)((_req, res) => res.end('ok'))
    const connection = await connectHttp2(await listen(createServer({ maxHeaderListPairs: 6 }, listener as never)))
    const few = [
      ['a', ''],
      ['Origin', ALLOWED],
    ] as const
    const requests = [get(undefined, '/ok', ['a', ''], ...few), get(undefined, '/ok', ...few)]
    connection.write(formatStreams(requests.map(listFields)))
    const [refused, taken] = await connection.waitForStreams(2)
    expect(refused).toEqual({ responses: [], ending: 'reset' })
    expect(taken?.responses.map(readAnswer)).toEqual([[200, GRANT]])
  })
})
