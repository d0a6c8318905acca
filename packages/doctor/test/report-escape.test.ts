import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breakLogCommands, escapeText, quoteForShell, writeJson } from '../src/report/escape.ts'

describe('escapeText', () => {
  test.each([
    ['plain text', 'Vary: Origin', 'Vary: Origin'],
    ['an escape sequence', '\u001b[31mred', '\\x1b[31mred'],
    ['one of a single byte', '\u009b31m', '\\x9b31m'],
    ['line ends', 'a\r\nb\tc', 'a\\x0d\\x0ab\\x09c'],
    ['bytes beyond ASCII', '\u00e9', '\\xe9'],
    ['characters beyond bytes', '\u202e\u{1f600}', '\\u{202e}\\u{1f600}'],
    ['half a character', '\ud800', '\\u{d800}'],
    ['backslashes, unchanged', '^https:\\/\\/', '^https:\\/\\/'],
  ])('shows %s', (_what, text, shown) => {
    expect(escapeText(text)).toBe(shown)
  })

  test('leaves nothing that a terminal would interpret', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => /^[\x20-\x7e]*$/.test(escapeText(text))))
  })
})

describe('breakLogCommands', () => {
  test.each([
    ['the old form of GitHub', 'a ##[add-path]b', 'a #\\x23[add-path]b'],
    ['after more number signs', '###[group]', '##\\x23[group]'],
    ['the form of Azure', '##VSO[task.setvariable variable=a]b', '#\\x23VSO[task.setvariable variable=a]b'],
    ['the form of TeamCity', "##teamcity[message text='a']", "#\\x23teamcity[message text='a']"],
    ['the form of GitHub at the start of a line', 'a\n  ::add-mask::b', 'a\n  \\x3a:add-mask::b'],
  ])('breaks %s', (_what, text, broken) => {
    expect(breakLogCommands(text)).toBe(broken)
  })

  test.each(['::1 is alone at the start of a line', 'a ::b::', '# [', '##', '##1['])(
    'leaves other text unchanged: %s',
    (text) => {
      expect(breakLogCommands(` x ${text}`)).toBe(` x ${text}`)
    },
  )
})

/** Characters with a meaning in a shell. */
const SHELL_WORDS = [
  'x&id&`hostname`',
  '$(id)',
  "'; id; '",
  '=id',
  '~',
  '!!',
  '*',
  '{a,b}',
  '-n',
  '',
  '\\',
  "\\'",
  '##[a]',
]

describe('quoteForShell', () => {
  test.each([
    ['a plain word', 'https://a.test/x', 'https://a.test/x'],
    ['a blank', 'a b', "'a b'"],
    ['a quote', "it's", "'it'\\''s'"],
    ['nothing', '', "''"],
    ['what zsh replaces', '=id', "'=id'"],
    ['unprintable characters', 'a\n\u001b', "$'a\\x0a\\x1b'"],
    ['text that a later step would escape', '##[x]', "$'\\x23\\x23\\x5bx\\x5d'"],
  ])('writes %s', (_what, word, quoted) => {
    expect(quoteForShell(word)).toBe(quoted)
  })

  test('passes every word through a shell unchanged', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...SHELL_WORDS)).map((parts) => parts.join('')),
    )
    // A word ends at a zero byte for every program; half of a surrogate pair has no bytes.
    const word = hostile.map((text) => Buffer.from(text.replaceAll('\0', '')).toString())
    fc.assert(
      fc.property(fc.array(word, { minLength: 50, maxLength: 200 }), (words) => {
        const line = words.map((one) => breakLogCommands(escapeText(quoteForShell(one)))).join(' ')
        const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
        expect(printed.split('\0').slice(0, -1)).toEqual(words)
      }),
      { numRuns: 20 },
    )
  })
})

describe('writeJson', () => {
  test('escapes the commands of build services, and loses nothing', () => {
    const text = '##[a] ##vso[b] ::c::'
    const json = writeJson({ [text]: text })
    expect(json).not.toMatch(/##|^\s*::/m)
    expect(JSON.parse(json)).toEqual({ [text]: text })
  })

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
