import { describe, expect, it, onTestFinished } from 'vitest'
import { ALLOWED, EVIL, GRANT, get, LIST, preflight } from '../adapters/scenarios/list-policy.ts'
import type { RunningServer } from '../support/adapter.ts'
import { readAnswer } from '../support/cors-headers.ts'
import { type FieldLines, formatFieldBlock } from '../support/field-block.ts'
import { ERROR_CODE, FLAG, FRAME, formatFrame, formatHeaders } from '../support/http2-frame.ts'
import { ADAPTERS } from '../support/servers.ts'
import { connectHttp2, type Http2Connection } from './http2-connection.ts'
import { formatStreams, listFields, streamAt } from './http2-request.ts'

type Line = FieldLines[number]

const FROM_ALLOWED: Line = ['origin', ALLOWED]
const [METHOD, SCHEME, PATH, AUTHORITY] = listFields(get(undefined)) as [Line, Line, Line, Line]
const PSEUDO_HEADERS = [METHOD, SCHEME, PATH, AUTHORITY]

/** An HTTP/1 request that must not be read as one. */
const HIDDEN = `GET /ok HTTP/1.1\r\nHost: a\r\nOrigin: ${ALLOWED}\r\n\r\n`

/** Fields that are not a valid request: our code must not see them. */
const REFUSED: readonly (readonly [what: string, fields: FieldLines])[] = [
  ['an origin in upper case', [...PSEUDO_HEADERS, ['Origin', ALLOWED]]],
  ['an origin and another one in upper case', [...PSEUDO_HEADERS, FROM_ALLOWED, ['Origin', EVIL]]],
  ['chunks', [...PSEUDO_HEADERS, FROM_ALLOWED, ['transfer-encoding', 'chunked']]],
  ['a field about the connection', [...PSEUDO_HEADERS, FROM_ALLOWED, ['connection', 'origin']]],
  ['an upgrade', [...PSEUDO_HEADERS, FROM_ALLOWED, ['upgrade', 'h2c']]],
  ['a coding of transfers', [...PSEUDO_HEADERS, FROM_ALLOWED, ['te', 'gzip']]],
  ['two lengths', [...PSEUDO_HEADERS, FROM_ALLOWED, ['content-length', '0'], ['content-length', '5']]],
  ['a list of lengths', [...PSEUDO_HEADERS, FROM_ALLOWED, ['content-length', '0, 5']]],
  ['a length with a sign', [...PSEUDO_HEADERS, FROM_ALLOWED, ['content-length', '+0']]],
  ['the length of a body that does not follow', [...PSEUDO_HEADERS, FROM_ALLOWED, ['content-length', '5']]],
  ['a method twice', [METHOD, ...PSEUDO_HEADERS, FROM_ALLOWED]],
  ['two methods', [...PSEUDO_HEADERS, [':method', 'OPTIONS'], FROM_ALLOWED]],
  ['two paths', [...PSEUDO_HEADERS, [':path', '/private'], FROM_ALLOWED]],
  ['a path after its fields', [METHOD, SCHEME, AUTHORITY, FROM_ALLOWED, PATH]],
  ['an unknown pseudo-header', [...PSEUDO_HEADERS, [':origin', ALLOWED]]],
  ['a pseudo-header of responses', [...PSEUDO_HEADERS, [':status', '200'], FROM_ALLOWED]],
  ['no method', [SCHEME, PATH, AUTHORITY, FROM_ALLOWED]],
  ['no scheme', [METHOD, PATH, AUTHORITY, FROM_ALLOWED]],
  ['no path', [METHOD, SCHEME, AUTHORITY, FROM_ALLOWED]],
  ['an empty path', [METHOD, SCHEME, [':path', ''], AUTHORITY, FROM_ALLOWED]],
  ['an invalid path', [METHOD, SCHEME, [':path', 'ok'], AUTHORITY, FROM_ALLOWED]],
  ...['', 'OPTI(ONS', 'GET /ok', 'GET\0', 'GET\r\n'].map(
    (method) => [`the method ${JSON.stringify(method)}`, listFields({ ...get(ALLOWED), method })] as const,
  ),
]

function fieldsOf(...lines: FieldLines): string {
  return formatHeaders(1, formatFieldBlock(listFields(get(undefined, '/ok', ...lines))))
}

