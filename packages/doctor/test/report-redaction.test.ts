import { STATUS_CODES } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { HeaderLine } from '../src/network/exchange.ts'
import { findTextSecrets, findUrlSecrets } from '../src/report/harmless.ts'
import { redactDiagnosis, redactRequest, redactTold } from '../src/report/redaction.ts'
import { makeDiagnosis, makeExchange, makeFinding, makeStep } from './support/handmade-diagnosis.ts'

function mask(text: string, find: typeof findUrlSecrets): string {
  return find(text).reduceRight((rest, [start, end]) => `${rest.slice(0, start)}*${rest.slice(end)}`, text)
}

describe('findUrlSecrets', () => {
  test.each([
    ['https://a.test/x?page=2&b=&token=ab%2Fc', 'https://a.test/x?page=*&*&token=*'],
    ['https://a.test/?user[password]=x', 'https://a.test/?user[password]=*'],
    ['https://a.test/?%74oken=x', 'https://a.test/?%74oken=*'],
    ['https://a.test/?abc', 'https://a.test/?*'],
    ['https://a.test/?YWJj%3D%3D', 'https://a.test/?*'],
    ['https://a.test/a;token=x/b;y?c=d', 'https://a.test/a;token=*/b;*?c=*'],
    ['https://a.test/R&D/b', 'https://a.test/R&D/b'],
    ['https://a.test/a#access_token=x&b', 'https://a.test/a#*'],
    ['https://token@a.test/', 'https://*@a.test/'],
    ['https://user:p@ss?w@a.test/', 'https://*@ss?*'],
    ['https://user:p@ss@a.test/', 'https://*@a.test/'],
    ['/cb?next=%2Fcb%3Fa%3Dx', '/cb?next=*%3Fa%3D*'],
    ['//user:x@a.test/@scope/', '//*@a.test/@scope/'],
    ['http://[::1]:8080/', 'http://[::1]:8080/'],
    ['localhost:3000/a', 'localhost:3000/a'],
    ['javascript:alert("abc")', 'javascript:*'],
    ['data:text/plain,abc', 'data:*'],
    ['a.test?abc', 'a.test?*'],
  ])('finds those of %s', (url, masked) => {
    expect(mask(url, findUrlSecrets)).toBe(masked)
  })

  test('is fast for punctuation', () => {
    const started = performance.now()
    findUrlSecrets(`${'?'.repeat(60_000)}${'&a='.repeat(60_000)}${';%3d'.repeat(60_000)}${'//a'.repeat(60_000)}`)
    findTextSecrets(`?token=${'.'.repeat(60_000)} ${'?'.repeat(60_000)} ${'@:'.repeat(60_000)}`)
    expect(performance.now() - started).toBeLessThan(5000)
  })
})

describe('findTextSecrets', () => {
  test.each([
    ['connect ECONNREFUSED 127.0.0.1:8080', 'connect ECONNREFUSED 127.0.0.1:8080'],
    ['localhost:8080 is reachable, net::ERR_FAILED', 'localhost:8080 is reachable, net::ERR_FAILED'],
    [
      "It leads to 'https://a.test/?a=x', or (https://b.test/?sig=x).",
      "It leads to 'https://a.test/?a=*', or (https://b.test/?sig=*).",
    ],
    ["It leads to '/cb?code=x'.", "It leads to '/cb?code=*'."],
    ['user:pw@a.test is no URL', '*@a.test is no URL'],
    [
      "app.register(cors, { origin: ['https://a.test'] }) // @fastify/cors",
      "app.register(cors, { origin: ['https://a.test'] }) // @fastify/cors",
    ],
    ['text/html;q=0.9; Path=/; a=b', 'text/html;q=0.9; Path=/; a=b'],
    ['Is this it? Yes; see #3 & ask.', 'Is this it? Yes; see #3 & ask.'],
  ])('finds those of %s', (text, masked) => {
    expect(mask(text, findTextSecrets)).toBe(masked)
  })
})

