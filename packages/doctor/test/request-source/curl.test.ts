import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputError, type RequestSource, readCurl } from '../../src/request-source/index.ts'

const PROPERTY_TIMEOUT = 60_000

/** Copied from Chrome for POSIX shells. */
const CHROME_BASH = String.raw`curl 'https://api.example.com/users/7?full=1' \
  -X 'PUT' \
  -H 'accept: */*' \
  -H 'accept-language: en-US,en;q=0.9' \
  -H 'authorization: Bearer abc.def' \
  -H 'cache-control: no-cache' \
  -H 'content-type: application/json' \
  -b 'sid=42; theme=dark' \
  -H 'origin: https://app.example.com' \
  -H 'pragma: no-cache' \
  -H 'priority: u=1, i' \
  -H 'referer: https://app.example.com/' \
  -H 'sec-ch-ua: "Chromium";v="156", "Not)A;Brand";v="8"' \
  -H 'sec-ch-ua-mobile: ?0' \
  -H 'sec-fetch-dest: empty' \
  -H 'sec-fetch-mode: cors' \
  -H 'sec-fetch-site: same-site' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36' \
  --data-raw $'{"name":"O\'Brien\u0021","note":"a\\nb"}' \
  --compressed ;
`

/** Copied from Chrome for the Windows command prompt. */
const CHROME_CMD = [
  'curl ^"https://api.example.com/users?a=1^&b=100^%^25^" ^',
  '  -X ^"PATCH^" ^',
  '  -H ^"accept: */*^" ^',
  '  -H ^"content-type: application/json^" ^',
  '  -b ^"sid=42^" ^',
  '  -H ^"origin: https://app.example.com^" ^',
  '  -H ^"sec-fetch-mode: cors^" ^',
  '  --data-raw ^"^{^\\^"name^\\^":^\\^"A ^& B^\\^"^}^" ^',
  '  --insecure',
].join('\r\n')

/** Copied from former versions of Chrome for the command prompt. */
const CHROME_CMD_OLD = [
  'curl "https://api.example.com/users?a=1&b=2" ^',
  '  -X "PUT" ^',
  '  -H "origin: https://app.example.com" ^',
  '  -H "content-type: application/json" ^',
  '  --data-raw "{\\"name\\":\\"A\\"}" ^',
  '  --compressed',
].join('\n')

/** Copied from Firefox. */
const FIREFOX = `curl 'https://api.example.com/users/7' --compressed -X PUT -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0' -H 'Accept: */*' -H 'Accept-Language: en-US,en;q=0.5' -H 'Accept-Encoding: gzip, deflate, br, zstd' -H 'Referer: https://app.example.com/' -H 'Content-Type: application/json' -H 'Origin: https://app.example.com' -H 'Connection: keep-alive' -H 'Sec-Fetch-Dest: empty' -H 'Sec-Fetch-Mode: cors' -H 'Sec-Fetch-Site: same-site' -H 'Priority: u=0' --data-raw '{"name":"A"}'`

/** Copied from Safari. */
const SAFARI = String.raw`curl 'https://api.example.com/users/7' \
-X 'PUT' \
-H 'Content-Type: application/json' \
-H 'Accept: */*' \
-H 'Sec-Fetch-Site: same-site' \
-H 'Origin: https://app.example.com' \
-H 'Sec-Fetch-Mode: cors' \
-H 'User-Agent: Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/27.0 Safari/605.1.15' \
-H 'Referer: https://app.example.com/' \
-H 'Sec-Fetch-Dest: empty' \
--data-binary '{"name":"A"}'`

/** A copied preflight. */
const PREFLIGHT = String.raw`curl 'https://api.example.com/users/7' \
  -X 'OPTIONS' \
  -H 'accept: */*' \
  -H 'access-control-request-headers: authorization,content-type' \
  -H 'access-control-request-method: DELETE' \
  -H 'origin: https://app.example.com' \
  -H 'sec-fetch-mode: cors' \
  -H 'user-agent: Mozilla/5.0'`

