import { isToken } from '@crossorigin/grammar'
import { describe, expect, it } from 'vitest'

describe('isToken', () => {
  it.each(['GET', 'X-Request-Id', '*', "!#$%&'*+-.^_`|~", '0'])('accepts %j', (text) => {
    expect(isToken(text)).toBe(true)
  })

  it.each([
    '',
    ' ',
    'a b',
    'a,b',
    'a:b',
    'a/b',
    '"a"',
    'a\t',
    'a\n',
    'a\u0000',
    '\u00e9',
    '\u0100',
    'a@b',
    '(a)',
    '{a}',
  ])('does not accept %j', (text) => {
    expect(isToken(text)).toBe(false)
  })

  it('classifies every ASCII character', () => {
    const taken = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code))
      .filter(isToken)
      .join('')
    expect(taken).toBe("!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~")
  })
})