describe('redactDiagnosis', () => {
  test.each<[what: string, line: HeaderLine, redacted: string]>([
    ['credentials, and keeps their scheme', ['Authorization', 'Bearer abc.def'], 'Bearer [redacted]'],
    ['credentials without a scheme', ['authorization', 'abcdef'], '[redacted]'],
    ['credentials with an unknown scheme', ['authorization', 'abc def'], '[redacted]'],
    ['cookies', ['Cookie', 'a=1; b=2=3; c'], '[redacted]'],
    [
      'a cookie in Set-Cookie, and keeps its attributes',
      ['Set-Cookie', 'a=1; Path=/; SameSite=Lax'],
      '[redacted]; Path=/; SameSite=Lax',
    ],
    [
      'its path, and keeps its prefix',
      ['Set-Cookie', '__Host-a=1; Path=/x; Secure'],
      '__Host-[redacted];[redacted]; Secure',
    ],
    ['a key', ['X-Api-Key', 'k'], '[redacted]'],
    ['what nobody knows', ['X-Anything', 'k'], '[redacted]'],
    ['the user and the password of a URL', ['Location', 'https://user:pw@b.test/'], 'https://[redacted]@b.test/'],
    [
      'the query and the fragment of a URL',
      ['Location', '/cb?a=1&code=x#y'],
      '/cb?a=[redacted]&code=[redacted]#[redacted]',
    ],
    ['the challenge, and keeps the scheme', ['WWW-Authenticate', 'Bearer realm="x"'], 'Bearer [redacted]'],
    [
      'a boundary',
      ['Content-Type', 'multipart/form-data; charset=utf-8; boundary=x'],
      'multipart/form-data; charset=utf-8;[redacted]',
    ],
    ['a nonce', ['Content-Security-Policy', "script-src 'nonce-x' 'self'"], "script-src 'nonce-[redacted]' 'self'"],
    ['the User-Agent of another client', ['User-Agent', 'curl/8.5.0'], '[redacted]'],
    ['nothing in a challenge without parameters', ['WWW-Authenticate', 'Bearer'], 'Bearer'],
    ['nothing in a media type', ['Content-Type', 'application/json'], 'application/json'],
    ['nothing in a harmless header', ['Vary', 'Origin'], 'Origin'],
  ])('takes out %s', (_what, line, redacted) => {
    const { exchanges } = redactDiagnosis(
      makeDiagnosis({ exchanges: [makeExchange({ request: [line], answer: [line] })] }),
    )
    expect(exchanges[0]?.request.headers).toEqual([[line[0], redacted]])
    expect(exchanges[0]?.outcome).toMatchObject({ headers: [[line[0], redacted]] })
  })

  test('removes bodies, and nonstandard reason phrases', () => {
    const request = { url: 'http://a.test/', origin: 'null', body: 'a' }
    const { request: redacted, exchanges } = redactDiagnosis(
      makeDiagnosis({ request, exchanges: [makeExchange({}, { body: 'a' }), makeExchange({}, { statusText: 'a' })] }),
    )
    expect(redacted.body).toBe('[redacted]')
    expect(exchanges.map(({ outcome }) => outcome)).toMatchObject([
      { body: '[redacted]', statusText: 'Unauthorized' },
      { body: '', statusText: '[redacted]' },
    ])
  })

  test.each(Object.entries(STATUS_CODES))('keeps the reason phrase of %s: %s', (status, phrase = '') => {
    const redact = (statusText: string) =>
      redactDiagnosis(makeDiagnosis({ exchanges: [makeExchange({}, { status: Number(status), statusText })] }))
        .exchanges[0]
    expect(redact(phrase)?.outcome).toMatchObject({ statusText: phrase })
    expect(redact(`${phrase}!`)?.outcome).toMatchObject({ statusText: '[redacted]' })
  })

  test('removes the encoded forms of a secret that is not ASCII', () => {
    const secret = 'p\u00e4ss\u20acw\u{1f511}rd'
    const forms = [
      ...(['hex', 'base64', 'base64url'] as const).map((encoding) => Buffer.from(secret).toString(encoding)),
      encodeURIComponent(secret),
    ]
    const redacted = redactRequest({ url: 'https://a.test/', body: secret, method: forms.join(' ') })
    expect(forms.filter((form) => redacted.method.includes(form.replace(/=+$/, '')))).toEqual([])
  })

  test.each([
    'aVerySecretToken',
    'aVerySecretToken'.toUpperCase(),
    'YVZlcnlTZWNyZXRUb2tlbg',
    '6156657279536563726574546f6b656e',
  ])('removes a secret from sentences and evidence, as %s', (spelled) => {
    const evidence = [{ exchange: 1, header: 'Access-Control-Allow-Origin', value: `x ${spelled}` }]
    const finding = makeFinding({ explanation: `It says ${spelled}.`, evidence })
    const diagnosis = makeDiagnosis({
      exchanges: [
        makeExchange({ request: [['Authorization', 'Bearer aVerySecretToken']], answer: [['Vary', spelled]] }),
      ],
      steps: [makeStep({ findings: [finding], summary: spelled })],
      findings: [finding],
    })
    expect(JSON.stringify(diagnosis)).toContain(spelled)
    expect(JSON.stringify(redactDiagnosis(diagnosis))).not.toContain(spelled)
  })

  test('also removes the parts of a secret from sentences', () => {
    const request: HeaderLine[] = [
      ['Authorization', `Basic ${Buffer.from('somebody7:passw0rd').toString('base64')}`],
      ['Cookie', 'sid=c00kie-value'],
    ]
    const finding = makeFinding({ explanation: 'somebody7, passw0rd and c00kie-value' })
    const { findings } = redactDiagnosis(makeDiagnosis({ exchanges: [makeExchange({ request })], findings: [finding] }))
    expect(findings[0]?.explanation).toBe('[redacted], [redacted] and [redacted]')
  })

  test('keeps words that are also the value of a header or parameter', () => {
    const request = { url: 'https://a.test/?key=application&to=https://app.test', origin: 'https://app.test' }
    const exchange = makeExchange({ request: [['X-A', 'no-cache']], answer: [['Content-Type', 'application/json']] })
    const finding = makeFinding({ explanation: 'https://app.test is not to use no-cache' })
    const redacted = redactDiagnosis(makeDiagnosis({ request, exchanges: [exchange], findings: [finding] }))
    expect(redacted.request).toEqual({
      url: 'https://a.test/?key=[redacted]&to=[redacted]',
      origin: 'https://app.test',
    })
    expect(redacted.exchanges[0]?.outcome).toMatchObject({ headers: [['Content-Type', 'application/json']] })
    expect(redacted.findings[0]?.explanation).toBe(finding.explanation)
  })

  test('keeps text that contains a short secret by chance', () => {
    const exchange = makeExchange({ request: [['Cookie', 'a=401']] })
    const { steps } = redactDiagnosis(
      makeDiagnosis({ exchanges: [exchange], steps: [makeStep({ summary: '-> 401' })] }),
    )
    expect(steps[0]?.summary).toBe('-> 401')
  })

  test('keeps the anchors of links to standards', () => {
    const spec = 'https://fetch.spec.whatwg.org/#cors-check'
    expect(redactDiagnosis(makeDiagnosis({ findings: [makeFinding({ spec })] })).findings[0]?.spec).toBe(spec)
  })

  test('moves the caret with its target', () => {
    const value = 'sid=longsecret; SameSite=Lax'
    const evidence = [{ exchange: 1, header: 'Set-Cookie', value, at: value.indexOf('SameSite'), length: 8 }]
    const { findings } = redactDiagnosis(makeDiagnosis({ findings: [makeFinding({ evidence })] }))
    const [shown] = findings[0]?.evidence ?? []
    expect(shown?.value).toBe('[redacted]; SameSite=Lax')
    expect(shown?.value.slice(shown.at, (shown.at ?? 0) + 8)).toBe('SameSite')
  })

  test.each([
    ['after a secret', 'https://a.test/?token=longsecret1&x=', '&x', '&'],
    ['around a secret', 'https://a.test/?token=longsecret1&x=y', 'token=longsecret1&x', 'token=[redacted]&x'],
    ['in a secret', 'https://a.test/?token=longsecret1&x=y', 'secret', '[redacted]'],
    ['from a secret to what follows', 'https://a.test/?sig=longsecret1&x=y', 'secret1&x', '[redacted]&x'],
  ])('keeps the marked part %s', (_where, value, marked, expected) => {
    const evidence = [{ exchange: 1, header: 'Location', value, at: value.indexOf(marked), length: marked.length }]
    const { findings } = redactDiagnosis(makeDiagnosis({ findings: [makeFinding({ evidence })] }))
    const [{ value: text = '', at = 0, length = 0 } = {}] = findings[0]?.evidence ?? []
    expect(text.slice(at, at + length).startsWith(expected)).toBe(true)
  })

  test('is fast for thousands of cookies', () => {
    const answer = Array.from({ length: 30_000 }, (_, index): HeaderLine => ['Set-Cookie', `a=secret${index}`])
    const exchange = makeExchange({ request: [['Cookie', 'a=ownsecret']], answer }, { body: 'ownsecret '.repeat(6000) })
    const started = performance.now()
    const [redacted] = redactDiagnosis(makeDiagnosis({ exchanges: [exchange] })).exchanges
    expect(performance.now() - started).toBeLessThan(5000)
    expect(JSON.stringify(redacted)).not.toContain('secret')
  })

  test('keeps the backslash of every quotation mark in a line', () => {
    const lines = [{ product: 'cors' as const, line: "methods: ['X%3ba\\'`b`'] })" } as const]
    const [finding] = redactDiagnosis(makeDiagnosis({ findings: [makeFinding({ lines })] })).findings
    expect(finding?.lines).toEqual([{ product: 'cors', line: "methods: ['X%3b[redacted]`b`'] })" }])
  })

  test('does not change the original', () => {
    const diagnosis = makeDiagnosis({ exchanges: [makeExchange({ request: [['Cookie', 'a=secret1']] })] })
    const before = structuredClone(diagnosis)
    redactDiagnosis(diagnosis)
    expect(diagnosis).toEqual(before)
  })
})

