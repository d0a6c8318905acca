import { check } from '../check/check.ts'
import { type Expectation, ExpectationError, readExpectations } from '../check/expectation-file.ts'
import { escapeText } from '../report/escape.ts'
import { FORMATS } from '../report/format.ts'
import { redactPart, redactTold } from '../report/redaction.ts'
import type { Outcome, ReportedCase } from '../report/report.ts'
import { summarize } from '../report/summary.ts'
import { describeInput } from '../text/diagnosis.ts'
import { exchangeLines } from '../text/exchange.ts'
import { adviceLines, findingLines, rowLines } from '../text/finding.ts'
import { columnsOf, type Layout } from '../text/layout.ts'
import { type CommandContext, exitCodeOfOutcomes, present } from './command.ts'
import { type InputFile, readInputFile } from './input-file.ts'
import { UsageError } from './option.ts'
import { type Presentation, readDiagnosisOptions } from './option-value.ts'

/** Compares servers with a file of expectations. */
export async function checkCommand({ line, presentation, terminal, version, signal }: CommandContext): Promise<number> {
  const { format, layout, isQuiet, showsSecrets } = presentation
  const [file, second] = line.operands
  if (file === undefined || second !== undefined)
    throw new UsageError('check needs one file of expectations: cors-doctor check cors.json')
  const options = readDiagnosisOptions(line.values)
  const expectations = await readExpectationFile(file)
  const isText = format === 'text'
  if (isText && !isQuiet) terminal.print(layout.paint('strong', `cors-doctor check ${escapeText(file)}`), '')
  const onRequest = ({ method, url }: { method: string; url: string }): void =>
    terminal.progress(escapeText(`${method} ${showsSecrets ? url : redactTold(url)}`))

  const cases: ReportedCase[] = []
  for await (const reported of check(expectations, { ...options, signal, onRequest })) {
    terminal.progress('')
    const shown = redact(reported, presentation)
    cases.push(shown)
    if (isText && !isQuiet) terminal.print(...caseLines(shown, layout))
  }
  const outcomes = cases.flatMap(({ expectation }) => expectation?.outcome ?? [])
  const exitCode = exitCodeOfOutcomes(outcomes, countWarnings(cases), presentation)
  if (isText) terminal.print(...(isQuiet ? [] : ['']), summaryLine(outcomes, layout))
  else terminal.printDocument(FORMATS[format]({ version, exitCode, file, cases }))
  return exitCode
}

const EXPECTATIONS: InputFile = {
  kind: 'file',
  mostMegabytes: 16,
  advice: 'pass the path of a file such as cors.json',
  remedy: 'split it',
}

async function readExpectationFile(file: string): Promise<readonly Expectation[]> {
  const text = await readInputFile(file, EXPECTATIONS)
  try {
    return readExpectations(text)
  } catch (error) {
    if (!(error instanceof ExpectationError)) throw error
    throw new UsageError(
      error.mistakes.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}.`).join('\n'),
    )
  }
}

function redact({ diagnosis, expectation }: ReportedCase, presentation: Presentation): ReportedCase {
  return {
    diagnosis: present(diagnosis, presentation),
    expectation: presentation.showsSecrets ? expectation : redactPart(expectation, diagnosis),
  }
}

/** Warnings about a request that must be blocked do not matter. */
function countWarnings(cases: readonly ReportedCase[]): number {
  const findings = cases.flatMap(({ diagnosis, expectation }) =>
    expectation?.expect === 'allowed' ? diagnosis.findings : [],
  )
  return findings.filter(({ level }) => level === 'warning').length
}

const STATUSES = { met: 'ok', unmet: 'error', untested: 'warning' } as const

/** Shows the outcome of an expectation. If it is not met, also what was found. */
export function caseLines({ diagnosis, expectation }: ReportedCase, layout: Layout): readonly string[] {
  if (expectation === undefined) return []
  const { outcome, line, column, sentence } = expectation
  const { followers } = summarize(diagnosis)
  const found = outcome === 'unmet' ? diagnosis.findings.filter(({ level }) => level === 'error') : []
  const errors = layout.isVerbose ? found : found.filter((finding) => !followers.includes(finding))
  const text = `${describeInput(diagnosis.request).join(' ')}: ${sentence}`
  const { body, prose } = columnsOf(layout)
  return [
    ...rowLines({ status: STATUSES[outcome], name: `${line}:${column}`, text }, layout),
    ...errors.flatMap((finding, index) => {
      const row = rowLines({ text: finding.title, code: finding.code }, layout)
      if (layout.isVerbose) return [...row, ...findingLines(finding, layout)]
      const block = { indent: body, width: prose }
      return index === 0 ? [...row, ...adviceLines(finding, block, layout)] : row
    }),
    ...(layout.isVerbose ? diagnosis.exchanges.flatMap((exchange) => exchangeLines(exchange, layout)) : []),
  ]
}

/** Sums up a file of expectations. */
export function summaryLine(outcomes: readonly Outcome[], { paint }: Layout): string {
  const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length
  const unmet = count('unmet')
  const untested = count('untested')
  const style = unmet > 0 ? 'error' : untested > 0 ? 'warning' : 'ok'
  const parts = [
    `${count('met')} of ${outcomes.length} met`,
    ...(unmet > 0 ? [`${unmet} not met`] : []),
    ...(untested > 0 ? [`${untested} not tested`] : []),
  ]
  return `${paint(style, parts.join(', '))}.`
}
