import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { weaknessLines } from '../src/cli/audit-lines.ts'
import { caseLines, summaryLine } from '../src/cli/check-lines.ts'
import { curlWords } from '../src/cli/curl-command.ts'
import { evidenceLines } from '../src/cli/evidence-lines.ts'
import { exchangeLines } from '../src/cli/exchange-lines.ts'
import { helpLines } from '../src/cli/help.ts'
import type { Layout } from '../src/cli/layout.ts'
import { stepLines } from '../src/cli/step-lines.ts'
import { titleLines } from '../src/cli/title-lines.ts'
import { quietLine, verdictLines } from '../src/cli/verdict-lines.ts'
import { hang, wrap } from '../src/cli/wrapping.ts'
import type { Diagnosis } from '../src/diagnosis.ts'
import { makeDiagnosis, makeExchange, makeFinding, makeStep, PAINT } from './support/handmade-diagnosis.ts'

function makeLayout(width: number, parts: Partial<Layout> = {}): Layout {
  return { width, paint: (_style, text) => text, isVerbose: false, hasTiming: false, ...parts }
}

/** Properties are tried many times. */
vi.setConfig({ testTimeout: 30_000 })

/** Paint that can be seen. */
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

describe('a step', () => {
  test('that failed first is told in full', () => {
    expect(stepLines(failing, true, makeLayout(80))).toEqual([
      '  FAIL  preflight           OPTIONS -> 401               preflight/status-not-ok',
      '        The preflight was refused. Authentication ran before CORS. Browsers',
      '        never send credentials on a preflight.',
      '          < WWW-Authenticate: Bearer',
      '        Fix  Answer OPTIONS before the authentication step',
      '             cors           app.use(cors())',
      '        Chrome says  No header is present',
      '        Spec https://fetch.spec.whatwg.org/#cors-preflight-fetch',
    ])
  })

  test('that failed later is told without the lines to write, and with what a browser prints of it', () => {
    const lines = stepLines(failing, false, makeLayout(80))
    expect(lines).toHaveLength(6)
    expect(lines.at(-1)).toBe('        Chrome says  No header is present')
    expect(stepLines(failing, false, makeLayout(80, { isVerbose: true }))).toHaveLength(8)
  })

  test('stands in one column where there is little room', () => {
    expect(stepLines(failing, true, makeLayout(40))).toEqual([
      'FAIL  preflight',
      '      OPTIONS -> 401',
      '      preflight/status-not-ok',
      '  The preflight was refused.',
      '  Authentication ran before CORS.',
      '  Browsers never send credentials on a',
      '  preflight.',
      '    < WWW-Authenticate: Bearer',
      '  Fix  Answer OPTIONS before the',
      '       authentication step',
      '       cors',
      '         app.use(cors())',
      '  Chrome says',
      '    No header is present',
      '  Spec https://fetch.spec.whatwg.org/#co',
      '       rs-preflight-fetch',
    ])
  })

  test('is not made wider than can be read', () => {
    const lines = stepLines(failing, true, makeLayout(200))
    expect(lines[0]).toMatch(/^ {2}FAIL {2}preflight {11}OPTIONS -> 401 +preflight\/status-not-ok$/)
    expect(lines[0]).toHaveLength(120)
    expect(Math.max(...lines.slice(1).map(({ length }) => length))).toBeLessThanOrEqual(100)
  })

  test('shows a row for each further finding', () => {
    const step = makeStep({ status: 'error', summary: 'OPTIONS -> 401', findings: [finding, warning, note] })
    expect(stepLines(step, false, makeLayout(100)).filter((line) => /^ {2}(?:\w|$)/.test(line))).toEqual([
      '  FAIL  preflight           OPTIONS -> 401                                   preflight/status-not-ok',
      '  warn                      No Vary: Origin                                cache/vary-origin-missing',
      '  note                      The method needs a preflight                             classify/method',
    ])
  })

  test('shows notes in a line', () => {
    const step = makeStep({ name: 'preflight-needed', status: 'note', summary: 'method PUT', findings: [note] })
    expect(stepLines(step, false, makeLayout(80))).toEqual([
      '  note  preflight needed    method PUT',
      '                            The method needs a preflight         classify/method',
    ])
  })

  test.each([
    ['the request that the title names', makeStep({ name: 'input' })],
    ['redirects that there were not', makeStep({ name: 'redirects', status: 'skip' })],
    ['a page that was not named', makeStep({ name: 'page', status: 'skip' })],
  ])('says nothing of %s', (_what, step) => {
    expect(stepLines(step, false, makeLayout(80))).toEqual([])
    expect(stepLines(step, false, makeLayout(80, { isVerbose: true }))).not.toEqual([])
  })

  test('has its time only where there is to be one', () => {
    const step = makeStep({ name: 'reachable', summary: '127.0.0.1, TLSv1.3, 41 ms' })
    expect(stepLines(step, false, makeLayout(80, { hasTiming: true }))).toEqual([
      '  ok    reachable           127.0.0.1, TLSv1.3, 41 ms',
    ])
    expect(stepLines(step, false, makeLayout(80))).toEqual(['  ok    reachable           127.0.0.1, TLSv1.3'])
  })

  test('says in a word what its colour says', () => {
    for (const [status, word] of [
      ['ok', 'ok'],
      ['note', 'note'],
      ['warning', 'warn'],
      ['error', 'FAIL'],
      ['skip', 'skip'],
    ] as const) {
      const [line] = stepLines(makeStep({ status }), false, makeLayout(80, { paint: visiblePaint }))
      expect(line).toContain(`<${status}>${word.padEnd(4)}</>`)
    }
  })

  test('is aligned the same with and without colour', () => {
    const [plain] = stepLines(failing, true, makeLayout(80))
    const [painted] = stepLines(failing, true, makeLayout(80, { paint: visiblePaint }))
    expect(painted?.replace(/<[a-z/]*>/g, '')).toBe(plain)
  })
})

