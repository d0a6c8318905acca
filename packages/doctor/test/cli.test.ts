import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { run } from '../src/cli/run.ts'
import type { Terminal } from '../src/cli/terminal.ts'
import { FINDINGS } from '../src/findings/findings.ts'
import { type Answering, withServer } from './support/fixture-server.ts'
import { runDoctor } from './support/run-doctor.ts'

/** Some tests run the command once for each format. */
vi.setConfig({ testTimeout: 30_000 })

const ORIGIN = 'http://app.test'
const FROM = ['--origin', ORIGIN, '--no-timing']
const GRANT = [`Access-Control-Allow-Origin: ${ORIGIN}`, 'Vary: Origin'] as const

const allowing: Answering = () => ({ status: 200, headers: [...GRANT], body: 'x' })
const refusing: Answering = () => ({ status: 200, body: 'x' })
const asking: Answering = ({ method }) =>
  method === 'OPTIONS' ? { status: 401, headers: ['WWW-Authenticate: Bearer'] } : { status: 200, headers: [...GRANT] }

/** Runs the command against a server; its address replaces URL in the arguments, and its port is not compared. */
function runAgainst(answer: Answering, words: readonly string[]) {
  return withServer(answer, async (origin) => {
    const run = await runDoctor(words.map((word) => word.replace('URL', `${origin}/notes`)))
    const hide = (text: string): string => text.replaceAll(new URL(origin).port, 'PORT')
    return { ...run, stdout: hide(run.stdout), stderr: hide(run.stderr) }
  })
}

