import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { weaknessLines } from '../src/cli/audit.ts'
import { caseLines, summaryLine } from '../src/cli/check.ts'
import { helpLines } from '../src/cli/help.ts'
import type { Diagnosis, Step } from '../src/diagnosis.ts'
import { curlWords } from '../src/report/curl.ts'
import { stepLines, titleLines } from '../src/text/diagnosis.ts'
import { evidenceLines } from '../src/text/evidence.ts'
import { exchangeLines } from '../src/text/exchange.ts'
import { hang, type Layout, wrap } from '../src/text/layout.ts'
import { quietLine, verdictLines } from '../src/text/verdict.ts'
import { makeDiagnosis, makeExchange, makeFinding, makeStep, PAINT } from './support/handmade-diagnosis.ts'

function makeLayout(width: number, parts: Partial<Layout> = {}): Layout {
  return { width, paint: (_style, text) => text, isVerbose: false, hasTiming: false, ...parts }
}

/** Properties run many times. */
vi.setConfig({ testTimeout: 30_000 })

/** Visible markers instead of colors. */
const visiblePaint: Layout['paint'] = (style, text) => `<${style}>${text}</>`

const finding = makeFinding({
  evidence: [{ exchange: 1, header: 'WWW-Authenticate', value: 'Bearer' }],
  lines: [{ product: 'cors', line: 'app.use(cors())' }],
  says: { chrome: 'No header is present' },
  spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch',
})
const failing = makeStep({ status: 'error', summary: 'OPTIONS -> 401', findings: [finding] })
const warning = makeFinding({ code: 'cache/vary-origin-missing', level: 'warning', title: 'No Vary: Origin' })
const note = makeFinding({ code: 'classify/method', level: 'note', title: 'The method needs a preflight' })

/** Shows a step of a request whose preflight got a 401 without CORS headers. */
function tellStep(step: Step, isAfterFailure: boolean, layout: Layout): readonly string[] {
  return stepLines(step, { exchanges: [makeExchange()], isAfterFailure }, layout)
}

