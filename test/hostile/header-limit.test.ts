import { createServer } from 'node:http'
import { cors } from '@crossorigin/node'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ALLOWED, askHeaders, get, PREFLIGHT_GRANT, preflight } from '../adapters/scenarios/list-policy.ts'
import type { Adapter, RunningServer } from '../support/adapter.ts'
import { exchangeBytes } from '../support/byte-exchange.ts'
import { readAnswer } from '../support/cors-headers.ts'
import { listen } from '../support/listen.ts'
import { formatRequest, type RawRequest, sendRaw } from '../support/raw-client.ts'
import { ADAPTERS } from '../support/servers.ts'

const ECHO = { origin: ALLOWED, credentials: true, methods: '*', allowedHeaders: '*' } as const
const KILOBYTE = 1024

function line(name: string, length: number): [string, string] {
  return [name, 'x'.repeat(length)]
}

/** More than Node reads, in each header that CORS reads. */
const TOO_LONG: readonly (readonly [what: string, request: RawRequest])[] = [
  ['Origin', get(`https://${'x'.repeat(20 * KILOBYTE)}`)],
  ['requested method', preflight(ALLOWED, '/ok', line('Access-Control-Request-Method', 20 * KILOBYTE))],
  ['list of headers', askHeaders('x-a,'.repeat(5 * KILOBYTE))],
  ['Vary', get(ALLOWED, '/ok', line('Vary', 20 * KILOBYTE))],
  ['URL', preflight(ALLOWED, `/${'x'.repeat(20 * KILOBYTE)}`)],
]

/** The most that Node reads over HTTP/1, and that fits into one frame over HTTP/2. */
const LONG: readonly (readonly [what: string, request: RawRequest, status: number])[] = [
  ['an origin', get(`https://${'x'.repeat(15 * KILOBYTE)}`), 200],
  ['a method', preflight(ALLOWED, '/ok', line('Access-Control-Request-Method', 15 * KILOBYTE)), 204],
  ['a list of headers', askHeaders('x-a,'.repeat(3 * KILOBYTE)), 204],
  ['a list of nothing', askHeaders(','.repeat(15 * KILOBYTE)), 204],
  ['a list of blanks', askHeaders(`x${' \t'.repeat(7 * KILOBYTE)}x`), 204],
  ['a URL', preflight(ALLOWED, `/${'x'.repeat(15 * KILOBYTE)}`), 204],
]

beforeEach(() => {
  vi.spyOn(process, 'emitWarning').mockReturnValue()
})

async function start(adapter: Adapter): Promise<RunningServer> {
  const server = await adapter.start({ layers: [{ source: ECHO }] })
  onTestFinished(() => server.close())
  return server
}

describe.each(ADAPTERS)('$name', (adapter) => {
  it.each(LONG)('echoes nothing of %s that is as long as Node reads', async (_what, request, status) => {
    const server = await start(adapter)
    const response = await server.send(request)
    expect(response.status).toBe(status)
    for (const [name, value] of response.lines) expect([name, value.length < 100]).toEqual([name, true])
  })
})

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/1.1'))('$name', (adapter) => {
  it.each(TOO_LONG)(
    'rejects a request whose %s is longer than Node reads, and keeps working',
    async (_what, request) => {
      const server = await start(adapter)
      const { received, ending } = await exchangeBytes(server.port, formatRequest(request, 'keep-alive'), 1000)
      expect(received.slice(0, 12)).toBe('HTTP/1.1 431')
      expect(ending).not.toBe('hung')
      expect(server.countReached()).toBe(0)
      expect((await server.send(preflight(ALLOWED))).status).toBe(204)
    },
  )

  it('sends no CORS headers for an origin that comes after more lines than Node counts', async () => {
    const server = await start(adapter)
    const many = Array.from({ length: 2500 }, () => ['a', ''] as const)
    const last = await server.send({ path: '/ok', headers: [...many, ['Origin', ALLOWED]] })
    expect(readAnswer(last)).toEqual([200, { vary: 'Origin' }])
    const first = await server.send({ path: '/ok', headers: [['Origin', ALLOWED], ...many] })
    expect(first.get('access-control-allow-origin')).toBe(ALLOWED)
  })
})

describe('a server that reads a megabyte of headers', () => {
  const MEGABYTE = KILOBYTE * KILOBYTE

  it.each<[what: string, request: RawRequest]>([
    ['an origin', get(`https://${'x'.repeat(MEGABYTE)}`)],
    ['an origin of dots', get(`https://${'a.'.repeat(MEGABYTE / 2)}example.com`)],
    ['a method', preflight(ALLOWED, '/ok', line('Access-Control-Request-Method', MEGABYTE))],
    ['a list of headers', askHeaders('x-a,'.repeat(MEGABYTE / 4))],
    ['a list of blanks', askHeaders(`x${' '.repeat(MEGABYTE)}x`)],
    ['a list on many lines', askHeaders(...Array.from({ length: 1000 }, () => 'x'.repeat(KILOBYTE)))],
  ])('echoes nothing of it: %s', async (_what, request) => {
    const withCors = cors({ ...ECHO, origin: [ALLOWED, 'https://*.example.com', /^https:\/\/[a-z]+\.example\.net$/] })
    const listener = withCors((_req, res) => res.end('ok'))
    const port = await listen(createServer({ maxHeaderSize: 2 * MEGABYTE }, listener))
    const response = await sendRaw(port, request)
    expect(response.status).toBe(request.method === 'OPTIONS' ? 204 : 200)
    for (const [name, value] of response.lines) expect([name, value.length < 100]).toEqual([name, true])
  })

  it('reads all of it if the policy has lists', async () => {
    const listener = cors({ origin: ALLOWED, methods: ['PUT'] })((_req, res) => res.end('ok'))
    const port = await listen(createServer({ maxHeaderSize: 2 * MEGABYTE }, listener))
    const response = await sendRaw(port, askHeaders('x-a,'.repeat(MEGABYTE / 4)))
    expect(response.get('access-control-max-age')).toBe(PREFLIGHT_GRANT['access-control-max-age'])
  })
})
