import { Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { readCommandLine, UsageError } from '../src/cli/option.ts'
import { readDiagnosisOptions, readPresentation } from '../src/cli/option-value.ts'
import { readTypedRequest } from '../src/cli/request.ts'
import type { Terminal } from '../src/cli/terminal.ts'

const URL_ = 'https://api.test/'
const FROM = ['--origin', 'https://app.test']

function readRequest(...words: readonly string[]) {
  return readTypedRequest(readCommandLine(words))
}

function readOptions(...words: readonly string[]) {
  return readDiagnosisOptions(readCommandLine(words).values)
}

const terminal: Terminal = {
  stdout: new Writable(),
  columns: undefined,
  print() {},
  printDocument() {},
  say() {},
  progress() {},
}

function present(words: readonly string[], columns?: number) {
  return readPresentation(readCommandLine(words).values, { ...terminal, columns })
}

describe('a request', () => {
  test('is read from its options', () => {
    const words = ['-X', 'PUT', '-H', 'A: b: c', '--header', 'D:', '--credentials', '--mode', 'cors', '-d', '{}']
    expect(readRequest(URL_, ...FROM, ...words)).toEqual({
      url: URL_,
      origin: 'https://app.test',
      method: 'PUT',
      headers: [
        ['A', 'b: c'],
        ['D', ''],
      ],
      credentials: 'include',
      mode: 'cors',
      body: '{}',
    })
  })

  test.each([
    ['the page', ['--page', 'https://app.test/x?y'], { origin: 'https://app.test', page: 'https://app.test/x?y' }],
    ['the option, before the page', ['--page', 'https://app.test/', '--origin', 'null'], { origin: 'null' }],
  ])('has the origin of %s', (_what, words, parts) => {
    expect(readRequest(URL_, ...words)).toMatchObject(parts)
  })

  test.each([
    ['POST, with a body', ['-d', 'x'], 'POST'],
    ['the option, with a body', ['-d', 'x', '-X', 'PATCH'], 'PATCH'],
    ['left open', [], undefined],
  ])('has the method %s', (_what, words, method) => {
    expect(readRequest(URL_, ...FROM, ...words).method).toBe(method)
  })

  test.each([
    [['--credentials'], 'include'],
    [['--credentials=omit'], 'omit'],
    [[], undefined],
  ])('with %j has the credentials mode %s', (words, mode) => {
    expect(readRequest(URL_, ...FROM, ...words).credentials).toBe(mode)
  })

  test('overrides the pasted request', () => {
    const pasted = { url: URL_, origin: 'https://app.test', method: 'GET', headers: [['a', '1']], api: 'xhr' } as const
    expect(readTypedRequest(readCommandLine(['-X', 'PUT', '-H', 'b: 2']), pasted)).toEqual({
      ...pasted,
      method: 'PUT',
      headers: [
        ['a', '1'],
        ['b', '2'],
      ],
    })
  })

  test.each([
    ['no URL', FROM, /^The URL is missing: cors-doctor https:/],
    [
      'a URL without a scheme',
      ['api.test/x', ...FROM],
      /^The URL "api.test\/x" is not absolute: it has no scheme. Did you mean https:\/\/api.test\/x \?$/,
    ],
    ['localhost without a scheme', ['localhost:3000', ...FROM], /mean http:\/\/localhost:3000 \?$/],
    ['a misspelled command', ['chekc', 'cors.json'], /^Unknown command "chekc"\. Did you mean check\?$/],
    ['a URL with one slash', ['https:/api.test/', ...FROM], /mean https:\/\/api.test\/ \?$/],
    ['a URL that cannot be parsed', ['https://a b/', ...FROM], /cannot be parsed\. Pass it as https:\/\/host\/path\.$/],
    ['two URLs', [URL_, 'https://b.test/', ...FROM], /^Expected one URL, got two\./],
    ['no origin', [URL_], /^The origin of the page is missing\. Pass it with --origin/],
    [
      'an origin with a path',
      [URL_, '--origin', 'https://a.test/b'],
      /it has a path; .* Did you mean --origin https:\/\/a.test \?$/,
    ],
    [
      'an origin with a slash',
      [URL_, '--origin', 'https://a.test/'],
      /ends with a slash\. Did you mean --origin https:\/\/a.test \?$/,
    ],
    ['an upper-case origin', [URL_, '--origin', 'https://A.test'], /mean --origin https:\/\/a.test \?$/],
    ['an origin with a default port', [URL_, '--origin', 'https://a.test:443'], /mean --origin https:\/\/a.test \?$/],
    ['a file as an origin', [URL_, '--origin', 'file:///x'], /mean --origin null \?$/],
    ['any origin', [URL_, '--origin', '*'], /a page has one origin, not any\. Pass https:\/\/host/],
    ['a page that is a file', [URL_, '--page', 'file:///x'], /pages are opened over http or https\. Pass it as/],
    [
      'a header without a colon',
      [URL_, ...FROM, '-H', 'foo'],
      /^-H needs a header line, but it has no colon: -H 'X-Name: value'$/,
    ],
    ['a header with a space', [URL_, ...FROM, '-H', 'a b: c'], /its name is not a valid header name/],
    ['a method with a space', [URL_, ...FROM, '-X', 'GET /'], /^-X needs a valid method, such as PUT\.$/],
    [
      'another mode',
      [URL_, ...FROM, '--mode', 'navigate'],
      /must be cors, no-cors or same-origin\. Did you mean --mode=/,
    ],
    ['other credentials', [URL_, ...FROM, '--credentials=yes'], /must be include, same-origin or omit/],
  ])('is refused with %s', (_what, words, message) => {
    expect(() => readRequest(...words)).toThrow(UsageError)
    expect(() => readRequest(...words)).toThrow(message)
  })
})

describe('options', () => {
  test.each([
    [['--timeout', '250'], { timeout: 250 }],
    [['--timeout', '250ms'], { timeout: 250 }],
    [['--timeout=10s'], { timeout: 10_000 }],
    [['--repeat', '5'], { repeat: 5 }],
    [['--engine', 'webkit'], { engine: 'webkit' }],
    [['--send', '--insecure'], { send: true, insecure: true }],
    [['--cookie', 'a=1', '--user-agent', 'x'], { cookie: 'a=1', userAgent: 'x' }],
    [
      ['--resolve', 'A.test:127.0.0.1', '--resolve', 'b.test:[::1]'],
      { resolve: { 'a.test': '127.0.0.1', 'b.test': '::1' } },
    ],
    [['--resolve', 'b.test:::1'], { resolve: { 'b.test': '::1' } }],
  ])('%j are read', (words, options) => {
    expect(readOptions(...words)).toMatchObject(options)
  })

  test.each([
    ['an unknown one', ['--orign', 'x'], 'Unknown option --orign. Did you mean --origin?'],
    ['an option of curl', ['--request', 'PUT'], 'Unknown option --request. Did you mean --method?'],
    ['one unlike any', ['--zzzzzz'], 'Unknown option --zzzzzz. See cors-doctor --help.'],
    ['an unknown letter', ['-Z'], 'Unknown option -Z. See cors-doctor --help.'],
    ['the name of an object property', ['--constructor'], /^Unknown option --constructor\./],
    ['one without its value', [URL_, '--origin'], '--origin needs a value: --origin <origin>'],
    ['an option followed by another one', ['--origin', '--send'], /followed by the option --send: --origin <origin>$/],
    ['a flag with a value', ['--json=3'], '--json takes no value.'],
    ['an option that is given twice', ['--origin', 'a', '--origin', 'b'], '--origin was given more than once.'],
    [
      'an option of another command',
      ['explain', 'x', '--send'],
      '--send only works with a diagnosis and check, not with explain.',
    ],
    ['an option of audit', [URL_, '--i-own-this'], '--i-own-this only works with audit, not with a diagnosis.'],
    ['a value that is not a number', ['--repeat', 'x'], '--repeat must be a whole number from 1 to 100.'],
    ['too much', ['--repeat', '101'], /must be a whole number from 1 to 100/],
    ['a time of zero', ['--timeout', '0'], /must be 1 to 600000 milliseconds, or seconds such as 10s\.$/],
    ['another unit', ['--timeout', '1m'], /must be 1 to 600000 milliseconds/],
    [
      'another engine',
      ['--engine', 'gecko'],
      /must be all, chromium, firefox or webkit\. Did you mean --engine=all\?$/,
    ],
    ['a misspelled engine', ['--engine', 'firefix'], /mean --engine=firefox\?$/],
    [
      'an address with a port',
      ['--resolve', 'a.test:443:127.0.0.1'],
      /without a port, such as --resolve a.test:127.0.0.1$/,
    ],
    ['no address', ['--resolve', 'a.test'], /must be host:address, .* --resolve api.example.com:127.0.0.1$/],
  ])('are refused with %s', (_what, words, message) => {
    expect(() => readOptions(...words)).toThrow(UsageError)
    expect(() => readOptions(...words)).toThrow(message)
  })

  test('end at --', () => {
    expect(readCommandLine(['--json', '--', '--send']).operands).toEqual(['--send'])
  })

  test('may have values that begin with a hyphen', () => {
    expect(readCommandLine(['-d', '-1', '-H', '--x: y']).values).toEqual(
      new Map([
        ['data', ['-1']],
        ['header', ['--x: y']],
      ]),
    )
  })
})

describe('the presentation', () => {
  test.each([
    ['80 columns without a terminal', [], undefined, 80],
    ['the columns of the terminal', [], 132, 132],
    ['the width option', ['--width', '40'], 132, 40],
  ])('has %s', (_what, words, columns, width) => {
    expect(present(words, columns).layout.width).toBe(width)
  })

  test.each([
    [[], 'text'],
    [['--json'], 'json'],
    [['--format', 'sarif'], 'sarif'],
    [['--json', '--format', 'json'], 'json'],
  ])('of %j has the format %s', (words, format) => {
    expect(present(words).format).toBe(format)
  })

  test.each([
    ['two formats', ['--json', '--format', 'sarif'], '--json and --format sarif cannot be combined.'],
    [
      'a misspelled format',
      ['--format', 'sarrif'],
      /must be text, json, sarif, github, markdown or junit\. Did you mean --format=sarif\?$/,
    ],
    ['--quiet with --verbose', ['-q', '-v'], '--quiet and --verbose cannot be combined.'],
    ['a width that is too small', ['--width', '5'], /must be a whole number from 40 to 1000/],
    ['color at times', ['--color=sometimes'], /must be always, never or auto\. Did you mean --color=/],
  ])('is refused with %s', (_what, words, message) => {
    expect(() => present(words)).toThrow(UsageError)
    expect(() => present(words)).toThrow(message)
  })

  test.each([
    ['always', ['--color'], '\u001b[31m\u001b[1mx\u001b[22m\u001b[39m'],
    ['always', ['--color=always'], '\u001b[31m\u001b[1mx\u001b[22m\u001b[39m'],
    ['never', ['--color=never'], 'x'],
    ['never', ['--no-color'], 'x'],
    ['never, on output that is not a terminal', [], 'x'],
  ])('paints %s for %j', (_when, words, painted) => {
    expect(present(words).layout.paint('error', 'x')).toBe(painted)
  })

  test('uses no green, for color-blind users', () => {
    const green = '\u001b[32m'
    expect(present(['--color']).layout.paint('ok', 'x')).toContain(green)
    expect(present(['--color', '--color-blind']).layout.paint('ok', 'x')).not.toContain(green)
  })
})