describe('the title', () => {
  test.each([
    ['in a line', 100, ['cors-doctor  <strong>PUT http://a.test/$&</>   from https://b.test   with credentials']],
    ['line by line', 40, ['cors-doctor', '  PUT http://a.test/$&', '  from https://b.test', '  with credentials']],
  ])('stands %s at %i columns', (_how, width, lines) => {
    const input = { url: 'http://a.test/$&', origin: 'https://b.test', method: 'PUT', credentials: 'include' } as const
    expect(titleLines(input, makeLayout(width, { paint: visiblePaint }))).toEqual(lines)
  })
})

describe('evidence', () => {
  test.each([
    ['a byte', { value: 'PUT; DELETE', at: 3 }, ['< A: PUT; DELETE', '        ^']],
    ['several bytes', { value: 'a, bad one', at: 3, length: 7 }, ['< A: a, bad one', '        ^^^^^^^']],
    ['what is not there', { value: 'true', at: 4 }, ['< A: true', '         ^']],
    ['a byte that is escaped', { value: 'a\u00e9b', at: 1 }, ['< A: a\\xe9b', '      ^^^^']],
    ['what comes after one', { value: '\u00e9b', at: 1 }, ['< A: \\xe9b', '         ^']],
    ['nothing', { value: 'x' }, ['< A: x']],
  ])('has its carets under %s', (_what, parts, lines) => {
    expect(evidenceLines([{ exchange: 1, header: 'A', ...parts }], 0, makeLayout(80))).toEqual(lines)
  })

  test.each([
    ['the server sent', { exchange: 1, value: '401 Unauthorized' }, '< 401 Unauthorized'],
    ['the browser sends', { exchange: 1, side: 'request', header: 'Origin', value: 'null' }, '> Origin: null'],
    ['was typed', { value: 'https://A.test' }, '  https://A.test'],
  ] as const)('is marked as what %s', (_what, evidence, line) => {
    expect(evidenceLines([evidence], 0, makeLayout(80))).toEqual([line])
  })

  test('is cut so that the bytes that matter are seen', () => {
    const value = `${'a'.repeat(500)}!${'b'.repeat(500)}`
    const [line = '', carets = ''] = evidenceLines([{ exchange: 1, value, at: 500 }], 2, makeLayout(40))
    expect(line).toHaveLength(40)
    expect(line[carets.indexOf('^')]).toBe('!')
    expect(line).toMatch(/^ {2}< \.\.\.a+!b+\.\.\.$/)
  })

  test('points at the byte, wherever it is and however wide the terminal', () => {
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

  test.each<[what: string, parts: Partial<Diagnosis>, line: string]>([
    [
      'blocked',
      { findings: [finding, warning] },
      'Blocked. 1 error, 1 warning. Next: cors-doctor explain preflight/status-not-ok',
    ],
    [
      'blocked twice',
      { findings: [finding, finding] },
      'Blocked. 2 errors. Mend first: cors-doctor explain preflight/status-not-ok',
    ],
    ['allowed', { verdict: 'allowed', findings: [note] }, 'Allowed.'],
    [
      'allowed, with a warning',
      { verdict: 'allowed', findings: [warning] },
      'Allowed. 1 warning. Next: cors-doctor explain cache/vary-origin-missing',
    ],
    [
      'not known, for want of --send',
      {
        verdict: 'unknown',
        steps: [makeStep({ name: 'actual', status: 'skip', summary: 'not sent: PUT needs --send' })],
      },
      'No verdict. Not sent: PUT needs --send.',
    ],
    [
      'not known, for want of a network',
      {
        verdict: 'unknown',
        steps: [makeStep({ name: 'reachable', status: 'error', summary: 'connect ECONNREFUSED' })],
      },
      'No verdict. Connect ECONNREFUSED.',
    ],
    [
      'blocked by one browser',
      { verdicts: { chromium: 'allowed', firefox: 'blocked' }, findings: [] },
      'Blocked. Chrome: allowed; Firefox: blocked.',
    ],
  ])('%s', (_what, parts, line) => {
    expect(tell(parts)[0]).toBe(line)
  })

  test('that allows it is followed by what cannot be seen from here, in order', () => {
    const items = tell({ verdict: 'allowed' }).filter((line) => line.startsWith('  - '))
    expect(items.map((line) => line.slice(4, 24))).toEqual([
      'the policies of the ',
      'service workers and ',
      "the visitor's cookie",
      "the visitor's name s",
      'headers that the pag',
    ])
    expect(tell({ verdict: 'blocked' })).toHaveLength(1)
  })

  test('leaves out what --page has shown', () => {
    const request = { url: 'https://a.test/', origin: 'https://b.test', page: 'https://b.test/' }
    expect(tell({ verdict: 'allowed', request }).filter((line) => line.startsWith('  - '))).toHaveLength(4)
  })

  test('paints the verdict alone', () => {
    const [line] = verdictLines(makeDiagnosis({ findings: [finding] }), makeLayout(100, { paint: visiblePaint }))
    expect(line).toMatch(/^<error>Blocked\.<\/> 1 error\./)
  })

  test('is all that is left when quiet', () => {
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

  test('that are not met are told with what was found', () => {
    const lines = caseLines({ diagnosis: makeDiagnosis({ findings: [finding] }), expectation: unmet }, makeLayout(120))
    expect(lines[0]).toBe(
      '  FAIL  3:5                 PUT http://api.test/users/7 from https://app.test with credentials: Expected allowed, found',
    )
    expect(lines).toContainEqual(expect.stringMatching(/^ {28}The preflight was refused +preflight\/status-not-ok$/))
    expect(lines).toContain('        Fix  Answer OPTIONS before the authentication step')
  })

  test('that are met are told in a row', () => {
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

describe('a command of curl', () => {
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
    ['has no line for nothing', '', 10, []],
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

  test('fits the terminal and paints nothing, whatever a server sends', () => {
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
          ...stepLines(step, true, layout),
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
