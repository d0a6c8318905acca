import { CorsConfigError, createPolicy, originList, validateConfig } from '@crossorigin/policy'
import { describe, expect, it } from 'vitest'

const refusalOf = (text: string | undefined, options = {}): CorsConfigError => {
  try {
    originList(text, options)
  } catch (error) {
    if (error instanceof CorsConfigError) return error
  }
  throw new Error('nothing was refused')
}

describe('originList', () => {
  it.each<[string, unknown]>([
    ['https://a.example', ['https://a.example']],
    [' https://a.example ,https://b.example\n', ['https://a.example', 'https://b.example']],
    ['https://*.a.example,http://localhost:*', ['https://*.a.example', 'http://localhost:*']],
    ['*', '*'],
    [' *\n', '*'],
    ['/^https:\\/\\/a\\.example$/', [/^https:\/\/a\.example$/]],
    ['/^https:\\/\\/a\\.example$/i , https://b.example', [/^https:\/\/a\.example$/i, 'https://b.example']],
    [
      'https://b.example,/^https:\\/\\/pr-\\d{1,3}\\.a\\.example$/',
      ['https://b.example', /^https:\/\/pr-\d{1,3}\.a\.example$/],
    ],
    ['/^https:[/]{2}[a-z,]\\.example$/,/\\//', [/^https:[/]{2}[a-z,]\.example$/, /\//]],
    ['/[\\]/,]/', [/[\]/,]/]],
    [' /^a$/ ', [/^a$/]],
    ['https://b.example, /^a$/, /^b$/', ['https://b.example', /^a$/, /^b$/]],
    ['//a.example', ['//a.example']],
  ])('reads %j', (text, origins) => {
    expect(originList(text)).toEqual(origins)
    expect(originList(text, { ifUnset: 'https://other.example' })).toEqual(origins)
  })

  it.each([undefined, '', ' \n'])('uses the fallback if the variable is not set: %j', (text) => {
    const fallback = ['http://localhost:*']
    expect(originList(text, { ifUnset: fallback })).toBe(fallback)
    expect(originList(text, { ifUnset: false })).toBe(false)
    expect(originList(text, { ifUnset: '*' })).toBe('*')
  })

  it('returns regular expressions that the policy checks, as if they were in the code', () => {
    const origin = originList('/example\\.com$/')
    expect(() => createPolicy({ origin })).toThrow('is not anchored')
    const policy = createPolicy({ origin: originList('/^https:\\/\\/(?:a|b)\\.example$/') })
    expect(policy.decide({ method: 'GET', origin: 'https://b.example' })).toMatchObject({ reason: 'origin/regexp' })
  })

  const NONE =
    'does not contain an origin. Set the environment variable, for example to "https://a.example, https://b.example", or give originList a second argument: { ifUnset: "http://localhost:*" }.'
  const GAP = 'has an empty entry between commas. Remove the extra comma.'
  const INVALID =
    'is not a valid regular expression. Write each "/" inside it as "\\/", and check its brackets and flags.'
  const MIXED = 'combines "*" with other entries. Use "*" alone to allow every origin, or remove it.'

  it.each<[string | undefined, string, string]>([
    [undefined, 'origin/empty-list', `origin: undefined ${NONE}`],
    ['', 'origin/empty-list', `origin: "" ${NONE}`],
    [' , ', 'origin/empty-list', `origin: " , " ${NONE}`],
    [3 as never, 'origin/empty-list', `origin: 3 ${NONE}`],
    ['https://a.example,', 'origin/empty', `origin: "https://a.example," ${GAP}`],
    ['/^a$/,', 'origin/empty', `origin: "/^a$/," ${GAP}`],
    ['https://a.example,,https://b.example', 'origin/empty', `origin: "https://a.example,,https://b.example" ${GAP}`],
    ['https://a.example,*', 'origin/any-in-list', `origin: "https://a.example,*" ${MIXED}`],
    ['*,*', 'origin/any-in-list', `origin: "*,*" ${MIXED}`],
    ['*,/(/', 'origin/regexp-invalid', `origin[1]: "/(/" ${INVALID}`],
    ['https://a.example, /^https://b$/', 'origin/regexp-invalid', `origin[1]: "/^https://b$/" ${INVALID}`],
    ['/a{1,2}/w,https://b.example', 'origin/regexp-invalid', `origin[0]: "/a{1,2}/w" ${INVALID}`],
    ['/a/w', 'origin/regexp-invalid', `origin[0]: "/a/w" ${INVALID}`],
    ['/a', 'origin/regexp-invalid', `origin[0]: "/a" ${INVALID}`],
  ])('throws for %j', (text, code, words) => {
    const error = refusalOf(text)
    expect(error.issues[0]?.code).toBe(code)
    expect(error.message).toContain(`\n  - ${words}`)
  })

  it.each([
    ['/^https:\\/\\/[a-z]+\\.example\\.com$/', []],
    ['https://a.example, /^https:\\/\\/.*example\\.com$/', ['origin/regexp-too-wide']],
    ['/^app\\.example\\.com$/', ['origin/regexp-never-matches']],
    ['/^https:\\/\\/app.example\\.com$/', ['origin/regexp-unescaped-dot']],
  ])('passes the regular expression in %j to the same analysis as code does', (text, codes) => {
    expect(validateConfig({ origin: originList(text) }).map(({ code }) => code)).toEqual(codes)
  })

  it('throws for a value that is not a string, even with a fallback', () => {
    expect(refusalOf(3 as never, { ifUnset: '*' }).issues[0]?.code).toBe('origin/empty-list')
  })
})
