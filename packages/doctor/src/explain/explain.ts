import { findNearest } from '../check/nearest-name.ts'
import type { CatalogueEntry } from '../findings/finding-entry.ts'
import { FINDINGS, type FindingCode, isFindingCode } from '../findings/findings.ts'
import { fillLines, fillSentence, type Needs, standInFor, writeOptions } from '../findings/fix-line.ts'
import { fillTemplate, type Message, type Suspect } from '../messages/message.ts'
import { MESSAGES, messageFor } from '../messages/messages.ts'
import { parseUrl } from '../request/parse-url.ts'
import type { ConsoleFacts } from './console-facts.ts'
import type { Candidate, Explanation } from './explanation.ts'
import { type Found, findMessage, MESSAGES_BY_NAME, NAMES, normalizeName } from './find-message.ts'
import { type PastedText, straighten } from './pasted-text.ts'
import { readFacts } from './read-facts.ts'
import { reproduce } from './reproduction.ts'

/**
 * Explains the code of a finding, a message in a browser's console, or what a browser calls it.
 *
 * @returns `undefined` where the text is none of these, nor near to one.
 * @example
 * ```ts
 * explain('Method PUT is not allowed by Access-Control-Allow-Methods.')?.candidates[0]?.code
 * // 'preflight/method-not-allowed'
 * explain('preflight/method-not-alowed')?.kind // 'misspelled'
 * ```
 */
export function explain(text: string): Explanation | undefined {
  const pasted = straighten(text)
  if (isFindingCode(pasted.lower)) {
    return explainCodes('code', [pasted.lower])
  }
  const found = findMessage(pasted)
  if (found !== undefined) {
    return explainMessage(found, pasted)
  }
  return pasted.text.includes(' ') ? undefined : explainMisspelled(pasted)
}

function explainMessage({ message, name }: Found, pasted: PastedText): Explanation {
  const facts = readFacts(pasted)
  const suspects = [...rank(message.suspects, facts), ...findOthers(message)]
  return {
    kind: name?.toLowerCase() === normalizeName(pasted.text) || !pasted.text.includes(' ') ? 'name' : 'sentence',
    engine: message.engine,
    name,
    isRetired: message.isRetired === true,
    candidates: suspects.map((suspect) => toCandidate(suspect, facts)),
    facts,
    hides: message.hides,
    reproduction: reproduce(facts, suspects[0]?.code),
  }
}

/** What the facts speak for comes first; what they rule out is left out, and so is what is there already. */
function rank(suspects: readonly Suspect[], facts: ConsoleFacts): readonly Suspect[] {
  const possible = suspects.filter(
    ({ code, when }, index) =>
      when?.(facts) !== false &&
      suspects.findIndex((other) => other.code === code && other.when?.(facts) !== false) === index,
  )
  const isLikely = ({ likely }: Suspect) => likely?.(facts) === true
  return [...possible.filter(isLikely), ...possible.filter((suspect) => !isLikely(suspect))]
}

/** Findings for which an engine prints the same. */
function findOthers({ isVague, codes = [], suspects }: Message): readonly Pick<Suspect, 'code'>[] {
  if (isVague === true) return []
  return codes.filter((code) => suspects.every((suspect) => suspect.code !== code)).map((code) => ({ code }))
}

const MAX_NAME_LENGTH = 80

function explainMisspelled({ text, lower }: PastedText): Explanation | undefined {
  if (text === '' || text.length > MAX_NAME_LENGTH) return undefined
  const codes = Object.keys(FINDINGS).filter(isFindingCode)
  const halves = codes.filter((code) => code.endsWith(`/${lower}`))
  if (halves.length > 0) return explainCodes('misspelled', halves)
  const nearest = findNearest(text, [...codes, ...NAMES.values()])
  if (nearest === undefined) return undefined
  const code = isFindingCode(nearest) ? nearest : MESSAGES_BY_NAME.get(nearest.toLowerCase())?.suspects[0]?.code
  return code === undefined ? undefined : explainCodes('misspelled', [code])
}

