import type { Diagnosis, DiagnosisInput, Verdict } from '../diagnosis.ts'
import { escapeText } from '../report/escape.ts'
import { type Summary, summarize } from '../report/summary.ts'
import { adviceLines } from './finding.ts'
import { columnsOf, hang, type Layout, type Style, wrap } from './layout.ts'

const STYLES: Readonly<Record<Verdict, Style>> = { allowed: 'ok', blocked: 'error', unknown: 'warning' }

/** Renders the verdict: the cause with its bytes, the fix, and where to read on. */
export function verdictLines(diagnosis: Diagnosis, layout: Layout): readonly string[] {
  const summary = summarize(diagnosis)
  const { cause, word, text } = summary
  const { isVerbose, paint } = layout
  const { prose } = columnsOf(layout)
  const [first = '', ...rest] = wrap(escapeText(word + text), prose)
  // The lines are laid out: only the verdict itself is painted now.
  const painted = first.startsWith(word) ? paint(STYLES[diagnosis.verdict], word) + first.slice(word.length) : first
  const advice = isVerbose || cause === undefined ? [] : adviceLines(cause, { indent: 2, width: prose }, layout)
  const closing = closingLines(summary, layout)
  const isWell = diagnosis.verdict === 'allowed' && (isVerbose || cause === undefined)
  return [
    painted,
    ...rest,
    ...advice,
    ...(closing.length < 2 ? closing.map((line) => `  ${line}`) : ['', ...closing]),
    ...(isWell ? ['', ...unseenLines(diagnosis.request, prose)] : []),
  ]
}

/** The verdict alone, with the codes of the errors. */
export function quietLine(diagnosis: Diagnosis, { paint }: Layout): string {
  const { word, cause, followers } = summarize(diagnosis)
  const errors = diagnosis.findings.filter((finding) => finding.level === 'error' && !followers.includes(finding))
  const told = errors.length === 0 && diagnosis.verdict === 'blocked' && cause !== undefined ? [cause] : errors
  return [paint(STYLES[diagnosis.verdict], word), ...new Set(told.map(({ code }) => code))].join(' ')
}

/** Counts what the screen does not tell, and says where it is. */
function closingLines({ cause, others, followers }: Summary, layout: Layout): readonly string[] {
  if (layout.isVerbose) return []
  const { prose } = columnsOf(layout)
  const errors = others.filter(({ level }) => level === 'error')
  const isCovered = ({ lines }: Summary['others'][number]): boolean =>
    lines[0] !== undefined && lines[0].line === cause?.lines[0]?.line
  const warnings = others.filter((finding) => finding.level === 'warning' && !isCovered(finding))
  // A line has the whole policy that the request needs.
  const further = errors.filter((finding) => !isCovered(finding))
  const covered = errors.length - further.length
  const adverb = cause?.level === 'warning' ? 'more ' : ''
  const verb = followers.length === 1 ? 'follows' : 'follow'
  const sentences = [
    ...(further.length === 0 ? [] : [`${count(further.length, 'more error')} to fix.`]),
    ...(covered === 0 ? [] : [`The line also fixes ${count(covered, 'more error')}.`]),
    ...(warnings.length === 0 ? [] : [`${count(warnings.length, `${adverb}warning`)}: ${listCodes(warnings)}.`]),
    ...(followers.length === 0 ? [] : [`${count(followers.length, 'error')} ${verb} from this; see --verbose.`]),
  ]
  const [next] = further
  return [
    ...wrap(escapeText(sentences.join(' ')), prose - 2),
    // A command is there to be copied: it is not broken, whatever the width.
    ...(next === undefined ? [] : [`Next: cors-doctor explain ${next.code}`]),
  ]
}

function listCodes(findings: Summary['others']): string {
  return [...new Set(findings.map(({ code }) => code))].join(', ')
}

function count(number: number, name: string): string {
  return `${number} ${name}${number === 1 ? '' : 's'}`
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