describe('a step', () => {
  test.each([false, true])('that failed shows the code: after another failure %j', (isAfterFailure) => {
    expect(tellStep(failing, isAfterFailure, makeLayout(80))).toEqual([
      '  FAIL  preflight           OPTIONS -> 401               preflight/status-not-ok',
    ])
  })

  test('is shown in full with --verbose', () => {
    expect(tellStep(failing, false, makeLayout(80, { isVerbose: true }))).toEqual([
      '  FAIL  preflight           OPTIONS -> 401',
      '  FAIL                      The preflight was refused    preflight/status-not-ok',
      '        Authentication ran before CORS. Browsers never send credentials on a',
      '        preflight.',
      '          < WWW-Authenticate: Bearer',
      '        Fix  Handle OPTIONS before the authentication step',
      '             cors           app.use(cors())',
      '        Chrome says  No header is present',
      '        Spec https://fetch.spec.whatwg.org/#cors-preflight-fetch',
    ])
  })

  test('is in one column if there is little room', () => {
    expect(tellStep(failing, false, makeLayout(40, { isVerbose: true }))).toEqual([
      'FAIL  preflight',
      '      OPTIONS -> 401',
      'FAIL  The preflight was refused',
      '      preflight/status-not-ok',
      '  Authentication ran before CORS.',
      '  Browsers never send credentials on a',
      '  preflight.',
      '    < WWW-Authenticate: Bearer',
      '  Fix  Handle OPTIONS before the',
      '       authentication step',
      '       cors',
      '         app.use(cors())',
      '  Chrome says',
      '    No header is present',
      '  Spec https://fetch.spec.whatwg.org/#co',
      '       rs-preflight-fetch',
    ])
  })

  test('is not wider than is readable', () => {
    const lines = tellStep(failing, false, makeLayout(200, { isVerbose: true }))
    expect(lines[1]).toMatch(/^ {2}FAIL {22}The preflight was refused +preflight\/status-not-ok$/)
    expect(lines[1]).toHaveLength(120)
    expect(Math.max(...lines.slice(2).map(({ length }) => length))).toBeLessThanOrEqual(100)
  })

  test('shows a row for each further error that needs its own fix', () => {
    const method = makeFinding({ code: 'preflight/method-not-allowed', title: 'The method is not listed' })
    const header = makeFinding({ code: 'preflight/header-not-allowed', title: 'A header is not listed' })
    const step = makeStep({ status: 'error', summary: 'OPTIONS -> 204', findings: [method, header, warning, note] })
    expect(tellStep(step, false, makeLayout(100))).toEqual([
      '  FAIL  preflight           OPTIONS -> 204                              preflight/method-not-allowed',
      '  FAIL                      A header is not listed                      preflight/header-not-allowed',
    ])
  })

  describe('folds an error', () => {
    const ofPreflight = { evidence: [{ exchange: 1, header: 'Access-Control-Request-Method', value: 'PUT' }] } as const
    const status = makeFinding(ofPreflight)
    const method = makeFinding({ ...ofPreflight, code: 'preflight/method-not-allowed' })
    const credentials = makeFinding({ ...ofPreflight, code: 'credentials/allow-missing' })
    const withHeaders = [makeExchange({ answer: [['Access-Control-Allow-Methods', 'GET']] })]

    test.each<[what: string, findings: Step['findings'], exchanges: Diagnosis['exchanges'], rows: number]>([
      ['that is about the same response without CORS headers', [status, method], [makeExchange()], 1],
      ['not if the response has CORS headers: a policy sent them', [status, method], withHeaders, 2],
      ['not if it is about another response', [status, { ...method, evidence: [] }], [makeExchange()], 2],
      ['also credentials: the line has them', [status, credentials], [makeExchange()], 1],
    ])('%s', (_what, findings, exchanges, rows) => {
      const step = makeStep({ status: 'error', summary: 'OPTIONS -> 401', findings })
      expect(stepLines(step, { exchanges, isAfterFailure: false }, makeLayout(120))).toHaveLength(rows)
      const whole = stepLines(step, { exchanges, isAfterFailure: false }, makeLayout(120, { isVerbose: true }))
      expect(whole.join('\n').includes('Follows from preflight/status-not-ok: fix that first.')).toBe(rows === 1)
    })
  })

  test('is skipped if only hidden findings are left after a failure', () => {
    const step = makeStep({ name: 'actual', status: 'warning', summary: 'not sent', findings: [warning] })
    expect(tellStep(step, true, makeLayout(80))).toEqual(['  skip  actual request      not sent'])
  })

  test('shows warnings and the first note by their codes', () => {
    const step = makeStep({ name: 'caching', status: 'warning', summary: 'probes: GET', findings: [warning, note] })
    expect(tellStep(step, false, makeLayout(80))).toEqual([
      '  warn  caching             probes: GET                cache/vary-origin-missing',
    ])
    const other = makeFinding({ code: 'cache/preflight-uncached', level: 'note', step: 'caching' })
    const noted = makeStep({ name: 'caching', status: 'note', summary: 'probes: GET', findings: [other, other] })
    expect(tellStep(noted, false, makeLayout(80))).toEqual([
      '  note  caching             probes: GET                 cache/preflight-uncached',
    ])
  })

  test('gives the reasons for a preflight once', () => {
    const reason = { ...note, step: 'preflight-needed' } as const
    const step = makeStep({ name: 'preflight-needed', status: 'note', summary: 'method PUT', findings: [reason] })
    expect(tellStep(step, false, makeLayout(80))).toEqual(['  note  preflight needed    method PUT'])
  })

  test.each([
    ['the request, which the title shows', makeStep({ name: 'input' }), false],
    ['a preflight that is not needed', makeStep({ name: 'preflight', status: 'skip' }), false],
    ['redirects if there are none', makeStep({ name: 'redirects', status: 'skip' }), false],
    ['a page if none was named', makeStep({ name: 'page', status: 'skip' }), false],
    ['what comes after a failure', makeStep({ name: 'caching', status: 'note', findings: [note] }), true],
  ])('is left out for %s', (_what, step, isAfterFailure) => {
    expect(tellStep(step, isAfterFailure, makeLayout(80))).toEqual([])
    expect(tellStep(step, isAfterFailure, makeLayout(80, { isVerbose: true }))).not.toEqual([])
  })

  test('shows requests that were not sent, also after a failure', () => {
    const step = makeStep({ name: 'actual', status: 'skip', summary: 'not sent; probe instead: GET -> 200' })
    expect(tellStep(step, true, makeLayout(80))).toEqual([
      '  skip  actual request      not sent; probe instead: GET -> 200',
    ])
  })

  test('shows its duration only if requested', () => {
    const step = makeStep({ name: 'reachable', summary: '127.0.0.1, TLSv1.3, 41 ms' })
    expect(tellStep(step, false, makeLayout(80, { hasTiming: true }))).toEqual([
      '  ok    reachable           127.0.0.1, TLSv1.3, 41 ms',
    ])
    expect(tellStep(step, false, makeLayout(80))).toEqual(['  ok    reachable           127.0.0.1, TLSv1.3'])
  })

  test('has a word for the meaning of its color', () => {
    for (const [status, word] of [
      ['ok', 'ok'],
      ['note', 'note'],
      ['warning', 'warn'],
      ['error', 'FAIL'],
      ['skip', 'skip'],
    ] as const) {
      const [line] = tellStep(makeStep({ status, name: 'actual' }), false, makeLayout(80, { paint: visiblePaint }))
      expect(line).toContain(`<${status}>${word.padEnd(4)}</>`)
    }
  })

  test('is aligned the same with and without color', () => {
    const [plain] = tellStep(failing, false, makeLayout(80))
    const [painted] = tellStep(failing, false, makeLayout(80, { paint: visiblePaint }))
    expect(painted?.replace(/<[a-z/]*>/g, '')).toBe(plain)
  })
})

