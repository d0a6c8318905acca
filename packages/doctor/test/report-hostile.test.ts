import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FORMATS, type FormatName } from '../src/report/format.ts'
import type { Report } from '../src/report/report.ts'
import { withServer } from './support/fixture-server.ts'
import { makeDiagnosis, makeExchange, makeFinding, makeStep } from './support/handmade-diagnosis.ts'
import { runDoctor } from './support/run-doctor.ts'

/** Characters with a meaning in at least one format. */
const PIECES = [
  ...[
    '::error::x',
    '::add-mask::x',
    '\n::set-env name=A::b',
    '##[add-path]x',
    '##vso[task.setvariable variable=a]b',
    '##',
  ],
  ...[
    '[',
    '##teamcity[x]',
    '%0A::error::x',
    '%',
    ',',
    ':',
    '</failure>',
    '<script>',
    ']]>',
    '&lt;',
    '&',
    '"',
    "'",
    '<!--',
  ],
  ...[
    '|',
    '\\|',
    '\\',
    '`',
    '```\n',
    '#1',
    '# x',
    '- x',
    '1. x',
    '> x',
    '@somebody',
    ':octocat:',
    '[x](http://evil.test)',
    '**',
    '_',
    '~~',
  ],
  ...[
    'http://evil.test',
    'www.evil.test',
    'GH-1',
    '$(id)',
    '\u001b[31m',
    '\u009b31m',
    '\r',
    '\t',
    '\u202e',
    ' ',
    'a',
    'b',
  ],
] as const

const hostile = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary', maxLength: 4 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(''))

/** The runs of a property: the same each time. */
const runs = (numRuns: number) => ({ seed: 1313, numRuns })

/** Puts a string in every place where a stranger's text can be. */
function reportsOf(text: string): readonly Report[] {
  const finding = makeFinding({
    title: text,
    explanation: text,
    fix: text,
    lines: [{ product: 'nginx', line: text }],
    evidence: [{ exchange: 1, header: text, value: text }, { value: text }],
    says: { chrome: text },
  })
  const diagnosis = makeDiagnosis({
    request: {
      url: `http://api.test/${text}`,
      origin: text,
      method: text,
      headers: [[text, text]],
      body: text,
      page: text,
    },
    exchanges: [makeExchange({ request: [[text, text]], answer: [[text, text]] }, { statusText: text, body: text })],
    findings: [finding],
    steps: [makeStep({ status: 'error', summary: text, findings: [finding] }), makeStep({ summary: text })],
  })
  const place = { line: 3, column: 5, expect: 'allowed', seen: text, sentence: text } as const
  return [
    { version: '1', exitCode: 1, cases: [{ diagnosis }] },
    {
      version: '1',
      exitCode: 1,
      file: text,
      cases: [
        { diagnosis, expectation: { ...place, outcome: 'unmet' } },
        { diagnosis, expectation: { ...place, outcome: 'met' } },
        { diagnosis, expectation: { ...place, outcome: 'untested' } },
      ],
    },
  ]
}

/** The only intended commands. */
const OWN_COMMAND = /^::(?:error|warning) (?:file=[^,:]*,line=\d+,col=\d+,)?title=[^,:]*::/

