import type { Step } from '../diagnosis.ts'
import type { ConsoleSentences, FixLine } from '../finding.ts'
import { escapeText } from '../report/escape.ts'
import type { ExaminedFinding } from '../report/report.ts'
import { evidenceLines } from './evidence.ts'
import { type Block, columnsOf, hang, indented, type Layout, paintLabel, wrap } from './layout.ts'

/** The words that carry the level, all of one width, so that columns are aligned. */
const WORDS: Readonly<Record<Step['status'], string>> = {
  ok: 'ok  ',
  note: 'note',
  warning: 'warn',
  error: 'FAIL',
  skip: 'skip',
}

/** In a wider row, the code at the end is too far from what it belongs to. */
const WIDEST_ROW = 120

/** A line with a level, a name and a text, and a code at its end. */
export interface Row {
  readonly status?: Step['status'] | undefined
  readonly name?: string | undefined
  readonly text: string
  readonly code?: string | undefined
}

/** Lays out a row. What does not fit next to its neighbor is below it. */
export function rowLines({ status, name = '', text, code = '' }: Row, layout: Layout): readonly string[] {
  const { isNarrow, text: column } = columnsOf(layout)
  const { paint, width } = layout
  const word = status === undefined ? '    ' : paint(status, WORDS[status])
  const [first = '', ...rest] = wrap(escapeText(text), width - column)
  const more = rest.map((line) => ' '.repeat(column) + line)
  const faintCode = paint('faint', code)
  const below = code === '' ? [] : [`${' '.repeat(Math.max(0, Math.min(column, width - code.length)))}${faintCode}`]
  if (isNarrow) {
    const head = name === '' ? [`${word}  ${first}`] : [`${word}  ${name}`, `${' '.repeat(column)}${first}`]
    return [...[...head, ...more].map((line) => line.trimEnd()), ...below]
  }
  const lines = [`  ${word}  ${name.padEnd(column - 8)}${first}`, ...more]
  const gap = Math.min(width, WIDEST_ROW) - column - (rest.at(-1) ?? first).length - code.length
  if (code === '' || gap < 2) return [...lines.map((line) => line.trimEnd()), ...below]
  return lines.map((line, index) => (index === lines.length - 1 ? line + ' '.repeat(gap) + faintCode : line))
}

const CERTAINTIES = {
  certain: '',
  likely: 'This is likely, not certain.',
  possible: 'This is possible: cors-doctor cannot see it.',
} as const

/** A screen has no room for more. */
const MOST_EVIDENCE = 2

/** How many lines there are for what to write: two products, or one whose line is long. */
const MOST_LINES = 5

/** Says why something was found, by which bytes an error shows, and what to change, for the products that come first. */
export function adviceLines(finding: ExaminedFinding, block: Block, layout: Layout): readonly string[] {
  const names = [...new Set(finding.lines.map(({ product }) => product))]
  const linesFor = (count: number): readonly FixLine[] =>
    finding.lines.filter(({ product }) => names.indexOf(product) < count)
  const inner = { ...block, indent: block.indent + 5 }
  const shown = productLines(linesFor(2), inner).length > MOST_LINES ? 1 : 2
  const others = names.slice(shown)
  return [
    ...reasonLines(finding, block),
    ...evidenceLines(
      finding.evidence.slice(0, finding.level === 'error' ? MOST_EVIDENCE : 0),
      block.indent + 2,
      layout,
    ),
    ...fixLines({ ...finding, lines: linesFor(shown) }, block, layout),
    ...indented(others.length === 0 ? '' : `${others.join(', ')}: see --verbose`, inner),
  ]
}

function reasonLines({ explanation, certainty }: ExaminedFinding, block: Block): readonly string[] {
  return indented(escapeText(`${explanation} ${CERTAINTIES[certainty]}`.trim()), block)
}

function fixLines({ fix, lines }: ExaminedFinding, block: Block, layout: Layout): readonly string[] {
  return [
    ...paintLabel(hang('Fix  ', escapeText(fix), block), layout),
    ...productLines(lines, { ...block, indent: block.indent + 5 }),
  ]
}

/** Says everything about a finding: also by which bytes it shows, what browsers print, and where the standard says so. */
export function findingLines(finding: ExaminedFinding, layout: Layout): readonly string[] {
  const { body, prose } = columnsOf(layout)
  const block = { indent: body, width: prose }
  return [
    ...reasonLines(finding, block),
    ...evidenceLines(finding.evidence, body + 2, layout),
    ...fixLines(finding, block, layout),
    ...browserLines(finding.says, block, layout),
    ...specLines(finding.spec, block, layout),
  ]
}

/** Names the anchor in the standard. */
export function specLines(spec: string | undefined, block: Block, layout: Layout): readonly string[] {
  return paintLabel(hang('Spec ', escapeText(spec ?? ''), block), layout)
}

/** Browsers, in the order of how many people use them. */
const BROWSERS = [
  ['Chrome', 'chrome'],
  ['Firefox', 'firefox'],
  ['Safari', 'safari'],
] as const

/** Shows what browsers print to their consoles. */
export function browserLines(says: ConsoleSentences, block: Block, layout: Layout): readonly string[] {
  return BROWSERS.flatMap(([name, key]) =>
    paintLabel(hang(`${name} says  `, escapeText(says[key] ?? ''), block), layout),
  )
}

/** As wide as the longest name, and a gap. */
const NAME_WIDTH = '@fastify/cors  '.length

/** Shows what to write in the configuration of each product, one below the other. */
export function productLines(lines: readonly FixLine[], block: Block): readonly string[] {
  return lines.flatMap(({ product, line }) => hang(escapeText(product).padEnd(NAME_WIDTH), escapeText(line), block))
}