describe('the title', () => {
  test.each([
    ['in a line', 100, ['cors-doctor  <strong>PUT http://a.test/$&</>   from https://b.test   with credentials']],
    [
      'below one another',
      60,
      ['cors-doctor  <strong>PUT http://a.test/$&</>', '             from https://b.test with credentials'],
    ],
    [
      'indented less if there is little room',
      40,
      ['cors-doctor', '  <strong>PUT http://a.test/$&</>', '  from https://b.test with credentials'],
    ],
  ])('is %s at %i columns', (_how, width, lines) => {
    const input = { url: 'http://a.test/$&', origin: 'https://b.test', method: 'PUT', credentials: 'include' } as const
    expect(titleLines(input, makeLayout(width, { paint: visiblePaint }))).toEqual(lines)
  })
})

describe('evidence', () => {
  test.each([
    ['a byte', { value: 'PUT; DELETE', at: 3 }, ['< A: PUT; DELETE', '        ^']],
    ['several bytes', { value: 'a, bad one', at: 3, length: 7 }, ['< A: a, bad one', '        ^^^^^^^']],
    ['a missing part', { value: 'true', at: 4 }, ['< A: true', '         ^']],
    ['an escaped byte', { value: 'a\u00e9b', at: 1 }, ['< A: a\\xe9b', '      ^^^^']],
    ['the part after an escaped byte', { value: '\u00e9b', at: 1 }, ['< A: \\xe9b', '         ^']],
    ['nothing', { value: 'x' }, ['< A: x']],
  ])('has its carets under %s', (_what, parts, lines) => {
    expect(evidenceLines([{ exchange: 1, header: 'A', ...parts }], 0, makeLayout(80))).toEqual(lines)
  })

  test.each([
    ['the server sent', { exchange: 1, value: '401 Unauthorized' }, '< 401 Unauthorized'],
    ['the browser sends', { exchange: 1, side: 'request', header: 'Origin', value: 'null' }, '> Origin: null'],
    ['was typed', { value: 'https://A.test' }, '  https://A.test'],
  ] as const)('is marked as a part that %s', (_what, evidence, line) => {
    expect(evidenceLines([evidence], 0, makeLayout(80))).toEqual([line])
  })

  test('is cut so that the marked bytes stay visible', () => {
    const value = `${'a'.repeat(500)}!${'b'.repeat(500)}`
    const [line = '', carets = ''] = evidenceLines([{ exchange: 1, value, at: 500 }], 2, makeLayout(40))
    expect(line).toHaveLength(40)
    expect(line[carets.indexOf('^')]).toBe('!')
    expect(line).toMatch(/^ {2}< \.\.\.a+!b+\.\.\.$/)
  })

  test('points at the byte, at any position and terminal width', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.string({ maxLength: 300 }),
        fc.integer({ min: 24, max: 200 }),
        (before, after, width) => {
          const value = `${before.replaceAll('\u0000', '')}\u0000${after.replaceAll('\u0000', '')}`
          const evidence = { exchange: 1, header: 'Name', value, at: value.indexOf('\u0000') }
          const [line = '', carets = ''] = evidenceLines([evidence], 2, makeLayout(width)).slice(-2)
          expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('\\x00')
        },
      ),
    )
  })
})