function expectRequest(source: RequestSource, wanted: Readonly<Record<string, unknown>>): void {
  expect(JSON.parse(JSON.stringify(source.input))).toEqual(wanted)
}

describe('readCurl with commands copied from browsers', () => {
  test('reads a command copied from Chrome for POSIX shells', () => {
    const source = readCurl(CHROME_BASH)
    expectRequest(source, {
      url: 'https://api.example.com/users/7?full=1',
      origin: 'https://app.example.com',
      method: 'PUT',
      headers: [
        ['accept', '*/*'],
        ['accept-language', 'en-US,en;q=0.9'],
        ['authorization', 'Bearer abc.def'],
        ['content-type', 'application/json'],
      ],
      body: '{"name":"O\'Brien!","note":"a\\nb"}',
      credentials: 'include',
      mode: 'cors',
    })
    expect(source.cookie).toBe('sid=42; theme=dark')
    expect(source.notes).toContain(
      'Left out, because the browser writes them itself: cache-control, origin, pragma, priority, referer, sec-ch-ua, ' +
        'sec-ch-ua-mobile, sec-fetch-dest, sec-fetch-mode, sec-fetch-site, user-agent.',
    )
  })

  test('reads a command copied from Chrome for the command prompt', () => {
    const source = readCurl(CHROME_CMD)
    expectRequest(source, {
      url: 'https://api.example.com/users?a=1&b=100%25',
      origin: 'https://app.example.com',
      method: 'PATCH',
      headers: [
        ['accept', '*/*'],
        ['content-type', 'application/json'],
      ],
      body: '{"name":"A & B"}',
      credentials: 'include',
      mode: 'cors',
    })
    expect(source.insecure).toBe(true)
  })

  test.each([
    ['-k', true],
    ['-k --no-insecure', undefined],
    ['--no-insecure -k', true],
    ['--no-insecure', undefined],
  ])('uses the last option about certificates: %s', (options, insecure) => {
    expect(readCurl(`curl ${options} https://api.example.com/ -H 'origin: https://app.example.com'`).insecure).toBe(
      insecure,
    )
  })

  test('disables other flags, too', () => {
    const { input } = readCurl("curl -I https://api.example.com/ --no-head -H 'origin: https://app.example.com'")
    expect(input.method).toBeUndefined()
  })

  test('reads a command copied from former versions for the command prompt', () => {
    expectRequest(readCurl(CHROME_CMD_OLD), {
      url: 'https://api.example.com/users?a=1&b=2',
      origin: 'https://app.example.com',
      method: 'PUT',
      headers: [['content-type', 'application/json']],
      body: '{"name":"A"}',
    })
  })

  test.each([
    [
      'Firefox',
      FIREFOX,
      [
        ['Accept', '*/*'],
        ['Accept-Language', 'en-US,en;q=0.5'],
        ['Content-Type', 'application/json'],
      ],
    ],
    [
      'Safari',
      SAFARI,
      [
        ['Content-Type', 'application/json'],
        ['Accept', '*/*'],
      ],
    ],
  ])('reads what %s copies', (_browser, text, headers) => {
    expectRequest(readCurl(text), {
      url: 'https://api.example.com/users/7',
      origin: 'https://app.example.com',
      method: 'PUT',
      headers,
      body: '{"name":"A"}',
      mode: 'cors',
    })
  })

  test('reads a preflight as the request that it is for', () => {
    const source = readCurl(PREFLIGHT)
    expectRequest(source, {
      url: 'https://api.example.com/users/7',
      origin: 'https://app.example.com',
      method: 'DELETE',
      headers: [
        ['authorization', '1'],
        ['content-type', 'application/json'],
      ],
      mode: 'cors',
    })
    expect(source.notes[0]).toContain('preflight')
  })
})

const ORIGIN = { origin: 'https://app.example.com' }
const JSON_TYPE = ['content-type', 'application/json']
const JSON_ACCEPT = ['accept', 'application/json']
const FORM_TYPE = ['content-type', 'application/x-www-form-urlencoded']

