import type { Diagnosis, DiagnosisInput, Verdict } from '../diagnosis.ts'
import { escapeText } from '../report/escape.ts'
import { type Summary, summarize } from '../report/verdict.ts'
import { adviceLines } from './finding.ts'
import { columnsOf, hang, type Layout, type Style, wrap } from './layout.ts'

const STYLES: Readonly<Record<Verdict, Style>> = { allowed: 'ok', blocked: 'error', unknown: 'warning' }

/** Says what a diagnosis comes to: the verdict, the cause, what to change, and where to read on. */
export function verdictLines(diagnosis: Diagnosis, layout: Layout): readonly string[] {
  const summary = summarize(diagnosis)
  const { cause, others, word, text } = summary
  const { isVerbose, paint } = layout
  const { prose } = columnsOf(layout)
  const [first = '', ...rest] = wrap(escapeText(word + text), prose)
  // The lines are laid out: only the verdict itself is painted now.
  const painted = first.startsWith(word) ? paint(STYLES[diagnosis.verdict], word) + first.slice(word.length) : first
  const advice = isVerbose || cause === undefined ? [] : adviceLines(cause, { indent: 2, width: prose }, layout)
  const closing = wrap(closingOf(summary, layout), prose)
  const isWell = diagnosis.verdict === 'allowed' && (isVerbose || cause === undefined)
  return [
    painted,
    ...rest,
    ...advice,
    ...(closing.length === 0 || others.length + advice.length === 0 ? closing : ['', ...closing]),
    ...(isWell ? ['', ...unseenLines(diagnosis.request, prose)] : []),
  ]
}

/** The verdict alone, with the codes of the errors. */
export function quietLine(diagnosis: Diagnosis, { paint }: Layout): string {
  const { verdict, findings } = diagnosis
  const codes = new Set(findings.filter(({ level }) => level === 'error').map(({ code }) => code))
  return [paint(STYLES[verdict], summarize(diagnosis).word), ...codes].join(' ')
}

/** Counts what is not told here, and says where it is. */
function closingOf({ others, followers }: Summary, { isVerbose }: Layout): string {
  const errors = others.filter(({ level }) => level === 'error').length
  const counts = [count(errors, 'more error'), count(others.length - errors, 'warning')].filter((text) => text !== '')
  const hidden =
    isVerbose || followers.length === 0 ? '' : `${count(followers.length, 'error')} in consequence: see --verbose.`
  const next = others[0] === undefined || isVerbose ? '' : `Next: cors-doctor explain ${others[0].code}`
  return [counts.length === 0 ? '' : `${counts.join(', ')}.`, hidden, next].filter((text) => text !== '').join(' ')
}

function count(number: number, name: string): string {
  return number === 0 ? '' : `${number} ${name}${number === 1 ? '' : 's'}`
}

/** What decides in the visitor's browser and not on the wire, in the order in which to check it. */
const UNSEEN: readonly (readonly [what: string, check: string])[] = [
  ["the page's policies (CSP, sandbox)", 'pass its URL with --page'],
  ['service workers and extensions', 'try a private window'],
  ['cookies, caches, local network access', 'look at the site settings'],
  ["the visitor's DNS, proxy and CDN edge", 'compare with --verbose'],
  ['headers that libraries add', 'pass a HAR file with --har'],
]

/** Says what cors-doctor cannot see, and how to check it. */
function unseenLines({ page }: DiagnosisInput, prose: number): readonly string[] {
  const items = page === undefined ? UNSEEN : UNSEEN.slice(1)
  return [
    ...wrap('If it still fails in a browser, check what cors-doctor cannot see:', prose),
    ...items.flatMap(([what, check]) => hang('- ', `${what}: ${check}`, { indent: 2, width: prose })),
  ]
}
