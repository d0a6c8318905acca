import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { ExpectationError, readExpectations } from '../src/check/expectation-file.ts'

const matchesSchema = new Ajv({ strict: true, allowUnionTypes: true }).compile(
  JSON.parse(readFileSync(new URL('../schema/cors.json', import.meta.url), 'utf8')),
)

const URL_AND_ORIGIN = { url: 'https://api.test/', origin: 'https://app.test' }
const WHOLE = {
  ...URL_AND_ORIGIN,
  method: 'PUT',
  headers: { 'Content-Type': 'application/json' },
  credentials: 'include',
  expect: 'blocked',
  code: 'preflight/status-not-ok',
}

function findMistakes(text: string): readonly string[] {
  try {
    readExpectations(text)
  } catch (error) {
    if (error instanceof ExpectationError) return error.message.split('\n')
    throw error
  }
  return []
}

describe('readExpectations', () => {
  test('reads a list', () => {
    expect(readExpectations(`[\n  ${JSON.stringify(WHOLE)}\n]`)).toEqual([
      {
        line: 2,
        column: 3,
        expect: 'blocked',
        code: 'preflight/status-not-ok',
        input: {
          ...URL_AND_ORIGIN,
          method: 'PUT',
          headers: [['Content-Type', 'application/json']],
          credentials: 'include',
        },
      },
    ])
  })

  test('reads an object that has a list, a schema and a byte order mark', () => {
    const text = `\ufeff${JSON.stringify({ $schema: 'cors.json', expectations: [{ ...URL_AND_ORIGIN, expect: 'allowed' }] })}`
    expect(readExpectations(text)).toMatchObject([{ input: URL_AND_ORIGIN, expect: 'allowed' }])
  })

  test.each([
    [true, 'include'],
    [false, 'same-origin'],
    ['omit', 'omit'],
  ])('reads credentials %s as %s', (credentials, mode) => {
    const [expectation] = readExpectations(JSON.stringify([{ ...WHOLE, credentials }]))
    expect(expectation?.input.credentials).toBe(mode)
  })

  test.each([
    ['an empty file', '', ['1:1: this is not JSON: Unexpected end of input found']],
    ['an extra comma', '[\n  1,\n]', ["3:1: this is not JSON: Unexpected ']' found"]],
    ['a comment', '// x\n[]', ["1:1: this is not JSON: Unexpected character '/' found"]],
    ['a million lists in each other', '['.repeat(1e6), ['1:1: the lists and objects are nested too deeply']],
    ['a string', '"x"', ['1:1: expected a list of expectations: write [{ "url": ..., "origin": ... }]']],
    ['an empty list', '[]', ['1:1: the list is empty: nothing is expected']],
    ['an object without a list', '{}', ['1:1: expected a list: write "expectations": [...]']],
    ['a number in the list', '[ 7 ]', ['1:3: expected an object: write { "url": ..., "origin": ..., "expect": ... }']],
    ['no required field', '[{}]', ['1:2: "url" is missing', '1:2: "origin" is missing', '1:2: "expect" is missing']],
  ])('refuses %s', (_what, text, mistakes) => {
    expect(findMistakes(text)).toEqual(mistakes)
  })

  test.each([
    ['an unknown field', { expct: 'allowed' }, '1:3: "expct" is unknown: write "expect"'],
    ['a field unlike any', { zzzzz: 1 }, /^1:3: "zzzzz" is unknown: known are url, origin/],
    [
      'a URL without a scheme',
      { url: 'api.test/x' },
      /"url": this "api.test\/x" is not an absolute URL: .*write "https:\/\/api.test\/x"/,
    ],
    ['a URL that is a number', { url: 5 }, '1:9: "url": expected a string, found a number'],
    ['an origin with a path', { origin: 'https://a.test/x' }, /write "https:\/\/a.test"$/],
    ['a method with a space', { method: 'GET /' }, '1:12: "method": this is not a method'],
    ['headers in a list', { headers: [] }, '1:13: "headers": expected an object of names and values, found an array'],
    ['a header name with a colon', { headers: { 'a:': 'b' } }, '1:19: "headers": "a:" is not the name of a header'],
    ['a header value that is null', { headers: { a: null } }, '1:18: "headers": expected a string for a, found null'],
    [
      'credentials in words',
      { credentials: 'yes' },
      /expected "include" or "same-origin" or "omit", found another string$/,
    ],
    [
      'another expectation',
      { expect: 'allow' },
      '1:12: "expect": expected "allowed" or "blocked", found another string',
    ],
    [
      'an unknown code',
      { code: 'preflight/staus-not-ok' },
      /is not the code of a finding; write "preflight\/status-not-ok"$/,
    ],
  ])('rejects %s, with its position', (_what, field, mistake) => {
    const [name] = Object.keys(field)
    const others = Object.entries({ ...URL_AND_ORIGIN, expect: 'allowed' }).filter(([other]) => other !== name)
    const text = JSON.stringify([{ ...field, ...Object.fromEntries(others) }])
    const mistakes = findMistakes(text)
    expect(mistakes).toHaveLength(1)
    expect(mistakes[0]).toMatch(typeof mistake === 'string' ? new RegExp(`^${escapeRegExp(mistake)}$`) : mistake)
  })

  test('rejects a duplicate field', () => {
    const text = JSON.stringify([{ ...WHOLE }]).replace('{', '{"url":"https://other.test/",')
    expect(findMistakes(text)).toEqual([expect.stringContaining('"url" is there twice')])
  })

  test('lists all errors in a file at once, in order', () => {
    const text = JSON.stringify(
      [
        { ...WHOLE, url: 1 },
        { ...WHOLE, expect: 2, code: 'x' },
      ],
      null,
      2,
    )
    expect(findMistakes(text).map((mistake) => mistake.split(':', 1)[0])).toEqual(['3', '21', '22'])
  })
})

describe('the schema of the file', () => {
  test.each<[what: string, file: unknown, isRight: boolean]>([
    ['a list', [WHOLE], true],
    ['an object', { $schema: 'x', expectations: [WHOLE] }, true],
    ['credentials as a flag', [{ ...WHOLE, credentials: true }], true],
    ['the origin null', [{ ...WHOLE, origin: 'null' }], true],
    ['an empty list', [], false],
    ['an unknown field', [{ ...WHOLE, expct: 'x' }], false],
    ['an unknown field of the file', { expectations: [WHOLE], x: 1 }, false],
    ['no expectation', [URL_AND_ORIGIN], false],
    ['a method with a space', [{ ...WHOLE, method: 'GET /' }], false],
    ['an origin with a slash', [{ ...WHOLE, origin: 'https://a.test/' }], false],
    ['a header without a string', [{ ...WHOLE, headers: { a: 1 } }], false],
    ['another expectation', [{ ...WHOLE, expect: 'allow' }], false],
    ['a URL without a scheme', [{ ...WHOLE, url: 'api.test' }], false],
  ])('agrees with the reader about %s', (_what, value, isRight) => {
    expect(matchesSchema(value)).toBe(isRight)
    expect(findMistakes(JSON.stringify(value)).length === 0).toBe(isRight)
  })
})

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
