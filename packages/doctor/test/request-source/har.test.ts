import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError, readHar } from '../../src/request-source/index.ts'

const PROPERTY_TIMEOUT = 60_000

interface Line {
  readonly name: string
  readonly value: string
}

function lines(headers: Readonly<Record<string, string>>): readonly Line[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }))
}

/** A Chrome export: a page, its JavaScript file, a preflight with a 401 response, and the request that it was for. */
const CHROME = {
  log: {
    version: '1.2',
    creator: { name: 'WebInspector', version: '537.36' },
    pages: [
      {
        startedDateTime: '2026-11-01T10:00:00.000Z',
        id: 'page_1',
        title: 'https://app.example.com/users',
        pageTimings: {},
      },
    ],
    entries: [
      {
        _resourceType: 'document',
        pageref: 'page_1',
        request: {
          method: 'GET',
          url: 'https://app.example.com/users',
          headers: lines({ ':authority': 'app.example.com', 'sec-fetch-mode': 'navigate', cookie: 'sid=1' }),
          cookies: [],
        },
        response: { status: 200, statusText: '', headers: lines({ 'content-type': 'text/html' }) },
      },
      {
        _resourceType: 'script',
        pageref: 'page_1',
        request: {
          method: 'GET',
          url: 'https://cdn.example.net/app.js',
          headers: lines({
            referer: 'https://app.example.com/',
            'sec-fetch-mode': 'no-cors',
            'sec-fetch-dest': 'script',
          }),
          cookies: [],
        },
        response: { status: 200, statusText: '', headers: lines({ 'access-control-allow-origin': '*' }) },
      },
      {
        _initiator: { type: 'preflight', url: 'https://api.example.com/users/7' },
        _resourceType: 'preflight',
        pageref: 'page_1',
        request: {
          method: 'OPTIONS',
          url: 'https://api.example.com/users/7',
          headers: lines({
            ':method': 'OPTIONS',
            'access-control-request-headers': 'content-type',
            'access-control-request-method': 'PUT',
            origin: 'https://app.example.com',
            'sec-fetch-mode': 'cors',
          }),
          cookies: [],
        },
        response: { status: 401, statusText: '', headers: [], _error: 'net::ERR_FAILED' },
      },
      {
        _resourceType: 'fetch',
        pageref: 'page_1',
        request: {
          method: 'PUT',
          url: 'https://api.example.com/users/7',
          headers: lines({
            accept: '*/*',
            'content-type': 'application/json',
            Referer: 'https://app.example.com/',
            'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0',
            'sec-ch-ua': '"Chromium";v="156"',
          }),
          cookies: [],
          postData: { mimeType: 'application/json', text: '{"name":"A"}' },
        },
        response: { status: 0, statusText: '', headers: [], _error: 'net::ERR_FAILED' },
      },
    ],
  },
}

/** A Firefox export: a request whose response has no CORS headers. */
const FIREFOX = {
  log: {
    version: '1.2',
    creator: { name: 'Firefox', version: '153.0' },
    browser: { name: 'Firefox', version: '153.0' },
    pages: [
      {
        id: 'page_1',
        pageTimings: {},
        startedDateTime: '2026-11-01T10:00:00.000+01:00',
        title: 'https://app.example.com/users',
      },
    ],
    entries: [
      {
        pageref: 'page_1',
        request: {
          method: 'GET',
          url: 'https://api.example.com/users',
          httpVersion: 'HTTP/2',
          headers: lines({
            Host: 'api.example.com',
            'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
            Accept: 'application/json',
            Origin: 'https://app.example.com',
            Cookie: 'sid=42',
            'Sec-Fetch-Dest': 'empty',
            'Sec-Fetch-Mode': 'cors',
          }),
          cookies: [{ name: 'sid', value: '42' }],
        },
        response: { status: 200, statusText: 'OK', headers: lines({ 'content-type': 'application/json' }) },
      },
    ],
  },
}

