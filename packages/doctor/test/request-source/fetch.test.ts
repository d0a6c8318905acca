import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError, readFetch } from '../../src/request-source/index.ts'

const PROPERTY_TIMEOUT = 60_000

/** Copied from Chrome. */
const CHROME = `fetch("https://api.example.com/users/7", {
  "headers": {
    "accept": "*/*",
    "accept-language": "en-US,en;q=0.9",
    "cache-control": "no-cache",
    "content-type": "application/json",
    "pragma": "no-cache",
    "priority": "u=1, i",
    "sec-ch-ua": "\\"Chromium\\";v=\\"156\\"",
    "sec-fetch-dest": "empty",
    "sec-fetch-mode": "cors",
    "sec-fetch-site": "same-site",
    "Referer": "https://app.example.com/"
  },
  "referrer": "https://app.example.com/",
  "body": "{\\"name\\":\\"A\\"}",
  "method": "PUT",
  "mode": "cors",
  "credentials": "include"
});`

/** Copied from Firefox. */
const FIREFOX = `await fetch("https://api.example.com/users/7", {
    "credentials": "omit",
    "headers": {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
        "Accept": "*/*",
        "Accept-Language": "en-US,en;q=0.5",
        "Content-Type": "application/json",
        "Sec-Fetch-Dest": "empty",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Site": "same-site",
        "Priority": "u=0"
    },
    "referrer": "https://app.example.com/",
    "body": "{\\"name\\":\\"A\\"}",
    "method": "PUT",
    "mode": "cors"
});`

/** Copied from Chrome for Node. */
const NODE = `fetch("https://api.example.com/me", {
  "headers": {
    "accept": "*/*",
    "sec-fetch-mode": "cors",
    "cookie": "sid=42",
    "Referer": "https://app.example.com/settings"
  },
  "body": null,
  "method": "GET"
});`

const ORIGIN = { origin: 'https://app.example.com' }

describe('readFetch with code copied from browsers', () => {
  test.each([
    [
      'Chrome',
      CHROME,
      'include',
      [
        ['accept', '*/*'],
        ['accept-language', 'en-US,en;q=0.9'],
        ['content-type', 'application/json'],
      ],
    ],
    [
      'Firefox',
      FIREFOX,
      'omit',
      [
        ['Accept', '*/*'],
        ['Accept-Language', 'en-US,en;q=0.5'],
        ['Content-Type', 'application/json'],
      ],
    ],
  ])('reads what %s copies', (_browser, text, credentials, headers) => {
    expect(JSON.parse(JSON.stringify(readFetch(text).input))).toEqual({
      url: 'https://api.example.com/users/7',
      origin: 'https://app.example.com',
      method: 'PUT',
      headers,
      body: '{"name":"A"}',
      credentials,
      mode: 'cors',
      api: 'fetch',
    })
  })

  test('reads code copied from Chrome for Node, with its cookie', () => {
    const { input, cookie } = readFetch(NODE)
    expect(input).toMatchObject({
      origin: 'https://app.example.com',
      credentials: 'include',
      method: 'GET',
      body: undefined,
    })
    expect(input.headers).toEqual([['accept', '*/*']])
    expect(cookie).toBe('sid=42')
  })
})

describe('readFetch with nested code', () => {
  test('reads a hundred levels, and thousands of brackets in strings', () => {
    const nested = `fetch('https://a.example/', { body: JSON.stringify(${'['.repeat(90)}${']'.repeat(90)}) })`
    expect(readFetch(nested, ORIGIN).input.url).toBe('https://a.example/')
    const brackets = '[({`${'.repeat(1000)
    const text = `// ${brackets}\nfetch('https://a.example/', { body: '${brackets}' })`
    expect(readFetch(text, ORIGIN).input.body).toBe(brackets)
  })
})