function expectNoCommand(output: string, isOwn: (line: string) => boolean = () => false): void {
  expect(output).toMatch(/^[\n\x20-\x7e]*$/)
  expect(output).not.toMatch(/##(?:\[|[a-z]+\[)/i)
  expect(output.split('\n').filter((line) => /^\s*::/.test(line) && !isOwn(line))).toEqual([])
}

const checks: Readonly<Record<FormatName, (output: string, report: Report, text: string) => void>> = {
  json(output, _report, text) {
    expectNoCommand(output)
    expect(JSON.stringify(JSON.parse(output))).toContain(JSON.stringify(text).slice(1, -1))
  },
  sarif(output) {
    expectNoCommand(output)
    JSON.parse(output)
  },
  github(output, report) {
    expectNoCommand(output, (line) => OWN_COMMAND.test(line))
    // A problem for each finding or expectation, and a line for one that is met.
    expect(output.split('\n')).toHaveLength(report.file === undefined ? 1 : 5)
  },
  junit(output, report) {
    expectNoCommand(output)
    const tags = [...output.matchAll(/<[^>]*>/g)].map(([tag]) => tag.match(/^<[/?]?[\w-]*/)?.[0])
    const [names, count] = report.file === undefined ? [FAILED, 2] : [EXPECTED, 3]
    expect(tags.filter((tag) => tag === '<testcase')).toHaveLength(count)
    expect(tags).toEqual(names)
    expect(output.replaceAll(/<[^>]*>/g, '').replaceAll(/&#\d+;/g, '')).not.toMatch(/[<>&]/)
  },
  markdown(output, report) {
    expectNoCommand(output)
    const html = micromark(output, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true })
    const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) => row.match(/<t[hd]>/g)?.length)
    expect(rows).toEqual(report.file === undefined ? [3, 3, 3] : [5, 5, 5, 5])
    const tags = new Set([...html.replaceAll('<!-- -->', '').matchAll(/<(\/?\w+|!)/g)].map(([, tag]) => tag))
    expect([...tags].filter((tag) => !OWN_TAGS.has(tag ?? ''))).toEqual([])
    const text = html.replaceAll(/<(code|pre)\b.*?<\/\1>/gs, '')
    expect(text.replaceAll('<!-- -->', '\u2028')).not.toMatch(/@\w|#\d|\bGH-\d|:[\w+-]+:/)
  },
}

const testcase = (...inner: readonly string[]) => ['<testcase', ...inner, '</testcase']
const suite = (...cases: readonly string[]) => [
  '<?xml',
  '<testsuites',
  '<testsuite',
  ...cases,
  '</testsuite',
  '</testsuites',
]
const FAILED = suite(...testcase('<failure', '</failure'), ...testcase('<system-out', '</system-out'))
const EXPECTED = suite(
  ...testcase('<failure', '</failure'),
  ...testcase('<system-out', '</system-out'),
  ...testcase('<skipped'),
)

const OWN_TAGS: ReadonlySet<string> = new Set(
  ['h3', 'h4', 'p', 'em', 'strong', 'code', 'pre', 'ul', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td'].flatMap(
    (tag) => [tag, `/${tag}`],
  ),
)

describe('every format treats foreign strings as text', () => {
  test.each(Object.keys(FORMATS) as FormatName[])('%s', (format) => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const report of reportsOf(text)) checks[format](FORMATS[format](report), report, text)
      }),
      // Parsing the Markdown output takes ten times as long as the rest.
      runs(format === 'markdown' ? 200 : 400),
    )
  })

  test('text, at every width', async () => {
    // The characters that a header, a status line and a path can contain.
    const line = hostile.map((text) => text.replaceAll(/[\0\r\n]/g, ''))
    await fc.assert(
      fc.asyncProperty(line, fc.integer({ min: 20, max: 120 }), async (text, width) => {
        const bytes = Buffer.from(text).toString('latin1')
        const raw = `HTTP/1.1 200 ${bytes}\r\nX-A: ${bytes}\r\nAccess-Control-Allow-Origin: ${bytes}\r\nConnection: close\r\n\r\n${bytes}`
        await withServer(
          () => ({ raw }),
          async (origin) => {
            const words = [
              `${origin}/${encodeURI(text)}`,
              '--origin',
              'http://app.localhost',
              '--verbose',
              '--show-secrets',
            ]
            const { stdout, stderr } = await runDoctor([...words, '--width', String(width)])
            expectNoCommand(stdout)
            expectNoCommand(stderr)
          },
        )
      }),
      runs(30),
    )
  })

  test('a file name, in a line and in an error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cors-doctor-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    for (const name of ['##[add-path]x', '::error::x', '\n::error::x']) {
      const file = join(folder, name.replaceAll('/', '_'))
      await writeFile(file, '[{ "url": "##[a]", "origin": "\\n::b::", "expect": "##vso[c]" }]')
      const { stdout, stderr } = await runDoctor(['check', file])
      expectNoCommand(stdout)
      expectNoCommand(stderr)
      const missing = await runDoctor(['--har', name])
      expectNoCommand(missing.stderr)
    }
  })
})
