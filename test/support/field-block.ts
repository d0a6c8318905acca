import { decodeHuffman } from './huffman-code.ts'

/** Names and values of header fields, pseudo-header fields included. */
export type FieldLines = readonly (readonly [name: string, value: string])[]

/** @see https://www.rfc-editor.org/rfc/rfc7541#appendix-A */
const STATIC_TABLE: FieldLines = [
  ...[':authority', ':method GET', ':method POST', ':path /', ':path /index.html', ':scheme http', ':scheme https'],
  ...[':status 200', ':status 204', ':status 206', ':status 304', ':status 400', ':status 404', ':status 500'],
  ...['accept-charset', 'accept-encoding gzip, deflate', 'accept-language', 'accept-ranges', 'accept'],
  ...['access-control-allow-origin', 'age', 'allow', 'authorization', 'cache-control', 'content-disposition'],
  ...['content-encoding', 'content-language', 'content-length', 'content-location', 'content-range', 'content-type'],
  ...['cookie', 'date', 'etag', 'expect', 'expires', 'from', 'host', 'if-match', 'if-modified-since'],
  ...['if-none-match', 'if-range', 'if-unmodified-since', 'last-modified', 'link', 'location', 'max-forwards'],
  ...['proxy-authenticate', 'proxy-authorization', 'range', 'referer', 'refresh', 'retry-after', 'server'],
  ...['set-cookie', 'strict-transport-security', 'transfer-encoding', 'user-agent', 'vary', 'via'],
  'www-authenticate',
].map((entry) => {
  const [name = '', ...value] = entry.split(' ')
  return [name, value.join(' ')]
})

/** The overhead of every field in a dynamic table, in addition to its characters. */
const FIELD_OVERHEAD = 32

/** Writes fields as literals: without Huffman's code and without indexing, so that each byte is sent unchanged. */
export function formatFieldBlock(lines: FieldLines): string {
  return lines.map(([name, value]) => `\0${formatText(name)}${formatText(value)}`).join('')
}

function formatText(text: string): string {
  return formatPrefixed(text.length, 7) + text
}

function formatPrefixed(number: number, bits: number): string {
  const limit = 2 ** bits - 1
  if (number < limit) return String.fromCharCode(number)
  const bytes = [limit]
  let rest = number - limit
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return String.fromCharCode(...bytes, rest)
}

/** Reads the field blocks of one connection, in order: each may refer to earlier ones. */
export interface FieldReader {
  /** Returns the fields of a block; throws if it violates the standard. */
  read(block: string): FieldLines
}

/** Creates a reader for the table size announced by the client; 4096 bytes by default. */
export function createFieldReader(maxTableSize = 4096): FieldReader {
  let tableSize = maxTableSize
  let recent: FieldLines = []
  return {
    read(block) {
      const cursor = createCursor(block)
      const lines: (readonly [string, string])[] = []
      while (!cursor.isAtEnd()) {
        const kind = cursor.peek()
        if (kind >= 0x80) lines.push(lookUp(cursor.readInteger(7)))
        else if (kind >= 0x40) lines.push(remember(readLiteral(cursor, 6)))
        else if (kind >= 0x20) resize(cursor.readInteger(5))
        else lines.push(readLiteral(cursor, 4))
      }
      return lines
    },
  }

  function readLiteral(cursor: Cursor, bits: number): readonly [string, string] {
    const index = cursor.readInteger(bits)
    return [index === 0 ? cursor.readText() : lookUp(index)[0], cursor.readText()]
  }

  function lookUp(index: number): readonly [string, string] {
    const field = STATIC_TABLE[index - 1] ?? recent[index - 1 - STATIC_TABLE.length]
    if (field === undefined) throw new Error(`no field has the index ${index}`)
    return field
  }

  function remember(field: readonly [string, string]): readonly [string, string] {
    recent = [field, ...recent]
    evict()
    return field
  }

  function resize(size: number): void {
    if (size > maxTableSize) throw new Error(`a table of ${size} bytes, but ${maxTableSize} are allowed`)
    tableSize = size
    evict()
  }

  function evict(): void {
    let size = 0
    const fitting = recent.findIndex(([name, value]) => {
      size += name.length + value.length + FIELD_OVERHEAD
      return size > tableSize
    })
    if (fitting !== -1) recent = recent.slice(0, fitting)
  }
}

interface Cursor {
  isAtEnd(): boolean
  peek(): number
  /** Reads a number that begins in the last bits of a byte. */
  readInteger(bits: number): number
  readText(): string
}

function createCursor(block: string): Cursor {
  let index = 0
  const peek = (): number => {
    if (index >= block.length) throw new Error('a field block that is cut off')
    return block.charCodeAt(index)
  }
  const readInteger = (bits: number): number => {
    const limit = 2 ** bits - 1
    let number = peek() % 2 ** bits
    index++
    if (number < limit) return number
    for (let weight = 1; ; weight *= 128) {
      const byte = peek()
      index++
      number += (byte % 128) * weight
      if (byte < 128) return number
    }
  }
  return {
    isAtEnd: () => index >= block.length,
    peek,
    readInteger,
    readText() {
      const isCoded = peek() >= 128
      const length = readInteger(7)
      if (index + length > block.length) throw new Error('a field block that is cut off')
      index += length
      const bytes = block.slice(index - length, index)
      const text = isCoded ? decodeHuffman(bytes) : bytes
      if (text === undefined) throw new Error('an invalid Huffman string')
      return text
    },
  }
}