describe('the verdict', () => {
  const tell = (parts: Partial<Diagnosis>) => verdictLines(makeDiagnosis(parts), makeLayout(100))
  const preflight = makeExchange()
  const substitute = {
    ...makeExchange({}, { status: 200 }),
    number: 2,
    purpose: 'substitute',
    request: { method: 'GET', url: 'http://api.test/users/7', headers: [] },
  } as const

  const missing = makeFinding({
    code: 'response/allow-origin-missing',
    level: 'warning',
    title: 'The response has no Access-Control-Allow-Origin',
    evidence: [{ exchange: 2, value: '200' }],
  })

  test.each<[what: string, parts: Partial<Diagnosis>, sentence: string]>([
    ['blocked', { findings: [finding, warning] }, 'Blocked: The preflight was refused.'],
    ['allowed', { verdict: 'allowed', findings: [note] }, 'Allowed.'],
    [
      'allowed, with a warning',
      { verdict: 'allowed', findings: [warning] },
      'Allowed, with 1 warning: No Vary: Origin.',
    ],
    [
      'allowed, with two warnings',
      { verdict: 'allowed', findings: [warning, { ...warning, code: 'cache/vary-star' }] },
      'Allowed, with 2 warnings: No Vary: Origin.',
    ],
    [
      'allowed so far, if a preflight has passed',
      { verdict: 'unknown', exchanges: [preflight] },
      'Allowed so far: the preflight passed, but PUT was not sent. Use --send to test the actual request.',
    ],
    [
      'allowed so far, also for a request that was sent instead',
      { verdict: 'unknown', exchanges: [preflight, substitute] },
      'Allowed so far: the preflight passed, but PUT was not sent. A GET sent instead was allowed. ' +
        'Use --send to test the actual request.',
    ],
    [
      'allowed so far, with a warning about caches',
      {
        verdict: 'unknown',
        exchanges: [preflight, substitute],
        findings: [{ ...warning, evidence: [{ exchange: 2, value: '200' }] }],
      },
      'Allowed so far: the preflight passed, but PUT was not sent. A GET sent instead was allowed. ' +
        'Use --send to test the actual request. 1 warning: No Vary: Origin.',
    ],
    [
      'unknown, if there was no preflight',
      { verdict: 'unknown', exchanges: [substitute] },
      'No verdict: PUT was not sent. A GET sent instead was allowed. Use --send to test the actual request.',
    ],
    [
      'unknown, if the request that was sent instead would be blocked',
      { verdict: 'unknown', exchanges: [preflight, substitute], findings: [warning, missing] },
      'No verdict: the preflight passed, but PUT was not sent. The GET sent instead would be blocked: ' +
        'The response has no Access-Control-Allow-Origin. Use --send to test the actual request.',
    ],
    [
      'unknown, without a response',
      { verdict: 'unknown', findings: [makeFinding({ code: 'lookalike/refused', title: 'Nothing listens' })] },
      'No verdict: Nothing listens.',
    ],
    [
      'blocked by one browser',
      { verdicts: { chromium: 'allowed', firefox: 'blocked', webkit: 'allowed' }, findings: [] },
      'Blocked in Firefox, allowed in Chrome and Safari.',
    ],
  ])('%s', (_what, parts, sentence) => {
    const lines = verdictLines(makeDiagnosis(parts), makeLayout(100))
    const end = lines.findIndex((line) => line === '' || line.startsWith(' '))
    expect(lines.slice(0, end === -1 ? undefined : end).join(' ')).toBe(sentence)
  })

  test('is followed by the reason, the bytes and the fix', () => {
    expect(tell({ findings: [finding] })).toEqual([
      'Blocked: The preflight was refused.',
      '  Authentication ran before CORS. Browsers never send credentials on a preflight.',
      '    < WWW-Authenticate: Bearer',
      '  Fix  Handle OPTIONS before the authentication step',
      '       cors           app.use(cors())',
    ])
  })

  test('names the products whose lines are left out', () => {
    const products = ['@crossorigin', 'cors', '@fastify/cors', 'nginx', 'nginx'] as const
    const lines = products.map((product) => ({ product, line: 'line' }))
    expect(tell({ findings: [{ ...finding, lines }] }).slice(-3)).toEqual([
      '       @crossorigin   line',
      '       cors           line',
      '       @fastify/cors, nginx: see --verbose',
    ])
    const long = products.map((product) => ({ product, line: `line ${'a '.repeat(80)}` }))
    expect(tell({ findings: [{ ...finding, lines: long }] }).at(-1)).toBe(
      '       cors, @fastify/cors, nginx: see --verbose',
    )
  })

  const [first] = finding.evidence
  const follower = makeFinding({ code: 'preflight/allow-origin-missing', evidence: first === undefined ? [] : [first] })
  const other = makeFinding({ step: 'actual', code: 'response/allow-origin-missing', fix: 'Another fix' })

  test.each<[what: string, findings: Diagnosis['findings'], lines: readonly string[]]>([
    ['nothing else', [finding, note], []],
    ['a warning', [finding, warning], ['1 warning: cache/vary-origin-missing.']],
    [
      'an error that needs its own fix',
      [finding, other],
      ['1 more error to fix.', 'Next: cors-doctor explain response/allow-origin-missing'],
    ],
    [
      'an error that the same line fixes',
      [finding, { ...other, lines: finding.lines }],
      ['The line also fixes 1 more error.'],
    ],
    ['errors that follow', [finding, follower, follower], ['2 errors follow from this; see --verbose.']],
    [
      'all of them',
      [finding, follower, other, warning],
      [
        '1 more error to fix. 1 warning: cache/vary-origin-missing. 1 error follows from this; see',
        '--verbose.',
        'Next: cors-doctor explain response/allow-origin-missing',
      ],
    ],
  ])('closes with %s', (_what, findings, lines) => {
    const told = tell({ findings, exchanges: [preflight] })
    // Behind the line to write; two lines are set apart.
    expect(told.slice(5).map((line) => line.trim())).toEqual(lines.length < 2 ? lines : ['', ...lines])
    expect(verdictLines(makeDiagnosis({ findings }), makeLayout(100, { isVerbose: true }))).toHaveLength(1)
  })

  test('counts further warnings if the first is shown', () => {
    const findings = [warning, { ...warning, code: 'cache/vary-star', fix: 'Another' } as const]
    expect(tell({ verdict: 'allowed', findings }).at(-1)).toBe('  1 more warning: cache/vary-star.')
  })

  test('that the request is allowed is followed by the checks that cannot be made from here, in order', () => {
    const items = tell({ verdict: 'allowed' }).filter((line) => line.startsWith('  - '))
    expect(items.map((line) => line.slice(4, 24))).toEqual([
      "the page's policies ",
      'service workers and ',
      'cookies, caches, loc',
      "the visitor's DNS, p",
      'headers that librari',
    ])
    expect(tell({ verdict: 'blocked' })).toHaveLength(1)
  })

  test('leaves out checks that --page has made', () => {
    const request = { url: 'https://a.test/', origin: 'https://b.test', page: 'https://b.test/' }
    expect(tell({ verdict: 'allowed', request }).filter((line) => line.startsWith('  - '))).toHaveLength(4)
  })

  test('colors only the verdict', () => {
    const [line] = verdictLines(makeDiagnosis({ findings: [finding] }), makeLayout(100, { paint: visiblePaint }))
    expect(line).toMatch(/^<error>Blocked<\/>: The/)
  })

  test('is the only output with --quiet', () => {
    expect(quietLine(makeDiagnosis({ findings: [finding, finding, warning] }), makeLayout(80))).toBe(
      'Blocked preflight/status-not-ok',
    )
    expect(quietLine(makeDiagnosis({ verdict: 'allowed' }), makeLayout(80))).toBe('Allowed')
  })
})