/** A POST whose fields are followed by the frames of a body. */
function posted(lines: FieldLines, ...frames: readonly string[]): string {
  const fields = listFields({ method: 'POST', path: '/ok', headers: lines })
  return formatHeaders(1, formatFieldBlock(fields), true) + frames.join('')
}

function data(text: string, flags: number): string {
  return formatFrame(FRAME.data, flags, 1, text)
}

/** Valid requests, with something that looks like an origin in the wrong place. Node drops a field with an invalid byte. */
const READ: readonly (readonly [what: string, bytes: string])[] = [
  ['two origins, the allowed one first', fieldsOf(FROM_ALLOWED, ['origin', EVIL])],
  ['two origins, the allowed one last', fieldsOf(['origin', EVIL], FROM_ALLOWED)],
  ['the allowed origin twice', fieldsOf(FROM_ALLOWED, FROM_ALLOWED)],
  ...[`${ALLOWED}\0`, `${ALLOWED}\0.evil.test`, `${EVIL}\0${ALLOWED}`, `${ALLOWED}\r`, `${ALLOWED}\n`].map(
    (origin) => [`the origin ${JSON.stringify(origin)}`, fieldsOf(['origin', origin])] as const,
  ),
  ['an origin after a line break', fieldsOf(['origin', `${EVIL}\r\norigin: ${ALLOWED}`])],
  ['an origin after a line break in another field', fieldsOf(['x-a', `a\r\norigin: ${ALLOWED}`])],
  ['an origin with a space before it', fieldsOf(['origin', ` ${ALLOWED}`])],
  ['an origin with a space after it', fieldsOf(['origin', `${ALLOWED} `])],
  ['an origin with look-alike letters', fieldsOf(['origin', 'https://ex\xe4mple.com'])],
  ['an origin with a character that browsers strip', fieldsOf(['origin', `${ALLOWED}\xa0`])],
  ['a name with a NUL in it', fieldsOf(['ori\0gin', ALLOWED])],
  ['a name with a space after it', fieldsOf(['origin ', ALLOWED])],
  ['a name with a colon after it', fieldsOf(['origin:', ALLOWED])],
  ['an empty name', fieldsOf(['', ALLOWED])],
  [
    'an origin in the URL',
    formatStreams([listFields(get(undefined, `/ok?origin:%20${ALLOWED}%0d%0aorigin:${ALLOWED}`))]),
  ],
  [
    'an origin in the trailer',
    posted([['trailer', 'origin']], data('', 0), formatHeaders(1, formatFieldBlock([FROM_ALLOWED]))),
  ],
  ['a request in the body', posted([['content-length', String(HIDDEN.length)]], data(HIDDEN, FLAG.endStream))],
  [
    'a request in padding',
    posted([], data(`${String.fromCharCode(HIDDEN.length)}${HIDDEN}`, FLAG.endStream + FLAG.padded)),
  ],
]

const BLOCK = formatFieldBlock(listFields(get(ALLOWED)))

/** Frames after which the server closes the connection. */
const FATAL: readonly (readonly [what: string, bytes: string])[] = [
  ['fields that are cut off', formatHeaders(1, BLOCK.slice(0, -1))],
  ['an index without a field', formatHeaders(1, '\xff\x7f')],
  ['an overflowing length', formatHeaders(1, `\0\x7f${'\xff'.repeat(20)}`)],
  ['a header table that is too large', formatHeaders(1, `\x3f\xff\xff\xff\x07${BLOCK}`)],
  ['fields on stream 0', formatHeaders(0, BLOCK)],
  ['fields of a stream that only the server may open', formatHeaders(2, BLOCK)],
  ['a continuation of nothing', formatFrame(FRAME.continuation, FLAG.endHeaders, 1, BLOCK)],
  [
    'another stream within fields',
    formatFrame(FRAME.headers, FLAG.endStream, 1, BLOCK.slice(0, 20)) + formatHeaders(3, BLOCK),
  ],
  ['data within fields', formatFrame(FRAME.headers, 0, 1, BLOCK) + data('x', FLAG.endStream)],
  ['more padding than there is', formatFrame(FRAME.headers, FLAG.endHeaders + FLAG.endStream + FLAG.padded, 1, '\xff')],
  ['a promise to push', formatFrame(FRAME.pushPromise, FLAG.endHeaders, 1, `\0\0\0\x02${BLOCK}`)],
  ['a frame that is too long', formatFrame(FRAME.headers, FLAG.endHeaders, 1, BLOCK.padEnd(16_385, '\0'))],
  ['half a setting', formatFrame(FRAME.settings, 0, 0, '\0\x01')],
]

