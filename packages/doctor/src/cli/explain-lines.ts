import type { ConsoleFacts } from '../explain/console-facts.ts'
import type { Candidate, Explanation } from '../explain/explanation.ts'
import { fillLines } from '../findings/fix-line.ts'
import { escapeText } from '../report/escape.ts'
import { endSentence } from '../report/report.ts'
import { parseUrl } from '../request/parse-url.ts'
import { columnsOf, type Layout } from './layout.ts'
import { productLines } from './product-lines.ts'
import { hang, wrap } from './wrapping.ts'

const BROWSERS = { chromium: 'Chrome', firefox: 'Firefox', webkit: 'Safari' } as const

/** Says what a text means: the likeliest candidate in full, the others in a line. */
export function explanationLines(explanation: Explanation, layout: Layout): readonly string[] {
  const { candidates, hides, reproduction, facts } = explanation
  const { prose } = columnsOf(layout)
  const [first, ...others] = candidates
  if (first === undefined) return []
  if (explanation.kind === 'misspelt') return misspeltLines(candidates, layout)
  const related = others.flatMap(({ code, because, entry }) =>
    hang('- ', escapeText(`${code}: ${because ?? entry.title}`), { indent: 2, width: prose }),
  )
  return [
    ...sourceLines(explanation, prose),
    ...candidateLines(first, facts, layout),
    ...(hides === undefined ? [] : ['', ...wrap(escapeText(`What it does not say: ${endSentence(hides)}`), prose)]),
    ...(related.length === 0 ? [] : ['', 'It may also be:', ...related]),
    '',
    'See for yourself:',
    // A command is there to be copied: it is not broken, whatever the width.
    `  ${escapeText(reproduction.command)}`,
  ]
}

function misspeltLines(candidates: readonly Candidate[], { paint }: Layout): readonly string[] {
  return [
    'There is no such code. Near to it are:',
    ...candidates.map(({ code, entry }) => `  ${paint('strong', code)}  ${escapeText(entry.title)}`),
  ]
}

function sourceLines({ kind, engine, name, isRetired }: Explanation, prose: number): readonly string[] {
  if (kind === 'code') return []
  const whose = engine === undefined ? 'A browser' : BROWSERS[engine]
  const called = name === undefined ? '' : ` It is called ${name}.`
  const verb = isRetired ? 'printed this in former versions' : 'prints this'
  return [...wrap(escapeText(`${whose} ${verb}.${called}`), prose), '']
}

function candidateLines({ code, entry, because, says }: Candidate, facts: ConsoleFacts, layout: Layout): string[] {
  const { prose } = columnsOf(layout)
  const block = { indent: 2, width: prose }
  const fill = (text: string): string => escapeText(fillKnown(text, facts))
  const indented = (text: string): readonly string[] => wrap(text, prose - 2).map((line) => `  ${line}`)
  const known = detailsOf(facts)
  const lines = fillLines(entry.lines ?? [], (name) => known[name] ?? standInFor(name))
  const browsers = [
    ['Chrome', says.chrome],
    ['Firefox', says.firefox],
    ['Safari', says.safari],
  ] as const
  return [
    `${layout.paint('strong', code)}  ${entry.level}`,
    ...indented(endSentence(entry.title)),
    ...(because === undefined ? [] : indented(escapeText(`Likely because ${endSentence(because)}`))),
    '',
    ...indented(fill(entry.explanation)),
    '',
    ...hang('Fix  ', fill(entry.fix), block),
    ...productLines(lines, { ...block, indent: 7 }),
    ...browsers.flatMap(([browser, sentence]) =>
      sentence === undefined ? [] : hang(`${browser} says  `, escapeText(sentence), block),
    ),
    ...(entry.spec === undefined ? [] : hang('Spec ', entry.spec, block)),
  ]
}

/** Puts in what is known. Of the rest the name is left in capitals, and what is a sentence of its own is left out. */
function fillKnown(text: string, facts: ConsoleFacts): string {
  const known = detailsOf(facts)
  return text
    .replace(/(?<=[.!?] )\{[a-zA-Z]+\}(?: |$)/g, '')
    .replace(/\{([a-zA-Z]+)\}/g, (_placeholder, name: string) => known[name] ?? standInFor(name))
    .trim()
}

function detailsOf({ url, origin, method, header, value, status }: ConsoleFacts): Record<string, string | undefined> {
  const target = url === undefined ? undefined : parseUrl(url)?.origin
  return { url, origin, method, header, value, target, status: status?.toString() }
}

/** Capitals mean nothing to a shell, a page or a configuration, as brackets would; they are also in the command to try. */
function standInFor(name: string): string {
  const [, quoted] = /^quoted(\w+)$/.exec(name) ?? []
  return quoted === undefined ? name.toUpperCase() : `'${quoted.toUpperCase()}'`
}