describe('readFetch with handwritten code', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["fetch('https://api.example.com/')", { url: 'https://api.example.com/', method: undefined, headers: [] }],
    ['fetch(`https://api.example.com/`)', { url: 'https://api.example.com/' }],
    ['window.fetch("https://api.example.com/", {method: "patch"})', { method: 'patch' }],
    [
      "const response = await fetch('https://api.example.com/')\nif (!response.ok) return null",
      { url: 'https://api.example.com/' },
    ],
    [
      "fetch('https://api.example.com/').then((r) => r.json()).catch(console.error)",
      { url: 'https://api.example.com/' },
    ],
    [
      "export async function load() { return (await fetch('https://api.example.com/')).json() }",
      { url: 'https://api.example.com/' },
    ],
    [
      `const base = 'https://api.example.com'\nconst id = 7\nfetch(\`\${base}/users/\${id}\`)`,
      { url: 'https://api.example.com/users/7' },
    ],
    ["fetch('https://api.' + 'example.com/')", { url: 'https://api.example.com/' }],
    ["fetch(new URL('/a', 'https://api.example.com/'))", { url: 'https://api.example.com/a' }],
    [
      "fetch(new Request('https://api.example.com/', { method: 'PUT', headers: { a: '1' } }), { method: 'DELETE' })",
      { method: 'DELETE', headers: [['a', '1']] },
    ],
    [
      "const options = { method: 'PUT' }\nfetch('https://api.example.com/', { ...options, credentials: 'include' })",
      { method: 'PUT', credentials: 'include' },
    ],
    [
      "fetch('https://api.example.com/', { method: 'POST', body: JSON.stringify({ a: 1, b: [true, null], c: token }) })",
      { body: '{"a":1,"b":[true,null],"c":null}' },
    ],
    [
      "fetch('https://api.example.com/', { headers: new Headers({ 'X-A': '1', 'X-B': 2 }) })",
      {
        headers: [
          ['X-A', '1'],
          ['X-B', '2'],
        ],
      },
    ],
    [
      "fetch('https://api.example.com/', { headers: [['X-A', '1'], ['X-B', '2']] })",
      {
        headers: [
          ['X-A', '1'],
          ['X-B', '2'],
        ],
      },
    ],
    [
      "fetch('https://api.example.com/', { headers: { Authorization: `Bearer ` + token } })",
      { headers: [['Authorization', 'x']] },
    ],
    [
      "fetch('https://api.example.com/', { method: 'POST', body: new FormData(form) })",
      { headers: [['content-type', 'multipart/form-data; boundary=form']] },
    ],
    [
      "fetch('https://api.example.com/', { method: 'POST', body: new URLSearchParams({ a: 1 }) })",
      { body: 'a=1', headers: [['content-type', 'application/x-www-form-urlencoded;charset=UTF-8']] },
    ],
    [
      "fetch('https://api.example.com/', { method: 'POST', body: new Blob(['{}'], { type: 'application/json' }) })",
      { headers: [['content-type', 'application/json']] },
    ],
    [
      "fetch('https://api.example.com/', { method: 'POST', body: new ReadableStream(), duplex: 'half' })",
      { streamBody: true },
    ],
    ["fetch('https://api.example.com/', { method: 'POST', body: 'text' })", { body: 'text', headers: [] }],
    [
      "fetch('https://api.example.com/', { mode: 'no-cors', redirect: 'error', credentials: 'omit' })",
      { mode: 'no-cors', redirect: 'error', credentials: 'omit' },
    ],
    [
      "$.ready(() => { if (1) { for (;;) { fetch('https://api.example.com/') } } })",
      { url: 'https://api.example.com/' },
    ],
    ["with (a) fetch('https://api.example.com/')", { url: 'https://api.example.com/' }],
  ])('reads %j', (text, wanted) => {
    expect(readFetch(text, ORIGIN).input).toMatchObject(wanted)
  })

  test('resolves an address against the page', () => {
    const { input } = readFetch("fetch('/api/users')", { page: 'https://app.example.com/a/b' })
    expect(input).toMatchObject({ url: 'https://app.example.com/api/users', origin: 'https://app.example.com' })
  })

  test('reports the values that only the running program knows', () => {
    const notes = (text: string) => readFetch(text, ORIGIN).notes.join(' ')
    expect(notes("fetch('https://a.example/', options)")).toContain('The options could not be read')
    expect(notes("fetch('https://a.example/', { method })")).toContain('The value of method could not be read')
    expect(notes("fetch('https://a.example/', { headers: headers() })")).toContain('The headers could not be read')
    expect(notes("fetch('https://a.example/', { headers: { 'x-a': a } })")).toContain(
      'The value of the header x-a could not be read.',
    )
    expect(notes("fetch('https://a.example/', { body: b, method: 'POST' })")).toContain('The body could not be read')
    expect(notes("fetch('https://a.example/', { body: { a: 1 }, method: 'POST' })")).toContain('[object Object]')
    expect(notes("fetch('https://a.example/', { method: 'PUT' })")).toBe('')
  })
})

