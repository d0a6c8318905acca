import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import type { AuditReport } from '../src/audit/audit.ts'
import { examineAudit } from '../src/report/audit-case.ts'
import { FORMATS, type FormatName } from '../src/report/format.ts'
import { withoutTiming } from '../src/report/json.ts'
import type { Examined, Report, ReportedExpectation } from '../src/report/report.ts'
import { makeDiagnosis, makeExchange, makeFinding, makeStep, PAINT } from './support/handmade-diagnosis.ts'

const finding = makeFinding({
  evidence: [{ exchange: 1, header: 'WWW-Authenticate', value: 'Bearer' }],
  spec: 'https://fetch.spec.whatwg.org/#cors-preflight-fetch-0',
  lines: [{ product: 'nginx', line: 'return 204;' }],
})
const warning = makeFinding({ code: 'cache/vary-origin-missing', level: 'warning', step: 'caching', title: 'No Vary' })
const note = makeFinding({ code: 'classify/method', level: 'note', step: 'preflight-needed', title: 'A method' })

const diagnosis = makeDiagnosis({
  exchanges: [
    makeExchange({
      answer: [
        ['WWW-Authenticate', 'Bearer'],
        ['Vary', 'a'],
        ['vary', 'b'],
      ],
    }),
  ],
  findings: [finding, warning, note],
  steps: [
    makeStep({ name: 'reachable', summary: '127.0.0.1, 12 ms' }),
    makeStep({ name: 'preflight', status: 'error', summary: 'OPTIONS -> 401', findings: [finding] }),
    makeStep({ name: 'actual', status: 'skip', summary: 'not sent' }),
  ],
})

function expectation(parts: Partial<ReportedExpectation>): ReportedExpectation {
  return {
    expect: 'allowed',
    line: 3,
    column: 5,
    outcome: 'met',
    seen: 'GET -> 200',
    sentence: 'Allowed, as expected.',
    ...parts,
  }
}

const single: Report = { version: '1.2.3', exitCode: 1, cases: [{ diagnosis }] }
const unmet = expectation({ outcome: 'unmet', sentence: 'Expected allowed, found blocked.' })
const untested = expectation({ line: 9, outcome: 'untested', sentence: 'Expected allowed, could not be tested.' })
const several: Report = {
  version: '1.2.3',
  exitCode: 1,
  file: 'ci/cors tests.json',
  cases: [
    { diagnosis, expectation: unmet },
    { diagnosis, expectation: expectation({ line: 6, expect: 'blocked', sentence: 'Blocked, as expected.' }) },
    { diagnosis: makeDiagnosis({ verdict: 'unknown' }), expectation: untested },
    {
      diagnosis: makeDiagnosis({ verdict: 'allowed' }),
      expectation: expectation({
        line: 12,
        expect: 'blocked',
        outcome: 'unmet',
        sentence: 'Expected blocked, found allowed.',
      }),
    },
  ],
}

describe('every format', () => {
  const hostileFinding = makeFinding({
    title: PAINT,
    explanation: PAINT,
    fix: PAINT,
    evidence: [{ exchange: 1, header: PAINT, value: PAINT }],
  })
  const hostile = makeDiagnosis({
    request: { url: `http://api.test/${PAINT}`, origin: PAINT, method: PAINT },
    exchanges: [makeExchange({ answer: [[PAINT, PAINT]] }, { statusText: PAINT, body: PAINT })],
    findings: [hostileFinding],
    steps: [makeStep({ status: 'error', summary: PAINT, findings: [hostileFinding] })],
  })
  const placed = expectation({ outcome: 'unmet', sentence: PAINT })

  test.each(Object.keys(FORMATS) as FormatName[])('%s is printable, for any response', (format) => {
    for (const report of [
      { ...single, cases: [{ diagnosis: hostile }] },
      { ...several, file: PAINT, cases: [{ diagnosis: hostile, expectation: placed }] },
    ]) {
      const lines = FORMATS[format](report).split('\n')
      expect(lines.filter((line) => !/^[\x20-\x7e]*$/.test(line))).toEqual([])
      expect(lines.filter((line) => line.startsWith('::error::'))).toEqual([])
    }
  })

  test.each(Object.keys(FORMATS) as FormatName[])('%s supports an empty list of expectations', (format) => {
    expect(FORMATS[format]({ version: '1', exitCode: 0, file: 'cors.json', cases: [] })).toEqual(expect.any(String))
  })
})

