import { describe, expect, it, onTestFinished } from 'vitest'
import { ALLOWED, EVIL, LIST, preflight } from '../adapters/scenarios/list-policy.ts'
import type { RunningServer } from '../support/adapter.ts'
import { exchangeBytes } from '../support/byte-exchange.ts'
import { formatRequest } from '../support/raw-client.ts'
import { ADAPTERS } from '../support/servers.ts'
import { readResponses } from './response-stream.ts'

const FROM_ALLOWED = `Origin: ${ALLOWED}`
const CHUNKED = 'Transfer-Encoding: chunked'
const HIDDEN = `GET /ok HTTP/1.1\r\nHost: a\r\n${FROM_ALLOWED}\r\n\r\n`

function message(lines: readonly string[], body = '', method = 'POST'): string {
  return `${[`${method} /ok HTTP/1.1`, 'Host: a', ...lines].join('\r\n')}\r\n\r\n${body}`
}

/** Messages that two parsers may read differently: our code must not see them. */
const REFUSED: readonly (readonly [what: string, bytes: string])[] = [
  ['two lengths', message([FROM_ALLOWED, 'Content-Length: 0', `Content-Length: ${HIDDEN.length}`], HIDDEN)],
  ['a list of lengths', message([FROM_ALLOWED, 'Content-Length: 0, 5'], 'hello')],
  ['a length with a sign', message([FROM_ALLOWED, 'Content-Length: +5'], 'hello')],
  ['a length beside chunks', message([FROM_ALLOWED, 'Content-Length: 5', CHUNKED], `0\r\n\r\n${HIDDEN}`)],
  [
    'chunked before another coding',
    message([FROM_ALLOWED, 'Transfer-Encoding: chunked, identity'], `0\r\n\r\n${HIDDEN}`),
  ],
  ['a name with a space after it', message(['Origin : https://example.com'])],
  ['a name with a NUL in it', message([`Ori\0gin: ${ALLOWED}`])],
  ['a value with a NUL in it', message([`Origin: ${ALLOWED}\0.evil.test`])],
  ['a value that is folded', message(['Origin: https:', ' //example.com'])],
  ['a line break without a line feed', message([`Origin: ${EVIL}\r${FROM_ALLOWED}`])],
  ['a line without a colon', message([FROM_ALLOWED, 'Access-Control-Request-Method'])],
  ['a line without a name', message([FROM_ALLOWED, ': PUT'])],
  ['another version', message([FROM_ALLOWED]).replace('HTTP/1.1', 'HTTP/3.7')],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['an invalid method', message([FROM_ALLOWED], '', 'OPTI(ONS')],
]

/** Valid messages, with something that looks like an origin in the wrong place. */
const READ: readonly (readonly [what: string, bytes: string])[] = [
  ['an origin in the trailer', message([CHUNKED, 'Trailer: Origin'], `0\r\n${FROM_ALLOWED}\r\n\r\n`)],
  ['a request in the body', message([`Content-Length: ${HIDDEN.length}`], HIDDEN)],
  ['a request in a chunk', message([CHUNKED], `${HIDDEN.length.toString(16)}\r\n${HIDDEN}\r\n0\r\n\r\n`)],
  [
    'an origin in the URL',
    message([]).replace('/ok', `/ok?Origin:%20${ALLOWED}%0d%0a${FROM_ALLOWED.replace(' ', '')}`),
  ],
  ['two origins, the allowed one first', message([FROM_ALLOWED, `Origin: ${EVIL}`])],
  ['two origins, the allowed one last', message([`Origin: ${EVIL}`, FROM_ALLOWED])],
  ['an origin with look-alike letters', message([`Origin: https://ex\xe4mple.com`])],
  ['an origin with a character that browsers strip', message([`Origin: ${ALLOWED}\xa0`])],
]

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/1.1'))('$name', (adapter) => {
  async function start(): Promise<RunningServer> {
    const server = await adapter.start(LIST)
    onTestFinished(() => server.close())
    return server
  }

  it.each(REFUSED)('rejects a message with %s', async (_what, bytes) => {
    const server = await start()
    const { received, ending } = await exchangeBytes(server.port, bytes)
    const { responses, problem } = readResponses(received, { mayBeCut: false, mayLackBody: false })
    expect(problem).toBeUndefined()
    expect(ending).not.toBe('hung')
    expect(responses.map(({ status }) => status)).toContain(400)
    expect(server.countReached()).toBe(0)
    expect((await server.send(preflight(ALLOWED))).status).toBe(204)
  })

  it.each(READ)('sends no CORS headers for %s', async (_what, bytes) => {
    const server = await start()
    const { received } = await exchangeBytes(server.port, bytes)
    const { responses, problem } = readResponses(received, { mayBeCut: false, mayLackBody: false })
    expect(problem).toBeUndefined()
    expect(responses).toHaveLength(1)
    expect(responses[0]?.status).not.toBe(400)
    expect(responses.flatMap(({ all }) => all('access-control-allow-origin'))).toEqual([])
    expect(server.countReached()).toBe(1)
  })

  it('responds to as many preflights as there are in one packet, in order', async () => {
    const { port } = await start()
    const count = 100
    const asked = Array.from({ length: count }, (_, index) => preflight(index % 2 === 0 ? ALLOWED : EVIL))
    const bytes = asked.map((request, index) => formatRequest(request, index === count - 1 ? 'close' : 'keep-alive'))
    const { received } = await exchangeBytes(port, bytes.join(''), 2000)
    const { responses } = readResponses(received, { mayBeCut: false, mayLackBody: false })
    expect(responses.map(({ status }) => status)).toEqual(asked.map((_, index) => (index % 2 === 0 ? 204 : 403)))
  })
})
