import type { Step } from '../diagnosis.ts'
import type { Finding, StepName } from '../finding.ts'
import { withoutMilliseconds } from '../report/timing.ts'
import { escapeText } from '../report/visible-text.ts'
import { findingLines } from './finding-lines.ts'
import { columnsOf, type Layout } from './layout.ts'
import { wrap } from './wrapping.ts'

const NAMES: Readonly<Record<StepName, string>> = {
  input: 'request',
  'cross-origin': 'cross-origin',
  reachable: 'reachable',
  'preflight-needed': 'preflight needed',
  preflight: 'preflight',
  actual: 'actual request',
  redirects: 'redirects',
  exposure: 'exposure',
  credentials: 'credentials',
  caching: 'caching',
  page: 'page',
}

/** The words that carry the level; of one width, so that columns are aligned. */
const WORDS: Readonly<Record<Step['status'], string>> = {
  ok: 'ok  ',
  note: 'note',
  warning: 'warn',
  error: 'FAIL',
  skip: 'skip',
}

/** What does not apply most of the time, and is then not worth a line. */
const OPTIONAL_STEPS: ReadonlySet<StepName> = new Set(['redirects', 'page'])

/**
 * Shows a finished step: a line, and below it what was found.
 *
 * @param isFirstFailure - Whether nothing before it has failed. A browser stops there, and everything is said about it.
 */
export function stepLines(step: Step, isFirstFailure: boolean, layout: Layout): readonly string[] {
  const { name, status, findings } = step
  if (isSilent(step, layout)) return []
  const summary = layout.hasTiming ? step.summary : withoutMilliseconds(step.summary)
  const [first, ...others] = findings
  const told = first !== undefined && isTold(first, layout) ? first : undefined
  const isFull = layout.isVerbose || (isFirstFailure && status === 'error')
  return [
    ...rowLines({ status, name: NAMES[name], text: summary, code: told?.code ?? '' }, layout),
    ...(told === undefined ? [] : findingLines(told, { hasTitle: true, isFull }, layout)),
    ...(told === undefined ? findings : others).flatMap((finding) => furtherLines(finding, status, layout)),
  ]
}

/** The request stands in the title already. */
function isSilent({ name, status }: Step, { isVerbose }: Layout): boolean {
  if (isVerbose) return false
  return (name === 'input' && status === 'ok') || (OPTIONAL_STEPS.has(name) && status === 'skip')
}

/** A note is a line, unless everything was asked for. */
function isTold({ level }: Finding, { isVerbose }: Layout): boolean {
  return isVerbose || level !== 'note'
}

function furtherLines(finding: Finding, status: Step['status'], layout: Layout): readonly string[] {
  const { level, title, code } = finding
  const { isVerbose } = layout
  const isUnderItself = level === 'note' && status === 'note' && !isVerbose
  const row = rowLines({ status: isUnderItself ? undefined : level, name: '', text: title, code }, layout)
  return isTold(finding, layout)
    ? [...row, ...findingLines(finding, { hasTitle: false, isFull: isVerbose }, layout)]
    : row
}

/** A line with a level, a name and a text, and a code at its end. */
export interface Row {
  readonly status: Step['status'] | undefined
  readonly name: string
  readonly text: string
  readonly code: string
}

/** Lays out a row; what has no room beside its neighbour stands below it. */
export function rowLines({ status, name, text, code }: Row, layout: Layout): readonly string[] {
  const { isNarrow, text: column } = columnsOf(layout)
  const { paint, width } = layout
  const word = status === undefined ? '    ' : paint(status, WORDS[status])
  const wrapped = wrap(escapeText(text), width - column)
  const lines = wrapped.length === 0 ? [''] : wrapped
  const indent = ' '.repeat(column)
  const faintCode = paint('faint', code)
  if (isNarrow) {
    const head = `${word}  ${name}`.trimEnd()
    const below = lines.map((line) => indent + line)
    const shown = name === '' ? [`${word}  ${lines[0] ?? ''}`.trimEnd(), ...below.slice(1)] : [head, ...below]
    return code === '' ? shown : [...shown, indent + faintCode]
  }
  const gap = Math.min(width, WIDEST_ROW) - column - (lines.at(-1)?.length ?? 0) - code.length
  const last = lines.length - 1
  const withCode = lines.map((line, index) =>
    index === last && code !== '' && gap >= 2 ? line + ' '.repeat(gap) + faintCode : line,
  )
  const [first = '', ...rest] = withCode
  const rows = [`  ${word}  ${name.padEnd(column - 8)}${first}`.trimEnd(), ...rest.map((line) => indent + line)]
  return code === '' || gap >= 2 ? rows : [...rows, indent + faintCode]
}

const WIDEST_ROW = 120
