import { isToken, isTokenList, parseTokenList } from '@crossorigin/grammar'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('parseTokenList', () => {
  it.each([
    ['', []],
    ['x-a', ['x-a']],
    ['x-a,x-b', ['x-a', 'x-b']],
    [' x-a ,\tX-B\t, x-a', ['x-a', 'X-B', 'x-a']],
    [',,x-a,,', ['x-a']],
    [' , ', []],
    ['*', ['*']],
  ])('reads %j', (value, names) => {
    expect(parseTokenList(value)).toEqual(names)
    expect(isTokenList(value)).toBe(true)
  })

  it.each(['x-a x-b', 'x-a;x-b', 'x-a, "x-b"', 'x-a\u00e9', 'x-a,(x-b)', 'a\n,b', '[x]', 'a:b'])(
    'refuses %j whole',
    (value) => {
      expect(parseTokenList(value)).toBeUndefined()
      expect(isTokenList(value)).toBe(false)
    },
  )

  it('reads joined names back, with any blanks and empty members in between', () => {
    const token = fc.string({ minLength: 1, maxLength: 8 }).filter(isToken)
    const separator = fc.constantFrom(',', ', ', ' ,', '\t,\t', ',,', ' , , ')
    fc.assert(
      fc.property(fc.array(token), separator, (names, between) => {
        expect(parseTokenList(names.join(between))).toEqual(names)
      }),
    )
  })

  it('reads hostile values in one pass', () => {
    expect(parseTokenList(','.repeat(15_000))).toEqual([])
    expect(parseTokenList(`a${' '.repeat(15_000)}b`)).toBeUndefined()
    expect(parseTokenList('a,'.repeat(7500))).toHaveLength(7500)
    expect(parseTokenList('a,'.repeat(2 ** 19))).toHaveLength(2 ** 19)
    expect(parseTokenList(`${'a,'.repeat(2 ** 19)},`)).toBeUndefined()
    expect(parseTokenList('a,'.repeat(2 ** 21))).toBeUndefined()
  })
})
