/** An HTTP/2 frame with any content; one character for each byte. */
export interface Http2Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: string
}

/** @see https://www.rfc-editor.org/rfc/rfc9113#name-frame-definitions */
export const FRAME = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

/** The meaning of flags, for frame types that have them. */
export const FLAG = { endStream: 1, endHeaders: 4, padded: 8 } as const

/** @see https://www.rfc-editor.org/rfc/rfc9113#name-defined-settings */
export const SETTING = { headerTableSize: 1, initialWindowSize: 4 } as const

/** @see https://www.rfc-editor.org/rfc/rfc9113#name-error-codes */
export const ERROR_CODE = { none: 0, protocol: 1, cancel: 8 } as const

/** The connection preface of a client. */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

const HEADER_LENGTH = 9

/** The longest payload that every peer accepts. */
const MAX_PAYLOAD = 16_384

/** Writes a frame, unchecked. */
export function formatFrame(type: number, flags: number, stream: number, payload = ''): string {
  return `${formatInteger(payload.length, 3)}${formatInteger(type, 1)}${formatInteger(flags, 1)}${formatInteger(stream, 4)}${payload}`
}

/** Writes the first frame of a connection: numbered settings with their values. */
export function formatPreface(settings: readonly (readonly [setting: number, value: number])[] = []): string {
  const pairs = settings.map(([setting, value]) => formatInteger(setting, 2) + formatInteger(value, 4))
  return PREFACE + formatFrame(FRAME.settings, 0, 0, pairs.join(''))
}

/** Writes a field block as a HEADERS frame, with as many CONTINUATION frames as its length requires. */
export function formatHeaders(stream: number, block: string, hasBody = false, maxPayload = MAX_PAYLOAD): string {
  const parts = [block.slice(0, maxPayload)]
  for (let start = maxPayload; start < block.length; start += maxPayload) {
    parts.push(block.slice(start, start + maxPayload))
  }
  const frames = parts.map((part, index) => {
    const end = index === parts.length - 1 ? FLAG.endHeaders : 0
    if (index > 0) return formatFrame(FRAME.continuation, end, stream, part)
    return formatFrame(FRAME.headers, end | (hasBody ? 0 : FLAG.endStream), stream, part)
  })
  return frames.join('')
}

/** Writes the frame with which a client resets a stream. */
export function formatReset(stream: number, code: number = ERROR_CODE.cancel): string {
  return formatFrame(FRAME.resetStream, 0, stream, formatInteger(code, 4))
}

/** Writes the frame with which a client accepts more bytes of a stream; stream 0 is the whole connection. */
export function formatWindowUpdate(stream: number, increment: number): string {
  return formatFrame(FRAME.windowUpdate, 0, stream, formatInteger(increment, 4))
}

/** Writes the frame with which a client announces that it opens no more streams, so that the server closes after its last response. */
export function formatGoAway(code: number = ERROR_CODE.none): string {
  return formatFrame(FRAME.goAway, 0, 0, formatInteger(0, 4) + formatInteger(code, 4))
}

/** Splits bytes into frames; `rest` is an incomplete frame. */
export function parseFrames(bytes: string): { readonly frames: readonly Http2Frame[]; readonly rest: string } {
  const frames: Http2Frame[] = []
  let start = 0
  while (start + HEADER_LENGTH <= bytes.length) {
    const end = start + HEADER_LENGTH + parseInteger(bytes.slice(start, start + 3))
    if (end > bytes.length) break
    frames.push({
      type: bytes.charCodeAt(start + 3),
      flags: bytes.charCodeAt(start + 4),
      stream: parseInteger(bytes.slice(start + 5, start + 9)),
      payload: bytes.slice(start + HEADER_LENGTH, end),
    })
    start = end
  }
  return { frames, rest: bytes.slice(start) }
}

/** Reads a big-endian number. */
export function parseInteger(bytes: string): number {
  return [...bytes].reduce((number, byte) => number * 256 + byte.charCodeAt(0), 0)
}

function formatInteger(number: number, length: number): string {
  const bytes = Array.from({ length }, (_, index) => Math.floor(number / 256 ** (length - 1 - index)) % 256)
  return String.fromCharCode(...bytes)
}
