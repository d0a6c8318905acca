import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { IS_THOROUGH } from '../../../test/support/thorough.ts'
import { type Answering, withServer } from './support/fixture-server.ts'
import { runDoctor } from './support/run-doctor.ts'

vi.setConfig({ testTimeout: 60_000 })

/** The runs of a property, the same each time; every place has its own seed, so that each gets different values. */
const runs = (place: number) => ({ seed: 1000 + place, numRuns: IS_THOROUGH ? 3 : 1 })

// A subdomain of localhost, so that the page needs no DNS lookup, which may take seconds.
const ORIGIN = 'http://app.localhost'
const FORMATS = ['text', 'json', 'sarif', 'github', 'markdown', 'junit'] as const

/** Letters that are valid in every place. */
const secret = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'abcdefghijkmnopqrstuvwxyz'), minLength: 6, maxLength: 12 }),
    fc.integer({ min: 100, max: 999 }),
    fc.string({ unit: fc.constantFrom(...'ABCDEFGHJKLMN'), minLength: 4, maxLength: 8 }),
  )
  .map((parts) => parts.join(''))

const base64 = (text: string) => Buffer.from(text).toString('base64')
const escapeAll = (text: string) => Array.from(text, (character) => `%${character.charCodeAt(0).toString(16)}`).join('')

/** The encodings of a secret. */
const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  percent: escapeAll,
  'percent, twice': (text) => encodeURIComponent(escapeAll(text)),
  base64,
  base64url: (text) => Buffer.from(text).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
}

/** Returns the parts of a secret found in an output. */
function findLeaks(output: string, text: string): readonly string[] {
  // Wrapped lines are joined, in case one was broken within the secret.
  const joined = `${output}\n${output.replaceAll(/\n\s*/g, '')}`.toLowerCase()
  return Object.entries(ENCODINGS).flatMap(([name, encode]) => {
    const spelled = encode(text).replace(/=+$/, '').toLowerCase()
    return joined.includes(spelled) ? [name] : []
  })
}

/** Unknown names of headers, whose values are secrets too. */
const HEADER_NAMES = [
  ...['X-Authorization', 'Cf-Access-Jwt-Assertion', 'X-Amzn-Oidc-Accesstoken', 'X-Firebase-AppCheck', 'X-MyApiKey'],
  ...['X-Api-Key', 'X-Anything', 'ETag', 'X-Request-Id', 'Link', 'Refresh'],
]

/** Values with a secret in them. */
const HEADERS: readonly ((text: string) => readonly [name: string, value: string])[] = [
  ...HEADER_NAMES.map((name) => (text: string) => [name, text] as const),
  (text) => ['Authorization', text],
  (text) => ['Authorization', `Bearer ${text}`],
  (text) => ['Authorization', `Token ${text}`],
  (text) => ['Authorization', `Basic ${base64(`me:${text}`)}`],
  (text) => ['Authorization', `Basic ${base64(`${text}:`)}`],
  (text) => ['Content-Type', `multipart/form-data; boundary=${text}`],
]

/** The places of a URL. */
const URLS: readonly ((text: string, base: URL) => string)[] = [
  (text, { origin }) => `${origin}/?user[password]=${text}`,
  (text, { origin }) => `${origin}/?%74oken=${text}`,
  (text, { origin }) => `${origin}/?page=${text}&b=2`,
  (text, { origin }) => `${origin}/?${text}`,
  (text, { origin }) => `${origin}/?${text}=`,
  (text, { origin }) => `${origin}/?${text}%3D%3D`,
  (text, { origin }) => `${origin}/?next=${encodeURIComponent(`http://a.test/?a=${text}`)}`,
  (text, { origin }) => `${origin}/a;token=${text}/b`,
  (text, { origin }) => `${origin}/a;jsessionid=${text}`,
  (text, { origin }) => `${origin}/a;${text}?b=1`,
  (text, { origin }) => `${origin}/a%3Btoken%3D${text}`,
  (text, { origin }) => `${origin}/#access_token=${text}`,
  (text, { origin }) => `${origin}/#${text}`,
  (text, { host }) => `http://${text}@${host}/`,
  (text, { host }) => `http://user:${text}@${host}/`,
  (text, { host }) => `http://\\${text}@${host}/`,
  (text, { host }) => `http://\\/${text}@${host}/`,
  (text, { host }) => `http://user:p%40${text}@${host}/`,
  (text, { host }) => `http://user:p@${text}@${host}/`,
]