async function writeTemporary(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cors-doctor-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

describe('a diagnosis', () => {
  test('shows its steps and its verdict', async () => {
    const { code, stdout, stderr } = await runAgainst(asking, ['URL', ...FROM, '-X', 'PUT', '--width', '100'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    const rows = stdout.split('\n').filter((line) => /^ {2}\w/.test(line))
    expect(rows.map((row) => row.slice(0, 26).trimEnd())).toEqual(
      expect.arrayContaining(['  ok    cross-origin', '  ok    reachable', '  FAIL  preflight']),
    )
    expect(stdout.split('\n')[0]).toBe(`cors-doctor  PUT http://127.0.0.1:PORT/notes   from ${ORIGIN}`)
    expect(stdout).toContain('    < WWW-Authenticate: Bearer\n')
    expect(stdout).toMatch(/^ {2}FAIL {2}preflight .* preflight\/status-not-ok$/m)
    expect(stdout).toMatch(/^Blocked: The preflight response has an error status\.$/m)
    expect(stdout).toMatch(/^ {2}Fix {2}Respond to OPTIONS/m)
    expect(stdout).toMatch(/^ {2}2 errors follow from this; see --verbose\.$/m)
  })

  test('lists what it cannot see if there is no error', async () => {
    const { code, stdout } = await runAgainst(allowing, ['URL', ...FROM])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Allowed\./m)
    expect(stdout).toContain('  - service workers and extensions: ')
  })

  test('prints the same for the same responses', async () => {
    const run = () => runAgainst(asking, ['URL', ...FROM, '-X', 'PUT', '--verbose'])
    expect(await run()).toEqual(await run())
  })

  test.each([
    ['allowed', allowing, [], 0],
    ['blocked', refusing, [], 1],
    ['blocked, for the quiet', refusing, ['--quiet'], 1],
    ['blocked, in JSON', refusing, ['--json'], 1],
    ['blocked, in SARIF', refusing, ['--format', 'sarif'], 1],
    ['blocked, with --exit-zero', refusing, ['--exit-zero'], 0],
    ['a request that was not sent, and would fail', refusing, ['-X', 'POST', '-d', 'x'], 3],
    ['a request that was sent', allowing, ['-X', 'POST', '-d', 'x', '--send'], 0],
    ['a server that closes the connection', () => 'drop', [], 1],
    ['a server that never responds', () => 'hang', ['--timeout', '200'], 3],
  ] as const)('exits for %s with its code', async (_what, answer, words, code) => {
    expect((await runAgainst(answer as Answering, ['URL', ...FROM, ...words])).code).toBe(code)
  })

  test('ends with 3 if no server is listening', async () => {
    const closed = await withServer(allowing, async (origin) => origin)
    const { code, stdout } = await runDoctor([closed, ...FROM])
    expect(code).toBe(3)
    expect(stdout).toMatch(/^No verdict: Nothing listens on this port\.$/m)
    expect(stdout).not.toContain('[redacted]')
  })

  test.each([40, 80, 200])('fits %i columns', async (width) => {
    const words = ['URL', ...FROM, '-X', 'PUT', '-H', 'x-a: 1', '--credentials', '--verbose', '--width', `${width}`]
    const { stdout } = await runAgainst(asking, words)
    expect(stdout.split('\n').filter((line) => line.length > width)).toEqual([])
  })

  test('does not let the server set colors', async () => {
    const paint = '\u001b]0;owned\u0007\u009b31m\u00e9'
    const answer: Answering = () => ({
      raw: `HTTP/1.1 200 ${paint}\r\nX-${'\u00e9'}: ${paint}\r\nAccess-Control-Allow-Origin: ${paint}\r\nConnection: close\r\n\r\n${paint}`,
    })
    for (const format of ['text', 'json', 'sarif', 'github', 'markdown', 'junit']) {
      const verbose = format === 'text' ? ['--verbose'] : []
      const { stdout, stderr } = await runAgainst(answer, ['URL', ...FROM, '--format', format, ...verbose])
      expect(stdout + stderr, format).toMatch(/^[\n\x20-\x7e]+$/)
    }
  })

  test('hides secrets unless --show-secrets is given', async () => {
    const answer: Answering = () => ({
      status: 200,
      headers: [...GRANT, 'Set-Cookie: sid=from-the-server'],
      body: 'from-the-browser',
    })
    const words = ['URL', ...FROM, '-H', 'Authorization: Bearer from-the-browser']
    for (const format of ['text', 'json', 'sarif', 'github', 'markdown', 'junit']) {
      const verbose = format === 'text' ? ['--verbose'] : []
      const { stdout } = await runAgainst(answer, [...words, '--format', format, ...verbose])
      expect(stdout, format).not.toMatch(/from-the-(?:server|browser)/)
    }
    const { stdout } = await runAgainst(answer, [...words, '--json', '--show-secrets'])
    expect(stdout).toContain('from-the-server')
    expect(stdout).toContain('from-the-browser')
  })

  test('hides secrets in URLs in every format, unless they are requested', async () => {
    const answer: Answering = ({ target }) =>
      target.startsWith('/notes')
        ? { status: 302, headers: [...GRANT, 'Location: /done?code=c0de-of-the-server#id_token=t0ken-of-the-server'] }
        : { status: 200, headers: ['X-Echo: s1g-of-the-page'], body: 'c0de-of-the-server' }
    const words = ['URL?X-Amz-Signature=s1g-of-the-page&page=2', ...FROM, '--page', 'URL?token=t0ken-of-the-page']
    const secrets = /(?:c0de|t0ken|s1g)-of-the-(?:server|page)/
    for (const format of ['text', 'json', 'sarif', 'github', 'markdown', 'junit']) {
      const verbose = format === 'text' ? ['--verbose', '--width', '1000'] : []
      const { stdout, stderr } = await runAgainst(answer, [...words, '--format', format, ...verbose])
      expect(stdout + stderr, format).not.toMatch(secrets)
      // The github format has only the sentences of a finding.
      if (format !== 'github') expect(stdout, format).toContain('page=[redacted]')
    }
    const { stdout } = await runAgainst(answer, [...words, '--json', '--show-secrets'])
    for (const secret of ['c0de-of-the-server', 't0ken-of-the-server', 's1g-of-the-page', 't0ken-of-the-page']) {
      expect(stdout).toContain(secret)
    }
  })

  test('of a pasted request shows how it was read', async () => {
    const { code, stdout, stderr } = await runAgainst(allowing, [
      '--curl',
      `curl 'URL' -H 'origin: ${ORIGIN}'`,
      '--no-timing',
    ])
    expect(code).toBe(0)
    expect(stdout).toContain(`from ${ORIGIN}`)
    expect(stderr).toContain(`The origin is taken from the header Origin: ${ORIGIN}.\n`)
  })
})

describe('-k in a pasted command', () => {
  const KEYS = ['x-api-key', 'authorization', 'cookie']
  const answer: Answering = ({ method }) => ({
    status: method === 'OPTIONS' ? 204 : 200,
    headers: [
      `Access-Control-Allow-Origin: ${ORIGIN}`,
      'Access-Control-Allow-Credentials: true',
      'Access-Control-Allow-Headers: x-api-key, authorization, content-type',
    ],
  })
  const command = (url: string) =>
    `curl -k '${url}/users?token=the-secret' -H 'origin: ${ORIGIN}' -H 'X-Api-Key: the-secret' -H 'content-type: application/json' -u a:the-secret -b 'a=the-secret' -d '{"a":"the-secret"}'`

  function paste(words: readonly string[]) {
    return withServer(
      answer,
      async (url, requests) => {
        const run = await runDoctor(['--curl', command(url), '--send', ...words])
        return { ...run, sent: JSON.stringify(requests), methods: requests.map(({ method }) => method) }
      },
      { tls: true },
    )
  }

  test('is mentioned, and credentials and the body are not sent', async () => {
    const { stderr, sent, methods } = await paste([])
    expect(stderr).toMatch(/^The pasted command has -k, so certificates are not checked\..*--insecure\.$/m)
    expect(methods).toContain('POST')
    expect(sent).not.toContain('the-secret')
    expect(sent).not.toContain(Buffer.from('a:the-secret').toString('base64'))
    expect(sent.toLowerCase()).toContain('"x-api-key","x"')
    expect(sent.toLowerCase()).toContain('"authorization","basic x"')
    expect(sent).toContain('/users?token=x')
  })

  test('sends them with --insecure', async () => {
    const { stderr, sent } = await paste(['--insecure'])
    expect(stderr).not.toContain('-k')
    for (const name of KEYS) expect(sent.toLowerCase()).toContain(`"${name}"`)
    expect(sent).toContain('the-secret')
  })
})

describe('--har', () => {
  test('is not read if it is too large for an archive', async () => {
    const file = await writeTemporary('large.har', '')
    await truncate(file, 2 ** 31)
    const { code, stderr } = await runDoctor(['--har', file])
    expect(code).toBe(2)
    expect(stderr).toMatch(/^cors-doctor: The HAR file ".*" has more than 64 megabytes; save .*\n$/)
  })
})

describe('--offline', () => {
  test('hides the secrets of the URL, in commands too', async () => {
    const words = ['https://api.test/?api_key=k3y-of-mine&page=2', ...FROM, '--offline']
    for (const format of ['text', 'json']) {
      const { stdout } = await runDoctor([...words, '--format', format])
      expect(stdout, format).toContain("curl -i --globoff 'https://api.test/?api_key=[redacted]&page=[redacted]'")
      expect(stdout, format).not.toContain('k3y-of-mine')
    }
    expect((await runDoctor([...words, '--show-secrets'])).stdout).toContain(
      "curl -i 'https://api.test/?api_key=k3y-of-mine&page=2'",
    )
  })

  test('prints what a browser would send, and sends nothing', async () => {
    const words = ['URL', ...FROM, '-X', 'PUT', '-H', 'X-A: 1', '--offline']
    await withServer(allowing, async (origin, requests) => {
      const { code, stdout } = await runDoctor(words.map((word) => word.replace('URL', origin)))
      expect(code).toBe(0)
      expect(stdout).toContain('  > OPTIONS / HTTP/1.1\n')
      expect(stdout).toContain('  > Access-Control-Request-Headers: x-a\n')
      expect(stdout).toContain(`  curl -i -X PUT ${origin}/ \\\n`)
      expect(requests).toEqual([])
    })
  })

  test('prints curl commands that run nothing else, for any archive', async () => {
    const method = 'x&id&`hostname`'
    const headers = [
      { name: "x-'`id`&id", value: "'; id; $(id) ##[a]" },
      { name: 'Origin', value: ORIGIN },
    ]
    const request = { method, url: "http://a.test/$(id)'`id`;id[1-9]{a,b}", headers, postData: { text: "'$(id)\n;id" } }
    const file = await writeTemporary('hostile.har', JSON.stringify({ log: { entries: [{ request }] } }))
    const text = (await runDoctor(['--har', file, '--offline', '--show-secrets'])).stdout
    const json = JSON.parse((await runDoctor(['--har', file, '--offline', '--show-secrets', '--json'])).stdout)
    const [preflight, actual] = text.split(/^ {2}(?=curl )/m).slice(1)
    const commands = [
      [preflight?.split('\n\n')[0], json.requests[0]],
      [actual, json.requests[1]],
      ...json.requests.map((planned: { readonly curl: string }) => [planned.curl, planned]),
    ]
    for (const [command, planned] of commands) {
      const shell = `curl() { printf '%s\\0' "$@"; }\nid() { echo RAN; }\nhostname() { echo RAN; }\n${command}`
      const words = execFileSync('bash', ['-c', shell], { encoding: 'utf8' }).split('\0').slice(0, -1)
      expect(words.slice(0, 5)).toEqual(['-i', '--globoff', '-X', planned.method, planned.url])
      const sent = planned.headers.map(([name, value]: readonly string[]) => `${name}: ${value}`)
      expect(words.filter((_word, index) => words[index - 1] === '-H')).toEqual(sent)
      expect(words.includes('--data-raw')).toBe(planned.purpose === 'actual')
    }
  })

  test.each([
    [" http://a.test/?a=x'..... $(id) '", [['Origin', ORIGIN]]],
    [" http://a.test/?a'..... $(id) '=1", [['Origin', ORIGIN]]],
    [" http://a.test/a;'.....`id`'", [['Origin', ORIGIN]]],
    ['http://a.test/', [['Origin', "http://a.test/?a=x'..... $(id) '"]]],
    ['http://a.test/', [['Origin', "http://u:'..... $(id) '@a.test"]]],
  ])('prints no command that runs code when pasted, for any archive: %j %j', async (url, lines) => {
    const headers = lines.map(([name, value]) => ({ name, value }))
    const file = await writeTemporary(
      'advice.har',
      JSON.stringify({ log: { entries: [{ request: { url, headers } }] } }),
    )
    for (const more of [[], ['--show-secrets']]) {
      const { code, stderr } = await runDoctor(['--har', file, '--entry', '1', ...more])
      expect(code).toBe(2)
      const [, advice = ''] = /(?:Did you mean|Pass) (.*)$/m.exec(stderr) ?? []
      expect(advice).not.toBe('')
      expect(advice).not.toMatch(/[$`]|id/)
    }
  })

  test('prints a request with a Host header in different case', async () => {
    const words = ['http://616263646531.test/', ...FROM, '-H', 'X-Key: abcde1', '--offline']
    const { code, stdout } = await runDoctor(words)
    expect(code).toBe(0)
    expect(stdout).toContain('> Host: 616263646531.test\n')
  })

  test('prints the same as JSON', async () => {
    const { stdout } = await runDoctor(['https://api.test/', ...FROM, '-X', 'PUT', '--offline', '--json'])
    const { requests, reasons } = JSON.parse(stdout)
    expect(reasons).toEqual(['method:PUT'])
    expect(requests.map(({ method }: { method: string }) => method)).toEqual(['OPTIONS', 'PUT'])
  })

  test('reports a request that a browser would not send', async () => {
    const { code, stdout } = await runDoctor(['https://api.test:25/', ...FROM, '--offline'])
    expect(code).toBe(1)
    expect(stdout).toContain('A browser would send nothing')
  })

  test.each([
    ['webkit', 'A browser would send nothing (an https page cannot request an http URL)'],
    ['firefox', 'curl'],
  ])('reports what %s would send', async (engine, text) => {
    const words = ['http://localhost:8080/', '--origin', 'https://app.test', '--engine', engine, '--offline']
    expect((await runDoctor(words)).stdout).toContain(text)
  })
})

describe('check', () => {
  const expectations = (url: string) => [
    { url, origin: ORIGIN, expect: 'allowed' },
    { url, origin: 'http://other.test', expect: 'blocked', code: 'response/allow-origin-mismatch' },
  ]

  test('compares a server with a file', async () => {
    await withServer(allowing, async (origin) => {
      const file = await writeTemporary('cors.json', JSON.stringify(expectations(origin)))
      const { code, stdout } = await runDoctor(['check', file, '--no-timing', '--width', '200'])
      expect(code).toBe(0)
      expect(stdout).toContain(
        `  ok    1:2                 GET ${origin} from ${ORIGIN}: Allowed, as expected: GET -> 200.\n`,
      )
      expect(stdout).toMatch(/^2 of 2 met\.$/m)
    })
  })

  test('exits with 1 if one is not met, in every format', async () => {
    await withServer(refusing, async (origin) => {
      const file = await writeTemporary('cors.json', JSON.stringify(expectations(origin), null, 2))
      const { code, stdout } = await runDoctor(['check', file, '--format', 'github'])
      expect(code).toBe(1)
      expect(stdout).toContain(`::error file=${file},line=2,col=3,title=response/allow-origin-missing::GET ${origin}`)
      for (const format of ['text', 'json', 'sarif', 'markdown', 'junit']) {
        expect((await runDoctor(['check', file, '--format', format])).code, format).toBe(1)
      }
    })
  })

  test('exits with 3 if one could not be tested', async () => {
    const closed = await withServer(allowing, async (origin) => origin)
    const file = await writeTemporary('cors.json', JSON.stringify([{ url: closed, origin: ORIGIN, expect: 'allowed' }]))
    const { code, stdout } = await runDoctor(['check', file])
    expect(code).toBe(3)
    expect(stdout).toMatch(/^0 of 1 met, 1 not tested\.$/m)
  })

  test.each<[what: string, answer: Answering]>([
    ['a gateway without a server', () => ({ status: 502 })],
    ['no route', () => ({ status: 404 })],
    ['a login page', () => ({ status: 302, headers: ['Location: /login'] })],
    ['a server that closes the connection', () => 'drop'],
    ['a server that does not speak HTTP', () => ({ raw: 'SSH-2.0-OpenSSH_9.6\r\n' })],
  ])('exits with 3 if blocked was expected of %s', async (_what, answer) => {
    await withServer(answer, async (url) => {
      const file = await writeTemporary('cors.json', JSON.stringify([{ url, origin: ORIGIN, expect: 'blocked' }]))
      expect((await runDoctor(['check', file])).code).toBe(3)
    })
  })

  test('shows in every format what was received', async () => {
    await withServer(allowing, async (url) => {
      const file = await writeTemporary('cors.json', JSON.stringify(expectations(url)))
      for (const format of ['text', 'json', 'sarif', 'markdown', 'junit', 'github']) {
        const { stdout } = await runDoctor(['check', file, '--format', format, '--width', '200'])
        expect(stdout.match(/as expected: GET -(?:>|&#62;|&gt;) 200\./g), format).toHaveLength(2)
      }
    })
  })

  test('points at a line that it does not understand', async () => {
    const file = await writeTemporary(
      'cors.json',
      '[\n  { "url": "api.test", "origin": "http://a.test", "expect": "no" }\n]',
    )
    expect(await runDoctor(['check', file])).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        `cors-doctor: ${file}:2:12: "url": this "api.test" is not an absolute URL: it has no scheme; write "https://api.test".`,
        `cors-doctor: ${file}:2:61: "expect": expected "allowed" or "blocked", found another string.`,
        '',
      ].join('\n'),
    })
  })
})

describe('explain', () => {
  test('hides the secrets of a URL, unless they are requested', async () => {
    const message =
      "Access to fetch at 'https://api.test/?code=c0de-of-mine' from origin 'https://app.test' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
    for (const words of [[], ['--json']]) {
      const { code, stdout } = await runDoctor(['explain', message, ...words])
      expect(code).toBe(0)
      expect(stdout).toContain('https://api.test/?code=[redacted]')
      expect(stdout).not.toContain('c0de-of-mine')
      expect((await runDoctor(['explain', message, ...words, '--show-secrets'])).stdout).toContain('c0de-of-mine')
    }
  })

  test('explains a code, and shows how to reproduce it', async () => {
    const { code, stdout } = await runDoctor(['explain', 'preflight/status-not-ok'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^preflight\/status-not-ok {2}error$/m)
    expect(stdout).toMatch(/^ {2}Fix {2}/m)
    expect(stdout).toMatch(/^ {2}cors-doctor URL --origin ORIGIN/m)
    expect(stdout).not.toMatch(/\{\w+\}/)
  })

  test('does not put brackets around unknown values', async () => {
    for (const [code, entry] of Object.entries(FINDINGS)) {
      const { stdout } = await runDoctor(['explain', code])
      const names = new Set(JSON.stringify(entry).match(/(?<=\{)[a-zA-Z]+(?=\})/g))
      expect(
        [...names].filter((name) => stdout.includes(`<${name}>`) || stdout.includes(`{${name}}`)),
        code,
      ).toEqual([])
    }
    expect((await runDoctor(['explain', 'preflight/method-not-allowed'])).stdout).toContain("methods: ['METHOD']")
  })

  test('explains a console message', async () => {
    const sentence =
      "Access to fetch at 'https://api.test/x' from origin 'https://app.test' has been blocked by CORS policy: " +
      'Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.'
    const { code, stdout } = await runDoctor(['explain', sentence])
    expect(code).toBe(0)
    expect(stdout).toContain('Chrome prints this.')
    expect(stdout).toContain('  cors-doctor https://api.test/x --origin https://app.test -X PUT\n')
    expect(JSON.parse((await runDoctor(['explain', sentence, '--json'])).stdout).facts.method).toBe('PUT')
  })

  test.each([
    ['a misspelled code', ['explain', 'preflight/staus-not-ok'], 'stdout', /preflight\/status-not-ok/],
    [
      'nothing',
      ['explain'],
      'stderr',
      /explain needs a console message or a code: cors-doctor explain 'the message'$/m,
    ],
    ['something else', ['explain', 'the', 'weather'], 'stderr', /This is neither a message/],
  ] as const)('ends with 2 for %s', async (_what, words, stream, text) => {
    const run = await runDoctor(words)
    expect(run.code).toBe(2)
    expect(run[stream]).toMatch(text)
  })
})

describe('audit', () => {
  const reflecting: Answering = ({ header }) => {
    const origin = header('origin')
    const grant = origin === undefined ? [] : [`Access-Control-Allow-Origin: ${origin}`]
    return { status: 200, headers: [...grant, 'Access-Control-Allow-Credentials: true', 'Vary: Origin'] }
  }

  test('finds what an attacker could get', async () => {
    const words = ['audit', 'URL', '--origin', 'https://app.test', '--rate', '1000']
    const { code, stdout } = await runAgainst(reflecting, words)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^ {2}high {4}Every origin is allowed\n +audit\/reflects-any-origin$/m)
    expect(stdout).toMatch(/^ +Needs {2}/m)
    expect(stdout).toMatch(/^Found: \d+ high/m)
  })

  test('finds nothing in a server without CORS', async () => {
    const answer: Answering = ({ header }) => ({
      status: 200,
      headers: header('origin') === ORIGIN ? [...GRANT] : ['Vary: Origin'],
    })
    const { code, stdout } = await runAgainst(answer, ['audit', 'URL', '--origin', ORIGIN, '--rate', '1000'])
    expect(stdout).toMatch(/^Nothing found\.$/m)
    expect(code).toBe(0)
  })

  test('does not send requests to servers of other people', async () => {
    const { code, stdout, stderr } = await runDoctor(['audit', 'https://api.test/', '--origin', 'https://app.test'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^cors-doctor: api.test is not on this machine\. .*--i-own-this\.$/m)
  })
})

describe('the command', () => {
  test('prints its help', async () => {
    expect(await runDoctor(['-h'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Exit codes:\n  0 ') })
  })

  test.each([
    [
      'nothing',
      [],
      'cors-doctor: The URL is missing: cors-doctor https://api.example.com/ --origin https://app.example.com\n',
    ],
    ['an unknown option', ['--orign'], 'cors-doctor: Unknown option --orign. Did you mean --origin?\n'],
    ['two sources', ['--curl', 'x', '--fetch', 'y'], 'cors-doctor: --curl and --fetch cannot be combined.\n'],
    ['a device', ['--har', '/dev/zero'], /^cors-doctor: The HAR file "\/dev\/zero" is not a file; pass .*\n$/],
    ['a folder', ['--har', tmpdir()], /^cors-doctor: The HAR file ".*" is not a file; pass .*\n$/],
    [
      'a URL with a secret and without a scheme',
      ['http:/a.test/?token=abc', ...FROM],
      /^cors-doctor: (?!.*abc).*\[redacted\].*\n$/,
    ],
    [
      'a device for expectations',
      ['check', '/dev/zero'],
      /^cors-doctor: The file "\/dev\/zero" is not a file; pass .*\n$/,
    ],
    [
      'no archive',
      ['--har', 'none.har'],
      /^cors-doctor: The HAR file "none.har" cannot be read \(ENOENT\); pass .*\n$/,
    ],
    ['an entry without an archive', ['https://a.test/', '--entry', '1'], 'cors-doctor: --entry requires --har.\n'],
  ])('reports %s in one sentence, and exits with 2', async (_what, words, stderr) => {
    expect(await runDoctor(words)).toEqual({
      code: 2,
      stdout: '',
      stderr: typeof stderr === 'string' ? stderr : expect.stringMatching(stderr),
    })
  })

  const LEAK = 'Zq9SECRETx7'
  test.each([
    [`https://me:pa ${LEAK} x@a.test:99999/`, ...FROM],
    [` https://me:pa ${LEAK} x@a.test/`, ...FROM],
    [`https://me:pa"${LEAK}@a.test:99999/`, ...FROM],
    [`https://a.test:99999/?q=a ${LEAK} b`, ...FROM],
    [`https://a.test:99999/?q=a"${LEAK}"`, ...FROM],
    [`https://a.test:99999/?q=a<${LEAK}>`, ...FROM],
    ['https://a.test/', '--origin', `https://a.test/?k=x ${LEAK}`],
    ['https://a.test/', '--page', `https://a.test:99999/#a ${LEAK}`],
    ['https://a.test/', '--page', `ftp://a.test/?q=a ${LEAK}`],
    ['--curl', `curl 'https://a.test:99999/?q=a ${LEAK}'`, ...FROM],
    ['--fetch', `fetch("https://a.test:99999/?a=b ${LEAK}")`, ...FROM],
  ])('repeats no secret of the arguments: %s %s', async (...words) => {
    const { code, stdout, stderr } = await runDoctor(words)
    expect(code).toBe(2)
    expect(stdout + stderr).not.toContain(LEAK)
  })

  test.each([
    [
      'is an internal error',
      new Error('no such \u001b thing'),
      70,
      /^cors-doctor: internal error: this is a bug in cors-doctor, .* report it/,
    ],
    ['is not an Error', 'nonsense', 70, /^cors-doctor: internal error: .*\nA string was thrown\./],
  ])('asks for a bug report if the thrown value %s', async (_what, fault, code, text) => {
    const said: string[] = []
    const terminal: Terminal = {
      stdout: new PassThrough(),
      columns: undefined,
      print() {
        throw fault
      },
      say: (line) => said.push(line),
      printDocument() {},
      progress() {},
    }
    const { signal } = new AbortController()
    expect(await run({ words: ['--version'], terminal, version: '1', signal })).toBe(code)
    expect(said.join('\n')).toMatch(text)
    expect(said.join('')).not.toContain('\u001b')
  })
})