describe.each(ADAPTERS.filter(({ protocol }) => protocol === 'http/2'))('$name', (adapter) => {
  async function start(): Promise<{ readonly server: RunningServer; readonly connection: Http2Connection }> {
    const server = await adapter.start(LIST)
    onTestFinished(() => server.close())
    const connection = await connectHttp2(server.port)
    return { server, connection }
  }

  it.each(REFUSED)('rejects a request with %s, and keeps working', async (_what, fields) => {
    const { server, connection } = await start()
    connection.write(formatStreams([fields, listFields(get(ALLOWED))]))
    const [refused, next] = await connection.waitForStreams(2)
    expect(refused).toEqual({ responses: [], ending: 'reset' })
    expect(next?.responses.map(readAnswer)).toEqual([[200, GRANT]])
    expect(server.countReached()).toBe(1)
  })

  it.each(READ)('sends no CORS headers for %s', async (_what, bytes) => {
    const { server, connection } = await start()
    connection.write(bytes)
    const [stream] = await connection.waitForStreams(1)
    expect(stream?.responses).toHaveLength(1)
    expect(stream?.responses.flatMap(({ all }) => all('access-control-allow-origin'))).toEqual([])
    expect(stream?.responses.flatMap(({ all }) => all('vary'))).toEqual([expect.stringMatching(/^(Origin|\*)$/)])
    expect(server.countReached()).toBe(1)
  })

  it.each(FATAL)('closes the connection after %s, and responds to others', async (_what, bytes) => {
    const { server, connection } = await start()
    connection.write(bytes)
    const { goAway, streams, problem } = await connection.waitFor((outcome) => outcome.goAway !== undefined)
    expect(goAway).not.toBe(ERROR_CODE.none)
    expect(problem).toBeUndefined()
    expect([...streams.values()].flatMap(({ responses }) => responses)).toEqual([])
    expect(server.countReached()).toBe(0)
    connection.socket.destroy()
    expect((await server.send(preflight(ALLOWED))).status).toBe(204)
  })

  it('sends no CORS headers for an origin in the header table from another stream', async () => {
    const { connection } = await start()
    const [name, value] = FROM_ALLOWED
    const indexed = formatFieldBlock(PSEUDO_HEADERS)
    const remembered = `${indexed}\x40\x06${name}${String.fromCharCode(value.length)}${value}`
    // The first place behind the 61 of the static table.
    const referring = `${indexed}\xbe`
    connection.write(
      [remembered, indexed, referring].map((block, index) => formatHeaders(streamAt(index), block)).join(''),
    )
    const streams = await connection.waitForStreams(3)
    expect(streams.map(({ responses }) => responses[0]?.get('access-control-allow-origin'))).toEqual([
      ALLOWED,
      undefined,
      ALLOWED,
    ])
  })

  it('leaves a CONNECT to the application, which does not handle it', async () => {
    const { server, connection } = await start()
    connection.write(formatStreams([[[':method', 'CONNECT'], AUTHORITY, FROM_ALLOWED]]))
    const [stream] = await connection.waitForStreams(1)
    expect(stream?.responses.map(readAnswer)).toEqual([[405, {}]])
    expect(server.countReached()).toBe(0)
  })

  it('responds to as many preflights as there are in one packet, each on its stream', async () => {
    const { connection } = await start()
    const asked = Array.from({ length: 100 }, (_, index) => preflight(index % 2 === 0 ? ALLOWED : EVIL))
    connection.write(formatStreams(asked.map(listFields)))
    const streams = await connection.waitForStreams(asked.length)
    expect(streams.map(({ responses }) => responses.map(({ status }) => status))).toEqual(
      asked.map((_, index) => [index % 2 === 0 ? 204 : 403]),
    )
  })
})