describe('expectations', () => {
  const unmet = {
    expect: 'allowed',
    line: 3,
    column: 5,
    outcome: 'unmet',
    seen: 'GET -> 200',
    sentence: 'Expected allowed, found blocked.',
  } as const

  test('that are not met are shown with the findings', () => {
    const lines = caseLines({ diagnosis: makeDiagnosis({ findings: [finding] }), expectation: unmet }, makeLayout(120))
    expect(lines[0]).toBe(
      '  FAIL  3:5                 PUT http://api.test/users/7 from https://app.test with credentials: Expected allowed, found',
    )
    expect(lines).toContainEqual(expect.stringMatching(/^ {28}The preflight was refused +preflight\/status-not-ok$/))
    expect(lines).toContain('        Fix  Handle OPTIONS before the authentication step')
  })

  test('that are met are shown in one row', () => {
    const expectation = { ...unmet, outcome: 'met', sentence: 'Allowed, as expected.' } as const
    expect(caseLines({ diagnosis: makeDiagnosis({ findings: [finding] }), expectation }, makeLayout(200))).toHaveLength(
      1,
    )
  })

  test.each([
    [['met', 'met'], '2 of 2 met.'],
    [['met', 'unmet'], '1 of 2 met, 1 not met.'],
    [['untested', 'unmet', 'met'], '1 of 3 met, 1 not met, 1 not tested.'],
  ] as const)('%j are summed up', (outcomes, line) => {
    expect(summaryLine(outcomes, makeLayout(80))).toBe(line)
  })
})