describe('json', () => {
  const [diagnosisSchema, checkSchema] = ['diagnosis.json', 'check.json'].map((name) =>
    JSON.parse(readFileSync(new URL(`../schema/${name}`, import.meta.url), 'utf8')),
  )
  // A property that is not in the schema is not documented.
  const ajv = new Ajv({ strict: true, strictTypes: false })
  ajv.addSchema(close(diagnosisSchema), 'diagnosis.json').addSchema(close(checkSchema), 'check.json')

  test.each([
    ['a diagnosis', single, 'diagnosis.json'],
    ['a network that failed', { ...single, cases: [{ diagnosis: failed() }] }, 'diagnosis.json'],
    ['expectations', several, 'check.json'],
  ])('prints %s according to its schema', (_what, report, name) => {
    const printed = JSON.parse(FORMATS.json(report))
    expect(ajv.validate(name, printed), ajv.errorsText()).toBe(true)
    expect(
      Object.keys(printed).filter((key) => !JSON.stringify([diagnosisSchema, checkSchema]).includes(`"${key}":`)),
    ).toEqual([])
  })

  test('names the findings of a step by their codes', () => {
    const printed = JSON.parse(FORMATS.json(single))
    expect(printed).toMatchObject({ schemaVersion: 1, tool: { version: '1.2.3' }, exitCode: 1, verdict: 'blocked' })
    expect(printed.steps[1].findings).toEqual(['preflight/status-not-ok'])
  })

  test('can be printed without timing', () => {
    const text = FORMATS.json({ ...single, cases: [{ diagnosis: withoutTiming(diagnosis) }] })
    expect(text).not.toMatch(/12\.5|12 ms/)
    expect(JSON.parse(text).steps[0].summary).toBe('127.0.0.1')
  })
})

describe('github', () => {
  test('points at the line of the expectation, and leaves notes out', () => {
    expect(FORMATS.github(several).split('\n')).toEqual([
      '::error file=ci/cors tests.json,line=3,col=5,title=preflight/status-not-ok::PUT http://api.test/users/7 from ' +
        'https://app.test: Expected allowed, found blocked. The preflight was refused. Authentication ran before CORS. ' +
        'Browsers never send credentials on a preflight. Handle OPTIONS before the authentication step.',
      expect.stringMatching(
        /^::warning file=ci\/cors tests.json,line=3,col=5,title=cache\/vary-origin-missing::No Vary\./,
      ),
      'ok PUT http://api.test/users/7 from https://app.test: Blocked, as expected.',
      expect.stringMatching(
        /^::warning file=.*,line=9,col=5,title=expectation\/untested::PUT .* could not be tested\.$/,
      ),
      expect.stringMatching(/^::error file=.*,line=12,col=5,title=expectation\/unmet::PUT .* found allowed\.$/),
    ])
  })

  test('escapes characters with a meaning in a command', () => {
    const finding = makeFinding({ title: '100% a,b: c\nd' })
    const report = {
      ...several,
      file: 'a,b:c%.json',
      cases: [{ diagnosis: makeDiagnosis({ findings: [finding] }), expectation: unmet }],
    }
    expect(FORMATS.github(report)).toMatch(/^::error file=a%2Cb%3Ac%25.json,.*found blocked. 100%25 a,b: c\\x0ad\./)
  })

  test('has no position without a file', () => {
    expect(FORMATS.github(single)).toMatch(/^::error title=preflight\/status-not-ok::The preflight was refused\./)
  })
})

