import { describe, expect, test } from 'vitest'
import { decodeBase64, encodeBase64 } from '../src/request/base64.ts'

const TEXTS = [
  '',
  'a',
  'ab',
  'abc',
  'user:pass',
  'user:p\u00e4ss',
  '\u20ac\u{1f511}',
  '\ufeffa',
  'half \ud83d',
  'a'.repeat(200_000),
]

describe('encodeBase64', () => {
  test.each(TEXTS.map((text) => [text.slice(0, 20), text]))('returns the same as Node: %j', (_start, text) => {
    expect(encodeBase64(text)).toBe(Buffer.from(text).toString('base64'))
  })
})

describe('decodeBase64', () => {
  const encoded = TEXTS.flatMap((text) => [
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('base64url'),
  ])

  test.each(
    [...encoded, 'YWJjZ', 'YWJjZB', 'YWJjZBA', '_-_-', 'a___=', 'abcd=='].map((text) => [text.slice(0, 20), text]),
  )('returns the same as Node: %j', (_start, text) => {
    expect(decodeBase64(text)).toBe(Buffer.from(text, 'base64').toString('latin1'))
  })
})
