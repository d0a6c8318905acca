import { diagnose } from '../diagnose.ts'
import type { DiagnosisInput } from '../diagnosis.ts'
import { escapeText } from '../report/escape.ts'
import { FORMATS } from '../report/format.ts'
import { redactDiagnosis, redactPart, redactRequest, redactTold } from '../report/redaction.ts'
import { withoutTiming } from '../report/timing.ts'
import type { CommandContext } from './context.ts'
import { readExaminedRequest } from './examined-request.ts'
import { exchangeLines } from './exchange-lines.ts'
import { exitCodeOf } from './exit-code.ts'
import { stepLines } from './step-lines.ts'
import { titleLines } from './title-lines.ts'
import { quietLine, verdictLines } from './verdict-lines.ts'

/** Examines one request, and shows every step as it is finished. */
export async function diagnoseCommand(context: CommandContext): Promise<number> {
  const { presentation, terminal, version, signal } = context
  const { input, options, notes } = await readExaminedRequest(context.arguments)
  const { format, layout, isQuiet, showsSecrets } = presentation
  const isStreamed = format === 'text' && !isQuiet
  const tell = (text: string): string => escapeText(showsSecrets ? text : redactTold(text, [input.url]))
  for (const note of notes) terminal.say(tell(note))
  if (isStreamed) printTitle(input, context)
  let hasFailed = false
  const diagnosis = await diagnose(input, {
    ...options,
    signal,
    onRequest: ({ method, url }) => terminal.progress(tell(`${method} ${url}`)),
    onStep(step, partial) {
      if (!isStreamed) return
      const lines = stepLines(showsSecrets ? step : redactPart(step, partial), !hasFailed, layout)
      for (const line of lines) terminal.print(line)
      if (step.status === 'error') hasFailed = true
    },
  })
  terminal.progress('')
  signal.throwIfAborted()
  const warnings = diagnosis.findings.filter(({ level }) => level === 'warning').length
  const exitCode = exitCodeOf(diagnosis.verdict, warnings, presentation)
  const shown = showsSecrets ? diagnosis : redactDiagnosis(diagnosis)
  if (format !== 'text') {
    const reported = layout.hasTiming ? shown : withoutTiming(shown)
    terminal.printDocument(FORMATS[format]({ version, exitCode, cases: [{ diagnosis: reported }] }))
  } else if (isQuiet) {
    terminal.print(quietLine(shown, layout))
  } else {
    const exchanges = layout.isVerbose ? shown.exchanges.flatMap((exchange) => exchangeLines(exchange, layout)) : []
    for (const line of [...exchanges, '', ...verdictLines(shown, layout)]) terminal.print(line)
  }
  return exitCode
}

function printTitle(input: DiagnosisInput, { presentation, terminal }: CommandContext): void {
  const shown = presentation.showsSecrets ? input : redactRequest(input)
  for (const line of [...titleLines(shown, presentation.layout), '']) terminal.print(line)
}
