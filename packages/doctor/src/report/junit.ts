import { breakLogCommands, escapeText } from './escape.ts'
import { type ExaminedStep, endSentence, listProblems, nameRequest, type Report, type ReportedCase } from './report.ts'

interface TestCase {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | number>>
  readonly failure?: { readonly type: string; readonly message: string; readonly lines: readonly string[] } | undefined
  readonly skipped?: string | undefined
  readonly output?: readonly string[] | undefined
}

/** Writes JUnit's XML: a test case for each step of a diagnosis, or for each expectation. */
export function formatJunit({ cases, file }: Report): string {
  const [first] = cases
  const isDiagnosis = file === undefined && first !== undefined
  const name = isDiagnosis ? nameRequest(first.diagnosis.request) : (file ?? 'cors-doctor')
  const tests = isDiagnosis
    ? first.diagnosis.steps.map((step) => testStep(step))
    : cases.map((reported) => testExpectation(reported, file))
  const counts = {
    tests: tests.length,
    failures: tests.filter(({ failure }) => failure !== undefined).length,
    errors: 0,
    skipped: tests.filter(({ skipped }) => skipped !== undefined).length,
  }
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${writeAttributes({ name: 'cors-doctor', ...counts })}>`,
    `  <testsuite${writeAttributes({ name, ...counts })}>`,
    ...tests.flatMap(writeTest),
    '  </testsuite>',
    '</testsuites>',
  ]
  return breakLogCommands(lines.join('\n'), escapeXmlCharacter)
}

function testStep({ name, status, summary, findings }: ExaminedStep): TestCase {
  const told = findings.map(({ code, level, title, fix }) => `${level} ${code}: ${endSentence(title)} ${fix}`)
  const worst = findings.find(({ level }) => level === 'error')
  const lines = [summary, ...told]
  const attributes = { classname: 'cors-doctor' }
  if (worst !== undefined) {
    return { name, attributes, failure: { type: worst.code, message: worst.title, lines } }
  }
  if (status === 'skip') return { name, attributes, skipped: summary }
  return { name, attributes, output: lines }
}

function testExpectation(reported: ReportedCase, file: string | undefined): TestCase {
  const { expectation } = reported
  const name = nameRequest(reported.diagnosis.request)
  const place = expectation === undefined ? {} : { line: expectation.line }
  const attributes = { classname: file ?? 'cors-doctor', file: file ?? '', ...place }
  const lines = listProblems(reported).map((problem) => `${problem.level} ${problem.code}: ${problem.text}`)
  if (expectation?.outcome === 'unmet') {
    const [problem] = listProblems(reported).filter(({ finding }) => finding?.level === 'error')
    const type = problem?.code ?? 'expectation/unmet'
    return { name, attributes, failure: { type, message: expectation.sentence, lines } }
  }
  if (expectation?.outcome === 'untested') return { name, attributes, skipped: expectation.sentence }
  const told = expectation === undefined ? lines : [expectation.sentence, ...lines]
  return { name, attributes, output: told }
}

function writeTest({ name, attributes, failure, skipped, output }: TestCase): readonly string[] {
  const inner: string[] = []
  if (failure !== undefined) {
    const { type, message, lines } = failure
    inner.push(`      <failure${writeAttributes({ type, message })}>${escapeLines(lines)}</failure>`)
  }
  if (skipped !== undefined) inner.push(`      <skipped${writeAttributes({ message: skipped })}/>`)
  if (output !== undefined && output.length > 0) inner.push(`      <system-out>${escapeLines(output)}</system-out>`)
  const opening = `    <testcase${writeAttributes({ name, ...attributes })}`
  return inner.length === 0 ? [`${opening}/>`] : [`${opening}>`, ...inner, '    </testcase>']
}

function writeAttributes(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('')
}

function escapeLines(lines: readonly string[]): string {
  return lines.map(escapeXml).join('\n')
}

/** XML knows no way to write most control characters: they are made visible first. */
function escapeXml(text: string): string {
  return escapeText(text).replace(/[&<>"']/g, escapeXmlCharacter)
}

function escapeXmlCharacter(character: string): string {
  return `&#${character.charCodeAt(0)};`
}
