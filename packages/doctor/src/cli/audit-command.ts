import { type AuditReport, audit } from '../audit/audit.ts'
import type { Severity } from '../audit/weakness.ts'
import { examineAudit } from '../report/audit-case.ts'
import { escapeText, writeJson } from '../report/escape.ts'
import { FORMATS } from '../report/format.ts'
import { SCHEMA_VERSION } from '../report/json.ts'
import { redactDiagnosis, redactRequest } from '../report/redaction.ts'
import { withoutTiming } from '../report/timing.ts'
import { weaknessLines } from './audit-lines.ts'
import type { CommandContext } from './context.ts'
import { EXIT } from './exit-code.ts'
import { columnsOf } from './layout.ts'
import { readDiagnosisOptions, readNumber, readText } from './option-value.ts'
import type { Presentation } from './presentation.ts'
import { readRequestArguments } from './request-arguments.ts'
import { titleLines } from './title-lines.ts'
import { wrap } from './wrapping.ts'

/** Asks a server for grants that it should not give. */
export async function auditCommand(context: CommandContext): Promise<number> {
  const { presentation, terminal, signal } = context
  const { values } = context.arguments
  const { format, layout, isQuiet, showsSecrets } = presentation
  const { timeout, resolve, insecure, userAgent, cookie } = readDiagnosisOptions(values)
  const { url, origin, headers } = readRequestArguments(context.arguments)
  const isTold = format === 'text' && !isQuiet
  let sent = 0
  let planned = 0
  const report = await audit(
    { url, origin, headers, cookie },
    {
      timeout,
      resolve,
      insecure,
      userAgent,
      signal,
      ownsTarget: values.has('i-own-this'),
      attacker: readText(values, 'attacker'),
      rate: readNumber(values, 'rate', { least: 1, most: 1000 }),
      onPlan({ probes }) {
        planned = probes
        if (!isTold) return
        for (const line of titleLines(showsSecrets ? { url, origin } : redactRequest({ url, origin }), layout))
          terminal.print(line)
        const plan = `${probes} requests, one after the other, by GET and OPTIONS only. No request goes to the origins they name.`
        for (const line of ['', ...wrap(plan, columnsOf(layout).prose), '']) terminal.print(line)
      },
      onExchange({ request }) {
        sent++
        const tried = request.headers.find(([name]) => name === 'Origin')?.[1] ?? 'no origin'
        terminal.progress(escapeText(`${sent} of ${planned}: ${tried}`))
      },
    },
  )
  terminal.progress('')
  const exitCode = exitCodeOfAudit(report, presentation)
  show(report, exitCode, context)
  return exitCode
}

/** Medium or worse fails. */
function exitCodeOfAudit({ findings, failure }: AuditReport, { exitZero }: Presentation): number {
  if (exitZero === true) return EXIT.allowed
  if (failure !== undefined) return EXIT.unknown
  const isBad = findings.some(({ severity }) => severity === 'high' || severity === 'medium')
  return isBad ? EXIT.blocked : EXIT.allowed
}

function show(report: AuditReport, exitCode: number, { presentation, terminal, version }: CommandContext): void {
  const { format, layout, isQuiet, showsSecrets } = presentation
  const shown = showsSecrets ? report : redactDiagnosis(report)
  if (format === 'json') {
    const tool = { name: 'cors-doctor', version }
    terminal.printDocument(writeJson({ schemaVersion: SCHEMA_VERSION, tool, exitCode, ...shown }))
  } else if (format === 'text') {
    const found = isQuiet ? [] : shown.findings.flatMap((finding) => [...weaknessLines(finding, layout), ''])
    for (const line of [...found, ...summaryLines(shown, layout.width)]) terminal.print(line)
  } else {
    const examined = showsSecrets ? examineAudit(report) : redactDiagnosis(examineAudit(report))
    const diagnosis = layout.hasTiming ? examined : withoutTiming(examined)
    terminal.printDocument(FORMATS[format]({ version, exitCode, cases: [{ diagnosis }] }))
  }
}

const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'note']

function summaryLines({ findings, failure, isOriginAllowed, request }: AuditReport, width: number): readonly string[] {
  if (failure !== undefined) return wrap(escapeText(`No verdict. ${failure}`), width)
  const counts = SEVERITIES.flatMap((severity) => {
    const { length } = findings.filter((finding) => finding.severity === severity)
    return length === 0 ? [] : `${length} ${severity}`
  })
  const found = counts.length === 0 ? 'Nothing found.' : `Found: ${counts.join(', ')}.`
  const doubt = isOriginAllowed
    ? ''
    : ` ${request.origin} itself is not allowed; name one that is, and there is more to try.`
  return wrap(escapeText(found + doubt), width)
}
