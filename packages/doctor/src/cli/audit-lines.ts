import type { AuditFinding } from '../audit/judgment.ts'
import type { Severity } from '../audit/weakness.ts'
import { escapeText } from '../report/escape.ts'
import { endSentence } from '../report/report.ts'
import { columnsOf, type Layout } from './layout.ts'
import type { Style } from './palette.ts'
import { hang, wrap } from './wrapping.ts'

const STYLES: Readonly<Record<Severity, Style>> = { high: 'error', medium: 'error', low: 'warning', note: 'note' }
const WORD_WIDTH = 'medium  '.length

/** More origins than these show no more. */
const MOST_ORIGINS = 4

/** Shows a weakness: what it is, what somebody needs to make use of it, and by which origins it showed. */
export function weaknessLines(finding: AuditFinding, layout: Layout): readonly string[] {
  const { severity, title, code, explanation, needs, fix, origins, withCredentials, on } = finding
  const { prose } = columnsOf(layout)
  const { paint, isVerbose } = layout
  const indent = 2 + WORD_WIDTH
  const block = { indent, width: prose }
  const [first = '', ...rest] = wrap(escapeText(title), prose - indent)
  const shown = isVerbose ? origins : origins.slice(0, MOST_ORIGINS)
  const more = origins.length - shown.length
  const told = [
    ...rest.map((line) => ' '.repeat(indent) + line),
    `${' '.repeat(Math.max(0, Math.min(indent, layout.width - code.length)))}${paint('faint', code)}`,
  ]
  const head = `  ${paint(STYLES[severity], severity)}${' '.repeat(WORD_WIDTH - severity.length)}${first}`
  if (severity === 'note' && !isVerbose) return [head, ...told]
  const facts = [
    endSentence(explanation),
    withCredentials ? 'The answer allows credentials.' : '',
    on.length === 1 && on[0] === 'preflight' ? 'It shows on preflights only.' : '',
  ]
  return [
    head,
    ...told,
    ...wrap(escapeText(facts.join(' ').trim()), prose - indent).map((line) => ' '.repeat(indent) + line),
    ...shown.flatMap((origin) => hang('> Origin: ', escapeText(origin), { indent: indent + 2, width: layout.width })),
    ...(more === 0 ? [] : [`${' '.repeat(indent + 2)}and ${more} more`]),
    ...hang('Needs  ', escapeText(needs), block),
    ...hang('Fix  ', escapeText(fix), block),
  ]
}