describe('junit', () => {
  test('has a test case for each step', () => {
    expect(FORMATS.junit(single)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="cors-doctor" tests="3" failures="1" errors="0" skipped="1">',
        '  <testsuite name="PUT http://api.test/users/7 from https://app.test" tests="3" failures="1" errors="0" skipped="1">',
        '    <testcase name="reachable" classname="cors-doctor">',
        '      <system-out>127.0.0.1, 12 ms</system-out>',
        '    </testcase>',
        '    <testcase name="preflight" classname="cors-doctor">',
        '      <failure type="preflight/status-not-ok" message="The preflight was refused">OPTIONS -&#62; 401',
        'error preflight/status-not-ok: The preflight was refused. Handle OPTIONS before the authentication step</failure>',
        '    </testcase>',
        '    <testcase name="actual" classname="cors-doctor">',
        '      <skipped message="not sent"/>',
        '    </testcase>',
        '  </testsuite>',
        '</testsuites>',
      ].join('\n'),
    )
  })

  test('has a test case for each expectation', () => {
    const text = FORMATS.junit(several)
    expect(text).toContain('<testsuite name="ci/cors tests.json" tests="4" failures="2" errors="0" skipped="1">')
    expect(text.match(/ line="\d+"/g)).toEqual([3, 6, 9, 12].map((line) => ` line="${line}"`))
    expect(text).toContain('<failure type="preflight/status-not-ok" message="Expected allowed, found blocked.">')
    expect(text).toContain('<failure type="expectation/unmet" message="Expected blocked, found allowed.">')
  })

  test('escapes markup', () => {
    const finding = makeFinding({ title: '</failure><x a="1" b=\'2\'>&' })
    const steps = [makeStep({ status: 'error', findings: [finding] })]
    const text = FORMATS.junit({ ...single, cases: [{ diagnosis: makeDiagnosis({ steps }) }] })
    expect(text).toContain('message="&#60;/failure&#62;&#60;x a=&#34;1&#34; b=&#39;2&#39;&#62;&#38;"')
    expect(text).not.toContain('<x')
  })
})

describe('markdown', () => {
  test('shows steps in a table and findings below it', () => {
    const text = FORMATS.markdown(single)
    expect(text).toContain('### Blocked: `PUT http://api.test/users/7` from `https://app.test`')
    expect(text).toContain('| preflight | error | `OPTIONS -> 401` `preflight/status-not-ok` |')
    expect(text).toContain('```http\n< WWW-Authenticate: Bearer\n```')
    expect(text).toContain('- `nginx`: `return 204;`')
    expect(text).not.toContain('classify/method')
  })

  test('shows expectations in a table', () => {
    const lines = FORMATS.markdown(several).split('\n')
    expect(lines[0]).toBe('### 1 of 4 expectations of `ci/cors tests.json` met')
    expect(lines[4]).toBe(
      '| unmet | `3` | `PUT http://api.test/users/7` | `https://app.test` | Expected allowed, found blocked. `preflight/status-not-ok` `cache/vary-origin-missing` |',
    )
  })

  test.each([
    ['a link', '[x](http://evil.test)', '\\[x\\](http:<!-- -->//evil.test)'],
    ['a picture', '![x](y)', '!\\[x\\](y)'],
    ['an element', '<img src=x>', '&lt;img src=x&gt;'],
    ['a mention', 'ping @somebody', 'ping @<!-- -->somebody'],
    ['an address', 'see www.evil.test', 'see www<!-- -->.evil.test'],
    ['emphasis and code', '*a* _b_ `c` |', '\\*a\\* \\_b\\_ \\`c\\` \\|'],
    ['an entity', '&lt;', '&amp;lt;'],
  ])('does not turn the text of a server into %s', (_what, explanation, shown) => {
    const findings = [makeFinding({ explanation })]
    expect(FORMATS.markdown({ ...single, cases: [{ diagnosis: makeDiagnosis({ findings }) }] })).toContain(
      `\n${shown}\n`,
    )
  })

  test('ends no code span, no fence and no cell early', () => {
    const value = 'a`b ```` | c'
    const findings = [makeFinding({ evidence: [{ value }] })]
    const steps = [makeStep({ summary: value })]
    const text = FORMATS.markdown({ ...single, cases: [{ diagnosis: makeDiagnosis({ findings, steps }) }] })
    expect(text).toContain(`\`\`\`\`\`http\n${value}\n\`\`\`\`\`\n`)
    expect(text).toContain('| preflight | ok | `````a`b ```` \\| c````` |')
  })
})

