import type { Step } from '../diagnosis.ts'
import type { Finding, StepName } from '../finding.ts'
import { withoutMilliseconds } from '../report/timing.ts'
import { findingLines } from './finding-lines.ts'
import type { Layout } from './layout.ts'
import { rowLines } from './row-lines.ts'

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