describe('a curl command', () => {
  const request = { method: 'GET', url: 'https://a.test/?b=1&c', headers: [] }

  test.each([
    ['a GET', request, ["curl -i 'https://a.test/?b=1&c'"]],
    ['a HEAD', { ...request, method: 'HEAD' }, ["curl -i --head 'https://a.test/?b=1&c'"]],
    ['a POST', { ...request, method: 'POST', body: 'x' }, ["curl -i 'https://a.test/?b=1&c'", '--data-raw x']],
    [
      'a method that a shell would run',
      { ...request, method: 'x&id&`hostname`' },
      ["curl -i -X 'x&id&`hostname`' 'https://a.test/?b=1&c'"],
    ],
    [
      'a URL that curl would take for several',
      { ...request, url: 'https://a.test/[1-9]' },
      ["curl -i --globoff 'https://a.test/[1-9]'"],
    ],
    [
      'a PUT',
      { ...request, method: 'PUT', body: "it's" },
      ["curl -i -X PUT 'https://a.test/?b=1&c'", "--data-raw 'it'\\''s'"],
    ],
    [
      'an empty header',
      { ...request, headers: [['X-A', '']] as const },
      ["curl -i 'https://a.test/?b=1&c'", "-H 'X-A;'"],
    ],
    [
      'bytes beyond ASCII',
      { ...request, headers: [['a', "\u00e9'\\"]] as const },
      [expect.any(String), "-H $'a: \\xc3\\xa9\\x27\\x5c'"],
    ],
  ])('is written for %s', (_what, planned, words) => {
    expect(curlWords(planned)).toEqual(words)
  })
})

describe('text', () => {
  test.each([
    ['breaks at spaces', 'one two three', 7, ['one two', 'three']],
    ['breaks words that are too long', 'abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['has no line for an empty string', '', 10, []],
  ])('%s', (_what, text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines)
  })

  test('hangs on its label', () => {
    expect(hang('Fix  ', 'a sentence that goes on for a while', { indent: 2, width: 36 })).toEqual([
      '  Fix  a sentence that goes on for a',
      '       while',
    ])
  })

  test.each([40, 60, 80, 200])('of the help fits %i columns', (width) => {
    expect(helpLines(width).filter((line) => line.length > width)).toEqual([])
  })

  test('fits the terminal and contains no color codes, for any response', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.constant(PAINT))
    fc.assert(
      fc.property(anything, fc.integer({ min: 40, max: 200 }), fc.boolean(), (text, width, isVerbose) => {
        const layout = makeLayout(width, { isVerbose, hasTiming: true })
        const hostile = makeFinding({
          title: text,
          explanation: text,
          fix: text,
          evidence: [{ exchange: 1, header: text, value: text, at: 0 }],
          says: { chrome: text, firefox: text, safari: text },
          lines: [{ product: 'nginx', line: text }],
        })
        const step = makeStep({ status: 'error', summary: text, findings: [hostile, hostile] })
        const exchange = makeExchange({ answer: [[text, text]] }, { statusText: text, body: text })
        const diagnosis = makeDiagnosis({
          request: { url: text, origin: text, method: text },
          steps: [step],
          findings: [hostile],
        })
        const expectation = {
          expect: 'allowed',
          line: 1,
          column: 1,
          outcome: 'unmet',
          seen: 'GET -> 200',
          sentence: text,
        } as const
        const weakness = {
          code: 'audit/trusts-null',
          severity: 'high',
          title: text,
          explanation: text,
          fix: text,
          needs: text,
          origins: [text],
          withCredentials: true,
          on: ['actual'],
          exchanges: [1],
        } as const
        const lines = [
          ...titleLines(diagnosis.request, layout),
          ...tellStep(step, true, layout),
          ...exchangeLines(exchange, layout),
          ...verdictLines(diagnosis, layout),
          ...caseLines({ diagnosis, expectation }, layout),
          ...weaknessLines(weakness, layout),
        ]
        expect(lines.filter((line) => line.length > width || !/^[\x20-\x7e]*$/.test(line))).toEqual([])
      }),
    )
  })
})
