import { type FieldLines, formatFieldBlock } from '../support/field-block.ts'
import { formatHeaders } from '../support/http2-frame.ts'
import type { RawRequest } from '../support/raw-client.ts'

/** Lists the fields of a request over HTTP/2, unchecked. */
export function listFields({ method = 'GET', path = '/', headers = [] }: RawRequest): FieldLines {
  const pseudoHeaders = [
    [':method', method],
    [':scheme', 'http'],
    [':path', path],
    [':authority', 'api.example.test'],
  ] as const
  return [...pseudoHeaders, ...headers.map(([name, value]) => [name.toLowerCase(), value] as const)]
}

/** Reads an HTTP/1 request, possibly mutated, as the fields that it would have over HTTP/2. */
export function parseFields(text: string): FieldLines {
  const [start = '', ...lines] = text.split('\r\n')
  const [method = '', path = ''] = start.split(' ')
  const headers = lines
    .filter((line) => line !== '' && !/^(host|connection):/i.test(line))
    .map((line) => /^([^:]*):? ?(.*)$/s.exec(line)?.slice(1) as [string, string])
  return listFields({ method, path, headers })
}

/** Writes requests as one stream after another, none of which has a body. */
export function formatStreams(requests: readonly FieldLines[], first = 0): string {
  const streams = requests.map((fields, index) => formatHeaders(streamAt(first + index), formatFieldBlock(fields)))
  return streams.join('')
}

/** Returns the stream number of a client's nth request. */
export function streamAt(index: number): number {
  return 2 * index + 1
}