describe('readFetch with input that it cannot read', () => {
  const unreadable: readonly (readonly [string, string, RegExp])[] = [
    ["fetch('https://api.example.com/')", 'source/origin-missing', /--origin/],
    ['', 'fetch/no-call', /Paste a call/],
    ['axios.get("https://api.example.com/")', 'fetch/no-call', /Paste a call/],
    ["curl 'https://api.example.com/'", 'fetch/syntax', /--curl/],
    ["fetch('https://api.example.com/', {", 'fetch/syntax', /closing/],
    ["fetch('https://api.example.com/", 'fetch/syntax', /closing/],
    ['const x: number = 1; fetch("https://a.example/")', 'fetch/syntax', /without types/],
    ['fetch(url)', 'fetch/url-unknown', /address itself/],
    ['fetch()', 'fetch/url-unknown', /address itself/],
    ["fetch('https://api.example.com/users/' + id)", 'fetch/url-unknown', /address itself/],
    ["fetch('/users')", 'source/url-invalid', /whole URL/],
    [`${'('.repeat(200_000)}`, 'fetch/too-deep', /alone/],
    // The parser would use unlimited memory.
    [`fetch(${'`${'.repeat(1000)}1${'}`'.repeat(1000)})`, 'fetch/too-deep', /alone/],
    [`fetch(${'/`/.x(`${'.repeat(1000)}1${'}`)'.repeat(1000)})`, 'fetch/too-deep', /alone/],
    [`fetch(${'"`"+`${'.repeat(1000)}1${'}`'.repeat(1000)})`, 'fetch/too-deep', /alone/],
    [`fetch(${'{a:['.repeat(60)}${']}'.repeat(60)})`, 'fetch/too-deep', /alone/],
    [`fetch("https://a.example/", ${'['.repeat(50_000)}${']'.repeat(50_000)})`, 'fetch/too-deep', /alone/],
    [`fetch("https://a.example/${'a'.repeat(4_000_000)}")`, 'fetch/too-long', /body/],
  ]
  test.each(unreadable.map(([text, ...rest]) => [text.slice(0, 60), text, ...rest] as const))(
    'suggests what to type instead of %j',
    (_beginning, text, code, hint) => {
      const error = catchError(() => readFetch(text, code === 'source/origin-missing' ? {} : ORIGIN))
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) })
    },
  )

  test('does not follow circular constants, or unusually deep ones', () => {
    expect(catchError(() => readFetch('const a = b\nconst b = a\nfetch(a)', ORIGIN))).toMatchObject({
      code: 'fetch/url-unknown',
    })
    const deep = `fetch('https://a.example/', { body: JSON.stringify(${'{a:'.repeat(90)}1${'}'.repeat(90)}) })`
    expect(readFetch(deep, ORIGIN).input.url).toBe('https://a.example/')
    const doubling = Array.from({ length: 90 }, (_, index) => `const a${index + 1} = a${index} + a${index}`).join('\n')
    const start = performance.now()
    catchError(() => readFetch(`const a0 = 'https://a.example/'\n${doubling}\nfetch(a90)`, ORIGIN))
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  test(
    'throws nothing else, for any input',
    () => {
      const pieces = fc.constantFrom(
        ...[
          'fetch(',
          ')',
          '{',
          '}',
          '[',
          ']',
          ',',
          ':',
          "'",
          '"',
          '`',
          '${',
          '...',
          'await ',
          'new Headers(',
          'JSON.stringify(',
        ],
        ...[
          "'https://a.example/'",
          'method',
          'headers',
          'body',
          '1',
          'null',
          '=>',
          'const a = ',
          ';',
          '\n',
          '__proto__',
          CHROME,
          NODE,
        ],
      )
      const mixed = fc.array(fc.oneof({ weight: 5, arbitrary: pieces }, fc.string({ unit: 'binary' })), {
        maxLength: 20,
      })
      fc.assert(
        fc.property(mixed, (parts) => {
          for (const text of [parts.join(''), `fetch('https://a.example/', { ${parts.join('')} })`]) {
            const error = catchError(() => readFetch(text, ORIGIN))
            expect(error === undefined || error instanceof InputError).toBe(true)
          }
        }),
        { numRuns: 300 },
      )
    },
    PROPERTY_TIMEOUT,
  )

  test(
    'reads any JSON back',
    () => {
      fc.assert(
        fc.property(
          fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))),
          (value) => {
            const json = JSON.stringify(value)
            const text = `fetch('https://a.example/', { method: 'POST', body: JSON.stringify(${json}) })`
            const body = readFetch(text, ORIGIN).input.body
            expect(JSON.parse(body ?? '')).toEqual(JSON.parse(json))
          },
        ),
        { numRuns: 300 },
      )
    },
    PROPERTY_TIMEOUT,
  )
})

function catchError(run: () => unknown): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}
