import { breakLogCommands, escapeText } from './escape.ts'
import { listProblems, nameRequest, type Problem, type Report, type ReportedCase } from './report.ts'

/** Notes are left out: a run shows ten annotations of a kind, and no more. */
const COMMANDS = { error: 'error', warning: 'warning', note: undefined } as const

/**
 * Writes errors and warnings as workflow commands of GitHub Actions, which show them beside the line of the expectation.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function formatGithub({ cases, file }: Report): string {
  return cases
    .flatMap((reported) => [
      ...writeMet(reported),
      ...listProblems(reported).flatMap((problem) => writeCommand(problem, file)),
    ])
    .join('\n')
}

/** A line for the log: an annotation for what is well would take the place of one that is needed. */
function writeMet({ diagnosis, expectation }: ReportedCase): readonly string[] {
  if (expectation?.outcome !== 'met') return []
  return [escapeData(`ok ${nameRequest(diagnosis.request)}: ${expectation.sentence}`)]
}

function writeCommand({ code, level, text, reported }: Problem, file: string | undefined): readonly string[] {
  const command = COMMANDS[level]
  if (command === undefined) return []
  const { expectation } = reported
  const place =
    expectation === undefined || file === undefined
      ? []
      : [`file=${escapeProperty(file)}`, `line=${expectation.line}`, `col=${expectation.column}`]
  const properties = [...place, `title=${escapeProperty(code)}`].join(',')
  return [`::${command} ${properties}::${escapeData(text)}`]
}

function escapeData(text: string): string {
  return breakLogCommands(escapeText(text)).replaceAll('%', '%25')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