describe('readCurl with handwritten commands', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['curl https://api.example.com', { url: 'https://api.example.com', headers: [] }],
    ['curl api.example.com/users', { url: 'http://api.example.com/users' }],
    ['$ curl -I https://api.example.com', { method: 'HEAD' }],
    ['curl --head https://api.example.com', { method: 'HEAD' }],
    ['sudo /usr/bin/curl -sSLk -XDELETE https://api.example.com', { method: 'DELETE' }],
    ['curl -kX PUT --url https://api.example.com', { method: 'PUT', url: 'https://api.example.com' }],
    ['curl --request=PATCH https://api.example.com', { method: 'PATCH' }],
    ['curl https://api.example.com -d a=1 -d b=2', { method: 'POST', body: 'a=1&b=2', headers: [FORM_TYPE] }],
    ['curl https://api.example.com --data-urlencode "q=a b&c"', { method: 'POST', body: 'q=a+b%26c' }],
    [
      'curl https://api.example.com --json \'{"a":1}\'',
      { method: 'POST', body: '{"a":1}', headers: [JSON_TYPE, JSON_ACCEPT] },
    ],
    ["curl https://api.example.com -H 'Content-Type: text/plain' -d x", { headers: [['Content-Type', 'text/plain']] }],
    [
      "curl https://api.example.com -H'X-A: 1' -H 'X-B;' -H 'Accept:'",
      {
        headers: [
          ['X-A', '1'],
          ['X-B', ''],
        ],
      },
    ],
    [
      'curl -G https://api.example.com/?a=1 -d b=2 --data-raw c=3',
      { url: 'https://api.example.com/?a=1&b=2&c=3', headers: [] },
    ],
    ['curl https://api.example.com/ --url-query d=4', { url: 'https://api.example.com/?d=4' }],
    [
      'curl -F file=@photo.jpg https://api.example.com',
      { method: 'POST', headers: [['content-type', 'multipart/form-data; boundary=form']] },
    ],
    ['curl -u user:pass https://api.example.com', { headers: [['authorization', 'Basic dXNlcjpwYXNz']] }],
    ['curl --oauth2-bearer abc https://api.example.com', { headers: [['authorization', 'Bearer abc']] }],
    ['curl -r 0-99 https://api.example.com', { headers: [['range', 'bytes=0-99']] }],
    ['curl --cookie sid=1 https://api.example.com', { credentials: 'include' }],
    ["curl https://api.example.com -H 'Cookie: sid=1'", { credentials: 'include', headers: [] }],
    [
      'curl -A mine -o out.json --retry 3 --no-compressed https://api.example.com',
      { url: 'https://api.example.com', headers: [] },
    ],
    ['curl -e https://other.example.com/a https://api.example.com', { origin: 'https://app.example.com' }],
    [String.raw`curl https://api.example.com/a\ b "x\"y" `, { url: 'https://api.example.com/a b' }],
    ['curl \\\n  https://api.example.com \\  \n  -X PUT', { method: 'PUT' }],
    ['curl \\\r\n  https://api.example.com \\\r\n  -X PUT', { method: 'PUT' }],
    ['# as in the manual\ncurl https://api.example.com # all', { url: 'https://api.example.com' }],
    ["curl https://api.example.com -d $'a\\x41\\101\\t\\u00e9\\q'", { body: 'aAA\t\u00e9\\q' }],
    ['curl -- https://api.example.com', { url: 'https://api.example.com' }],
    [`curl https://api.example.com -d '{"pattern":"^"}'`, { body: '{"pattern":"^"}' }],
    ['curl https://api.example.com | jq .', { url: 'https://api.example.com' }],
  ])('reads %j', (text, wanted) => {
    expect(readCurl(text, ORIGIN).input).toMatchObject(wanted)
  })

  const authorization = (value: string) => ({ headers: [['authorization', value]] })

  // As curl 7.88 sends them.
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ["-u a:b -H 'Authorization: Bearer x'", { headers: [['Authorization', 'Bearer x']] }],
    ["-H 'Authorization:' -u a:b", { headers: [] }],
    ["-H 'Authorization;' -u a:b", { headers: [['Authorization', '']] }],
    ['--oauth2-bearer T -u a:b', authorization('Bearer T')],
    ['-u a:b --oauth2-bearer T', authorization('Bearer T')],
    ['-u a:b -u c:d', authorization('Basic Yzpk')],
    ['-u a', authorization('Basic YTo=')],
    ['-u a:\u00e4\u20ac', authorization('Basic YTrDpOKCrA==')],
    ['--data-urlencode \u00e4\u20ac', { body: '%C3%A4%E2%82%AC' }],
    ["-r 0-1 -H 'Range: bytes=5-6'", { headers: [['Range', 'bytes=5-6']] }],
    ["-d a=1 --json '{}'", { body: 'a=1{}', headers: [JSON_TYPE, JSON_ACCEPT] }],
    ["--json '{}' -d a=1", { body: '{}&a=1', headers: [JSON_TYPE, JSON_ACCEPT] }],
    ["--json '{}' --data-raw q", { body: '{}&q' }],
    ['--json x --json y', { body: 'xy' }],
    ["-d '' -d a", { body: '&a' }],
    ["-d '' --json a", { body: 'a' }],
    ["--json x -H 'content-type: text/plain'", { headers: [['content-type', 'text/plain'], JSON_ACCEPT] }],
    ["--json x -H 'Content-Type:' -H 'Accept: y'", { headers: [['Accept', 'y']] }],
    ['--json x -G', { method: undefined, url: 'https://a.example/p?x', headers: [JSON_TYPE, JSON_ACCEPT] }],
    ["--data-urlencode '~*'", { body: '~%2A' }],
    ["--data-urlencode 'a=~*'", { body: 'a=~%2A' }],
    ["--data-urlencode '=x y&'", { body: 'x+y%26' }],
    ["--data-urlencode 'a b=c d'", { body: 'a b=c+d' }],
    ['--data-urlencode "!\'()-._~*+%\u00e9"', { body: '%21%27%28%29-._~%2A%2B%25%C3%A9' }],
    ["-d x --data-urlencode 'y z'", { body: 'x&y+z' }],
    ["-G --data-urlencode 'y z' --data-urlencode 'a=~*'", { url: 'https://a.example/p?y+z&a=~%2A', body: undefined }],
    ["--url-query '=x y'", { url: 'https://a.example/p?x+y' }],
    ["--url-query '+a=%20'", { url: 'https://a.example/p?a=%20' }],
  ])('reads %s like curl', (options, wanted) => {
    expect(readCurl(`curl https://a.example/p ${options}`, ORIGIN).input).toMatchObject(wanted)
  })

  test.each([
    ['-b a=1 -b c=2', 'a=1; c=2'],
    ["-b a=1 -H 'Cookie: b=2'", 'b=2'],
  ])('reads the cookies of %s like curl', (options, cookie) => {
    expect(readCurl(`curl https://a.example/p ${options}`, ORIGIN).cookie).toBe(cookie)
  })

  test.each([
    ['[1-3]', '1', true],
    ['[001-100]', '001', true],
    ['[1-1]', '1', false],
    ['{a,b}', 'a', true],
    ['{a}', 'a', false],
    ['{,a}', '', true],
    [String.raw`{a\,b,c}`, 'a,b', true],
    ['x[a-c:2]', 'xa', true],
    ['?q=[10-20:5]&r={x,y}', '?q=10&r=x', true],
    [String.raw`\[1\]`, '[1]', false],
    [String.raw`\{a\}`, '{a}', false],
    [String.raw`a\b`, String.raw`a\b`, false],
    ['?a[]=1', '?a[]=1', false],
    ['%5B1%5D', '%5B1%5D', false],
  ])('reads the first URL of the pattern %s like curl', (pattern, first, isSeveral) => {
    const { input, notes } = readCurl(`curl 'http://[::1]:8080/${pattern}'`, ORIGIN)
    expect(input.url).toBe(`http://[::1]:8080/${first}`)
    expect(notes.some((note) => note.includes('pattern'))).toBe(isSeveral)
    for (const option of ['-g', '--globoff']) {
      const literal = readCurl(`curl ${option} 'http://[::1]:8080/${pattern}'`, ORIGIN)
      expect(literal.input.url).toBe(`http://[::1]:8080/${pattern}`)
    }
  })

  test.each(['[x]', '{a', 'a}', '[3-1]', '[a-Z]', '[1-3:0]', '{}', '{a{b}', '[1-]', '?a[b]=1'])(
    'rejects the pattern %s like curl',
    (pattern) => {
      expect(catchError(() => readCurl(`curl 'http://a.example/${pattern}'`, ORIGIN))).toMatchObject({
        code: 'curl/glob',
      })
    },
  )

  test('reports what it left out', () => {
    const notes = (text: string) => readCurl(text, ORIGIN).notes
    expect(notes('curl https://api.example.com/?a=1&b=2')).toEqual([
      'What follows "&" was left out: it is not part of the request.',
    ])
    expect(notes('curl https://a.example --next https://b.example')).toEqual([
      'The command makes several requests. The first is examined.',
    ])
    expect(notes('curl https://a.example https://b.example')).toEqual([
      'The command has several URLs. The first one is tested.',
    ])
    expect(notes('curl https://a.example -H "Authorization: Bearer $TOKEN" -H "X-A: $A"')).toEqual([
      'Variables of the shell were left as they stand: $TOKEN, $A.',
    ])
    expect(notes('curl -x proxy.example:8080 https://a.example')[0]).toContain('sent directly')
    expect(notes('curl a.example')).toEqual(['The URL has no scheme; curl uses http://.'])
  })

  test('prefers the origin option to the headers, and the headers to the page', () => {
    const text = "curl https://api.example.com -H 'Origin: https://one.example' -e https://two.example/page"
    expect(readCurl(text, { origin: 'https://three.example', page: 'https://four.example/' }).input.origin).toBe(
      'https://three.example',
    )
    expect(readCurl(text, { page: 'https://four.example/' }).input.origin).toBe('https://one.example')
    expect(readCurl('curl https://api.example.com -e https://two.example/page').input.origin).toBe(
      'https://two.example',
    )
    expect(readCurl('curl https://api.example.com', { page: 'https://four.example/' }).input.origin).toBe(
      'https://four.example',
    )
  })

  test('treats addresses as names', () => {
    expect(readCurl('curl --resolve api.example.com:443:127.0.0.1 https://api.example.com', ORIGIN).resolve).toEqual({
      'api.example.com': '127.0.0.1',
    })
  })

  test('keeps cache headers if no browser wrote them', () => {
    const text = "curl https://api.example.com -H 'Cache-Control: no-cache' -H 'Pragma: no-cache'"
    expect(readCurl(text, ORIGIN).input.headers).toHaveLength(2)
  })
})

