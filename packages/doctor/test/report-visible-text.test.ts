import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { escapeText, writeJson } from '../src/report/visible-text.ts'

describe('escapeText', () => {
  test.each([
    ['plain text', 'Vary: Origin', 'Vary: Origin'],
    ['an escape sequence', '\u001b[31mred', '\\x1b[31mred'],
    ['one of a single byte', '\u009b31m', '\\x9b31m'],
    ['line ends', 'a\r\nb\tc', 'a\\x0d\\x0ab\\x09c'],
    ['bytes beyond ASCII', '\u00e9', '\\xe9'],
    ['characters beyond bytes', '\u202e\u{1f600}', '\\u{202e}\\u{1f600}'],
    ['half a character', '\ud800', '\\u{d800}'],
    ['backslashes, as they are', '^https:\\/\\/', '^https:\\/\\/'],
  ])('shows %s', (_what, text, shown) => {
    expect(escapeText(text)).toBe(shown)
  })

  test('leaves nothing that a terminal would obey', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[\x20-\x7e]*$/.test(escapeText(text))))
  })
})

describe('writeJson', () => {
  test('writes printable ASCII, and loses nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = writeJson({ text })
        expect(json).toMatch(/^[\n\x20-\x7e]*$/)
        expect(JSON.parse(json)).toEqual({ text })
      }),
    )
  })
})
