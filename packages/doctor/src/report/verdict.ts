import type { Verdict } from '../diagnosis.ts'
import type { Evidence } from '../finding.ts'
import type { Cause } from '../findings/finding-entry.ts'
import { FINDINGS, isFindingCode } from '../findings/findings.ts'
import { type Examined, type ExaminedFinding, endSentence } from './report.ts'

/** What a diagnosis comes to, in words. */
export interface Summary {
  /** `Blocked`, `Allowed`, `Allowed so far`, `No verdict` or `Audit`. */
  readonly word: string
  /** What follows it: the cause, in a sentence. Not safe to print. */
  readonly text: string
  /** The finding that decides; absent if nothing has to be changed. */
  readonly cause: ExaminedFinding | undefined
  /** Further errors and warnings that need a fix of their own. */
  readonly others: readonly ExaminedFinding[]
  /** Errors that go away with the cause. */
  readonly followers: readonly ExaminedFinding[]
}

/** Says in words what a diagnosis comes to. */
export function summarize(diagnosis: Examined): Summary {
  const { verdict, findings } = diagnosis
  const problems = findings.filter(({ level }) => level !== 'note')
  const [cause, ...rest] = problems
  const followers = rest.filter((finding) => followsFrom(finding, cause))
  const others = rest.filter((finding) => !followers.includes(finding))
  const title = cause === undefined ? '' : endSentence(cause.title)
  const common = { cause, others, followers }
  if (verdict === 'audited') return { word: 'Audit', text: '.', ...common }
  if (verdict === 'blocked') return { word: 'Blocked', text: nameEngines(diagnosis) + follow(': ', title), ...common }
  if (verdict === 'allowed') {
    const count = `, with ${problems.length} warning${problems.length === 1 ? '' : 's'}: `
    return { word: 'Allowed', text: follow(count, title), ...common }
  }
  if (cause?.level === 'error')
    return { word: 'No verdict', text: nameEngines(diagnosis) + follow(': ', title), ...common }
  const { word, text } = describeUnsent(diagnosis) ?? {
    word: 'No verdict',
    text: nameEngines(diagnosis) + follow(': ', reasonOf(diagnosis)),
  }
  return { word, text: `${text} ${title}`.trimEnd(), ...common }
}

function follow(between: string, text: string): string {
  return text === '' ? '.' : between + text
}

/** Causes after which nothing in a response is what the policy of the server would send. */
const ROOT_CAUSES: readonly Cause[] = ['network', 'look-alike', 'redirect', 'status', 'origin']

/** Tells whether an error goes away with another that was found at the same step. */
export function followsFrom(finding: ExaminedFinding, cause: ExaminedFinding | undefined): boolean {
  if (finding === cause || finding.level !== 'error' || cause?.level !== 'error') return false
  return finding.step === cause.step && isFindingCode(cause.code) && ROOT_CAUSES.includes(FINDINGS[cause.code].cause)
}

const ENGINES = { chromium: 'Chrome', firefox: 'Firefox', webkit: 'Safari' } as const

const STATES: Readonly<Record<Verdict, string>> = { blocked: 'blocked', unknown: 'not tested', allowed: 'allowed' }

/** If engines differ: ` in Firefox, allowed in Chrome and Safari` */
function nameEngines({ verdict: worst, verdicts }: Examined): string {
  const entries = Object.entries(verdicts ?? {}) as [keyof typeof ENGINES, Verdict][]
  const groups = (Object.keys(STATES) as Verdict[]).flatMap((state) => {
    const names = entries.filter(([, verdict]) => verdict === state).map(([engine]) => ENGINES[engine])
    return names.length === 0 ? [] : `${state === worst ? '' : STATES[state]} in ${names.join(' and ')}`
  })
  return groups.length < 2 ? '' : groups.join(', ')
}

/** What is known of a request that was not sent because it may change something. */
function describeUnsent(diagnosis: Examined): Pick<Summary, 'word' | 'text'> | undefined {
  const { request, exchanges, findings } = diagnosis
  const isSent = exchanges.some(({ purpose }) => purpose === 'actual')
  if (isSent || findings.some(({ level }) => level === 'error')) return undefined
  const { method = 'GET' } = request
  const hasPassed = exchanges.some(({ purpose }) => purpose === 'preflight')
  const substitute = exchanges.find(({ purpose }) => purpose === 'substitute')
  const isDoubtful = findings.some(
    ({ level, evidence }) => level === 'warning' && evidence.some(isOf(substitute?.number)),
  )
  const isAllowed = substitute?.outcome.kind === 'answer' && substitute.outcome.status < 400 && !isDoubtful
  const passed = hasPassed ? 'the preflight passed, but ' : ''
  const trial = isAllowed ? ` A ${substitute.request.method} sent instead was allowed.` : ''
  return {
    word: hasPassed && !isDoubtful ? 'Allowed so far' : 'No verdict',
    text: `: ${passed}${method} was not sent.${trial} Use --send to send it.`,
  }
}

function isOf(number: number | undefined): (evidence: Evidence) => boolean {
  return ({ exchange }) => exchange !== undefined && exchange === number
}

/** Why there is no verdict: a network that gave nothing. */
function reasonOf({ steps }: Examined): string {
  const step = steps.find(({ name, status }) => name === 'reachable' && status === 'error')
  return step === undefined ? '' : endSentence(step.summary)
}
