import type { Verdict } from '../diagnosis.ts'
import { FINDINGS, isFindingCode } from '../findings/findings.ts'
import { type Exchange, isRedirect } from '../network/exchange.ts'
import { ENGINE_NAMES, type Examined, type ExaminedFinding, endSentence } from './report.ts'

/** What a diagnosis comes to, in words. */
export interface Summary {
  /** `Blocked`, `Allowed`, `Allowed so far` or `No verdict`. */
  readonly word: string
  /** What follows it: the cause, in a sentence. Not safe to print. */
  readonly text: string
  /** The finding that decides; absent if there is nothing to change. */
  readonly cause: ExaminedFinding | undefined
  /** Further errors and warnings that need a fix of their own. */
  readonly others: readonly ExaminedFinding[]
  /** Errors that go away with another one. */
  readonly followers: readonly ExaminedFinding[]
}

/** Says in words what a diagnosis comes to. */
export function summarize(diagnosis: Examined): Summary {
  const { verdict, findings } = diagnosis
  const denial = verdict === 'unknown' ? findDenial(diagnosis) : undefined
  const problems = findings.filter(({ level }) => level !== 'note')
  const cause = denial ?? problems[0]
  const followers = problems.filter((finding) => findLeader(finding, diagnosis) !== undefined)
  const others = problems.filter((finding) => finding !== cause && !followers.includes(finding))
  return { ...headline(diagnosis, { cause, denial, warnings: problems.length }), cause, others, followers }
}

interface Grounds {
  readonly cause: ExaminedFinding | undefined
  readonly denial: ExaminedFinding | undefined
  readonly warnings: number
}

function headline(diagnosis: Examined, { cause, denial, warnings }: Grounds): Pick<Summary, 'word' | 'text'> {
  const engines = nameEngines(diagnosis)
  const title = cause === undefined ? '' : endSentence(cause.title)
  const because = title === '' ? '.' : `: ${title}`
  const count = `${warnings} warning${warnings === 1 ? '' : 's'}: ${title}`
  if (diagnosis.verdict === 'blocked') return { word: 'Blocked', text: engines + because }
  if (diagnosis.verdict === 'allowed') {
    const status = findErrorStatus(diagnosis)
    const failed = status === undefined ? '' : `, but the server responded with status ${status}`
    return { word: 'Allowed', text: failed + (title === '' ? '.' : `, with ${count}`) }
  }
  if (cause?.level === 'error') return { word: 'No verdict', text: engines + because }
  const { word, text } = describeUnsent(diagnosis, denial) ?? { word: 'No verdict', text: `${engines}.` }
  return { word, text: denial === undefined && title !== '' ? `${text} ${count}` : text }
}

/** The page can read such a response, but its request has failed. */
function findErrorStatus({ exchanges }: Examined): number | undefined {
  const last = exchanges.filter(({ purpose }) => purpose === 'actual').at(-1)
  return last?.outcome.kind === 'answer' && last.outcome.status >= 400 ? last.outcome.status : undefined
}

const STATES: Readonly<Record<Verdict, string>> = { blocked: 'blocked', unknown: 'not tested', allowed: 'allowed' }

/** If engines differ: ` in Firefox, allowed in Chrome and Safari` */
function nameEngines({ verdict: worst, verdicts = {} }: Examined): string {
  const entries = Object.entries(verdicts) as [keyof typeof ENGINE_NAMES, Verdict][]
  const groups = (Object.keys(STATES) as Verdict[]).flatMap((state) => {
    const names = entries.filter(([, verdict]) => verdict === state).map(([engine]) => ENGINE_NAMES[engine])
    return names.length === 0 ? [] : `${state === worst ? '' : STATES[state]} in ${names.join(' and ')}`
  })
  return groups.length < 2 ? '' : groups.join(', ')
}

/** Finds what would block the GET that was sent instead of the request: an error, if it were about the request itself. */
function findDenial({ findings, exchanges }: Examined): ExaminedFinding | undefined {
  const substitute = exchanges.find(({ purpose }) => purpose === 'substitute')
  return findings.find(
    ({ code, level, evidence }) =>
      level === 'warning' &&
      isFindingCode(code) &&
      FINDINGS[code].level === 'error' &&
      evidence.some(({ exchange }) => exchange !== undefined && exchange === substitute?.number),
  )
}

/** Tells what is known of a request that was not sent because it may change something. */
function describeUnsent(
  { request: { method = 'GET' }, exchanges }: Examined,
  denial: ExaminedFinding | undefined,
): Pick<Summary, 'word' | 'text'> | undefined {
  if (exchanges.length === 0 || exchanges.some(({ purpose }) => purpose === 'actual')) return undefined
  const hasPassed = exchanges.some(({ purpose }) => purpose === 'preflight')
  const substitute = exchanges.find(({ purpose }) => purpose === 'substitute')
  const isAllowed = substitute?.outcome.kind === 'answer' && substitute.outcome.status < 300
  const trial =
    denial !== undefined
      ? ` The GET sent instead would be blocked: ${endSentence(denial.title)}`
      : isAllowed
        ? ' A GET sent instead was allowed.'
        : ''
  return {
    word: hasPassed && denial === undefined ? 'Allowed so far' : 'No verdict',
    text: `: ${hasPassed ? 'the preflight passed, but ' : ''}${method} was not sent.${trial} Use --send to test the actual request.`,
  }
}

/**
 * Returns the error that another one goes away with: the first of the same step, if both are about a response that CORS had no part
 * in. A response with CORS headers comes from a policy, and each of its faults needs a fix of its own.
 */
export function findLeader(
  finding: ExaminedFinding,
  { findings, exchanges }: Pick<Examined, 'findings' | 'exchanges'>,
): ExaminedFinding | undefined {
  const leader = findings.find(({ step, level }) => step === finding.step && level === 'error')
  if (finding.level !== 'error' || leader === undefined || leader === finding) return undefined
  const shared = numbersOf(leader).filter((number) => numbersOf(finding).includes(number))
  const isForeign = shared.some((number) => exchanges.some((one) => one.number === number && !hasPolicy(one)))
  return isForeign ? leader : undefined
}

function numbersOf({ evidence }: ExaminedFinding): readonly (number | undefined)[] {
  return evidence.map(({ exchange }) => exchange).filter((number) => number !== undefined)
}

/** A redirect is not the response that the policy is about, whatever its headers. */
function hasPolicy({ outcome }: Exchange): boolean {
  if (outcome.kind === 'failure' || isRedirect(outcome.status)) return false
  return outcome.headers.some(([name]) => /^access-control-/i.test(name))
}
