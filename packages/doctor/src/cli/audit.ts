import { type AuditReport, audit } from '../audit/audit.ts'
import type { AuditFinding } from '../audit/judgment.ts'
import type { Severity } from '../audit/weakness.ts'
import { examineAudit } from '../report/audit-case.ts'
import { escapeText, writeJson } from '../report/escape.ts'
import { FORMATS } from '../report/format.ts'
import { jsonHead } from '../report/json.ts'
import { redactDiagnosis, redactRequest } from '../report/redaction.ts'
import { endSentence } from '../report/report.ts'
import { titleLines } from '../text/diagnosis.ts'
import { columnsOf, hang, indented, type Layout, paintLabel, type Style, wrap } from '../text/layout.ts'
import { type CommandContext, EXIT, present } from './command.ts'
import { readDiagnosisOptions, readNumber, readText } from './option-value.ts'
import { readTypedRequest } from './request.ts'

/** Tries the origins that an attacker would try. */
export async function auditCommand(context: CommandContext): Promise<number> {
  const { presentation, terminal, signal } = context
  const { values } = context.line
  const { format, layout, isQuiet, showsSecrets } = presentation
  const { timeout, resolve, insecure, userAgent, cookie } = readDiagnosisOptions(values)
  const { url, origin, headers } = readTypedRequest(context.line)
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
        if (format !== 'text' || isQuiet) return
        const title = titleLines(showsSecrets ? { url, origin } : redactRequest({ url, origin }), layout)
        const plan = `Sending ${probes} requests sequentially (GET and OPTIONS only). The origins they claim are never contacted.`
        terminal.print(...title, '', ...wrap(plan, columnsOf(layout).prose), '')
      },
      onExchange({ request }) {
        sent++
        const tried = request.headers.find(([name]) => name === 'Origin')?.[1] ?? 'no origin'
        terminal.progress(escapeText(`${sent} of ${planned}: ${tried}`))
      },
    },
  )
  terminal.progress('')
  const exitCode = exitCodeOfAudit(report, presentation.exitZero)
  show(report, exitCode, context)
  return exitCode
}

/** Medium or worse fails. */
function exitCodeOfAudit({ findings, failure }: AuditReport, exitZero: boolean | undefined): number {
  if (exitZero === true) return EXIT.allowed
  if (failure !== undefined) return EXIT.unknown
  const isBad = findings.some(({ severity }) => severity === 'high' || severity === 'medium')
  return isBad ? EXIT.blocked : EXIT.allowed
}

function show(report: AuditReport, exitCode: number, { presentation, terminal, version }: CommandContext): void {
  const { format, layout, isQuiet, showsSecrets } = presentation
  if (format !== 'json' && format !== 'text') {
    const diagnosis = present(examineAudit(report), presentation)
    terminal.printDocument(FORMATS[format]({ version, exitCode, cases: [{ diagnosis }] }))
    return
  }
  const shown = showsSecrets ? report : redactDiagnosis(report)
  if (format === 'json') {
    terminal.printDocument(writeJson({ ...jsonHead(version), exitCode, ...shown }))
  } else {
    const found = isQuiet ? [] : shown.findings.flatMap((finding) => [...weaknessLines(finding, layout), ''])
    terminal.print(...found, ...summaryLines(shown, layout.width))
  }
}

const STYLES: Readonly<Record<Severity, Style>> = { high: 'error', medium: 'error', low: 'warning', note: 'note' }
const WORD_WIDTH = 'medium  '.length

/** More origins than these show nothing new. */
const MOST_ORIGINS = 4

/** Shows a weakness: what it is, what an attacker needs, and which origins show it. */
export function weaknessLines(finding: AuditFinding, layout: Layout): readonly string[] {
  const { severity, title, code, explanation, needs, fix, origins, withCredentials, on } = finding
  const { paint, isVerbose, width } = layout
  const indent = 2 + WORD_WIDTH
  const block = { indent, width: columnsOf(layout).prose }
  const [first = '', ...rest] = indented(escapeText(title), block)
  const head = [
    `  ${paint(STYLES[severity], severity)}${' '.repeat(WORD_WIDTH - severity.length)}${first.trimStart()}`,
    ...rest,
    `${' '.repeat(Math.max(0, Math.min(indent, width - code.length)))}${paint('faint', code)}`,
  ]
  if (severity === 'note' && !isVerbose) return head
  const shown = isVerbose ? origins : origins.slice(0, MOST_ORIGINS)
  const more = origins.length - shown.length
  const facts = [
    endSentence(explanation),
    withCredentials ? 'The response allows credentials.' : '',
    on.length === 1 && on[0] === 'preflight' ? 'Only preflights show it.' : '',
  ]
  return [
    ...head,
    ...indented(escapeText(facts.join(' ').trim()), block),
    ...shown.flatMap((origin) => hang('> Origin: ', escapeText(origin), { indent: indent + 2, width })),
    ...(more === 0 ? [] : [`${' '.repeat(indent + 2)}and ${more} more`]),
    ...paintLabel(hang('Needs  ', escapeText(needs), block), layout),
    ...paintLabel(hang('Fix  ', escapeText(fix), block), layout),
  ]
}

function summaryLines({ findings, failure, isOriginAllowed, request }: AuditReport, width: number): readonly string[] {
  if (failure !== undefined) return wrap(escapeText(`No verdict. ${failure}`), width)
  const counts = (['high', 'medium', 'low', 'note'] as const).flatMap((severity) => {
    const { length } = findings.filter((finding) => finding.severity === severity)
    return length === 0 ? [] : `${length} ${severity}`
  })
  const found = counts.length === 0 ? 'Nothing found.' : `Found: ${counts.join(', ')}.`
  const hint = isOriginAllowed ? '' : ` ${request.origin} is not allowed. Pass an allowed origin to test more.`
  return wrap(escapeText(found + hint), width)
}