describe('sarif', () => {
  test('has a result for each finding, with its exchange, and for each step that passed', () => {
    const [run] = JSON.parse(FORMATS.sarif(single)).runs
    expect(run.results.map(({ ruleId, level, kind }: Record<string, unknown>) => [ruleId, level, kind])).toEqual([
      ['preflight/status-not-ok', 'error', undefined],
      ['cache/vary-origin-missing', 'warning', undefined],
      ['classify/method', 'note', undefined],
      ['step/reachable', 'none', 'pass'],
    ])
    const [first] = run.results
    expect(first.webRequest).toMatchObject({ method: 'OPTIONS', target: 'http://api.test/users/7', version: '1.1' })
    expect(first.webResponse).toMatchObject({
      statusCode: 401,
      reasonPhrase: 'Unauthorized',
      headers: { 'WWW-Authenticate': 'Bearer', Vary: 'a, b' },
    })
    expect(first.locations[0].logicalLocations[0].name).toBe('preflight')
    expect(first.locations[0].physicalLocation).toBeUndefined()
  })

  test('describes every rule once, and each result names its rule', () => {
    const [run] = JSON.parse(FORMATS.sarif(several)).runs
    const { rules } = run.tool.driver
    expect(new Set(rules.map(({ id }: { id: string }) => id)).size).toBe(rules.length)
    for (const { ruleId, ruleIndex } of run.results) expect(rules[ruleIndex].id).toBe(ruleId)
    for (const { shortDescription } of rules) expect(shortDescription.text).not.toBe('')
  })

  test('points at the line of the expectation', () => {
    const [run] = JSON.parse(FORMATS.sarif(several)).runs
    const places = run.results.map(({ ruleId, kind, locations: [{ physicalLocation }] }: SarifResult) => {
      expect(physicalLocation.artifactLocation.uri).toBe('ci/cors%20tests.json')
      return [ruleId, kind ?? 'fail', physicalLocation.region.startLine]
    })
    expect(places).toEqual([
      ['preflight/status-not-ok', 'fail', 3],
      ['cache/vary-origin-missing', 'fail', 3],
      ['classify/method', 'fail', 3],
      ['expectation/unmet', 'pass', 6],
      ['expectation/untested', 'fail', 9],
      ['expectation/unmet', 'fail', 12],
    ])
  })

  test('reports that nothing was received', () => {
    const [run] = JSON.parse(FORMATS.sarif({ ...single, cases: [{ diagnosis: failed() }] })).runs
    expect(run.results[0].webResponse).toMatchObject({ noResponseReceived: true })
  })
})

describe('an audit', () => {
  const report: AuditReport = {
    request: { url: 'http://localhost:1234/', origin: 'https://app.test' },
    isOriginAllowed: true,
    exchanges: [makeExchange()],
    failure: undefined,
    findings: [
      {
        code: 'audit/trusts-null',
        severity: 'high',
        title: 'The origin null is allowed',
        explanation: 'From a sandboxed frame',
        fix: 'Remove it',
        needs: 'any page',
        origins: ['null'],
        withCredentials: true,
        on: ['actual'],
        exchanges: [1],
      },
    ],
  }
  const audited: Report = { version: '1', exitCode: 1, cases: [{ diagnosis: examineAudit(report) }] }

  test.each<[FormatName, string]>([
    ['github', '::error title=audit/trusts-null::The origin null is allowed. From a sandboxed frame.'],
    ['junit', '<failure type="audit/trusts-null" message="The origin null is allowed">'],
    ['markdown', '### Audit: `GET http://localhost:1234/` from `https://app.test`'],
    ['sarif', '"ruleId": "audit/trusts-null"'],
  ])('is reported in %s too', (format, part) => {
    expect(FORMATS[format](audited)).toContain(part)
  })

  test('passes if nothing was found, and is skipped without a response', () => {
    expect(
      examineAudit(report)
        .steps.filter(({ status }) => status !== 'ok')
        .map(({ name }) => name),
    ).toEqual(['audit/trusts-null'])
    const { steps } = examineAudit({ ...report, findings: [], failure: 'connect ECONNREFUSED' })
    expect(new Set(steps.map(({ status }) => status))).toEqual(new Set(['skip']))
  })
})

interface SarifResult {
  readonly ruleId: string
  readonly kind?: string
  readonly locations: [{ physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }]
}

function failed(): Examined {
  const { request, number, purpose } = makeExchange()
  const outcome = {
    kind: 'failure',
    failure: 'refused',
    message: 'connect ECONNREFUSED',
    wasConnected: false,
    milliseconds: 1,
  } as const
  return makeDiagnosis({ verdict: 'unknown', findings: [finding], exchanges: [{ request, number, purpose, outcome }] })
}

/** The parts of an allOf do not know each other's properties. */
const PARTS: ReadonlySet<string> = new Set(['', 'printed', 'diagnosis', 'expectation', '0', '1'])

/** Makes the parts of a schema reject properties that they do not describe. */
function close(schema: unknown): Record<string, unknown> {
  return JSON.parse(
    JSON.stringify(schema, (key, value) =>
      value?.type === 'object' && value.properties !== undefined && !PARTS.has(key)
        ? { ...value, additionalProperties: false }
        : value,
    ),
  )
}
