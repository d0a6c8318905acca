import { mergeVary } from '@crossorigin/policy'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

describe('mergeVary', () => {
  it.each<[string | string[] | undefined, string, string]>([
    [undefined, 'Origin', 'Origin'],
    ['', 'Origin', 'Origin'],
    [[], 'Origin', 'Origin'],
    ['Origin', 'Origin', 'Origin'],
    ['origin', 'Origin', 'origin'],
    ['Accept-Encoding', 'Origin', 'Accept-Encoding, Origin'],
    ['Accept-Encoding,ORIGIN', 'Origin', 'Accept-Encoding,ORIGIN'],
    [['Accept-Encoding', 'Accept-Language'], 'Origin', 'Accept-Encoding, Accept-Language, Origin'],
    ['*', 'Origin', '*'],
    ['Accept, *', 'Origin', '*'],
    [['Accept', '*'], 'Origin', '*'],
    [undefined, '*', '*'],
    ['Accept', '*', '*'],
    ['*', '*', '*'],
    ['Origin', 'Origin, Sec-Fetch-Site', 'Origin, Sec-Fetch-Site'],
    ['X-Origin', 'Origin', 'X-Origin, Origin'],
    ['Accept , \tOrigin \t', 'Origin', 'Accept , \tOrigin \t'],
    ['Accept ,, \t* ', 'Origin', '*'],
    ['Accept \t, Origin ', 'Origin', 'Accept \t, Origin '],
  ])('adds to %j the names %j: %j', (existing, added, merged) => {
    expect(mergeVary(existing, added)).toBe(merged)
  })

  it.each<[unknown, string]>([
    [null, 'Origin'],
    [7, '7, Origin'],
  ])('converts %j, which untyped code can set, to a string', (existing, merged) => {
    expect(mergeVary(existing as string, 'Origin')).toBe(merged)
  })

  const names = fc.array(fc.constantFrom('Origin', 'origin', 'Accept', 'ACCEPT', 'Cookie', '*', 'X-A'), {
    maxLength: 5,
  })
  const added = fc.constantFrom('Origin', 'Origin, Sec-Fetch-Site', 'Host')

  it('loses no member, adds none twice, and changes nothing the second time', () => {
    fc.assert(
      fc.property(names, added, (existing, more) => {
        const merged = mergeVary(existing.join(', '), more)
        const members = merged.split(', ')
        expect(mergeVary(merged, more)).toBe(merged)
        if (existing.includes('*')) {
          expect(merged).toBe('*')
          return
        }
        expect(members.slice(0, existing.length)).toEqual(existing)
        for (const name of more.split(', ')) {
          const before = existing.filter((other) => other.toLowerCase() === name.toLowerCase()).length
          const after = members.filter((other) => other.toLowerCase() === name.toLowerCase()).length
          expect(after).toBe(Math.max(before, 1))
        }
      }),
    )
  })
})
