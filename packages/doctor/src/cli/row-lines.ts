import type { Step } from '../diagnosis.ts'
import { escapeText } from '../report/escape.ts'
import { columnsOf, type Layout } from './layout.ts'
import { wrap } from './wrapping.ts'

/** The words that carry the level; of one width, so that columns are aligned. */
const WORDS: Readonly<Record<Step['status'], string>> = {
  ok: 'ok  ',
  note: 'note',
  warning: 'warn',
  error: 'FAIL',
  skip: 'skip',
}

/** Wider, and the code at the end is too far from what it belongs to. */
const WIDEST_ROW = 120

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
  const [first = '', ...rest] = wrap(escapeText(text), width - column)
  const faintCode = paint('faint', code)
  const below = code === '' ? [] : [`${' '.repeat(Math.max(0, Math.min(column, width - code.length)))}${faintCode}`]
  const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => ' '.repeat(column) + line)
  if (isNarrow) {
    const head =
      name === '' ? [`${word}  ${first}`, ...indented(rest)] : [`${word}  ${name}`, ...indented([first, ...rest])]
    return [...head.map((line) => line.trimEnd()), ...below]
  }
  const lines = [`  ${word}  ${name.padEnd(column - 8)}${first}`, ...indented(rest)]
  const gap = Math.min(width, WIDEST_ROW) - column - (rest.at(-1) ?? first).length - code.length
  if (code === '' || gap < 2) return [...lines.map((line) => line.trimEnd()), ...below]
  return lines.map((line, index) => (index === lines.length - 1 ? line + ' '.repeat(gap) + faintCode : line))
}