/** A server's response. `request` is the received request: a server may repeat any part of it. */
const ANSWERS: readonly ((text: string) => Answering)[] = [
  ...['Set-Cookie', 'X-Token', 'ETag', 'WWW-Authenticate', 'X-Debug', 'Link'].map((name) => (text: string) => () => ({
    status: 401,
    headers: [`${name}: ${text}`],
  })),
  (text) => () => ({ status: 200, headers: [`Set-Cookie: sid=${text}; Path=/; SameSite=None`] }),
  (text) => () => ({ status: 200, headers: [`Set-Cookie: ${text}=1; Path=/${text}; ${text}`] }),
  (text) => () => ({ status: 302, headers: [`Location: /a;s=${text}?code=${text}&${text}#${text}`] }),
  (text) => () => ({
    status: 302,
    headers: [`Location: http://${text}:x@a.localhost/`, `Access-Control-Allow-Origin: ${ORIGIN}`],
  }),
  (text) => () => ({ status: 200, headers: [`Access-Control-Allow-Origin: http://${text}@app.localhost`] }),
  (text) => () => ({ status: 200, headers: [`Content-Security-Policy: script-src 'nonce-${text}'`] }),
  (text) => () => ({ status: 403, body: `{"token":"${text}"} Attention Required! captcha ${text}` }),
  (text) => () => ({ raw: `HTTP/1.1 403 ${text}\r\nConnection: close\r\n\r\n${text}` }),
  (text) => () => ({
    status: 200,
    headers: ['Vary: Origin', `Server: ${text}`, `Access-Control-Allow-Origin: ${text}`, `X-Echo: ${text}`],
  }),
]

/** Runs the command in every format, with all output, and reads both streams. */
async function expectKept(words: readonly string[], text: string, formats: readonly string[] = FORMATS): Promise<void> {
  for (const format of formats) {
    const verbose = format === 'text' ? ['--verbose'] : []
    const { stdout, stderr } = await runDoctor([...words, '--format', format, ...verbose])
    expect({ format, leaks: findLeaks(stdout + stderr, text) }, stdout + stderr).toEqual({ format, leaks: [] })
  }
}

const GRANT = [
  `Access-Control-Allow-Origin: ${ORIGIN}`,
  'Access-Control-Allow-Headers: x-key',
  'Access-Control-Allow-Methods: PUT',
]
const MANY = Array.from({ length: 120 }, (_, index) => `a${index}=filling${index}`).join('&')
const COOKIES = Array.from({ length: 120 }, (_, index) => `Set-Cookie: filling${index}`)

const allowing: Answering = () => ({ status: 200, headers: [`Access-Control-Allow-Origin: ${ORIGIN}`] })
/** Repeats the whole request in places whose values are shown. */
const echoing: Answering = ({ target, headers }) => ({
  status: 200,
  headers: [
    ['Access-Control-Allow-Headers', headers.map(([, value]) => value.split(' ').at(-1)).join(', ')],
    [
      'Access-Control-Allow-Origin',
      decodeURIComponent(
        target
          .split(/[?;]|%3b/i)
          .slice(1)
          .join(' '),
      ),
    ],
  ],
})

const server = fc.constantFrom(allowing, echoing)
const machineFormat = fc.constantFrom(...FORMATS.slice(1))
const encoding = fc.constantFrom(...Object.values(ENCODINGS))

