import { describe, expect, it } from 'vitest'
import { compareOrigins, describeInvalid } from '../../src/findings/cors-fault.ts'

describe('compareOrigins', () => {
  it.each([
    ['https://[::1]:3000', 'https://[::1]:8080', '3000', 'The port is 3000 instead of 8080'],
    ['https://[::1]', 'https://[::1]:8080', '', 'The port :8080 is missing'],
    ['https://[::1]:80', 'https://[::1]', '80', 'The port :80 must be removed'],
    ['https://a.example:443', 'https://a.example', '443', 'Browsers leave out the default port'],
    ['http://localhost:*', 'http://localhost:5173', '*', 'The port is a pattern'],
    ['https://b.example/', 'https://a.example', 'b.example', 'The host differs; it ends with a slash'],
    ['https://a.example?x', 'https://a.example', '?x', 'An origin has no path'],
    ['https://a.example', 'chrome-extension://abc', 'https', 'The scheme is https instead of chrome-extension'],
    ['https://.a.example', 'https://a.example', '.a.example', 'It is a subdomain of the host'],
    ['https://a.example.', 'https://a.example', 'a.example.', 'The hosts differ by the dot at the end'],
    ['https:a.example', 'https://a.example', 'https:a.example', 'Perhaps https://a.example was meant'],
    ['https://a.example', 'null', 'https://a.example', 'Origin: null'],
  ])('points at what differs between %s and %s', (value, origin, mark, text) => {
    const { at, length, text: found } = compareOrigins(value, origin)
    expect(value.slice(at, at + length)).toBe(mark)
    expect(found).toContain(text)
  })

  it('names the whole value if the parts are equal', () => {
    expect(compareOrigins('https://a.example', 'https://a.example')).toMatchObject({ at: 0, length: 17 })
  })
})

describe('describeInvalid', () => {
  it.each([
    ['https://', 'it has no host'],
    ['//a.example', 'it has no scheme. Perhaps https://a.example was meant'],
    ['^https://a.example$', 'a regular expression'],
    ['<%= origin %>', 'never filled in'],
    ['None', 'Python'],
    ["'*'", 'the quotes'],
    ['https://a b', 'that is not a valid origin'],
  ])('recognizes %s', (value, text) => {
    expect(describeInvalid(value)).toContain(text)
  })
})
