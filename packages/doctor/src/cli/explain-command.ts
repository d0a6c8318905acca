import { explain } from '../explain/explain.ts'
import type { Explanation } from '../explain/explanation.ts'
import { reproduce } from '../explain/reproduction.ts'
import { writeJson } from '../report/escape.ts'
import { SCHEMA_VERSION } from '../report/json.ts'
import { redactTold } from '../report/redaction.ts'
import type { CommandContext } from './context.ts'
import { EXIT } from './exit-code.ts'
import { explanationLines } from './explain-lines.ts'
import { UsageError } from './usage-error.ts'

/** Explains a sentence of a browser's console, or the code of a finding. */
export function explainCommand({
  arguments: { operands, values },
  presentation,
  terminal,
  version,
}: CommandContext): number {
  const text = operands.join(' ').trim()
  if (text === '') {
    throw new UsageError("explain takes a console message or a code; type cors-doctor explain 'the message'.")
  }
  const found = explain(text)
  if (found === undefined) {
    throw new UsageError(
      `This is neither a message that browsers print nor a code; type the whole message in quotes, or a code such as preflight/status-not-ok.`,
    )
  }
  const explanation = presentation.showsSecrets ? found : redactExplanation(found)
  if (values.has('json')) {
    terminal.printDocument(
      writeJson({ schemaVersion: SCHEMA_VERSION, tool: { name: 'cors-doctor', version }, ...explanation }),
    )
  } else {
    for (const line of explanationLines(explanation, presentation.layout)) terminal.print(line)
  }
  return explanation.kind === 'misspelt' ? EXIT.usage : EXIT.allowed
}

/** What is left out changes how a command has to be quoted. */
function redactExplanation(explanation: Explanation): Explanation {
  const { url = '', redirectedFrom = '', page = '' } = explanation.facts
  const redacted = redactTold(explanation, [url, redirectedFrom, page])
  return { ...redacted, reproduction: reproduce(redacted.facts, redacted.candidates[0]?.code) }
}