describe('a secret is in no format and no stream', () => {
  test.each(HEADERS.map((header, place) => [header('SECRET').join(': '), header, place] as const))(
    'as %s',
    async (_what, header, place) => {
      await fc.assert(
        fc.asyncProperty(secret, encoding, server, machineFormat, async (text, encode, answer, format) => {
          const line = header(encode(text)).join(': ')
          await withServer(answer, async (url) => {
            await expectKept([url, '--origin', ORIGIN, '-H', line], text, ['text', format])
          })
          await expectKept(['http://a.test/', '--origin', ORIGIN, '-H', line, '--offline'], text, ['text', 'json'])
        }),
        runs(place),
      )
    },
  )

  test.each(URLS.map((write, place) => [write('SECRET', new URL('http://a.test/')), write, place] as const))(
    'as %s',
    async (_what, write, place) => {
      await fc.assert(
        fc.asyncProperty(secret, encoding, server, machineFormat, async (text, encode, answer, format) => {
          await withServer(answer, async (origin) => {
            const url = write(encode(text), new URL(origin))
            await expectKept([url, '--origin', ORIGIN], text, ['text', format])
            await expectKept([`${origin}/x`, '--origin', ORIGIN, '--page', url], text, [format])
            await expectKept([url, '--origin', ORIGIN, '--offline'], text, ['text', 'json'])
            const message = `Access to fetch at '${url}' from origin '${ORIGIN}' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource.`
            for (const words of [[], ['--json']]) {
              const { stdout, stderr } = await runDoctor(['explain', message, ...words])
              expect(findLeaks(stdout + stderr, text), stdout).toEqual([])
            }
          })
        }),
        runs(HEADERS.length + place),
      )
    },
  )

  test.each(ANSWERS.map((answer, index) => [index, answer] as const))(
    'in response %i of a server',
    async (index, answer) => {
      await fc.assert(
        fc.asyncProperty(secret, encoding, async (text, encode) => {
          const sent = encode(text)
          const isRepeated = answer === ANSWERS.at(-1)
          await withServer(answer(sent), async (url) => {
            // A secret that a server repeats in its CORS headers is only recognized if the request contains it.
            const known = isRepeated ? ['-H', `X-Secret: ${sent}`] : []
            await expectKept([url, '--origin', ORIGIN, ...known], text)
          })
        }),
        runs(100 + index),
      )
    },
  )

  test.each(Object.entries(ENCODINGS).map(([name, encode], place) => [name, encode, place] as const))(
    'in the response of an audited server, as %s',
    async (_encoding, encode, place) => {
      const text = 'tokenOf123Mine'
      const answers = ANSWERS.slice(0, -1).map((answer) => answer(encode(text)))
      let count = 0
      // An audit has more requests than there are responses, so each response is used.
      const inTurn: Answering = (request) => answers[count++ % answers.length]?.(request) ?? 'drop'
      await withServer(inTurn, async (url) => {
        await expectKept(['audit', url, '--origin', ORIGIN, '--rate', '1000'], text, [
          'json',
          place % 2 === 0 ? 'text' : 'sarif',
        ])
        expect(count).toBeGreaterThan(2 * answers.length)
      })
    },
  )

  test.each<[what: string, answer: (key: string) => Answering]>([
    [
      'its redirect target',
      (key) =>
        ({ target }) =>
          target === '/' ? { status: 302, headers: [...GRANT, `Location: /a/${key}`] } : { status: 200 },
    ],
    [
      'the host of its redirect target',
      (key) =>
        ({ header }) => {
          const port = header('host')?.split(':')[1]
          return { status: 302, headers: [...GRANT, `Location: http://${key}.localhost:${port}/`] }
        },
    ],
    [
      'a header, after more parameters than are searched',
      (key) =>
        ({ target }) =>
          target === '/'
            ? { status: 302, headers: [...GRANT, `Location: /?${MANY}`] }
            : { status: 200, headers: [`Access-Control-Allow-Origin: ${key}`] },
    ],
    [
      'a header, after more cookies than are searched',
      (key) => () => ({ status: 200, headers: [...COOKIES, `Access-Control-Allow-Origin: ${key}`] }),
    ],
  ])('that a server repeats in %s', async (_what, answer) => {
    const text = 'token0f123mine'
    const answering: Answering = (request) =>
      request.method === 'OPTIONS' ? { status: 204, headers: GRANT } : answer(text)(request)
    await withServer(answering, async (url) => {
      const words = [url, '--origin', ORIGIN, '-H', `X-Key: ${text}`]
      await expectKept(words, text)
      await expectKept([...words, '--send', '-X', 'PUT', '-d', MANY], text, ['text', 'json'])
      const { code, stdout } = await runDoctor([...words, '--verbose'])
      expect(code, stdout).toBe(1)
      const folder = await mkdtemp(join(tmpdir(), 'cors-doctor-'))
      onTestFinished(() => rm(folder, { recursive: true }))
      const file = join(folder, 'cors.json')
      const expectation = { url, origin: ORIGIN, headers: { 'X-Key': text }, expect: 'blocked' }
      await writeFile(file, JSON.stringify([expectation, { ...expectation, expect: 'allowed' }]))
      await expectKept(['check', file], text, ['text', 'json'])
    })
  })

  test('in an archive that is not JSON', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cors-doctor-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'a.har')
    for (const text of [`{"log": tokenOf123Mine}`, `{"a":1, "tokenOf123Mine" "b"}`, 'tokenOf123Mine']) {
      await writeFile(file, text)
      const { code, stdout, stderr } = await runDoctor(['--har', file])
      expect(code).toBe(2)
      expect(findLeaks(stdout + stderr, 'tokenOf123'), stderr).toEqual([])
    }
  })

  test('as a cookie, a body or a body of a pasted command', async () => {
    await fc.assert(
      fc.asyncProperty(secret, encoding, async (text, encode) => {
        const sent = encode(text)
        await withServer(echoing, async (url) => {
          const from = ['--origin', ORIGIN]
          await expectKept([url, ...from, '--credentials', '--cookie', `sid=${sent}; ${sent}`], text)
          await expectKept(['audit', url, ...from, '--rate', '1000', '--cookie', `sid=${sent}`], text, ['json', 'text'])
          for (const body of [`{"password":"${sent}"}`, `a=1&b=${sent}`, sent]) {
            await expectKept([url, ...from, '-d', body, '--send'], text, ['text', 'json'])
            await expectKept([url, ...from, '-d', body, '--offline'], text, ['json', 'text'])
            const curl = `curl '${url}' -H 'x-a: ${sent}' -b 'a=${sent}' -u 'me:${sent}' --data-raw '${body}'`
            await expectKept(['--curl', curl, ...from, '--send'], text, ['text', 'sarif'])
            const call = `fetch('${url}', { method: token('${sent}'), headers: { a: '${sent}' }, body: '${body}' })`
            await expectKept(['--fetch', call, ...from, '--send'], text, ['json'])
          }
        })
      }),
      runs(200),
    )
  })

  test('in a file of expectations', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cors-doctor-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await withServer(echoing, async (origin) => {
      const file = join(folder, 'cors.json')
      const text = 'tokenOf123Mine'
      const expectation = { url: `${origin}/?a=${text}`, origin: ORIGIN, headers: { 'X-Key': text }, expect: 'allowed' }
      await writeFile(file, JSON.stringify([expectation]))
      await expectKept(['check', file], text)
      for (const mistaken of [
        { headers: { 'X Key': text } },
        { credentials: text },
        { method: `${text} x` },
        { origin: text },
      ]) {
        await writeFile(file, JSON.stringify([{ ...expectation, ...mistaken }]))
        await expectKept(['check', file], text, ['text'])
      }
    })
  })

  const TEXT = 'tokenOf123Mine'
  test.each<readonly string[][]>([
    [['-H', `X-Key ${TEXT}`]],
    [['-H', `X Key: ${TEXT}`]],
    [['-H', 'X-Key:', TEXT]],
    [['-b', `sid=${TEXT}`]],
    [[`-b${TEXT}`]],
    [['--send=', `--send=${TEXT}`]],
    [[`--send=${TEXT}`]],
    [['-X', `--cookie=${TEXT}`]],
    [['-H', `--data=${TEXT}`]],
    [['--cookie', `sid=${TEXT}\n`]],
    [['--timeout', TEXT]],
    [['--engine', TEXT]],
    [['--repeat', TEXT]],
    [['--resolve', TEXT]],
    [['-X', `${TEXT} x`]],
    [['--page', TEXT]],
    [['--origin', TEXT]],
    [['--curl', TEXT]],
    [['--curl', `curl -b ${TEXT} http://a.test/`]],
    [['--curl', `curl -d @${TEXT} http://a.test/`]],
    [['--curl', `curl -H @${TEXT} http://a.test/`]],
    [['--curl', `curl -H 'Authorization: ${TEXT}`]],
    [['--curl', `curl -H "Authorization: $(echo ${TEXT})" http://a.test/`]],
    [['--fetch', `fetch(${TEXT}()`]],
    [['--fetch', `const a = /${TEXT}(/; fetch(a)`]],
    [['--fetch', `fetch(get('${TEXT}'))`]],
    [['--fetch', `const ${TEXT} = 1, ${TEXT} = 2`]],
  ])('in the message about %j', async (words) => {
    const url = words.some((word) => ['--curl', '--fetch'].includes(word)) ? [] : ['http://127.0.0.1:9/']
    const { code, stdout, stderr } = await runDoctor([...words, ...url])
    expect(code).toBe(2)
    expect(findLeaks(stdout + stderr, TEXT), stderr).toEqual([])
  })

  test.each([[TEXT], [`user:${TEXT}@a.test`], ['explain', TEXT], ['explain', `the ${TEXT}`]])(
    'in the message about %s %s',
    async (...words) => {
      const { code, stdout, stderr } = await runDoctor([...words])
      expect(code).toBe(2)
      expect(findLeaks(stdout + stderr, TEXT), stderr).toEqual([])
    },
  )
})