function explainCodes(kind: 'code' | 'misspelled', codes: readonly FindingCode[]): Explanation {
  return {
    kind,
    isRetired: false,
    candidates: codes.map((code) => toCandidate({ code }, {})),
    facts: {},
    reproduction: reproduce({}, codes[0]),
  }
}

function toCandidate({ code, because }: Pick<Suspect, 'code'> & Partial<Suspect>, facts: ConsoleFacts): Candidate {
  return { code, entry: fillEntry(code, facts), because, ...translate(code, facts) }
}

/** Fills what is known into the words of a finding. */
function fillEntry(code: FindingCode, facts: ConsoleFacts): CatalogueEntry {
  const { level, certainty, cause, title, explanation, fix, lines = [], spec } = FINDINGS[code]
  const known = { ...detailsOf(facts), ...writeOptions(needsOf(code, facts)) }
  return {
    level,
    certainty,
    cause,
    title,
    explanation: fillSentence(explanation, known),
    fix: fillSentence(fix, known),
    lines: fillLines(lines, (name) => known[name] ?? standInFor(name)),
    spec,
  }
}

function detailsOf({ url, origin, method, header, value, status }: ConsoleFacts): Record<string, string | undefined> {
  const target = url === undefined ? undefined : parseUrl(url)?.origin
  return { url, origin, method, header, value, target, status: status?.toString() }
}

/** What the message names. If a finding is about something that is not named, a word in capitals is in its place. */
function needsOf(code: string, { method, header, credentials }: ConsoleFacts): Needs {
  const isOfMethods = /\bmethods?\b/.test(code)
  const isOfHeaders = /\b(?:headers?|authorization)\b/.test(code) && code.startsWith('preflight/')
  return {
    methods: method !== undefined ? [method] : isOfMethods ? ['METHOD'] : [],
    names: header !== undefined ? [header] : isOfHeaders ? ['HEADER'] : [],
    credentials: credentials === true || code.includes('credentials'),
  }
}

/** Returns what each engine prints for a finding, or most plainly about it, and what it calls it. */
function translate(code: FindingCode, facts: ConsoleFacts): Pick<Candidate, 'says' | 'names'> {
  const values = placeholdersOf(facts)
  const [chromium, firefox, webkit] = (['chromium', 'firefox', 'webkit'] as const).map((engine) => {
    const plainest = findPlainest(code).filter((message) => message.engine === engine)
    const messages = [messageFor(code, engine), ...plainest].filter((message) => message !== undefined)
    const template = messages.find((message) => message.template !== undefined)?.template
    return {
      sentence: template === undefined ? undefined : fillTemplate(template, values),
      name: messages.flatMap(({ names = [] }) => names)[0],
    }
  })
  return {
    says: { chrome: chromium?.sentence, firefox: firefox?.sentence, safari: webkit?.sentence },
    names: { chromium: chromium?.name, firefox: firefox?.name },
  }
}

/** The messages that may be about a finding, first those of which it is the plainest meaning. */
function findPlainest(code: FindingCode): readonly Message[] {
  return MESSAGES.map((message) => ({ message, rank: rankOf(message, code) }))
    .filter(({ message, rank }) => rank !== -1 && message.isRetired !== true)
    .sort((left, right) => left.rank - right.rank)
    .map(({ message }) => message)
}

function rankOf({ suspects }: Message, code: FindingCode): number {
  return suspects.filter(({ when }) => when === undefined).findIndex((suspect) => suspect.code === code)
}

function placeholdersOf(facts: ConsoleFacts): Readonly<Record<string, string | undefined>> {
  const { url, redirectedFrom, origin, page, method, header, value, status, addressSpace } = facts
  return {
    url,
    from: redirectedFrom ?? url,
    origin,
    page,
    method,
    name: header,
    names: header,
    value,
    token: value,
    location: value,
    directive: value,
    port: value,
    status: status?.toString(),
    space: addressSpace,
  }
}
