import { type ConfigIssue, createPolicy, validateConfig } from '@crossorigin/policy'
import { describe, expect, test } from 'vitest'
import { read } from './documents.ts'
import { readTable } from './markdown.ts'

// Tables in the documentation whose rows can be tested.

const ORIGINS = read('docs/origins.md')

describe('the regular expressions of origins.md', () => {
  const rows = readTable(ORIGINS, 'expression')

  test.each(rows)('%s: %s', (cell, result) => {
    const [, source = '', flags] = /^`\/(.*)\/([a-z]*)`$/.exec(cell.replaceAll('\\|', '|')) ?? []
    const origin = new RegExp(source, flags)
    const [issue] = validateConfig({ origin })
    const kind = issue === undefined ? 'accepted' : issue.severity
    expect(result.replace(/^a /, '')).toMatch(new RegExp(`^${kind}`))
    if (result.includes('with credentials')) {
      expect(validateConfig({ origin, credentials: true })).toMatchObject([{ severity: 'error' }])
    }
    const [, stranger] = /`(https:[^`]+)`/.exec(result) ?? []
    if (stranger !== undefined) expect(origin.test(stranger)).toBe(true)
  })
})

describe('the patterns of origins.md', () => {
  test.each(readTable(ORIGINS, 'pattern'))('%s allows %s, and not %s', async (pattern, allowed, denied) => {
    const policy = createPolicy({ origin: unquote(pattern) })
    const ask = async (cell: string): Promise<boolean[]> =>
      await Promise.all(
        cell
          .split(', ')
          .map(async (origin) => (await policy.decide({ method: 'GET', origin: unquote(origin) })).allowed),
      )
    expect(new Set(await ask(allowed))).toEqual(new Set([true]))
    expect(new Set(await ask(denied))).toEqual(new Set([false]))
  })
})

describe('the guarantees of security.md', () => {
  const CASES: Readonly<Record<string, readonly [config: object, flag?: string]>> = {
    'no `origin`': [{}],
    "`origin: '*'` or `true` with credentials": [{ origin: '*', credentials: true }],
    "`origin: 'null'` with credentials": [{ origin: 'null', credentials: true, dangerouslyAllowNullOrigin: true }],
    '`https://*.vercel.app` with credentials': [
      { origin: 'https://*.vercel.app', credentials: true },
      'dangerouslyAllowPublicSuffixes',
    ],
    '`http://app.example.com` with credentials': [
      { origin: 'http://app.example.com', credentials: true },
      'dangerouslyAllowInsecureOrigins',
    ],
  }
  const rows = readTable(read('docs/security.md'), 'configuration')

  test.each(Object.entries(CASES))('%s', (name, [config, flag]) => {
    const result = rows.find(([first]) => first === name)?.[1] ?? ''
    expect(errorsOf(config)).toHaveLength(1)
    if (flag === undefined) return expect(result).toMatch(/^error/)
    expect(result).toContain(flag)
    expect(errorsOf({ ...config, [flag]: true })).toEqual([])
  })
})

/** The options of `cors` and of its peers, as a new user would pass them, and the name of each in the table. */
const OLD_OPTIONS: Readonly<Record<string, readonly [option: string, value: unknown][]>> = {
  'moving-from-cors.md': [
    ['origin: true', true],
    ["origin: ['*']", ['*']],
    ['origin: /example\\.com$/', /example\.com$/],
    ["origin: [/\\.example\\.com$/, 'https://b.example']", [/\.example\.com$/, 'https://b.example']],
    [
      'origin: (origin, callback) => callback(null, list.has(origin))',
      (_origin: string, callback: (error: null, isAllowed: boolean) => void) => callback(null, true),
    ],
    ["methods: 'GET,PUT'", 'GET,PUT'],
    ["allowedHeaders: 'Content-Type,Authorization'", 'Content-Type,Authorization'],
    ["exposedHeaders: 'ETag,Link'", 'ETag,Link'],
    ['optionsSuccessStatus: 200', 200],
    ['preflightContinue: true', true],
  ],
  'moving-from-fastify-cors.md': [
    ["origin: ['*']", ['*']],
    ['delegator', () => undefined],
    ['hook', 'onRequest'],
    ['preflight', true],
    ['preflightContinue', true],
    ['strictPreflight', true],
    ['hideOptionsRoute', true],
    ['cacheControl', 600],
  ],
  'moving-from-koa-cors.md': [
    ['allowMethods', 'GET'],
    ['allowHeaders', []],
    ['exposeHeaders', []],
    ['keepHeadersOnError', true],
    ['secureContext', true],
    ['privateNetworkAccess', true],
  ],
}

describe.each(Object.entries(OLD_OPTIONS))('%s', (document, options) => {
  const text = read(`docs/${document}`)

  test.each(options)('has a line for %s, which is an error with a fix', (shown, value) => {
    expect(text).toMatch(new RegExp(`^\\| [^|]*\`${escapeText(shown).replaceAll('|', '\\|')}\``, 'm'))
    const option = shown.split(':')[0] as string
    const errors = errorsOf({ origin: 'https://app.example.com', [option]: value })
    expect(errors.length).toBeGreaterThan(0)
    for (const { path, hint } of errors) {
      expect(path[0]).toBe(option)
      expect(hint).not.toBe('')
    }
  })
})

test('moving-from-cors.md has a line for every option and idiom', () => {
  const text = read('docs/moving-from-cors.md')
  const options = ['origin', 'methods', 'allowedHeaders', 'exposedHeaders', 'credentials', 'maxAge']
  const named = [...options, 'preflightContinue', 'optionsSuccessStatus'].map((option) => `| \`${option}`)
  const idioms = ["app.options('*', cors())", 'callback(new Error', 'process.env.ORIGINS', 'CorsOptionsDelegate']
  for (const phrase of [...named, ...idioms, '(req, callback)']) expect(text).toContain(phrase)
})

function errorsOf(config: unknown): ConfigIssue[] {
  return validateConfig(config).filter(({ severity }) => severity === 'error')
}

function unquote(cell: string): string {
  return cell.replace(/^`(.*)`$/, '$1')
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