const ORIGIN = { origin: 'https://app.example.com' }

function archive(...entries: readonly unknown[]): string {
  return JSON.stringify({ log: { version: '1.2', entries } })
}

function entry(
  url: string,
  request: Readonly<Record<string, unknown>> = {},
  response: Readonly<Record<string, unknown>> = {},
) {
  return {
    request: { method: 'GET', url, headers: [], ...request },
    response: { status: 200, headers: [], ...response },
  }
}

describe('readHar', () => {
  test('reads the failed request from a Chrome export, not its preflight', () => {
    const source = readHar(JSON.stringify(CHROME))
    expect(JSON.parse(JSON.stringify(source.input))).toEqual({
      url: 'https://api.example.com/users/7',
      origin: 'https://app.example.com',
      method: 'PUT',
      headers: [
        ['accept', '*/*'],
        ['content-type', 'application/json'],
      ],
      body: '{"name":"A"}',
      api: 'fetch',
    })
    expect(source.notes.slice(0, 2)).toEqual([
      'Entry 4 of 4 is tested: the first cross-origin request that failed.',
      'The browser noted: net::ERR_FAILED.',
    ])
  })

  test('reads the request without CORS headers from a Firefox export', () => {
    const source = readHar(`\ufeff${JSON.stringify(FIREFOX)}`)
    expect(source.input).toMatchObject({
      url: 'https://api.example.com/users',
      origin: 'https://app.example.com',
      method: 'GET',
      headers: [['Accept', 'application/json']],
      credentials: 'include',
      mode: 'cors',
    })
    expect(source.cookie).toBe('sid=42')
    expect(source.notes[0]).toBe(
      'Entry 1 of 1 is tested: the first cross-origin request whose response has no CORS headers.',
    )
  })

  test('reads the requested entry, counted from 1', () => {
    expect(readHar(JSON.stringify(CHROME), { entry: 2 }).input).toMatchObject({
      url: 'https://cdn.example.net/app.js',
      origin: 'https://app.example.com',
      mode: 'no-cors',
      api: 'element',
    })
  })

  test('reads a preflight as the request that it is for', () => {
    expect(readHar(JSON.stringify(CHROME), { entry: 3 }).input).toMatchObject({
      method: 'PUT',
      headers: [['content-type', 'application/json']],
    })
  })

  test('reads the origin from the page if no header has it', () => {
    const text = JSON.stringify({
      log: {
        pages: [{ id: 'p', title: 'https://app.example.com/a' }],
        entries: [{ ...entry('https://api.example.com/'), pageref: 'p' }],
      },
    })
    expect(readHar(text).input.origin).toBe('https://app.example.com')
  })

  test.each<[string, readonly unknown[], number]>([
    [
      'a failed one before one without headers',
      [entry('https://a.example/'), entry('https://b.example/', {}, { status: 0 })],
      2,
    ],
    [
      'one without headers before one with an error',
      [
        entry('https://a.example/', {}, { status: 500, headers: lines({ 'access-control-allow-origin': '*' }) }),
        entry('https://b.example/'),
      ],
      2,
    ],
    [
      'one of another origin',
      [entry('https://app.example.com/'), entry('wss://a.example/'), entry('https://b.example/')],
      3,
    ],
  ])('takes %s', (_name, entries, number) => {
    expect(readHar(archive(...entries), ORIGIN).notes[0]).toMatch(new RegExp(`^Entry ${number} of ${entries.length} `))
  })

  const unreadable: readonly (readonly [string, { readonly entry?: number }, string, RegExp])[] = [
    ['', {}, 'har/not-json', /Save all as HAR/],
    ['{"log":', {}, 'har/not-json', /Save all as HAR/],
    ['{}', {}, 'har/no-entries', /Save all as HAR/],
    ['null', {}, 'har/no-entries', /Save all as HAR/],
    ['[1]', {}, 'har/no-entries', /Save all as HAR/],
    ['{"log":{"entries":{}}}', {}, 'har/no-entries', /Save all as HAR/],
    [archive(), {}, 'har/no-entries', /reload the page/],
    [archive(null), {}, 'har/entry-malformed', /remove that entry/],
    [archive({ request: { url: 1 } }), {}, 'har/entry-malformed', /remove that entry/],
    [archive(entry('https://app.example.com/')), {}, 'har/none-cross-origin', /--entry/],
    [archive(entry('https://a.example/')), { entry: 2 }, 'har/entry-missing', /Use --entry 1/],
    [archive(entry('https://a.example/'), entry('https://a.example/')), { entry: 0 }, 'har/entry-missing', /1 to 2/],
    [archive(entry('https://a.example/')), { entry: Number.NaN }, 'har/entry-missing', /Use --entry 1/],
    [archive(entry('nonsense')), { entry: 1 }, 'source/url-invalid', /whole URL/],
    ['['.repeat(500_000), {}, 'har/not-json', /Save all as HAR/],
  ]
  test.each(unreadable.map(([text, ...rest]) => [text.slice(0, 60), text, ...rest] as const))(
    'suggests what to do about %j',
    (_beginning, text, context, code, hint) => {
      const error = catchError(() => readHar(text, { ...ORIGIN, ...context }))
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) })
    },
  )

  test(
    'throws nothing else, for any archive',
    () => {
      const anything = fc.jsonValue({ maxDepth: 2 })
      const request = fc.record(
        {
          method: anything,
          url: fc.oneof(fc.webUrl(), anything),
          headers: anything,
          cookies: anything,
          postData: anything,
        },
        { requiredKeys: [] },
      )
      const entries = fc.array(fc.oneof(anything, fc.record({ request, response: anything, pageref: anything })), {
        minLength: 1,
      })
      fc.assert(
        fc.property(entries, anything, (list, pages) => {
          const error = catchError(() => readHar(JSON.stringify({ log: { entries: list, pages } }), ORIGIN))
          expect(error === undefined || error instanceof InputError).toBe(true)
        }),
        { numRuns: 200 },
      )
    },
    PROPERTY_TIMEOUT,
  )

  test('reads an archive of 20,000 entries without delay', () => {
    const entries = Array.from({ length: 20_000 }, (_, index) => entry(`https://app.example.com/${index}`))
    const text = archive(...entries, entry('https://api.example.com/'))
    const start = performance.now()
    expect(readHar(text, ORIGIN).input.url).toBe('https://api.example.com/')
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

function catchError(run: () => unknown): unknown {
  try {
    run()
    return undefined
  } catch (error) {
    return error
  }
}

describe('readHar with hostile archives', () => {
  test('repeats only the name of an error', () => {
    const request = { method: 'GET', url: 'https://api.test/', headers: [{ name: 'X-T', value: 'the-secret' }] }
    const response = { status: 0, _error: 'net::ERR_FAILED at https://u:pw@a.test/?t=a the-secret' }
    const text = JSON.stringify({ log: { entries: [{ request, response }] } })
    const { notes } = readHar(text, { origin: 'https://app.test' })
    expect(notes).toContain('The browser noted: net::ERR_FAILED.')
    expect(notes.join(' ')).not.toMatch(/the-secret|pw/)
    const other = JSON.stringify({ log: { entries: [{ request, response: { status: 0, _error: 'the-secret' } }] } })
    expect(readHar(other, { origin: 'https://app.test' }).notes).toContain('The browser noted an error.')
  })

  test('does not parse deeply nested input', () => {
    const entries = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`
    expect(() => readHar(`{"log":{"entries":${entries}}}`)).toThrow('nested more than 100 levels deep')
    const brackets = JSON.stringify({ log: { entries: [], comment: `\\"${'['.repeat(200)}` } })
    expect(() => readHar(brackets)).toThrow('The archive has no entries')
  })
})
