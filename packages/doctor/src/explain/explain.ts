import { CATALOGUE, type FindingCode, isFindingCode } from '../catalogue.ts'
import { findNearest } from '../check/nearest-name.ts'
import type { ConsoleFacts } from './console-facts.ts'
import type { Candidate, Explanation } from './explanation.ts'
import { type Found, findPhrase, NAMES, normalizeName, PHRASES_BY_NAME } from './find-phrase.ts'
import { type PastedText, straighten } from './pasted-text.ts'
import { fillSentence, type Phrase, type Suspect } from './phrase.ts'
import { readFacts } from './read-facts.ts'
import { reproduce } from './reproduction.ts'
import { translate } from './translation.ts'

/**
 * Explains the code of a finding, a sentence of a browser's console, or what a browser calls it.
 *
 * @returns `undefined` where the text is none of these, nor near to one.
 * @example
 * ```ts
 * explain("Method PUT is not allowed by Access-Control-Allow-Methods.")?.candidates[0]?.code // 'preflight/method-not-allowed'
 * explain('preflight/method-not-alowed')?.kind // 'misspelt'
 * ```
 */
export function explain(text: string): Explanation | undefined {
  const pasted = straighten(text)
  if (isFindingCode(pasted.lower)) {
    return explainCodes('code', [pasted.lower])
  }
  const found = findPhrase(pasted)
  if (found !== undefined) {
    return explainPhrase(found, pasted)
  }
  return pasted.text.includes(' ') ? undefined : explainMisspelt(pasted)
}

function explainPhrase({ phrase, name }: Found, pasted: PastedText): Explanation {
  const facts = readFacts(pasted)
  const suspects = [...rank(phrase.suspects, facts), ...findOthers(phrase)]
  return {
    kind: name?.toLowerCase() === normalizeName(pasted.text) || !pasted.text.includes(' ') ? 'name' : 'sentence',
    engine: phrase.engine,
    name,
    isRetired: phrase.isRetired === true,
    candidates: suspects.map((suspect) => toCandidate(suspect, facts)),
    facts,
    hides: phrase.hides,
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

let codesByPhrase: ReadonlyMap<Phrase, readonly FindingCode[]> | undefined

/** Findings of which the catalogue says that an engine prints the same sentence. */
function findOthers(phrase: Phrase): readonly Pick<Suspect, 'code'>[] {
  if (phrase.isVague === true) return []
  codesByPhrase ??= groupByPhrase()
  const others = codesByPhrase.get(phrase) ?? []
  return others.filter((code) => phrase.suspects.every((suspect) => suspect.code !== code)).map((code) => ({ code }))
}

function groupByPhrase(): ReadonlyMap<Phrase, readonly FindingCode[]> {
  const codes = new Map<Phrase, FindingCode[]>()
  for (const code of Object.keys(CATALOGUE).filter(isFindingCode)) {
    const sentences = Object.values(CATALOGUE[code].says ?? {}).filter((sentence) => sentence !== undefined)
    const phrases = sentences.map((sentence) => findPhrase(straighten(fillSentence(sentence, {})))?.phrase)
    for (const phrase of new Set(phrases.filter((found) => found !== undefined))) {
      codes.set(phrase, [...(codes.get(phrase) ?? []), code])
    }
  }
  return codes
}

const MAX_NAME_LENGTH = 80

function explainMisspelt({ text, lower }: PastedText): Explanation | undefined {
  if (text === '' || text.length > MAX_NAME_LENGTH) return undefined
  const codes = Object.keys(CATALOGUE).filter(isFindingCode)
  const halves = codes.filter((code) => code.endsWith(`/${lower}`))
  if (halves.length > 0) return explainCodes('misspelt', halves)
  const nearest = findNearest(text, [...codes, ...NAMES.values()])
  if (nearest === undefined) return undefined
  const code = isFindingCode(nearest) ? nearest : PHRASES_BY_NAME.get(nearest.toLowerCase())?.suspects[0]?.code
  return code === undefined ? undefined : explainCodes('misspelt', [code])
}

function explainCodes(kind: 'code' | 'misspelt', codes: readonly FindingCode[]): Explanation {
  return {
    kind,
    isRetired: false,
    candidates: codes.map((code) => toCandidate({ code }, {})),
    facts: {},
    reproduction: reproduce({}, codes[0]),
  }
}

function toCandidate({ code, because }: Pick<Suspect, 'code'> & Partial<Suspect>, facts: ConsoleFacts): Candidate {
  return { code, entry: CATALOGUE[code], because, ...translate(code, facts) }
}
