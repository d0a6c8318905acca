import type { DiagnosisInput, Step } from '../diagnosis.ts'
import type { Finding, StepName } from '../finding.ts'
import { escapeText } from '../report/escape.ts'
import { withoutMilliseconds } from '../report/json.ts'
import { followsFrom } from '../report/verdict.ts'
import { findingLines, type Row, rowLines, shortEvidenceLines } from './finding.ts'
import { hang, indented, type Layout } from './layout.ts'

/** Says what is examined. */
export function titleLines(input: DiagnosisInput, { width, paint }: Layout): readonly string[] {
  const [target = '', ...facts] = describeInput(input).map(escapeText)
  const line = [NAME + target, ...facts].join('   ')
  const indent = width < 60 ? 2 : NAME.length
  const lines =
    line.length <= width
      ? [line]
      : [...hang(NAME, target, { indent: 0, width }), ...indented(facts.join(' '), { indent, width })]
  return lines.map((one) => one.replace(target, () => paint('strong', target)))
}

const NAME = 'cors-doctor  '

/** The parts of a request that decide about it. */
export function describeInput({ method = 'GET', url, origin, credentials, mode }: DiagnosisInput): readonly string[] {
  return [
    `${method} ${url}`,
    `from ${origin}`,
    ...(credentials === 'include' ? ['with credentials'] : []),
    ...(mode === undefined || mode === 'cors' ? [] : [`mode ${mode}`]),
  ]
}

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

/** Steps that are not worth a line if they do not apply. */
const OPTIONAL_STEPS: ReadonlySet<StepName> = new Set(['preflight', 'redirects', 'page'])

/**
 * Shows a finished step: a line, and below it what was found.
 *
 * @param isAfterFailure - Whether a step before it has failed. A browser stops there.
 */
export function stepLines(step: Step, isAfterFailure: boolean, layout: Layout): readonly string[] {
  const { name, status } = step
  const text = layout.hasTiming ? step.summary : withoutMilliseconds(step.summary)
  const row: Row = { status, name: NAMES[name], text }
  if (layout.isVerbose) {
    const findings = step.findings.flatMap((finding, index) => {
      const { level, title, code } = finding
      const named = index === 0 && level === status ? undefined : level
      return [...rowLines({ status: named, text: title, code }, layout), ...findingLines(finding, layout)]
    })
    return [...rowLines(row, layout), ...findings]
  }
  if (isSilent(step, isAfterFailure)) return []
  const hasFailed = isAfterFailure || status === 'error'
  const [first, ...others] = step.findings.filter((finding) => isTold(finding, step.findings[0], hasFailed))
  return [
    ...rowLines({ ...row, code: first?.code }, layout),
    ...(first?.level === 'error' && !isAfterFailure ? shortEvidenceLines(first.evidence, layout) : []),
    ...others
      .filter(({ level }) => level === 'error')
      .flatMap(({ title, code }) => rowLines({ text: title, code }, layout)),
  ]
}

/** The title shows the request already. After a failure, a step with nothing to report is what the failure has made of it. */
function isSilent({ name, status, findings }: Step, isAfterFailure: boolean): boolean {
  if (name === 'input') return status === 'ok'
  if (status === 'skip' && OPTIONAL_STEPS.has(name)) return true
  const isWorthALine = name === 'actual' && status !== 'error'
  return isAfterFailure && !isWorthALine && findings.every(({ level }) => level === 'note')
}

/**
 * Errors that follow from another need no fix of their own. Once something has failed, nothing less matters; before that, the
 * summary of a step names the reasons for a preflight.
 */
function isTold(finding: Finding, first: Finding | undefined, hasFailed: boolean): boolean {
  if (finding.level === 'error') return !followsFrom(finding, first)
  return !hasFailed && (finding.level === 'warning' || finding.step !== 'preflight-needed')
}
