import type { Outcome, ReportedCase } from '../report/report.ts'
import { exchangeLines } from './exchange-lines.ts'
import { findingLines } from './finding-lines.ts'
import type { Layout } from './layout.ts'
import { rowLines } from './row-lines.ts'
import { describeInput } from './title-lines.ts'

const STATUSES = { met: 'ok', unmet: 'error', untested: 'warning' } as const

/** Shows what became of an expectation; where it is not met, also what was found instead. */
export function caseLines({ diagnosis, expectation }: ReportedCase, layout: Layout): readonly string[] {
  if (expectation === undefined) return []
  const { outcome, line, column, sentence } = expectation
  const errors = diagnosis.findings.filter(({ level }) => level === 'error')
  const text = `${describeInput(diagnosis.request).join(' ')}: ${sentence}`
  const row = rowLines({ status: STATUSES[outcome], name: `${line}:${column}`, text, code: '' }, layout)
  const exchanges = layout.isVerbose ? diagnosis.exchanges.flatMap((exchange) => exchangeLines(exchange, layout)) : []
  if (outcome !== 'unmet') return [...row, ...exchanges]
  return [
    ...row,
    ...errors.flatMap((finding, index) => [
      ...rowLines({ status: undefined, name: '', text: finding.title, code: finding.code }, layout),
      ...findingLines(finding, { hasTitle: false, isFull: layout.isVerbose || index === 0 }, layout),
    ]),
    ...exchanges,
  ]
}

/** Sums up a file of expectations. */
export function summaryLine(outcomes: readonly Outcome[], { paint }: Layout): string {
  const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length
  const unmet = count('unmet')
  const untested = count('untested')
  const style = unmet > 0 ? 'error' : untested > 0 ? 'warning' : 'ok'
  const parts = [
    `${count('met')} of ${outcomes.length} met`,
    ...(unmet > 0 ? [`${unmet} not met`] : []),
    ...(untested > 0 ? [`${untested} not tested`] : []),
  ]
  return `${paint(style, parts.join(', '))}.`
}
