import type { PastedText } from './pasted-text.ts'
import type { Phrase } from './phrase.ts'
import { PHRASES } from './phrases.ts'

/** A sentence or a name that was recognised. */
export interface Found {
  readonly phrase: Phrase
  readonly name: string | undefined
}

/** Phrases by the lower case of their names. */
export const PHRASES_BY_NAME: ReadonlyMap<string, Phrase> = new Map(
  PHRASES.flatMap((phrase) => (phrase.names ?? []).map((name) => [name.toLowerCase(), phrase] as const)),
)

/** Names as they are written, by their lower case. */
export const NAMES: ReadonlyMap<string, string> = new Map(
  PHRASES.flatMap((phrase) => (phrase.names ?? []).map((name) => [name.toLowerCase(), name] as const)),
)

/** Finds the sentence or the name that a text is; `undefined` where it is none. */
export function findPhrase({ text, lower }: PastedText): Found | undefined {
  const whole = findName(text)
  if (whole !== undefined) {
    return whole
  }
  const words = new Set(text.split(/[^\w-]/))
  const namesInText = new Set([...words].filter(isDistinctName).map((word) => NAMES.get(normalizeName(word))))
  // One word alone is a name, or a misspelt one; those of network errors are known by their beginnings.
  const isSentence = text.includes(' ') || text.includes('_')
  for (const phrase of PHRASES) {
    const name = phrase.names?.find((candidate) => namesInText.has(candidate))
    if (name !== undefined || (isSentence && hasKeywords(phrase, lower))) {
      return { phrase, name: name ?? phrase.names?.[0] }
    }
  }
  return undefined
}

function findName(text: string): Found | undefined {
  const key = normalizeName(text.startsWith('net::') ? text.slice(5) : text)
  const phrase = PHRASES_BY_NAME.get(key)
  return phrase === undefined ? undefined : { phrase, name: NAMES.get(key) }
}

/** Chromium's sources put a `k` before the names, and Firefox's a number behind them. */
export function normalizeName(word: string): string {
  const bare = /^CORS[A-Za-z]+[0-9]$/.test(word) ? word.slice(0, -1) : word
  const name = bare.toLowerCase()
  return /^k[A-Z]/.test(bare) && NAMES.has(name.slice(1)) ? name.slice(1) : name
}

/** Words such as `csp` are names only when they stand alone. */
function isDistinctName(word: string): boolean {
  return word.length >= 10 && /[A-Z-]/.test(word) && NAMES.has(normalizeName(word))
}

function hasKeywords({ keywords }: Phrase, lower: string): boolean {
  return keywords.every((one) =>
    typeof one === 'string' ? lower.includes(one) : one.some((word) => lower.includes(word)),
  )
}
