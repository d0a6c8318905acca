import type { DiagnosisInput, Step } from '../diagnosis.ts'
import type { Finding, StepName } from '../finding.ts'
import type { Exchange } from '../network/exchange.ts'
import { escapeText } from '../report/escape.ts'
import { withoutMilliseconds } from '../report/json.ts'
import type { ExaminedFinding } from '../report/report.ts'
import { findLeader } from '../report/summary.ts'
import { findingLines, type Row, rowLines } from './finding.ts'
import { columnsOf, hang, indented, type Layout } from './layout.ts'

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

/** What is known when a step is shown. */
export interface StepContext {
  readonly exchanges: readonly Exchange[]
  /** Whether a step before it has failed. A browser stops there. */
  readonly isAfterFailure: boolean
}

/** Shows a finished step: a line, and below it further errors. The verdict says the rest. */
export function stepLines(step: Step, { exchanges, isAfterFailure }: StepContext, layout: Layout): readonly string[] {
  const { name, status, findings } = step
  const text = layout.hasTiming ? step.summary : withoutMilliseconds(step.summary)
  const row: Row = { status, name: NAMES[name], text }
  const leaderOf = (finding: Finding) => findLeader(finding, { findings, exchanges })
  if (layout.isVerbose) {
    return [...rowLines(row, layout), ...findings.flatMap((finding) => wholeLines(finding, leaderOf(finding), layout))]
  }
  if (isSilent(step, isAfterFailure)) return []
  const hasFailed = isAfterFailure || status === 'error'
  const [first, ...others] = findings.filter((finding) => isTold(finding, hasFailed) && leaderOf(finding) === undefined)
  const isSkipped = hasFailed && first === undefined && status !== 'error'
  return [
    ...rowLines({ ...row, status: isSkipped ? 'skip' : status, code: first?.code }, layout),
    ...others
      .filter(({ level }) => level === 'error')
      .flatMap(({ title, code }) => rowLines({ status: 'error', text: title, code }, layout)),
  ]
}

function wholeLines(finding: Finding, leader: ExaminedFinding | undefined, layout: Layout): readonly string[] {
  const { level, title, code } = finding
  const follows = leader === undefined ? '' : `Follows from ${leader.code}: fix that first.`
  const { body, prose } = columnsOf(layout)
  return [
    ...rowLines({ status: level, text: title, code }, layout),
    ...indented(follows, { indent: body, width: prose }),
    ...findingLines(finding, layout),
  ]
}

/** The title shows the request. After a failure, steps with nothing to report are omitted. */
function isSilent({ name, status, findings }: Step, isAfterFailure: boolean): boolean {
  if (name === 'input') return status === 'ok'
  if (status === 'skip' && OPTIONAL_STEPS.has(name)) return true
  const isWorthALine = name === 'actual' && status !== 'error'
  return isAfterFailure && !isWorthALine && findings.every(({ level }) => level !== 'error')
}

/** Once something has failed, only errors matter. Before that, the summary of a step names the reasons for a preflight. */
function isTold({ level, step }: Finding, hasFailed: boolean): boolean {
  return level === 'error' || (!hasFailed && (level === 'warning' || step !== 'preflight-needed'))
}
