import { createFieldReader, type FieldLines } from '../support/field-block.ts'
import { FLAG, FRAME, type Http2Frame, parseFrames, parseInteger } from '../support/http2-frame.ts'
import { createRawResponse, type RawResponse } from '../support/raw-client.ts'

/** The outcome of one stream. */
export interface StreamOutcome {
  /** The last one is final if the stream got a response; those before are informational. */
  readonly responses: readonly RawResponse[]
  readonly ending: 'answered' | 'reset' | 'open'
}

/** The frames received on a connection, parsed strictly. */
export interface Http2Outcome {
  readonly streams: ReadonlyMap<number, StreamOutcome>
  /** The error code with which the server refuses more streams. */
  readonly goAway: number | undefined
  /** The first protocol error; `undefined` if there is none. */
  readonly problem: string | undefined
}

const FIELD_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/
const FIELD_VALUE = /^(?![\t ])[\t\x20-\x7e\x80-\xff]*(?<![\t ])$/
const STATUS = /^[1-5]\d\d$/

/** @see https://www.rfc-editor.org/rfc/rfc9113#name-connection-specific-header- */
const CONNECTION_SPECIFIC = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']

interface OpenStream {
  readonly heads: FieldLines[]
  body: string
  ending: StreamOutcome['ending']
}

/** Reads the frames of a server whose client has announced the size of its header table. */
export function readOutcome(received: string, headerTableSize?: number): Http2Outcome {
  const { frames, rest } = parseFrames(received)
  const fields = createFieldReader(headerTableSize)
  const streams = new Map<number, OpenStream>()
  let goAway: number | undefined
  let unfinished: { readonly stream: number; readonly flags: number; block: string } | undefined
  let problem: string | undefined
  try {
    if (frames.length > 0 && frames[0]?.type !== FRAME.settings) throw new Error('no settings at first')
    for (const frame of frames) readFrame(frame)
    if (rest !== '') throw new Error('a frame that is cut off')
    for (const stream of streams.values()) checkLength(stream)
  } catch (error) {
    problem = (error as Error).message
  }
  return { streams: new Map([...streams].map(([id, stream]) => [id, toOutcome(stream)])), goAway, problem }

  function readFrame({ type, flags, stream: id, payload }: Http2Frame): void {
    if (unfinished !== undefined && (type !== FRAME.continuation || id !== unfinished.stream))
      throw new Error(`a frame of type ${type} within the fields of stream ${unfinished.stream}`)
    if (type === FRAME.headers) readBlock({ stream: id, flags, block: payload }, flags)
    else if (type === FRAME.continuation && unfinished !== undefined)
      readBlock({ ...unfinished, block: unfinished.block + payload }, flags)
    else if (type === FRAME.data) readData(streamOf(id), flags, payload)
    else if (type === FRAME.resetStream) streamOf(id).ending = 'reset'
    else if (type === FRAME.goAway) goAway = parseInteger(payload.slice(4, 8))
    else if (![FRAME.settings, FRAME.ping, FRAME.windowUpdate].includes(type as never))
      throw new Error(`a frame of type ${type}`)
  }

  /** What a server sends has neither padding nor priority. */
  function readBlock(begun: NonNullable<typeof unfinished>, flags: number): void {
    unfinished = begun
    if ((flags & FLAG.endHeaders) === 0) return
    unfinished = undefined
    const stream = streamOf(begun.stream)
    if (stream.ending !== 'open') throw new Error(`fields after the end of stream ${begun.stream}`)
    stream.heads.push(checkFields(fields.read(begun.block)))
    if ((begun.flags & FLAG.endStream) !== 0) stream.ending = 'answered'
  }

  function readData(stream: OpenStream, flags: number, payload: string): void {
    if (stream.ending !== 'open' || stream.heads.length === 0) throw new Error('data outside a response')
    stream.body += payload
    if ((flags & FLAG.endStream) !== 0) stream.ending = 'answered'
  }

  function streamOf(id: number): OpenStream {
    const stream = streams.get(id) ?? { heads: [], body: '', ending: 'open' }
    streams.set(id, stream)
    return stream
  }
}

function checkFields(lines: FieldLines): FieldLines {
  const [[first, status] = ['', ''], ...fields] = lines
  if (first !== ':status' || !STATUS.test(status)) throw new Error(`no status at first: ${JSON.stringify(lines)}`)
  for (const field of fields) {
    const [name, value] = field
    if (!FIELD_NAME.test(name) || !FIELD_VALUE.test(value)) throw new Error(`no field: ${JSON.stringify(field)}`)
    if (CONNECTION_SPECIFIC.includes(name)) throw new Error(`a field of HTTP/1: ${name}`)
  }
  return lines
}

/** A response to HEAD may announce a body that it does not have. */
function checkLength({ heads, body, ending }: OpenStream): void {
  const announced = heads.at(-1)?.find(([name]) => name === 'content-length')?.[1]
  if (ending !== 'answered' || announced === undefined || body === '' || Number(announced) === body.length) return
  throw new Error(`a body of ${body.length} bytes, although ${announced} were announced`)
}

function toOutcome({ heads, body, ending }: OpenStream): StreamOutcome {
  const responses = heads.map(([[, status] = ['', ''], ...fields], index) =>
    createRawResponse(Number(status), fields, index === heads.length - 1 ? body : ''),
  )
  return { responses, ending }
}
