import type { ConsoleFacts } from '../explain/console-facts.ts'
import { explain } from '../explain/explain.ts'
import type { Candidate, Explanation } from '../explain/explanation.ts'
import { reproduce } from '../explain/reproduction.ts'
import { fillLines, fillSentence, type Needs, standInFor, writeOptions } from '../findings/fix-line.ts'
import { escapeText, writeJson } from '../report/escape.ts'
import { jsonHead } from '../report/json.ts'
import { redactTold } from '../report/redaction.ts'
import { ENGINE_NAMES, endSentence } from '../report/report.ts'
import { parseUrl } from '../request/parse-url.ts'
import { browserLines, productLines } from '../text/finding.ts'
import { type Block, columnsOf, hang, indented, type Layout, paintLabel, wrap } from '../text/layout.ts'
import { type CommandContext, EXIT } from './command.ts'
import { UsageError } from './option.ts'

/** Explains a message in a browser's console, or the code of a finding. */
export function explainCommand({
  line: { operands, values },
  presentation,
  terminal,
  version,
}: CommandContext): number {
  const text = operands.join(' ').trim()
  if (text === '') throw new UsageError("explain needs a console message or a code: cors-doctor explain 'the message'")
  const found = explain(text)
  if (found === undefined) {
    throw new UsageError(
      'This is neither a message that browsers print nor a code. Pass the whole message in quotes, or a code such as preflight/status-not-ok.',
    )
  }
  const explanation = presentation.showsSecrets ? found : redactExplanation(found)
  if (values.has('json')) {
    terminal.printDocument(writeJson({ ...jsonHead(version), ...explanation }))
  } else {
    terminal.print(...explanationLines(explanation, presentation.layout))
  }
  return explanation.kind === 'misspelled' ? EXIT.usage : EXIT.allowed
}

/** Redaction changes how a command has to be quoted. */
function redactExplanation(explanation: Explanation): Explanation {
  const { url = '', redirectedFrom = '', page = '' } = explanation.facts
  const redacted = redactTold(explanation, [url, redirectedFrom, page])
  return { ...redacted, reproduction: reproduce(redacted.facts, redacted.candidates[0]?.code) }
}

/** Says what a text means: the likeliest candidate in full, the others in a line. */
function explanationLines(explanation: Explanation, layout: Layout): readonly string[] {
  const { candidates, hides, reproduction, facts } = explanation
  const { prose } = columnsOf(layout)
  const [first, ...others] = candidates
  if (first === undefined) return []
  if (explanation.kind === 'misspelled') return misspelledLines(candidates, layout)
  const related = others.flatMap(({ code, because, entry }) =>
    hang('- ', escapeText(`${code}: ${because ?? entry.title}`), { indent: 2, width: prose }),
  )
  return [
    ...sourceLines(explanation, prose),
    ...candidateLines(first, facts, layout),
    ...(hides === undefined ? [] : ['', ...wrap(escapeText(`What it does not say: ${endSentence(hides)}`), prose)]),
    ...(related.length === 0 ? [] : ['', 'It may also be:', ...related]),
    '',
    'Try it:',
    // A command is there to be copied: it is not broken, whatever the width.
    `  ${escapeText(reproduction.command)}`,
  ]
}

function misspelledLines(candidates: readonly Candidate[], { paint }: Layout): readonly string[] {
  return [
    'There is no such code. Did you mean one of these?',
    ...candidates.map(({ code, entry }) => `  ${paint('strong', code)}  ${escapeText(entry.title)}`),
  ]
}

function sourceLines({ kind, engine, name, isRetired }: Explanation, prose: number): readonly string[] {
  if (kind === 'code') return []
  const whose = engine === undefined ? 'A browser' : ENGINE_NAMES[engine]
  const called = name === undefined ? '' : ` It is called ${name}.`
  const verb = isRetired ? 'printed this in earlier versions' : 'prints this'
  return [...wrap(escapeText(`${whose} ${verb}.${called}`), prose), '']
}

function candidateLines({ code, entry, because, says }: Candidate, facts: ConsoleFacts, layout: Layout): string[] {
  const block: Block = { indent: 2, width: columnsOf(layout).prose }
  const tell = (text: string): readonly string[] => indented(escapeText(text), block)
  const known = { ...detailsOf(facts), ...writeOptions(needsOf(code, facts)) }
  const lines = fillLines(entry.lines ?? [], (name) => known[name] ?? standInFor(name))
  return [
    `${layout.paint('strong', code)}  ${entry.level}`,
    ...tell(endSentence(entry.title)),
    ...(because === undefined ? [] : tell(`Likely because ${endSentence(because)}`)),
    '',
    ...tell(fillSentence(entry.explanation, known)),
    '',
    ...paintLabel(hang('Fix  ', escapeText(fillSentence(entry.fix, known)), block), layout),
    ...productLines(lines, { ...block, indent: 7 }),
    ...browserLines(says, block, layout),
    ...paintLabel(hang('Spec ', entry.spec ?? '', block), layout),
  ]
}

function detailsOf({ url, origin, method, header, value, status }: ConsoleFacts): Record<string, string | undefined> {
  const target = url === undefined ? undefined : parseUrl(url)?.origin
  return { url, origin, method, header, value, target, status: status?.toString() }
}

/** What the message names. If a finding is about something that is not named, a word in capitals is in its place. */
function needsOf(code: string, { method, header, credentials }: ConsoleFacts): Needs {
  const isOfMethods = /\bmethods?\b/.test(code)
  const isOfHeaders = /\b(?:headers?|authorization)\b/.test(code) && code.startsWith('preflight/')
  return {
    methods: method !== undefined ? [method] : isOfMethods ? ['METHOD'] : [],
    names: header !== undefined ? [header] : isOfHeaders ? ['HEADER'] : [],
    credentials: credentials === true || code.includes('credentials'),
  }
}
