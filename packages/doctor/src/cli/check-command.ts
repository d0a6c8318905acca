import { check } from '../check/check.ts'
import { type Expectation, ExpectationError } from '../check/expectation.ts'
import { readExpectations } from '../check/expectation-file.ts'
import { escapeText } from '../report/escape.ts'
import { FORMATS } from '../report/format.ts'
import { redactDiagnosis, redactPart, redactTold } from '../report/redaction.ts'
import type { ReportedCase } from '../report/report.ts'
import { withoutTiming } from '../report/timing.ts'
import { caseLines, summaryLine } from './check-lines.ts'
import type { CommandContext } from './context.ts'
import { exitCodeOfOutcomes } from './exit-code.ts'
import { type InputFile, readInputFile } from './input-file.ts'
import { readDiagnosisOptions } from './option-value.ts'
import type { Presentation } from './presentation.ts'
import { UsageError } from './usage-error.ts'

/** Holds servers against a file of expectations. */
export async function checkCommand(context: CommandContext): Promise<number> {
  const { presentation, terminal, version, signal } = context
  const { format, layout, isQuiet, showsSecrets } = presentation
  const [file, second] = context.arguments.operands
  if (file === undefined || second !== undefined) {
    throw new UsageError('check takes one file of expectations; type cors-doctor check cors.json.')
  }
  const options = readDiagnosisOptions(context.arguments.values)
  const expectations = await readExpectationFile(file)
  const isText = format === 'text'
  const print = (lines: readonly string[]): void => {
    for (const line of lines) terminal.print(line)
  }
  if (isText && !isQuiet) print([layout.paint('strong', `cors-doctor check ${escapeText(file)}`), ''])
  const onRequest = ({ method, url }: { method: string; url: string }): void =>
    terminal.progress(escapeText(`${method} ${showsSecrets ? url : redactTold(url)}`))

  const cases: ReportedCase[] = []
  for await (const reported of check(expectations, { ...options, signal, onRequest })) {
    terminal.progress('')
    const shown = show(reported, presentation)
    cases.push(shown)
    if (isText && !isQuiet) print(caseLines(shown, layout))
  }
  const outcomes = cases.flatMap(({ expectation }) => expectation?.outcome ?? [])
  const exitCode = exitCodeOfOutcomes(outcomes, countWarnings(cases), presentation)
  if (isText) print(isQuiet ? [summaryLine(outcomes, layout)] : ['', summaryLine(outcomes, layout)])
  else terminal.printDocument(FORMATS[format]({ version, exitCode, file, cases }))
  return exitCode
}

const EXPECTATIONS: InputFile = {
  kind: 'file',
  mostMegabytes: 16,
  advice: 'type the path of a file such as cors.json',
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

function show({ diagnosis, expectation }: ReportedCase, { showsSecrets, layout }: Presentation): ReportedCase {
  const open = showsSecrets ? diagnosis : redactDiagnosis(diagnosis)
  const told = showsSecrets ? expectation : redactPart(expectation, diagnosis)
  return { diagnosis: layout.hasTiming ? open : withoutTiming(open), expectation: told }
}

/** What warns where blocked was expected is beside the point. */
function countWarnings(cases: readonly ReportedCase[]): number {
  const findings = cases.flatMap(({ diagnosis, expectation }) =>
    expectation?.expect === 'allowed' ? diagnosis.findings : [],
  )
  return findings.filter(({ level }) => level === 'warning').length
}