test('redactRequest removes the secrets from a request that is not sent yet', () => {
  const headers: HeaderLine[] = [['X-Api-Key', 'supersecret1']]
  const request = { url: 'https://me:pw@a.test/supersecret1/?q=x', origin: 'null', headers, body: 'x', cookie: 'y' }
  expect(redactRequest(request)).toEqual({
    url: 'https://[redacted]@a.test/supersecret1/?q=[redacted]',
    origin: 'null',
    headers: [['X-Api-Key', '[redacted]']],
    body: '[redacted]',
    cookie: '[redacted]',
  })
})

test('redactTold removes the secrets in URLs from sentences', () => {
  expect(redactTold({ text: 'It says c0de-of-mine.' }, ['https://a.test/?a=c0de-of-mine'])).toEqual({
    text: 'It says [redacted].',
  })
})

describe('redactDiagnosis', () => {
  const SECRET = 'Zq9SECRETx7'
  const diagnose = (value: string, parts: Partial<Parameters<typeof makeDiagnosis>[0]> = {}) =>
    JSON.stringify(
      redactDiagnosis(
        makeDiagnosis({
          request: { url: 'http://api.test/', origin: 'https://app.test', headers: [['X-Own', SECRET]] },
          exchanges: [makeExchange({ answer: [['Vary', value]] })],
          ...parts,
        }),
      ),
    )
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const escapeAll = (prefix: string) =>
    Array.from(SECRET, (character) => `${prefix}${character.charCodeAt(0).toString(16)}`).join('')

  test.each([
    ['a letter in percent', 'Zq9S%45CRETx7'],
    ['every character percent-encoded', escapeAll('%')],
    ['escapes of JSON', escapeAll('\\u00')],
    ['escapes of programs', escapeAll('\\x')],
    ['base64 of more', base64(`{"key":"${SECRET}"}`)],
    ['base64 behind one byte', base64(`a${SECRET}`)],
    ['base64 behind two bytes', base64(`u:${SECRET}`)],
    ['base64 for URLs', Buffer.from(`ab?${SECRET}??`).toString('base64url')],
  ])('finds a secret that a server repeats as %s', (_what, value) => {
    const shown = diagnose(`x ${value} y`)
    expect(shown).toMatch(/"Vary","x .*\[redacted\].* y"/)
    expect(shown.replaceAll('\\\\', '\\')).not.toContain(value)
  })

  test('keeps room for keys, even for a long query', () => {
    const query = Array.from({ length: 200 }, (_, index) => `p${index}=value${index}xx`).join('&')
    const request = {
      url: `http://api.test/?${query}`,
      origin: 'https://app.test',
      headers: [['X-Own', SECRET]],
    } as const
    expect(diagnose(SECRET, { request })).not.toContain(SECRET)
  })

  test.each<[name: string, value: string]>([
    ['Public', 'OPTIONS, TRACE, GET, HEAD, POST'],
    ['X-Http-Method-Override', 'DELETE'],
    ['X-P', 'HTTP/1.1'],
    ['X-Prod', '@fastify/cors app.use(cors(config))'],
  ])('keeps words of the doctor even if they are also the value of a header: %s: %s', (name, value) => {
    const request = {
      url: 'http://api.test/',
      origin: 'https://app.test',
      method: 'DELETE',
      headers: [[name, value]],
    } as const
    const finding = makeFinding({
      explanation: 'OPTIONS and DELETE',
      lines: [{ product: '@fastify/cors', line: 'HTTP/1.1' }],
    })
    const exchanges = [makeExchange({ answer: [[name, value]] })]
    const shown = redactDiagnosis(makeDiagnosis({ request, findings: [finding], exchanges }))
    expect(shown.findings).toEqual([finding])
    expect(shown.request.method).toBe('DELETE')
    expect(shown.exchanges[0]?.request.method).toBe('OPTIONS')
    expect(shown.exchanges[0]?.outcome).toMatchObject({ connection: { protocol: 'HTTP/1.1' } })
  })
})
