import { createServer } from 'node:http2'
import { describe, expect, it } from 'vitest'
import { type FieldLines, formatFieldBlock } from '../support/field-block.ts'
import { FLAG, FRAME, formatFrame, formatHeaders, SETTING } from '../support/http2-frame.ts'
import { listen } from '../support/listen.ts'
import { connectHttp2 } from './http2-connection.ts'
import { readOutcome } from './http2-outcome.ts'
import { formatStreams, listFields } from './http2-request.ts'

const SETTINGS = formatFrame(FRAME.settings, 0, 0)
const OK = [':status', '200'] as const

function head(...lines: FieldLines): string {
  return formatHeaders(1, formatFieldBlock(lines), true)
}

function data(text: string, flags = 0): string {
  return formatFrame(FRAME.data, flags, 1, text)
}

const BLOCK = formatFieldBlock([OK, ['vary', 'Origin']])

const BROKEN: readonly (readonly [what: string, bytes: string, problem: RegExp])[] = [
  ['other frames before the settings', head(OK), /settings/],
  ['a frame that is cut off', `${SETTINGS}${head(OK).slice(0, -1)}`, /cut off/],
  ['a promise to push', SETTINGS + formatFrame(FRAME.pushPromise, 0, 1), /type 5/],
  ['a continuation of nothing', SETTINGS + formatFrame(FRAME.continuation, FLAG.endHeaders, 1, BLOCK), /type 9/],
  ['data within fields', SETTINGS + formatFrame(FRAME.headers, 0, 1, BLOCK) + data('x'), /within the fields/],
  ['data before a response', SETTINGS + data('x'), /outside/],
  ['data after the end', SETTINGS + head(OK) + data('x', FLAG.endStream) + data('y'), /outside/],
  ['fields after the end', SETTINGS + head(OK) + data('x', FLAG.endStream) + head(OK), /after the end/],
  ['no status', SETTINGS + head(['vary', 'Origin']), /no status/],
  ['an invalid status', SETTINGS + head([':status', '20']), /no status/],
  ['two statuses', SETTINGS + head(OK, OK), /no field/],
  ['a name in upper case', SETTINGS + head(OK, ['Vary', 'Origin']), /no field/],
  ...['a\0b', 'a\rb', 'a\nb', 'a\r\nb', 'a\x7f', ' a', 'a\t'].map(
    (value) => [`the value ${JSON.stringify(value)}`, SETTINGS + head(OK, ['vary', value]), /no field/] as const,
  ),
  ['a field of HTTP/1', SETTINGS + head(OK, ['transfer-encoding', 'chunked']), /HTTP\/1/],
  [
    'a length that differs from Content-Length',
    SETTINGS + head(OK, ['content-length', '3']) + data('x', FLAG.endStream),
    /announced/,
  ],
  ['an unknown index', SETTINGS + formatHeaders(1, '\xff\x7f'), /index/],
  ['a block that is cut off', SETTINGS + formatHeaders(1, BLOCK.slice(0, -1)), /cut off/],
  ['a table that is larger than allowed', SETTINGS + formatHeaders(1, `\x3f\xe2\x1f${BLOCK}`), /4097/],
  ['invalid Huffman padding', SETTINGS + formatHeaders(1, '\0\x01a\x81\0'), /Huffman/],
]

describe('the HTTP/2 reader', () => {
  it.each(BROKEN)('rejects %s', (_what, bytes, problem) => {
    expect(readOutcome(bytes).problem).toMatch(problem)
  })

  it.each([0, 64, 4096])('reads what Node writes for a table of %i bytes', async (size) => {
    const written = Array.from({ length: 224 }, (_, index) => String.fromCharCode(32 + index)).filter(
      (character) => character !== '\x7f',
    )
    const values = written.map((character, index) => `x${character.repeat(1 + (index % 5))}x`)
    const server = createServer((req, res) => {
      for (const name of ['x-one', 'etag', 'vary']) res.setHeader(name, String(values[Number(req.url.slice(1))]))
      res.end('ok')
    })
    const connection = await connectHttp2(await listen(server), [[SETTING.headerTableSize, size]], size)
    connection.write(formatStreams(values.map((_, index) => listFields({ path: `/${index}` }))))
    const streams = await connection.waitForStreams(values.length)
    for (const [index, { responses }] of streams.entries()) {
      const [response] = responses
      expect([response?.status, response?.body]).toEqual([200, 'ok'])
      for (const name of ['x-one', 'etag', 'vary']) expect(response?.all(name)).toEqual([values[index]])
    }
  })
})
