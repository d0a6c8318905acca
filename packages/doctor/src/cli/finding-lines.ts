import type { ConsoleSentences } from '../finding.ts'
import { escapeText } from '../report/escape.ts'
import { type ExaminedFinding, endSentence } from '../report/report.ts'
import { evidenceLines } from './evidence-lines.ts'
import { columnsOf, type Layout } from './layout.ts'
import { productLines } from './product-lines.ts'
import { hang, wrap } from './wrapping.ts'

const CERTAINTIES = {
  certain: '',
  likely: 'This is likely, not certain.',
  possible: 'This is possible: it is out of sight from here.',
} as const

/** Browsers, in the order of how many use them. */
const BROWSERS: readonly (readonly [name: string, key: keyof ConsoleSentences])[] = [
  ['Chrome', 'chrome'],
  ['Firefox', 'firefox'],
  ['Safari', 'safari'],
]

/** More is shown of a list of evidence only to those who want everything. */
const MOST_EVIDENCE = 6

/** How much is said of a finding. */
export interface Telling {
  /** Whether the title has to be said: it may stand in the row above. */
  readonly hasTitle: boolean
  /** Whether also what to write where, what browsers print, and where the standard says so. */
  readonly isFull: boolean
}

/** Says what a finding is, why, by what bytes, and what to change. */
export function findingLines(finding: ExaminedFinding, telling: Telling, layout: Layout): readonly string[] {
  const { title, level, explanation, fix, lines, evidence, spec, says, certainty } = finding
  const { body, prose } = columnsOf(layout)
  const block = { indent: body, width: prose }
  const text = [telling.hasTitle ? endSentence(title) : '', explanation, CERTAINTIES[certainty]]
  const shown = layout.isVerbose ? evidence : evidence.slice(0, MOST_EVIDENCE)
  const common = [
    ...wrap(escapeText(text.join(' ').trim()), prose - body).map((line) => `${' '.repeat(body)}${line}`),
    ...evidenceLines(shown, body + 2, layout),
    ...label(hang('Fix  ', escapeText(fix), block), layout),
  ]
  // Of all errors, only the one that a browser meets first is in its console.
  const heard = level === 'error' ? browserLines(says, layout) : []
  if (!telling.isFull) return [...common, ...heard]
  return [
    ...common,
    ...productLines(lines, { ...block, indent: body + 5 }),
    ...(level === 'error' ? heard : browserLines(says, layout)),
    ...(spec === undefined ? [] : label(hang('Spec ', escapeText(spec), block), layout)),
  ]
}

function browserLines(says: ConsoleSentences, layout: Layout): readonly string[] {
  const { body, prose } = columnsOf(layout)
  return BROWSERS.flatMap(([name, key]) => {
    const sentence = says[key]
    if (sentence === undefined) return []
    return label(hang(`${name} says  `, escapeText(sentence), { indent: body, width: prose }), layout)
  })
}

/** Paints the first word of a block that is laid out already: paint has no width. */
function label(lines: readonly string[], { paint }: Layout): readonly string[] {
  const [first = '', ...rest] = lines
  return [first.replace(/^( *)(\S+)/, (_all, space: string, word: string) => space + paint('strong', word)), ...rest]
}
