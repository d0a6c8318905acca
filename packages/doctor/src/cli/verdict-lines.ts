import type { Diagnosis, Verdict } from '../diagnosis.ts'
import type { Evidence, Finding, Level } from '../finding.ts'
import { escapeText } from '../report/escape.ts'
import { columnsOf, type Layout } from './layout.ts'
import type { Style } from './palette.ts'
import { unseenLines } from './unseen-lines.ts'
import { wrap } from './wrapping.ts'

const WORDS: Readonly<Record<Verdict, string>> = { allowed: 'Allowed.', blocked: 'Blocked.', unknown: 'No verdict.' }
const STYLES: Readonly<Record<Verdict, Style>> = { allowed: 'ok', blocked: 'error', unknown: 'warning' }

/** Says what all of it comes to, and where to go on. */
export function verdictLines(diagnosis: Diagnosis, layout: Layout): readonly string[] {
  const { verdict, request, findings } = diagnosis
  const sentences = [
    WORDS[verdict],
    ...reasonOf(diagnosis),
    ...reservationOf(diagnosis),
    countFindings(findings),
    ...compareEngines(diagnosis.verdicts),
    ...nextStep(findings),
  ].filter((sentence) => sentence !== '')
  const { prose } = columnsOf(layout)
  const lines = wrap(escapeText(sentences.join(' ')), prose)
  const [first = '', ...rest] = lines
  // What is wrapped has no paint yet: only the verdict itself gets some.
  const word = WORDS[verdict].split(' ')[0] ?? ''
  const painted = layout.paint(STYLES[verdict], word) + first.slice(word.length)
  const unseen = verdict === 'allowed' ? ['', ...unseenLines(request, layout)] : []
  return [painted, ...rest, ...unseen]
}

/** The verdict alone. */
export function quietLine({ verdict, findings }: Diagnosis, { paint }: Layout): string {
  const codes = [...new Set(findings.filter(({ level }) => level === 'error').map(({ code }) => code))]
  return [paint(STYLES[verdict], WORDS[verdict].slice(0, -1)), ...codes].join(' ')
}

/** Why there is no verdict: a request that was not sent, or a network that gave nothing. */
function reasonOf({ verdict, steps }: Diagnosis): readonly string[] {
  if (verdict !== 'unknown') return []
  const step =
    steps.find(({ name, status }) => name === 'reachable' && status === 'error') ??
    steps.find(({ name, status }) => name === 'actual' && status === 'skip')
  return step === undefined ? [] : [`${step.summary[0]?.toUpperCase() ?? ''}${step.summary.slice(1)}.`]
}

/** What is to be expected of a request that was not sent. */
function reservationOf({ verdict, exchanges, findings }: Diagnosis): readonly string[] {
  const substitute = exchanges.find(({ purpose }) => purpose === 'substitute')
  if (verdict !== 'unknown' || substitute?.outcome.kind !== 'answer' || substitute.outcome.status >= 400) return []
  const doubts = findings.filter(({ level, evidence }) => level === 'warning' && evidence.some(isOf(substitute.number)))
  return doubts.length > 0 ? [] : [`${substitute.request.method} in its place was allowed; --send makes sure.`]
}

function isOf(number: number): (evidence: Evidence) => boolean {
  return ({ exchange }) => exchange === number
}

/** Counts what asks for something to be done. */
function countFindings(findings: readonly Pick<Finding, 'level'>[]): string {
  const count = (level: Level, name: string): string => {
    const { length } = findings.filter((finding) => finding.level === level)
    return length === 0 ? '' : `${length} ${name}${length === 1 ? '' : 's'}`
  }
  const counts = [count('error', 'error'), count('warning', 'warning')].filter((text) => text !== '')
  return counts.length === 0 ? '' : `${counts.join(', ')}.`
}

const ENGINES = { chromium: 'Chrome', firefox: 'Firefox', webkit: 'Safari' } as const

function compareEngines(verdicts: Diagnosis['verdicts']): readonly string[] {
  const entries = Object.entries(verdicts) as [keyof typeof ENGINES, Verdict][]
  if (new Set(entries.map(([, verdict]) => verdict)).size < 2) return []
  return [`${entries.map(([engine, verdict]) => `${ENGINES[engine]}: ${verdict}`).join('; ')}.`]
}

function nextStep(findings: readonly Finding[]): readonly string[] {
  const errors = findings.filter(({ level }) => level === 'error')
  const first = errors[0] ?? findings.find(({ level }) => level === 'warning')
  if (first === undefined) return []
  const start = errors.length > 1 ? 'Mend first: ' : 'Next: '
  return [`${start}cors-doctor explain ${first.code}`]
}