describe('readCurl with input that it cannot read', () => {
  const unreadable: readonly (readonly [string, string, RegExp])[] = [
    ['curl https://api.example.com', 'source/origin-missing', /--origin/],
    ['', 'curl/not-curl', /Copy as cURL/],
    ['wget https://api.example.com', 'curl/not-curl', /Copy as cURL/],
    ["fetch('https://api.example.com')", 'curl/not-curl', /--fetch/],
    ['Invoke-WebRequest -UseBasicParsing -Uri "https://api.example.com/"', 'curl/powershell', /bash/],
    [
      '$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\nInvoke-WebRequest',
      'curl/powershell',
      /bash/,
    ],
    ["curl 'https://api.example.com", 'curl/unterminated-quote', /whole/],
    ['curl "https://api.example.com', 'curl/unterminated-quote', /whole/],
    ["curl https://api.example.com -d $'abc", 'curl/unterminated-quote', /whole/],
    ['curl ^"https://api.example.com', 'curl/unterminated-quote', /whole/],
    ['curl', 'curl/url-missing', /URL/],
    ['curl -X', 'curl/value-missing', /whole/],
    ['curl --requets PUT https://api.example.com', 'curl/unknown-option', /--request/],
    ['curl -~ https://api.example.com', 'curl/unknown-option', /Leave it out/],
    ['curl -d @body.json https://api.example.com', 'curl/file', /text itself/],
    ['curl --json @- https://api.example.com', 'curl/file', /text itself/],
    ['curl --data-urlencode name@file https://api.example.com', 'curl/file', /text itself/],
    ['curl -H @headers https://api.example.com', 'curl/file', /name: value/],
    ['curl -T photo.jpg https://api.example.com', 'curl/file', /--data/],
    ['curl -K config https://api.example.com', 'curl/file', /--data/],
    ['curl -b cookies.txt https://api.example.com', 'curl/file', /name=value/],
    ['curl "https://$HOST/users"', 'curl/url-variable', /value/],
    ['curl https://api.example.com -H "Authorization: $(token)"', 'curl/substitution', /Replace it by its/],
    ['curl https://api.example.com -H "Authorization: `token`"', 'curl/substitution', /Replace it by its/],
    ['curl https://', 'source/url-invalid', /whole URL/],
    [`curl https://api.example.com -d '${'x'.repeat(4_000_001)}'`, 'curl/too-long', /body/],
  ]
  test.each(unreadable.map(([text, ...rest]) => [text.slice(0, 60), text, ...rest] as const))(
    'suggests what to type instead of %j',
    (_beginning, text, code, hint) => {
      const context = code === 'source/origin-missing' ? {} : ORIGIN
      const error = catchError(() => readCurl(text, context))
      expect(error).toBeInstanceOf(InputError)
      expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) })
      expect((error as InputError).message).toMatch(/^[^\n]{10,400}[.]$/)
    },
  )

  test(
    'throws nothing else, for any input',
    () => {
      const pieces = fc.constantFrom(
        ...[
          'curl ',
          "'",
          '"',
          '\\',
          '\n',
          '^',
          '^"',
          '$',
          "$'",
          '`',
          '${',
          ' -',
          '--',
          '-H ',
          '-d ',
          '@',
          '=',
          ':',
          '&',
          '|',
        ],
        ...['https://api.example.com/', ' --data-raw ', ' -X ', '%', '\\u', '\\x', '\\777', '#', CHROME_CMD, FIREFOX],
      )
      const mixed = fc.array(fc.oneof({ weight: 5, arbitrary: pieces }, fc.string({ unit: 'binary' })), {
        maxLength: 20,
      })
      fc.assert(
        fc.property(mixed, (parts) => {
          const error = catchError(() => readCurl(`curl ${parts.join('')}`, ORIGIN))
          expect(error === undefined || error instanceof InputError).toBe(true)
        }),
        { numRuns: 300 },
      )
    },
    PROPERTY_TIMEOUT,
  )

  test.each(["'", '"', '\\\n', "$'", '^"', '$a', '-H x ', '-d x ', '"$a" '])(
    'reads a megabyte of %j without delay',
    (piece) => {
      const start = performance.now()
      catchError(() => readCurl(`curl https://a.example ${piece.repeat(1_000_000 / piece.length)}`, ORIGIN))
      expect(performance.now() - start).toBeLessThan(5_000)
    },
  )

  test(
    'reads any single-quoted text back',
    () => {
      fc.assert(
        fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
          const quoted = `'${text.replaceAll("'", String.raw`'\''`)}'`
          expect(readCurl(`curl https://a.example --data-raw ${quoted}`, ORIGIN).input.body).toBe(text)
        }),
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
