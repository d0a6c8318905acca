import { diagnose } from '../diagnose.ts'
import { escapeText } from '../report/escape.ts'
import { FORMATS } from '../report/format.ts'
import { redactPart, redactRequest, redactTold } from '../report/redaction.ts'
import { stepLines, titleLines } from '../text/diagnosis.ts'
import { exchangeLines } from '../text/exchange.ts'
import { quietLine, verdictLines } from '../text/verdict.ts'
import { type CommandContext, exitCodeOf, present } from './command.ts'
import { readExaminedRequest } from './request.ts'

/** Diagnoses one request, and shows every step as soon as it is finished. */
export async function diagnoseCommand({
  line,
  presentation,
  terminal,
  version,
  signal,
}: CommandContext): Promise<number> {
  const { input, options, notes } = await readExaminedRequest(line)
  const { format, layout, isQuiet, showsSecrets } = presentation
  const isStreamed = format === 'text' && !isQuiet
  const tell = (text: string): string => escapeText(showsSecrets ? text : redactTold(text, [input.url]))
  for (const note of notes) terminal.say(tell(note))
  if (isStreamed) terminal.print(...titleLines(showsSecrets ? input : redactRequest(input), layout), '')
  let isAfterFailure = false
  const diagnosis = await diagnose(input, {
    ...options,
    signal,
    onRequest: ({ method, url }) => terminal.progress(tell(`${method} ${url}`)),
    onStep(step, partial) {
      if (!isStreamed) return
      const shown = showsSecrets ? step : redactPart(step, partial)
      terminal.print(...stepLines(shown, { exchanges: partial.exchanges, isAfterFailure }, layout))
      if (step.status === 'error') isAfterFailure = true
    },
  })
  terminal.progress('')
  signal.throwIfAborted()
  const warnings = diagnosis.findings.filter(({ level }) => level === 'warning').length
  const exitCode = exitCodeOf(diagnosis.verdict, warnings, presentation)
  const shown = present(diagnosis, presentation)
  if (format !== 'text') {
    terminal.printDocument(FORMATS[format]({ version, exitCode, cases: [{ diagnosis: shown }] }))
  } else if (isQuiet) {
    terminal.print(quietLine(shown, layout))
  } else {
    const exchanges = layout.isVerbose ? shown.exchanges.flatMap((exchange) => exchangeLines(exchange, layout)) : []
    terminal.print(...exchanges, '', ...verdictLines(shown, layout))
  }
  return exitCode
}
