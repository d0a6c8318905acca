import { escapeText, writeJson } from '../report/escape.ts'
import { SCHEMA_VERSION } from '../report/json.ts'
import { redactRequest, redactTold } from '../report/redaction.ts'
import type { CommandContext } from './context.ts'
import { curlWords } from './curl-command.ts'
import { readExaminedRequest } from './examined-request.ts'
import { EXIT } from './exit-code.ts'
import { planLines } from './plan-lines.ts'
import { titleLines } from './title-lines.ts'
import { UsageError } from './usage-error.ts'
import { planRequests } from './wire-requests.ts'

/** Prints the requests that a browser would send, and sends none. Where it would send nothing, the request is blocked. */
export async function offlineCommand(context: CommandContext): Promise<number> {
  const { presentation, terminal, version } = context
  const { format, layout, showsSecrets, exitZero } = presentation
  if (format !== 'text' && format !== 'json') {
    throw new UsageError(`--offline finds nothing that ${format} could show; type --format json, or leave it out.`)
  }
  const { input, options, notes } = await readExaminedRequest(context.arguments)
  for (const note of notes) terminal.say(escapeText(showsSecrets ? note : redactTold(note, [input.url])))
  const plan = await planRequests(input, options)
  const requests = showsSecrets ? plan.requests : plan.requests.map(redactRequest)
  const shownInput = showsSecrets ? input : redactRequest(input)
  const exitCode = requests.length === 0 && exitZero !== true ? EXIT.blocked : EXIT.allowed
  if (format === 'json') {
    const planned = requests.map((request) => ({ ...request, curl: curlWords(request).join(' ') }))
    const tool = { name: 'cors-doctor', version }
    const { reasons } = plan
    terminal.printDocument(
      writeJson({ schemaVersion: SCHEMA_VERSION, tool, exitCode, request: shownInput, reasons, requests: planned }),
    )
  } else {
    const lines = [...titleLines(shownInput, layout), '', ...planLines({ ...plan, requests }, layout)]
    for (const line of lines) terminal.print(line)
  }
  return exitCode
}
