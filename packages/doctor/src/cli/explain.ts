import { explain } from '../explain/explain.ts'
import type { Candidate, Explanation } from '../explain/explanation.ts'
import { reproduce } from '../explain/reproduction.ts'
import { escapeText, writeJson } from '../report/escape.ts'
import { jsonHead } from '../report/json.ts'
import { redactTold } from '../report/redaction.ts'
import { ENGINE_NAMES, endSentence } from '../report/report.ts'
import { browserLines, productLines, specLines } from '../text/finding.ts'
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
  const { candidates, hides, reproduction } = explanation
  const { prose } = columnsOf(layout)
  const [first, ...others] = candidates
  if (first === undefined) return []
  if (explanation.kind === 'misspelled') return misspelledLines(candidates, layout)
  const related = others.flatMap(({ code, because, entry }) =>
    hang('- ', escapeText(`${code}: ${because ?? entry.title}`), { indent: 2, width: prose }),
  )
  return [
    ...sourceLines(explanation, prose),
    ...candidateLines(first, layout),
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

function candidateLines({ code, entry, because, says }: Candidate, layout: Layout): readonly string[] {
  const block: Block = { indent: 2, width: columnsOf(layout).prose }
  const tell = (text: string): readonly string[] => indented(escapeText(text), block)
  return [
    `${layout.paint('strong', code)}  ${entry.level}`,
    ...tell(endSentence(entry.title)),
    ...(because === undefined ? [] : tell(`Likely because ${endSentence(because)}`)),
    '',
    ...tell(entry.explanation),
    '',
    ...paintLabel(hang('Fix  ', escapeText(entry.fix), block), layout),
    ...productLines(entry.lines ?? [], { ...block, indent: 7 }),
    ...browserLines(says, block, layout),
    ...specLines(entry.spec, block, layout),
  ]
}
